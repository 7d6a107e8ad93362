"""gradient-flow: autograd, Jacobians multiplied out and torch.nn.RNN as its oracles; what vanishes, what explodes."""

from functools import cache
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from chapter import Promises
from hypothesis import example, given, settings
from hypothesis import strategies as st
from told import assert_explained, cells
from torch import Tensor, nn

from tui_dl.demos.gradient_flow import explain_gradient_flow
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.engine.tape import Tape
from tui_dl.frames import Curve, Frame

SEEDS = (0, 1, 2)
TORCH: dict[str, Any] = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}
RUNS = st.builds(
    Run, st.just("gradient-flow"),
    st.fixed_dictionaries({
        "activation": st.sampled_from(sorted(TORCH)), "weights": st.sampled_from(["mixed", "positive"]),
        "length": st.integers(1, 12), "units": st.integers(1, 8), "scale": st.floats(0.1, 4),
    }), st.integers(0, 99))
DEEP = Run("gradient-flow", {"activation": "sigmoid", "weights": "positive", "scale": 4.0, "length": 100}, 1)
STEEP = Run("gradient-flow", {"activation": "relu", "weights": "positive", "scale": 4.0, "length": 100}, 1)


@cache
def played(line: str) -> list[Frame]:
    return list(play(parse_run(line)))


def last(words: str, seed: int = 0) -> Frame:
    return played(f"gradient-flow --seed {seed} {words}")[-1]


def parts(frame: Frame) -> tuple[Tensor, Tensor, Tensor]:
    """W_hh, w_ih and the inputs as a frame shows them."""
    weight_hh, weight_ih, inputs = (torch.from_numpy(frame.array(name).copy())
                                    for name in ("weight_hh", "weight_ih", "inputs"))
    return weight_hh, weight_ih[:, 0], inputs[0, 1:]


def unrolled(run: Run, frame: Frame) -> tuple[list[Tensor], list[Tensor]]:
    """Hidden states through which autograd sees, and the copy of W_hh that each time step used."""
    weight_hh, weight_ih, inputs = parts(frame)
    hidden, copies = [torch.zeros_like(weight_ih, requires_grad=True)], []
    for x in inputs:
        copies.append(weight_hh.clone().requires_grad_())
        hidden.append(TORCH[run.knobs["activation"]](copies[-1] @ hidden[-1] + weight_ih * x))
    return hidden, copies


