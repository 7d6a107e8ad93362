"""Several views in one picture: nothing overflows, nothing hidden leaks, nothing is left out in silence."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from drawing import History, heights, looks, text_of, views, widths
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_dl.demos.play import play
from tui_dl.demos.run import make_run
from tui_dl.draw.arrange import TALLEST
from tui_dl.draw.frame import draw_frame, laid_out
from tui_dl.draw.look import Look
from tui_dl.frames import Bars, Curve, Frame, Gallery, Grid, Index, Table, View


@settings(max_examples=120, deadline=None)
@given(st.lists(views, max_size=5), widths, heights, looks, st.booleans(), st.sampled_from([None, (0, 1)]))
def test_never_overflows(shown: list[View], width: int, height: int, look: Look, cover: bool,
                         index: Index | None) -> None:
    frame = Frame(1, 2, "", views=shown)
    hidden = [view.name for view in shown[:1]] if cover else []
    cursor = (shown[0].name, index) if shown and index else None
    lines = draw_frame(frame, width, height, look, hidden=hidden, tape=History([1, 2]), cursor=cursor)
    assert len(lines) <= height
    for line in text_of(lines):
        assert cell_len(line) == width
        assert line.isprintable()
        assert line.isascii() or not look.ascii


def stride_padding(step: int, **knobs: str) -> Frame:
    """A frame of the model demo."""
    return list(play(make_run("stride-padding", knobs)))[step]


@pytest.mark.parametrize("width, height", [(78, 10), (58, 28), (58, 8), (118, 40)])
def test_the_model_demo_shows_every_number_in_every_pane(width: int, height: int) -> None:
    frame = stride_padding(13)
    drawn = text_of(draw_frame(frame, width, height, Look()))
    assert not any("more:" in line for line in drawn)
    rows = "\n".join(drawn)
    for view in frame.views:
        assert isinstance(view, Grid)
        assert view.name in rows
        for row, known in zip(view.values, np.broadcast_to(True if view.known is None else view.known,
                                                           view.values.shape), strict=True):
            for value in row[known]:
                assert f"{value:.0f}" in rows
    assert "[" in rows and rows.count("‹") == rows.count("›") == 3


@pytest.mark.parametrize("height", range(6, 16))
def test_more_lines_never_turn_numbers_into_glyphs(height: int) -> None:
    frame = list(play(make_run("stride-padding", {"size": "9", "dilation": "2", "padding": "2"})))[-1]
    drawn = text_of(draw_frame(frame, 78, height, Look()))
    output = frame.view("output")
    assert isinstance(output, Grid)
    rows = [line.replace("[", " ").replace("]", " ").split()[-9:] for line in drawn]
    assert [f"{value:.0f}" for value in output.values[-1]] in rows


def test_numbers_stand_in_their_rows_and_columns() -> None:
    values = np.array([[1, 20, -3], [40, 5, 6]])
    drawn = text_of(draw_frame(Frame(0, 0, "", views=[Grid("g", values)]), 40, 8, Look()))
    assert drawn[0].startswith("g")
    assert [list(map(int, line.split())) for line in drawn[1:] if line.strip()] == values.tolist()


def test_what_does_not_fit_is_named() -> None:
    grids = [Grid(f"gate {i}", np.zeros((6, 60))) for i in range(7)]
    drawn = text_of(draw_frame(Frame(0, 0, "", views=grids), 70, 15, Look()))
    shown = [grid.name for grid in grids if any(line.startswith(grid.name) for line in drawn)]
    said = drawn[-1].partition(":")[2].strip()
    assert len(shown) < 7
    assert drawn[-1].startswith(f"+ {7 - len(shown)} more: ")
    assert said.split(", ") == [grid.name for grid in grids if grid.name not in shown]


def test_only_the_chosen_views_are_drawn() -> None:
    drawn = "\n".join(text_of(draw_frame(stride_padding(3), 78, 12, Look(), views=("filter",))))
    assert "filter" in drawn and "input" not in drawn and "output" not in drawn


def test_a_hidden_view_gives_away_neither_value_nor_size_nor_kind() -> None:
    secrets: list[View] = [
        Grid("x", np.full((2, 2), 7.0)), Grid("x", np.full((9, 40), 8.0), rows=("a",) * 9), Table("x", ("h",), ((1,),)),
        Gallery("x", np.ones((16, 8, 8))), Bars("x", ("a", "b"), np.array([1.0, 2.0])), Curve("x", follow=("loss",)),
    ]
    other = Grid("known", np.eye(3))
    for look, (width, height) in product((Look(), Look(ascii=True)), ((78, 10), (58, 28), (30, 8))):
        drawn = [draw_frame(Frame(0, 0, "", views=[view, other]), width, height, look, hidden=("x",),
                            tape=History([1, 2, 3]), cursor=("x", (0, 0)), lit={"x": [(0, 0)]})
                 for view in secrets]
        assert all(one == drawn[0] for one in drawn)
        assert "?" in "".join(text_of(drawn[0]))


def test_pictures_for_which_there_is_no_room_are_counted() -> None:
    """Ten digits are judged; "6 of 10" over those that fit reads as if six of them were right."""
    digits = Gallery("ten digits", np.zeros((10, 8, 8)), tuple("0123456789"))
    drawn = text_of(draw_frame(Frame(0, 0, "", views=[digits]), 60, 6, Look()))
    assert drawn[0].split() == ["ten", "digits", "4", "left", "out"] and drawn[-1].split() == list("012345")


def test_samples_are_enlarged_where_there_is_room_and_their_rows_never_touch() -> None:
    samples = Gallery("samples", np.ones((16, 8, 8)))
    for width, height, across in ((200, 60, 24), (136, 34, 16), (62, 40, 8)):
        drawn = text_of(draw_frame(Frame(0, 0, "", views=[samples]), width, height, Look()))
        blocks = [line.rstrip() for line in drawn[1:]]
        tall = blocks.index("")  # the lines of one picture: as many pixels high as wide
        assert 2 * tall == len(blocks[0].split(" ")[0]) == across
        assert sum(map(len, blocks)) - sum(line.count(" ") for line in blocks) == 16 * across * tall


@pytest.mark.parametrize("width, height, lines", [(136, 34, 3), (62, 28, 1), (78, 9, 1)])
def test_the_cells_of_grids_are_squares_where_those_of_all_can_be(width: int, height: int, lines: int) -> None:
    frame = stride_padding(3)
    drawn = text_of(draw_frame(frame, width, height, Look()))
    assert sum(grid.name in " ".join(drawn) for grid in frame.views) == len(frame.views)
    left = [line[:20].strip() for line in drawn]
    numbers = [place for place, line in enumerate(left) if line and not line.strip("‹›[] 0123456789-")]
    assert {later - place for place, later in pairwise(numbers[:5])} == {lines}


def test_a_curve_beside_its_title_takes_the_rest_of_its_line() -> None:
    frame = Frame(1, 2, "", {"loss": 1.0}, [Gallery("samples", np.zeros((16, 8, 8))), Curve("losses", ("loss",))])
    drawn = text_of(draw_frame(frame, 29, 9, Look(), tape=History([1, 2, 3])))
    assert drawn[0].startswith("samples  ▀") and drawn[4].startswith("losses")  # titles stand to the left
    assert cell_len(drawn[-1]) == 29 and drawn[-1].endswith("─ 1")


def test_seven_gates_in_a_narrow_pane_are_all_whole() -> None:
    rows = tuple("abcd")
    gates = [Grid(name, np.random.default_rng(0).random((4, 40)), rows=rows, low=0, high=1)
             for name in ("inputs", "forget", "input", "candidate", "output", "cell", "hidden")]
    drawn = text_of(draw_frame(Frame(0, 0, "", views=gates), 58, 28, Look()))
    assert len(drawn) == 28
    for gate in gates:
        assert any(line.startswith(gate.name) for line in drawn)
    assert sum(" a " in line for line in drawn) == 7


def test_neighbouring_cells_of_one_style_are_one_segment() -> None:
    lines = draw_frame(Frame(0, 0, "", views=[Grid("g", np.zeros((4, 40)))]), 118, 10, Look())
    assert max(map(len, lines)) <= 3


@pytest.mark.parametrize("height", range(24, 60))
def test_lines_that_are_left_go_to_the_curves(height: int) -> None:
    frame = Frame(1, 2, "", views=(
        Curve("accuracy", follow=("accuracy",)), Gallery("maps", np.zeros((8, 8, 8))),
        Bars("probabilities", tuple("0123456789"), np.linspace(0, 1, 10)), Curve("loss", follow=("loss",))))
    chosen, sheet = laid_out(frame, 118, height, (), (), "")
    curves = [place.size.height for place in sheet.places if isinstance(chosen[place.view], Curve)]
    assert len(sheet.places) == len(chosen)
    assert sheet.height == height or min(curves) >= TALLEST
