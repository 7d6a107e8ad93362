"""How far the axes of a chart go: over every point, but for the peaks of a run, of which the chart says how far."""

from __future__ import annotations

import math
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from drawing import History, text_of
from hypothesis import given
from hypothesis import strategies as st

from tui_dl.demos.play import play
from tui_dl.demos.run import parse_run
from tui_dl.draw.axes import Axes, axes_of, beyond
from tui_dl.draw.curve import lines_of
from tui_dl.draw.look import Look
from tui_dl.draw.plain import view_text
from tui_dl.draw.view import draw_view
from tui_dl.engine.tape import Tape
from tui_dl.frames import Array, Curve

LOSS = Curve("c", follow=("loss",), low=0)
finite = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


def axes_over(values: Any, view: Curve = LOSS) -> Axes:
    """The axes of one followed reading."""
    return axes_of(view, lines_of(view, History(values)))


@cache
def curves_of(run: str) -> list[tuple[Curve, dict[str, tuple[Array, Array]]]]:
    """The followed curves of a run that is at its end, with their readings."""
    tape = Tape(parse_run(run))
    for frame in play(tape.run):
        tape.append(frame)
    assert tape.latest is not None
    return [(view, lines_of(view, tape)) for view in tape.latest.views if isinstance(view, Curve) and view.follow]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("demo", ["cnn-digits", "overfit", "gan-digits", "lstm-gates"])
def test_all_of_an_ordinary_run_lies_within_its_axes(demo: str, seed: int) -> None:
    for view, lines in curves_of(f"{demo} --seed {seed}"):
        assert beyond(lines, axes_of(view, lines)) == []


@pytest.mark.parametrize("knobs", [
    "lr=2.1 steps=200", "lr=2.5 steps=40", "lr=5", "lr=10 steps=100", "lr=6 steps=200 optimizer=momentum",
    "lr=2 noise=3 steps=300", "lr=0.5 surface=valley steps=100", "lr=1.2",
])
def test_a_loss_that_diverges_is_no_peak_however_far_it_has_come(knobs: str) -> None:
    (view, lines), *_ = curves_of(f"descent {knobs}")
    (x, y) = lines["loss"]
    for count in range(1, y.size + 1):
        part = {"loss": (x[:count], y[:count])}
        assert beyond(part, axes_of(view, part)) == [], count


@pytest.mark.parametrize("run", [
    "gan-digits lesion=d_too_strong", "gan-digits --seed 1 lesion=d_too_strong",
    "gan-digits --seed 1 lesion=constant_z", "overfit lr=1", "cnn-digits lr=1",
])
def test_the_peak_of_a_run_does_not_lay_the_rest_flat_and_the_axis_seldom_moves(run: str) -> None:
    view, lines = next((view, lines) for view, lines in curves_of(run) if view.high is None)
    axes = axes_of(view, lines)
    highest = max(float(y.max()) for _, y in lines.values())
    peak = beyond(lines, axes)[0]
    assert (peak.value, peak.up) == (highest, True) and highest > 4 * axes.high
    assert all(y[x == peak.at] == peak.value for name, (x, y) in lines.items() if name == peak.name)
    for _, y in lines.values():
        assert axes.above(y).mean() <= 1 / 15
        assert y[0] <= axes.high

    ends = []
    for count in range(1, max(y.size for _, y in lines.values()) + 1):
        part = {name: (x[:count], y[:count]) for name, (x, y) in lines.items()}
        shown = axes_of(view, part)
        ends.append(shown.high if beyond(part, shown) else "whole")
    assert len(list(groupby(ends))) <= 10, ends


def test_a_peak_among_three_runs_leaves_the_others_their_room() -> None:
    steps = np.arange(100)
    flat = 1 + np.sin(steps) / 2
    wild = np.where(steps == 40, 5239.0, flat + 1)
    lines = {"loss": (steps, flat), "loss (1)": (steps, wild), "loss (2)": (steps[:5], flat[:5])}
    view = Curve("c", follow=tuple(lines), low=0)
    axes = axes_of(view, lines)
    assert axes.high == 3 and [tuple(p) for p in beyond(lines, axes)] == [(1, "loss (1)", 5239.0, 40.0, True)]


def test_a_falling_loss_keeps_its_beginning() -> None:
    for fall in (2.3 * 0.5 ** np.arange(60), 2.3 / np.arange(1, 200) ** 2, np.array([2.3] + [0.01] * 100)):
        assert axes_over(fall).high == fall[0]


