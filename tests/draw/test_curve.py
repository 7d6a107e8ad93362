"""Lines: every point lies on its line, breaks are breaks, and ten thousand points are no trouble."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from drawing import History, text_of
from hypothesis import given
from hypothesis import strategies as st

from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.draw.trace import BRAILLE, trace
from tui_dl.draw.view import draw_view
from tui_dl.frames import Curve, Frame

points = st.lists(st.tuples(st.floats(0, 39), st.floats(0, 19)), min_size=1, max_size=30)


@given(points)
def test_every_point_is_on_its_line(found: list[tuple[float, float]]) -> None:
    dots = trace(np.array(found), 40, 20)
    for col, row in found:
        assert dots[round(row), round(col)]


@given(points)
def test_a_line_has_no_holes(found: list[tuple[float, float]]) -> None:
    dots = trace(np.array(found), 40, 20)
    cols = np.flatnonzero(dots.any(axis=0))
    assert (np.diff(cols) == 1).all()
    for left, right in pairwise(cols):
        one, two = np.flatnonzero(dots[:, left]), np.flatnonzero(dots[:, right])
        assert one.min() <= two.max() + 1 and two.min() <= one.max() + 1


def test_nan_breaks_a_line() -> None:
    dots = trace(np.array([[0, 5], [10, np.nan], [20, 5]]), 40, 20)
    assert np.flatnonzero(dots.any(axis=0)).tolist() == [0, 20]


def test_braille_cells_are_those_of_unicode() -> None:
    """U+2847 is BRAILLE PATTERN DOTS-1237, the left column; U+28B8 is DOTS-4568, the right one."""
    assert 0x2800 + BRAILLE[:, 0].sum() == 0x2847
    assert 0x2800 + BRAILLE[:, 1].sum() == 0x28B8


def drawn(view: Curve, width: int = 60, height: int = 10, look: Look | None = None, past: object = ()) -> str:
    """The characters of a curve."""
    return "\n".join(text_of(draw_view(view, width, height, look or Look(), tape=History(past))))


def test_a_long_number_at_an_axis_is_not_cut() -> None:
    text = drawn(Curve("c", follow=("loss",), low=0), past=[25.0, 138_216_654.0])
    assert "1.38e8┤" in text and "loss 138,216,654" in text


@pytest.mark.parametrize("past", [[], [3.0], [2.0] * 50, [np.nan], [np.inf, 1, -np.inf], [0, np.nan, 1]])
def test_thin_histories(past: list[float]) -> None:
    text = drawn(Curve("c", follow=("loss",)), past=past)
    assert "loss" in text
    if past and np.isfinite(past[-1]):
        assert f"loss {past[-1]:g}" in text


def test_ten_thousand_points_keep_their_extremes() -> None:
    values = np.zeros(10_000)
    values[5_000] = 8.0
    text = drawn(Curve("c", follow=("loss",)), past=values).split("\n")
    assert text[1].lstrip().startswith("8┤")
    assert any("\u2801" <= character <= "\u28ff" for character in text[1])


def test_lines_are_told_apart_without_colour() -> None:
    x = np.arange(50.0)
    for look, one, two in ((Look(colour=False), "●", "▲"), (Look(colour=False, ascii=True), "o", "*")):
        text = drawn(Curve("c", x, {"a": x, "b": 49 - x}), look=look).split("\n")
        assert text[0].startswith(f"{one} a 49  {two} b 0")
        body = "".join(text[1:])
        assert one in body and two in body


def test_a_logarithmic_axis_spaces_powers_evenly() -> None:
    x = np.arange(5.0)
    text = drawn(Curve("c", x, {"a": 10.0**x}, log=True), 41, 7, Look(ascii=True)).split("\n")
    plot = [line.partition("|")[2] for line in text[1:-1]]
    edges = [row.index("o") for row in plot]
    assert edges == sorted(edges, reverse=True)
    assert text[1].strip().startswith("10,000") and text[-2].strip().startswith("1|")


def test_the_legend_names_the_value_under_the_cursor() -> None:
    view = Curve("c", np.arange(4.0), {"a": np.array([5.0, 6, 7, 8])})
    text = text_of(draw_view(view, 40, 8, Look(), cursor=(0, 1)))
    assert text[0].startswith("● a 6 ") and any("◇" in line for line in text)


def test_a_gap_in_a_given_line_is_no_value() -> None:
    view = Curve("path", np.arange(4.0), {"path": np.array([1.0, 3.0, np.nan, np.nan])})
    text = "\n".join(text_of(draw_view(view, 40, 8, Look())))
    assert "×" not in text
    assert "path 3" in text


def test_one_point_stands_on_an_axis_of_one_step() -> None:
    text = "\n".join(text_of(draw_view(Curve("loss", np.zeros(1), {"loss": np.ones(1)}), 40, 8, Look())))
    assert "e-" not in text


def test_a_frame_that_lies_back_on_the_tape_is_marked_and_its_values_named() -> None:
    def frame(step: int) -> list[str]:
        of = Frame(step, 10, "", {}, (Curve("c", follow=("loss",), low=0),))
        return text_of(draw_frame(of, 60, 10, Look(), tape=History([10.0 - n for n in range(11)])))

    back = [next(row for row in frame(step)[2:] if "│" in row[7:]).index("│", 7) for step in (1, 5, 8)]
    assert back == sorted(back) and len(set(back)) == 3
    assert "loss 5 " in frame(5)[1]
    assert "loss 0 " in frame(10)[1] and not any("│" in row[7:] for row in frame(10))


def test_four_lines_hold_three_of_the_plot_and_the_range_of_x_stands_in_the_legend() -> None:
    rows = drawn(Curve("c", follow=("loss",), low=0), 40, 4, past=[10.0 - n for n in range(11)]).split("\n")
    assert rows[0].startswith("● loss 0 ") and rows[0].endswith(" step 0 to 10")
    assert rows[1].lstrip().startswith("10┤") and rows[3].lstrip().startswith("0┤")
    assert all(any("\u2800" <= character <= "\u28ff" for character in row) for row in rows[1:])


def test_names_that_need_two_rows_have_them_where_three_are_left_for_the_lines() -> None:
    view = Curve("c", follow=("train_accuracy", "test_accuracy"), low=0, high=1)
    six, five = (drawn(view, 28, height, past=[0.1, 0.9]).split("\n") for height in (6, 5))
    assert "test_accuracy" in six[1] and six[2].lstrip().startswith("1┤") and six[4].lstrip().startswith("0┤")
    assert five[0].rstrip().endswith("…") and five[1].lstrip().startswith("1┤")