@settings(max_examples=60, deadline=None)
@given(RUNS)
@example(DEEP)
@example(STEEP)
def test_gradients_are_those_of_autograd(run: Run) -> None:
    frames = list(play(run))
    hidden, copies = unrolled(run, frames[-1])
    loss = hidden[-1].sum() / len(hidden[0]) ** 0.5
    slopes = torch.autograd.grad(loss, hidden, retain_graph=True)
    handed = torch.autograd.grad(loss, copies)
    for time, slope in enumerate(slopes):
        np.testing.assert_allclose(frames[-1].array("gradients")[:, time], slope, rtol=1e-9)
        shown = frames[-1 - time].readings
        assert shown["gradient"] == pytest.approx(slope.norm().item(), rel=1e-9)
        if ahead := 0 if slope is slopes[-1] else slopes[time + 1].norm().item():
            assert shown["factor"] * ahead == pytest.approx(slope.norm().item(), rel=1e-9)
        assert ("factor" in shown) == (ahead > 0)
    np.testing.assert_allclose(frames[-1].array("hidden"), torch.stack(hidden, 1).detach(), rtol=1e-9)
    assert frames[-1].readings["ratio"] == pytest.approx((slopes[0].norm() / slopes[-1].norm()).item(), rel=1e-9)
    whole = torch.stack(handed).sum(0).norm()
    for step, frame in enumerate(frames):
        so_far = sum(handed[len(handed) - step:], torch.zeros_like(handed[0])).norm()
        assert frame.readings["share"] == pytest.approx((so_far / whole).item() if whole else 0, rel=1e-7, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(RUNS)
def test_the_first_gradient_is_the_product_of_all_jacobians(run: Run) -> None:
    frame = list(play(run))[-1]
    weight_hh, weight_ih, inputs = parts(frame)
    state, product = torch.zeros_like(weight_ih), torch.eye(len(weight_ih), dtype=torch.float64)
    for x in inputs:
        def step(h: Tensor, x: Tensor = x) -> Tensor:
            return TORCH[run.knobs["activation"]](weight_hh @ h + weight_ih * x)

        product = torch.autograd.functional.jacobian(step, state) @ product
        state = step(state)
    first = product.sum(0) / len(state) ** 0.5
    np.testing.assert_allclose(frame.array("gradients")[:, 0], first, rtol=1e-7, atol=1e-300)


@pytest.mark.parametrize("weights", ["mixed", "positive"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_the_loop_is_that_of_torch(activation: str, weights: str) -> None:
    frame = last(f"activation={activation} weights={weights} length=20 units=7 scale=1.3")
    weight_hh, weight_ih, inputs = parts(frame)
    loop = nn.RNN(1, 7, nonlinearity=activation, bias=False, dtype=torch.float64)
    with torch.no_grad():
        loop.weight_ih_l0.copy_(weight_ih[:, None])
        loop.weight_hh_l0.copy_(weight_hh)
    hidden, _ = loop(inputs[:, None])
    np.testing.assert_allclose(frame.array("hidden")[:, 1:], hidden.T.detach(), rtol=1e-9)


@settings(max_examples=30, deadline=None)
@given(RUNS)
def test_scale_is_the_largest_eigenvalue(run: Run) -> None:
    frame = next(play(run))
    weight_hh = frame.array("weight_hh")
    assert np.abs(np.linalg.eigvals(weight_hh)).max() == pytest.approx(run.knobs["scale"])
    signs = {np.sign(frame.array(name)).min() for name in ("weight_hh", "weight_ih", "inputs")}
    assert run.knobs["weights"] == "mixed" or signs <= {0, 1}
    assert frame.readings.keys() == {"step", "gradient", "share"}
    assert frame.readings["gradient"] == pytest.approx(1) and frame.readings["share"] == 0


@settings(max_examples=30, deadline=None)
@given(RUNS)
def test_slopes_are_those_of_the_activation(run: Run) -> None:
    frames = list(play(run))
    weight_hh, weight_ih, inputs = parts(frames[-1])
    hidden = torch.from_numpy(frames[-1].array("hidden").copy())
    sums = (weight_hh @ hidden[:, :-1] + weight_ih[:, None] * inputs).requires_grad_()
    TORCH[run.knobs["activation"]](sums).sum().backward()
    assert sums.grad is not None
    np.testing.assert_allclose(frames[-1].array("slopes")[:, 1:], sums.grad, rtol=1e-6, atol=1e-12)
    for frame in frames[1:]:
        assert frame.readings["slope"] == pytest.approx(sums.grad[:, frame.total - frame.step:].mean().item(), abs=1e-9)


# ---------------------------------------------------------------------- what vanishes, and what explodes


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scale", [0.5, 0.9, 1.0, 1.1, 2.0])
def test_a_relu_that_is_always_on_leaves_the_power_of_the_scale(scale: float, seed: int) -> None:
    run = last(f"activation=relu weights=positive scale={scale}", seed)
    assert run.readings["ratio"] == pytest.approx(scale**50, rel=0.3) and run.array("slopes")[:, 1:].min() == 1
    alone = last(f"activation=relu weights=positive scale={scale} units=1", seed)
    assert alone.readings["ratio"] == pytest.approx(scale**50)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_scale_saves_a_sigmoid_with_positive_weights_and_a_large_one_is_worst(seed: int) -> None:
    """Behind the best: a unit with h = sigmoid(s h) has the factor s h (1 - h), which is never above 0.2785."""
    ratios = {scale: last(f"activation=sigmoid weights=positive scale={scale}", seed).readings["ratio"]
              for scale in (0.5, 1.0, 1.4, 1.6, 2.0, 3.0, 4.0)}
    assert max(ratios.values()) < 0.2785**50 and max(ratios, key=lambda scale: ratios[scale]) in (1.4, 1.6)
    assert ratios[4.0] < 1e-20 * ratios[1.0] and ratios[4.0] < 0.25**50


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tanh_is_bounded_and_its_gradient_is_not(seed: int) -> None:
    fades, grows = (last(f"scale={scale}", seed) for scale in (1.0, 4.0))
    assert fades.readings["ratio"] < 1e-7 and grows.readings["ratio"] > 1e4
    assert np.abs(grows.array("hidden")).max() <= 1
    assert last("scale=4 weights=positive", seed).readings["ratio"] < 1e-80


@pytest.mark.parametrize("seed", SEEDS)
def test_a_relu_that_is_off_half_the_time_needs_more_than_one(seed: int) -> None:
    ratios = [last(f"activation=relu scale={scale}", seed).readings["ratio"] for scale in (1.0, 2.0)]
    assert ratios[0] < 1e-6 and ratios[1] > 1e4
    assert 0.35 < last("activation=relu scale=1.4", seed).array("slopes")[:, 1:].mean() < 0.65


@pytest.mark.parametrize("seed", SEEDS)
def test_what_fades_leaves_the_weights_to_the_last_ten_steps(seed: int) -> None:
    run = played(f"gradient-flow --seed {seed}")
    assert run[10].readings["share"] == pytest.approx(1, abs=0.02) and run[1].readings["share"] < 0.9
    assert played(f"gradient-flow --seed {seed} scale=4")[10].readings["share"] < 0.01


# ---------------------------------------------------------------------- frames and views


@pytest.mark.parametrize("words, units", [
    ("activation=relu units=1", 1), ("scale=0 length=3 units=2", 2), ("", 32)])
def test_a_frame_knows_what_the_gradient_has_come_back_to(words: str, units: int) -> None:
    run = played(f"gradient-flow {words}")
    for frame in run:
        total, time = frame.total, frame.total - frame.step
        assert ("ratio" in frame.readings) == (time == 0) and f" {time}" in f" {frame.caption}"
        assert {at for _, at in cells(frame.view("gradients"))} == set(range(time, total + 1))
        curve = frame.view("gradient")
        assert isinstance(curve, Curve) and curve.low is not None and curve.high is not None
        assert not 0 < frame.readings["gradient"] < curve.low and frame.readings["gradient"] <= curve.high
        assert frame.array("slopes").shape == frame.array("gradients").shape == (units, total + 1)


def test_no_weights_hand_nothing_back() -> None:
    first = last("scale=0 length=3")
    assert first.readings["ratio"] == first.readings["gradient"] == 0 and "nothing is left" in first.caption


LINES = ["", "activation=relu scale=1.7", "activation=sigmoid weights=positive scale=4 length=12", "units=1 length=1",
         "scale=0 length=3", "activation=relu weights=positive length=5 units=3"]


@pytest.mark.parametrize("words", LINES)
@pytest.mark.parametrize("place", [0, 1, -1])
def test_every_number_says_where_it_comes_from(words: str, place: int) -> None:
    run = played(f"gradient-flow {words}")
    frame = run[place]
    for view in frame.views:
        asked = cells(view)
        for index in asked[:: max(1, len(asked) // 60)]:
            assert_explained(frame, "gradient-flow", view, index)


def test_the_sum_behind_a_gradient_is_that_of_the_chain_rule() -> None:
    frame = last("units=3 length=4")
    told = explain_gradient_flow(frame, "gradients", (2, 1))
    slopes, gradients = frame.array("slopes"), frame.array("gradients")
    assert told.terms == tuple((frame.array("weight_hh")[j, 2], slopes[j, 2], gradients[j, 2]) for j in range(3))
    silent = last("activation=relu units=8 length=9")
    off = next(cell for cell in cells(silent.view("hidden")) if cell[1] and silent.array("hidden")[cell] == 0)
    assert "ReLU writes 0" in explain_gradient_flow(silent, "hidden", off).what


@pytest.mark.parametrize("width, height", [(78, 9), (62, 20), (28, 9), (28, 16)])
@pytest.mark.parametrize("look", [Look(), Look(colour=False, ascii=True)])
def test_it_is_drawn_in_the_room_a_lesson_has(width: int, height: int, look: Look) -> None:
    run = played("gradient-flow")
    tape = Tape(parse_run("gradient-flow"))
    for frame in run:
        tape.append(frame)
        drawn = draw_frame(frame, width, height, look, tape=tape)
        assert len(drawn) <= height and all(sum(len(part.text) for part in line) == width for line in drawn)


class TestPromises(Promises):
    LINES: ClassVar = ["gradient-flow", *(f"gradient-flow {words}" for words in LINES[1:])]
