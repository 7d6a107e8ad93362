"""The map of the course: every chapter in its place, lines for needs, keys that lead to neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest
from drawing import looks, texts
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_dl.course.load import default_course_path, load_course
from tui_dl.course.model import Chapter, LessonHead
from tui_dl.draw.course_map import course_map, neighbour
from tui_dl.draw.look import Look


def chapter(name: str, door: str = "", needs: tuple[str, ...] = (), title: str = "", lessons: int = 3) -> Chapter:
    heads = tuple(LessonHead(f"{name}/{n}", f"Lesson {n}", 10, (), Path(f"{n}.md")) for n in range(lessons))
    return Chapter(name, title or name, needs, door, (), heads)


COURSE = [chapter("start"), chapter("cnn", "see", ("start",)), chapter("modern", "see", ("cnn",)),
          chapter("rnn", "read", ("start",)), chapter("transformer", "read", ("start",)),
          chapter("latent", "create", ("start",))]


def rows(chapters: list[Chapter], width: int, **how: object) -> list[str]:
    found = course_map(chapters, {c.id: ["new"] * len(c.lessons) for c in chapters}, width, Look(), **how)  # type: ignore[arg-type]
    return ["".join(segment.text for segment in line) for line in found.lines]


doors = st.sampled_from(["", "see", "read", "create", "a door with a long name"])
courses = st.lists(st.tuples(doors, texts, st.integers(0, 14)), max_size=9).map(
    lambda drawn: [chapter(f"c{n}", door, (f"c{n - 1}", "c0"), title, lessons)
                   for n, (door, title, lessons) in enumerate(drawn)])


@given(courses, st.integers(20, 200), looks, st.integers(0, 8))
def test_every_line_is_as_wide_as_the_map_and_every_chapter_lies_on_it(
        chapters: list[Chapter], width: int, look: Look, here: int) -> None:
    found = course_map(chapters, {}, width, look, f"c{here}")
    assert {cell_len("".join(s.text for s in line)) for line in found.lines} <= {width}
    assert set(found.places) == {c.id for c in chapters}
    cells = [(x, y) for p in found.places.values()
             for x in range(p.left, p.left + p.width) for y in range(p.top, p.top + p.height)]
    assert len(set(cells)) == len(cells)  # no two lie on each other
    assert all(0 <= x < width and 0 <= y < len(found.lines) for x, y in cells)


@given(courses, st.integers(20, 200))
def test_arrows_reach_every_chapter_from_every_other(chapters: list[Chapter], width: int) -> None:
    places = course_map(chapters, {}, width, Look()).places
    for start in places:
        seen, frontier = {start}, [start]
        while frontier:
            here = frontier.pop()
            for way in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                there = neighbour(places, here, *way)
                if there is not None and there not in seen:
                    seen.add(there)
                    frontier.append(there)
        assert seen == set(places)


def test_what_needs_a_chapter_hangs_on_it_by_a_line() -> None:
    drawn = rows(COURSE, 78)
    places = course_map(COURSE, {}, 78, Look()).places

    def edge(name: str, row: int) -> str:
        return drawn[places[name].top + row][places[name].left + places[name].width // 2]

    assert (edge("cnn", 3), edge("modern", 0)) == ("┬", "┴")
    assert (edge("rnn", 3), edge("transformer", 0)) == ("─", "─")  # transformers need no chapter on sequences
    assert [edge(name, 0) for name in ("cnn", "rnn", "latent")] == ["┴"] * 3
    assert edge("start", 3) == "┬"


def test_doors_stand_in_the_edge_of_their_first_chapter() -> None:
    drawn = "\n".join(rows(COURSE, 78))
    assert all(f" {door} " in drawn for door in ("see", "read", "create"))


def test_narrow_terminals_get_a_list_and_one_door_too() -> None:
    assert len(rows(COURSE, 58)) == len(COURSE)
    assert len(rows([chapter("a"), chapter("b")], 78)) == 2


@pytest.mark.parametrize("ascii", [False, True])
def test_marks_say_how_each_lesson_stands(ascii: bool) -> None:
    found = course_map(COURSE, {"cnn": ["done", "begun", "new"]}, 78, Look(ascii=ascii))
    text = "\n".join("".join(s.text for s in line) for line in found.lines)
    assert ("#+." if ascii else "■◧□") in text and "1 of 3" in text


def test_the_shipped_titles_fit_at_80_columns() -> None:
    chapters = load_course(default_course_path()).chapters
    drawn = "\n".join(rows(list(chapters), 78))
    assert all(c.title in drawn for c in chapters) and "…" not in drawn