def test_where_a_line_stays_up_the_axis_goes() -> None:
    leapt = [0.1] * 90 + [12.0, 11.0, 13.0, 12.0]
    for count in range(93, len(leapt) + 1):
        assert axes_over(leapt[:count]).high >= 12
    assert axes_over([0.1] * 90 + [12.0, 0.1, 0.1]).high < 1


def test_what_few_points_say_is_whole() -> None:
    assert axes_over([1.0] * 18 + [500.0]).high == 500


def test_peaks_go_down_too_and_lines_without_a_bound_keep_their_place() -> None:
    weight = np.where(np.arange(80) == 30, -900.0, 3 + np.cos(np.arange(80)))
    lines = {"weight": (np.arange(80.0), weight)}
    view = Curve("c", follow=("weight",))
    axes = axes_of(view, lines)
    assert 0 < axes.low < 2 and 3.9 < axes.high <= 4
    assert [(p.value, p.up) for p in beyond(lines, axes)] == [(-900.0, False)]


def test_bounded_readings_keep_their_bounds() -> None:
    share = np.where(np.arange(100) == 50, 1.0, 0.001)
    assert axes_over(share, Curve("c", follow=("share",), low=0, high=1)).high == 1


def test_what_a_lesson_or_a_demo_draws_is_never_cut() -> None:
    impulse = np.zeros(60)
    impulse[30] = 1.0
    view = Curve("signal", np.arange(60.0), {"x": impulse, "output": impulse * 4}, low=0, high=1)
    axes = axes_of(view, lines_of(view, None))
    assert (axes.low, axes.high) == (0, 4)


def test_a_loss_below_the_bound_that_is_asked_for_is_seen() -> None:
    """The saturating loss of a GAN's generator is the mean of log(1 - D): never above 0."""
    axes = axes_over([-0.7, -0.5, -0.3])
    assert (axes.low, axes.high) == (-0.7, 0)


def test_a_logarithmic_axis_keeps_its_bounds_and_says_what_lies_beyond() -> None:
    view = Curve("by layer", np.arange(1.0, 5.0), {"gradient": np.array([0.0, 1e-12, 1e-3, 1e7])},
                 x_label="layer", low=1e-8, high=1e4, log=True)
    lines = lines_of(view, None)
    axes = axes_of(view, lines)
    assert (axes.low, axes.high) == (-8, 4)
    assert [(p.value, p.at, p.up) for p in beyond(lines, axes)] == [(1e7, 4, True), (0, 1, False)]
    text = "\n".join(text_of(draw_view(view, 70, 12, Look())))
    assert "gradient reaches 10,000,000 at layer 4" in text and text.count("↓") == 2 + 1


@given(finite)
def test_every_point_lies_within_the_axes_or_is_told(values: list[float]) -> None:
    lines = lines_of(LOSS, History(values))
    axes = axes_of(LOSS, lines)
    told = beyond(lines, axes)
    y = np.array(values)
    assert axes.low < axes.high and math.isfinite(axes.high - axes.low)
    for up, there in ((True, axes.above(y)), (False, axes.below(y))):
        farthest = [y[there].max() if up else y[there].min()] if there.any() else []
        assert [peak.value for peak in told if peak.up is up] == farthest


LOOKS = [(Look(), "↑"), (Look(dark=False), "↑"), (Look(ascii=True, colour=False), "^")]


@pytest.mark.parametrize("look, arrow", LOOKS)
@pytest.mark.parametrize("size", [(28, 4), (28, 14), (28, 8), (40, 6), (60, 10), (136, 14)])
def test_a_chart_says_how_far_a_peak_goes_and_where(look: Look, arrow: str, size: tuple[int, int]) -> None:
    values = np.where(np.arange(100) == 40, 5239.0, 1.5)
    rows = text_of(draw_view(LOSS, *size, look, tape=History(values)))
    text = "\n".join(rows)
    assert "5239 at" in text and f"{arrow} " in text
    assert any(row.lstrip().startswith(("2┤", "2|")) and row.count(arrow) == 1 for row in rows), text
    assert size[0] < 40 or "loss reaches 5239 at step 40" in text
    assert "far from the rest: loss reaches 5239 at step 40" in view_text(LOSS, History(values))


def test_a_legend_says_that_it_leaves_lines_out() -> None:
    names = tuple(f"loss_d ({n})" for n in range(6))
    rows = text_of(draw_view(Curve("c", follow=names), 30, 6, Look(), tape=History([1.0, 2.0])))
    assert "…" not in rows[0] and rows[1].rstrip().endswith("…")
