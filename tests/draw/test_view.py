"""Every kind of view fits its room, whatever its numbers and words."""

from __future__ import annotations

import numpy as np
import pytest
from drawing import KINDS, History, heights, looks, text_of, views, widths
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_dl.draw.look import Look
from tui_dl.draw.view import cells_of, draw_view, sizes, value_at
from tui_dl.frames import Bars, Curve, Grid, Image, Mark, Table, Tokens, View

indices = st.none() | st.lists(st.integers(-2, 30), max_size=3).map(tuple)


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_is_exactly_as_wide_as_asked(kind: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(KINDS[kind], widths, heights, looks, indices, st.lists(st.floats(), max_size=40))
    def check(view: View, width: int, height: int, look: Look, cursor: tuple[int, ...] | None,
              past: list[float]) -> None:
        lines = draw_view(view, width, height, look, tape=History(past), cursor=cursor, lit=((0, 0), (1,)))
        assert len(lines) <= height
        for line in text_of(lines):
            assert cell_len(line) == width
            assert line.isprintable()
            assert line.isascii() or not look.ascii

    check()


@settings(max_examples=150, deadline=None)
@given(views, widths, heights)
def test_sizes_lie_within_the_room(view: View, width: int, height: int) -> None:
    found = sizes(view, width, height)
    assert found
    assert all(1 <= size.width <= width and 1 <= size.height <= height and size.share <= 1 for size in found)


@settings(max_examples=100, deadline=None)
@given(views, st.lists(st.integers(-3, 40), max_size=3).map(tuple))
def test_any_index_has_a_value_or_none(view: View, index: tuple[int, ...]) -> None:
    said = value_at(view, index)
    inside = len(index) == len(cells_of(view)) and all(0 <= i < n for i, n in zip(index, cells_of(view), strict=True))
    assert said == said.strip() and "\x1b" not in said
    if not inside and not getattr(view, "pad", 0):
        assert said == ""


@pytest.mark.parametrize("width, height", [(0, 5), (5, 0), (-1, 3), (1, 1), (2, 2), (9, 2)])
def test_no_room_is_no_error(width: int, height: int) -> None:
    view = Grid("g", np.arange(6.0).reshape(2, 3), rows=("a", "b"), cols=("x", "y", "z"))
    lines = draw_view(view, width, height, Look())
    assert len(lines) <= max(height, 0)
    assert all(cell_len(line) == width for line in text_of(lines))


def test_values_under_the_cursor_are_those_of_the_array() -> None:
    values = np.array([[1.0, -2.5], [np.nan, 40_000.0]])
    grid = Grid("g", values, known=np.array([[True, True], [True, False]]), pad=1)
    assert [value_at(grid, i) for i in ((0, 0), (0, 1), (1, 0), (1, 1))] == ["1", "-2.5", "nan", "unknown"]
    assert value_at(grid, (-1, 0)) == "0" and value_at(grid, (-2, 0)) == ""
    assert value_at(Tokens("t", ("cat",), np.array([0.25])), (0,)) == "cat 0.25"
    assert value_at(Table("t", ("a",), ((True,),)), (0, 0)) == "true"
    assert value_at(Image("i", np.full((2, 2, 3), 0.5)), (1, 1)) == "0.5 0.5 0.5"
    assert value_at(Curve("c", follow=("loss",)), (0, 1), History([3, 7])) == "7"


def test_a_cursor_and_marks_are_seen_without_colour() -> None:
    grid = Grid("g", np.arange(9.0).reshape(3, 3), marks=(Mark(1, 1), Mark(0, 0, "source")))
    drawn = text_of(draw_view(grid, 30, 3, Look(colour=False), cursor=(2, 2), lit=[(2, 0)]))
    assert "‹0›" in drawn[0] and "[4]" in drawn[1] and "‹6›" in drawn[2] and "▸8◂" in drawn[2]
    plain = text_of(draw_view(grid, 30, 3, Look(colour=False, ascii=True), cursor=(2, 2)))
    assert "<0>" in plain[0] and "[4]" in plain[1] and ">8<" in plain[2]


@pytest.mark.parametrize("names, said", [
    (tuple("+-.+-"), "+-.+-"),
    (("the", "cat", "sat", "on", "a"), "tcsoa"),
    (tuple(map(str, range(98, 103))), "98 101"),
])
def test_labels_over_glyphs_stand_over_their_columns(names: tuple[str, ...], said: str) -> None:
    grid = Grid("g", np.full((2, 60), 0.5), cols=names)
    assert text_of(draw_view(grid, 60, 3, Look()))[0].rstrip() == said


def test_a_label_of_a_bar_is_whole_where_there_is_room_for_it_and_a_short_bar() -> None:
    labels = ("conv 3x3, 64 to 64 channels", "shortcut")
    bars = Bars("cost", labels, np.array([1.0, 2.5]))
    assert labels[0] in text_of(draw_view(bars, 48, 2, Look()))[0]
    narrow = text_of(draw_view(bars, 24, 2, Look()))
    assert "conv" in narrow[0] and narrow[1].rstrip().endswith("2.50") and "█" in narrow[1]
