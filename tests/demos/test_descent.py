"""Gradient descent: every step equal to torch.optim's."""

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.demos.descent import COLUMNS, SURFACES, descent
from tui_dl.demos.play import play
from tui_dl.demos.run import Change, Run, parse_run
from tui_dl.frames import Frame, Table, frame_json

WRITTEN = {  # the surfaces as their lesson and their knob state them, in plain numbers
    "bowl": lambda w: w[0] * w[0] / 2,
    "valley": lambda w: (w[0] * w[0] + 25 * w[1] * w[1]) / 2,
    "ripple": lambda w: w[0] * w[0] / 10 + (1 - math.cos(4 * w[0])) / 2,
}
OPTIMIZERS = {
    "sgd": lambda w, lr: torch.optim.SGD([w], lr),
    "momentum": lambda w, lr: torch.optim.SGD([w], lr, momentum=0.9),
    "adam": lambda w, lr: torch.optim.Adam([w], lr),
}


@settings(deadline=None)
@given(st.sampled_from(sorted(SURFACES)), st.tuples(st.floats(-10, 10), st.floats(-10, 10)))
def test_a_surface_is_what_it_is_said_to_be(surface: str, place: tuple[float, float]) -> None:
    found = SURFACES[surface](torch.tensor(place, dtype=torch.float64))
    assert found.item() == pytest.approx(WRITTEN[surface](place), rel=1e-9, abs=1e-9)


def readings(line: str, name: str) -> list[float]:
    return [float(frame.readings[name]) for frame in play(parse_run(f"descent {line}"))]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(SURFACES)), st.sampled_from(sorted(OPTIMIZERS)), st.floats(1e-5, 0.5),
       st.floats(-10, 10), st.integers(1, 30))
def test_the_path_equals_torch_optim(surface: str, optimizer: str, lr: float, start: float, steps: int) -> None:
    frames = list(descent(surface=surface, optimizer=optimizer, lr=lr, start=start, steps=steps))
    w = torch.tensor([start, 1.0][: 1 + (surface == "valley")], dtype=torch.float64, requires_grad=True)
    theirs = OPTIMIZERS[optimizer](w, lr)
    for frame in frames:
        loss = SURFACES[surface](w)
        theirs.zero_grad()
        loss.backward()
        assert w.grad is not None
        assert frame.readings["w"] == pytest.approx(w[0].item(), rel=1e-7, abs=1e-9)
        assert frame.readings["loss"] == pytest.approx(loss.item(), rel=1e-6, abs=1e-9)
        assert frame.readings["slope"] == pytest.approx(w.grad[0].item(), rel=1e-6, abs=1e-7)
        theirs.step()
    assert frames[-1].step == frames[-1].total == steps


def test_twice_the_inverse_curvature_is_the_greatest_rate() -> None:
    """On w²/2 a step multiplies w by 1 - lr."""
    assert [abs(w) for w in readings("lr=2", "w")] == [5.0] * 21
    assert readings("lr=1.9", "w")[-1] == pytest.approx(5 * 0.9**20)
    assert readings("lr=2.1", "w")[-1] == pytest.approx(5 * 1.1**20)


def test_momentum_rolls_over_the_ripples_that_catch_plain_descent() -> None:
    caught, rolled = (readings(f"surface=ripple steps=100 optimizer={way}", "loss")[-1] for way in ("sgd", "momentum"))
    assert caught > 1 and rolled < 0.1


def test_momentum_and_adam_are_quicker_along_a_valley() -> None:
    plain, momentum, adam = (readings(f"surface=valley steps=50 optimizer={way} lr={lr}", "loss")[-1]
                             for way, lr in (("sgd", 0.02), ("momentum", 0.02), ("adam", 0.3)))
    assert momentum < plain / 5 and adam < plain / 5


def test_noise_scatters_the_slope_by_what_the_knob_says() -> None:
    slopes, weights = (readings("noise=2 lr=0.00001 steps=120", name) for name in ("slope", "w"))
    strays = torch.tensor(slopes) - torch.tensor(weights)  # the true slope of the bowl is w
    assert strays.std().item() == pytest.approx(2, rel=0.25) and abs(strays.mean().item()) < 0.6


def test_a_rate_changed_on_the_way_takes_the_next_step() -> None:
    run = list(play(Run("descent", {"steps": 6}, 0, (Change(3, "lr", 1.0),))))
    plain = list(play(Run("descent", {"steps": 6})))
    assert [f.readings["w"] for f in run[:4]] == [f.readings["w"] for f in plain[:4]]
    assert run[4].readings["w"] == 0


@pytest.mark.parametrize("line", ["lr=10 steps=1000", "surface=valley lr=10 steps=1000", "surface=ripple start=0 lr=10",
                                  "surface=valley start=-10 lr=3 steps=400 optimizer=momentum"])
def test_a_run_that_flies_off_ends_all_the_same(line: str) -> None:
    *_, last = play(parse_run(f"descent {line}"))
    assert last.step == last.total and frame_json(last)["readings"]["step"] == last.total


@pytest.mark.parametrize("surface", sorted(SURFACES))
def test_the_weight_stands_on_the_surface(surface: str) -> None:
    *_, last = play(parse_run(f"descent surface={surface}"))
    view = last.views[0]
    if surface == "valley":
        assert [mark.role for mark in view.marks].count("focus") == 1  # type: ignore[union-attr]  # a grid
        return
    now = [(x, y) for x, y in zip(view.x, view.lines["now"], strict=True) if not math.isnan(y)]  # type: ignore[union-attr]
    assert now == [(last.readings["w"], last.readings["loss"])]


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_the_update_is_explained_by_terms_that_come_to_it(optimizer: str) -> None:
    frames = list(play(parse_run(f"descent surface=valley optimizer={optimizer} steps=5")))
    assert descent.explain is not None
    for before, frame in pairwise(frames):
        for row in (0, 1):
            told = descent.explain(frame, "update", (row, COLUMNS.index("after")))
            assert told.combined() == pytest.approx(told.value)
        assert cell(frame, "before") == before.readings["w"] and cell(frame, "after") == frame.readings["w"]
    assert descent.explain(frames[0], "update", (0, 2)).value == "–"
    for view, index in (("log10 loss", (3, 4)), ("loss curve", (0, 0))):
        assert math.isfinite(float(descent.explain(frames[-1], view, index).value))


def cell(frame: Frame, column: str) -> object:
    table = frame.view("update")
    assert isinstance(table, Table)
    return table.cells[0][COLUMNS.index(column)]


def test_a_replay_is_the_same_bit_for_bit() -> None:
    line = "descent --seed 3 surface=ripple noise=1 steps=40 @10:lr=0.3"
    first, second = ([frame_json(f)["readings"] for f in play(parse_run(line))] for _ in range(2))
    assert first == second
