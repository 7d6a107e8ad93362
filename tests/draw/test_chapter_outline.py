"""Below the map: what fits is shown, whole and in the order of the chapter, or nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from drawing import looks
from hypothesis import given
from hypothesis import strategies as st

from tui_dl.course.inlines import inline
from tui_dl.course.load import default_course_path, load_course
from tui_dl.course.model import Chapter, LessonHead, Paragraph
from tui_dl.draw.chapter_outline import chapter_outline
from tui_dl.draw.columns import beside, in_columns
from tui_dl.draw.course_map import course_map
from tui_dl.draw.look import Line, Look
from tui_dl.draw.prose import line_width

CHAPTERS = load_course(default_course_path()).chapters
BLURB = "Words about the chapter that take up some room. " * 5


def chapter(titles: list[str], blurb: str = BLURB) -> Chapter:
    heads = tuple(LessonHead(f"c/{n}", title, n, (), Path()) for n, title in enumerate(titles))
    return Chapter("c", "Chapter", (), "", (Paragraph(inline(blurb)),) if blurb else (), heads)


def rows(lines: list[Line]) -> list[str]:
    return ["".join(segment.text for segment in line).rstrip() for line in lines]


def drawn(width: int, height: int, **how: object) -> list[str]:
    return rows(chapter_outline(chapter([f"Lesson {n}" for n in range(8)]), ["done"] * 2 + ["begun"], width, height,
                                Look(), **how))  # type: ignore[arg-type]


titles = st.lists(st.text("abc :한", min_size=1, max_size=30), max_size=12)


@given(titles, st.sampled_from(["", BLURB]), st.integers(1, 200), st.integers(0, 40), looks,
       st.lists(st.integers(0, 200), max_size=3))
def test_it_never_takes_more_than_there_is(titles: list[str], blurb: str, width: int, height: int, look: Look,
                                           lefts: list[int]) -> None:
    found = chapter_outline(chapter(titles, blurb), ["done"], width, height, look, sorted(lefts))
    assert len(found) <= height
    assert all(line_width(line) <= width for line in found)
    text = "\n".join(rows(found))
    assert not found or all(title.partition(": ")[0].rstrip() in text for title in titles)


def test_words_and_lessons_side_by_side_below_columns_of_the_map() -> None:
    found = drawn(136, 20, lefts=[0, 46, 92])
    assert (found[0], found[1][:7], found[1][46:54]) == ("", "Chapter", "■ Lesson")
    assert all(row[42:46].strip() == "" for row in found)
    assert found[1:9] == [row for row in found if "Lesson" in row]


def test_where_no_column_of_the_map_serves_the_words_take_what_the_lessons_leave() -> None:
    assert any("Words" in row and "Lesson" in row for row in drawn(78, 20, lefts=[0, 26, 70]))


@pytest.mark.parametrize(("height", "first", "count"), [(12, "", 8), (7, "", 4), (4, "", 2), (3, "Chapter", 2)])
def test_less_room_more_columns_then_less_air(height: int, first: str, count: int) -> None:
    found = drawn(58, height)
    assert found[0] == first and sum("Lesson" in row for row in found) == count


def test_signs_say_how_far_each_lesson_is() -> None:
    assert [sign for row in drawn(40, 12) for sign in row if sign in "■◧□"] == list("■■◧□□□□□")


def test_nothing_where_not_even_names_fit() -> None:
    assert drawn(20, 4) == [] and drawn(78, 1) == []


@pytest.mark.parametrize("size", [(58, 18), (78, 24), (98, 30), (138, 45), (198, 60)])
@pytest.mark.parametrize("place", range(len(CHAPTERS)), ids=[chapter.id for chapter in CHAPTERS])
def test_the_lessons_of_every_shipped_chapter_stand_below_the_map(size: tuple[int, int], place: int) -> None:
    width, height = size
    below = height - len(course_map(CHAPTERS, {}, width, Look()).lines) - 6  # two bars, two lines of air, two of where
    found = "\n".join(rows(chapter_outline(CHAPTERS[place], (), width, below, Look())))
    assert all(head.title.partition(": ")[0] in found for head in CHAPTERS[place].lessons)


def test_columns() -> None:
    from rich.segment import Segment

    lines = [[Segment(text)] for text in ("a", "bbb", "c", "d", "e")]
    assert rows(in_columns(lines, 2, 2)) == ["a    d", "bbb  e", "c"]
    assert rows(in_columns(lines, 9, 1)) == ["a bbb c d e"]
    assert in_columns([], 3, 2) == []
    assert rows(beside(lines[:1], lines[1:3], 4)) == ["a   bbb", "    c"]
