"""The drawn report: every number under its head, nothing cut, nothing said by colour alone."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from drawing import looks
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.style import Style

from tui_dl.draw.look import Line, Look
from tui_dl.draw.palette import level_colours
from tui_dl.draw.progress import WIDE, progress_lines
from tui_dl.draw.prose import line_width
from tui_dl.learner.summary import COUNTS, NOTE, Row, Summary, Week

NUMBERS = ("39/69", "36/63", "16", "6", "0/8", "104")
ROWS = (
    Row("Convolutional networks", True, True, 0.5, NUMBERS),
    Row("Done of it all", False, True, 1.0, ("9/9", "8/8", "5", "1", "2/2", "41")),
    Row("A lesson with a name that is as long as can be", False, True, 0.01, ("1/9", "0/8", "0", "0", "", "63")),
    Row("To come", False, False, 0.0, ("0/9", "0/8", "", "", "", "")),
)
WEEKS = (Week(date(2026, 3, 2), (None, 10, 40, None, 250, 0.2, None), 12), Week(date(2026, 3, 9), (5, None), 3))
SUMMARY = Summary(12, 3, ROWS, (("Done of it all", "one step"), ("Channels", "why grey")), WEEKS)

names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
counts = st.tuples(*[st.sampled_from(["", "0", "7/12", "1234"])] * len(COUNTS))
rows = st.lists(st.builds(Row, names, st.booleans(), st.booleans(), st.floats(0, 1), counts), max_size=6)
weeks = st.lists(st.builds(Week, st.dates(date(2026, 1, 1), date(2030, 1, 1)),
                           st.lists(st.none() | st.floats(0, 999), min_size=1, max_size=7).map(tuple),
                           st.integers(0, 999)), max_size=6)


def text(lines: list[Line]) -> list[str]:
    return ["".join(segment.text for segment in line).rstrip() for line in lines]


def row_of(name: str, width: int, look: Look | None = None) -> str:
    return next(line for line in text(progress_lines(SUMMARY, width, look or Look())) if name in line)


@given(st.builds(Summary, st.integers(0, 99), st.integers(0, 99), rows.map(tuple),
                 st.lists(st.tuples(names, names), max_size=5).map(tuple), weeks.map(tuple)),
       st.integers(54, 200), looks)
def test_never_wider_than_there_is_room(summary: Summary, width: int, look: Look) -> None:
    assert all(line_width(line) <= width for line in progress_lines(summary, width, look))


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("width", [55, 57, 77, 97, 117, 137, 197])
def test_nothing_is_cut(width: int, ascii: bool) -> None:
    lines = text(progress_lines(SUMMARY, width, Look(ascii=ascii)))
    said = " ".join(" ".join(lines).split())
    assert "…" not in said and "~" not in said
    numbers = [number for row in ROWS for number in row.counts if number]
    for number in (*numbers, "Due today: 12.", "Asked today: 3.", "one step", "why grey", "250", "9 Mar"):
        assert number in said
    words = {word for row in ROWS for word in row.title.split()} | set(NOTE.split())
    assert words <= set(said.split())


@pytest.mark.parametrize("width", [77, 97, 117, 137])
def test_numbers_of_chapters_and_lessons_stand_under_their_heads(width: int) -> None:
    lines = text(progress_lines(SUMMARY, width, Look()))
    head = next(line for line in lines if "surprises" in line)
    ends = [head.index(name) + len(name) for name in COUNTS]
    for row in ROWS:
        line = next(line for line in lines if row.title.split()[0] in line and "/" in line)
        for number, start, end in zip(row.counts, [ends[0] - 7, *ends], ends, strict=False):
            assert line[start:end].strip() == number


def test_narrow_heads_stand_above_their_numbers_too() -> None:
    lines = text(progress_lines(SUMMARY, 55, Look()))
    upper, lower = next(pair for pair in pairwise(lines) if "prises" in pair[1])
    assert upper.index("sur-") + len("sur-") == lower.index("prises") + len("prises")
    end = lower.index("prises") + len("prises")
    assert row_of("Convolutional", 55)[end - 1] == "6"


@pytest.mark.parametrize(("ascii", "whole", "half", "rest"), [(False, "━", "╸", "─"), (True, "=", "-", ".")])
def test_bars_are_full_only_when_done_and_empty_only_before_the_first_page(ascii: bool, whole: str, half: str, rest: str
                                                                           ) -> None:
    def bar(name: str) -> str:
        found = re.search(f"[{whole}{half}{rest}]{{4,}}".replace("-", r"\-"), row_of(name, 137, Look(ascii=ascii)))
        assert found is not None
        return found[0]

    assert set(bar("Done of it")) == {whole} and set(bar("To come")) == {rest}
    assert bar("A lesson")[0] == half and set(bar("A lesson")[1:]) == {rest}
    assert bar("Convolutional").count(whole) == len(bar("Convolutional")) // 2


def test_wide_has_the_days_beside_the_table_and_narrow_below() -> None:
    for width, together in ((WIDE, True), (WIDE - 1, False)):
        due = next(line for line in text(progress_lines(SUMMARY, width, Look())) if "Due today" in line)
        assert ("surprises" in due) == together


def styles(look: Look) -> dict[str, Style]:
    return {segment.text.strip(): segment.style or Style() for line in progress_lines(SUMMARY, 97, look)
            for segment in line if segment.text.strip() in ("0", "5", "10", "40", "250")}


@pytest.mark.parametrize("dark", [True, False])
def test_more_minutes_are_further_along_the_scale(dark: bool) -> None:
    scale = [Color.from_rgb(*colour) for colour in level_colours("sequential", dark)]
    places = [scale.index(styles(Look(dark))[minutes].bgcolor) for minutes in ("5", "10", "40", "250")]  # type: ignore[arg-type]
    assert places == sorted(places) and places[-1] == len(scale) - 1 and places[0] < places[-1]


def test_every_day_is_a_number_and_without_colour_there_is_no_legend() -> None:
    lines = text(progress_lines(SUMMARY, 97, Look()))
    assert next(line for line in lines if "2 Mar" in line).split()[-8:] == ["·", "10", "40", "·", "250", "0", "·", "12"]
    assert next(line for line in lines if "9 Mar" in line).split()[-3:] == ["5", "·", "3"]
    assert any(line.endswith("250 min") for line in lines)
    assert not any("250 min" in line for line in text(progress_lines(SUMMARY, 97, Look(colour=False))))


def test_nothing_begun_says_what_comes_and_the_way_back() -> None:
    said = " ".join(text(progress_lines(Summary(0, 0, (), (), ()), 77, Look())))
    assert said.startswith("Nothing begun yet.") and "Here will stand" in said and "Esc leads back" in said
