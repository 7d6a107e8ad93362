"""activation-race: a plain loop beside it, slopes by autograd, and who arrives first over three seeds."""

import math
from functools import cache

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.activation_race import make_net
from tui_dl.demos.digits import training
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.run import parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.engine.tape import Tape
from tui_dl.frames import Frame

SEEDS = (0, 1, 2)
FUNCTIONS = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


@cache
def frames(words: str = "", seed: int = 0) -> list[Frame]:
    return list(play(parse_run(f"activation-race --seed {seed} {words}")))


def arrivals(words: str = "", seed: int = 0) -> list[float]:
    last = frames(words, seed)[-1].readings
    return [float(last[f"steps_{name}"]) for name in FUNCTIONS]


# ---------------------------------------------------------------------- the race


@pytest.mark.parametrize("seed", SEEDS)
def test_tanh_is_first_on_pixels_up_to_1(seed: int) -> None:
    relu, tanh, sigmoid = arrivals(seed=seed)
    assert tanh <= relu - 20 and relu <= 200 and sigmoid == math.inf


@pytest.mark.parametrize("seed", SEEDS)
def test_relu_is_first_on_raw_pixels_at_the_same_learning_rate(seed: int) -> None:
    relu, tanh, sigmoid = arrivals("scale=16", seed)
    assert relu <= tanh - 10 and tanh <= 100 and sigmoid == math.inf


@pytest.mark.parametrize("seed", SEEDS)
def test_a_larger_learning_rate_puts_tanh_first_again(seed: int) -> None:
    """Not even with a learning rate of its own is the net with ReLUs as fast; of so large a one it dies."""
    relu, tanh, _ = arrivals("scale=16 lr=0.2 steps=100", seed)
    assert tanh <= 20 and relu == math.inf
    assert min(arrivals(f"scale=16 lr={lr} steps=24", seed)[0] for lr in (0.01, 0.02, 0.05)) > tanh


@pytest.mark.parametrize("seed", SEEDS)
def test_sigmoid_arrives_where_there_is_but_one_of_it(seed: int) -> None:
    assert arrivals("depth=2 scale=16", seed)[2] <= 100
    assert frames(seed=seed)[-1].readings["error_sigmoid"] >= 0.8


@pytest.mark.parametrize("seed", SEEDS)
def test_raw_pixels_saturate_the_first_tanh_and_leave_relu_alone(seed: int) -> None:
    small, raw = (frames(words, seed)[0] for words in ("", "scale=16"))
    relu, tanh = (raw.array("mean slope")[row, 0] for row in (0, 1))
    assert tanh <= 0.5 and small.array("mean slope")[1].min() >= 0.85
    assert relu == pytest.approx(small.array("mean slope")[0, 0], abs=0.25)
    grew = raw.array("gradient") / small.array("gradient")
    assert grew[0] >= 20 and 2.5 <= grew[1] <= 7.5


# ---------------------------------------------------------------------- the numbers


def by_hand(name: str, weights: dict[str, Tensor], steps: int, scale: int, seed: int) -> tuple[nn.Module, Tensor]:
    """The plainest loop there is: the net after so many steps, and its gradient of the batch that comes next."""
    net, (x, y) = make_net(4, {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}[name]), training()
    net.load_state_dict(weights)
    seed_everything(seed)
    for other in range(3):  # the three nets of the demo draw their weights first
        make_net(4, (nn.ReLU, nn.Tanh, nn.Sigmoid)[other])
    velocity = [torch.zeros_like(p) for p in net.parameters()]
    for step in range(steps + 1):
        batch = torch.randint(0, 1400, (64,))
        net.zero_grad()
        F.cross_entropy(net(x[batch] * scale), y[batch]).backward()
        if step == steps:
            break
        with torch.no_grad():
            for p, v in zip(net.parameters(), velocity, strict=True):
                v.mul_(0.9).add_(p.grad)  # type: ignore[arg-type]  # backward filled it
                p.sub_(0.01 * v)
    return net, net[0].weight.grad  # type: ignore[return-value]  # the same


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("scale", [1, 16])
def test_readings_and_maps_are_those_of_the_plain_loop(name: str, scale: int) -> None:
    seed_everything(1)
    weights = make_net(4, nn.ReLU).state_dict()
    net, gradient = by_hand(name, weights, 6, scale, 1)
    frame, (x, y) = frames(f"steps=6 scale={scale}", 1)[-1], training().part(0, 500)
    assert frame.readings[f"error_{name}"] == pytest.approx(1 - float((net(x * scale).argmax(1) == y).float().mean()))
    row, out = list(FUNCTIONS).index(name), x * scale
    assert frame.array("gradient")[row] == pytest.approx(float(gradient.norm()), rel=1e-4)
    convolutions = [layer for layer in net if isinstance(layer, nn.Conv2d)]  # type: ignore[attr-defined]  # Sequential
    for place, conv in enumerate(convolutions):
        z = F.conv2d(out, conv.weight, conv.bias, padding=1).detach().requires_grad_()
        out = FUNCTIONS[name](z)
        slope, = torch.autograd.grad(out.sum(), z)
        assert frame.array("mean slope")[row, place] == pytest.approx(float(slope.mean()), rel=1e-4)
        out = F.max_pool2d(out, 2) if place == 0 else out
    assert frame.array("mean slope").shape == (3, len(convolutions))


@pytest.mark.parametrize("words", ["", "scale=16", "depth=2 scale=16", "lr=1 steps=30 scale=16"])
def test_a_net_has_arrived_at_the_first_frame_with_an_error_of_a_quarter(words: str) -> None:
    run = frames(words)
    for name in FUNCTIONS:
        down = [frame.step for frame in run if frame.readings[f"error_{name}"] <= 0.25]
        for frame in run:
            arrived = [step for step in down if step <= frame.step]
            assert frame.readings[f"steps_{name}"] == (arrived[0] if arrived else math.inf)
            assert (f"{name} at step" in frame.caption) == bool(arrived)


@pytest.mark.parametrize("depth", range(2, 9))
def test_depth_counts_the_layers_with_weights(depth: int) -> None:
    net = make_net(depth, nn.Tanh)
    assert sum(isinstance(layer, nn.Conv2d | nn.Linear) for layer in net) == depth
    assert net(torch.zeros(3, 1, 8, 8)).shape == (3, 10)
    assert frames(f"depth={depth} steps=1")[0].array("mean slope").shape == (3, depth - 1)


def test_no_more_than_200_frames_and_steps_0_runs_on() -> None:
    assert 100 <= len(frames()) <= 200
    endless = play(parse_run("activation-race steps=0 depth=2"))
    assert [next(endless).total for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("look", [Look(), Look(colour=False, ascii=True)])
def test_the_race_and_its_maps_fit_beside_a_text(look: Look) -> None:
    run = parse_run("activation-race")
    tape = Tape(run)
    for frame in frames():
        tape.append(frame)
    drawn = ["".join(part.text for part in line) for line in draw_frame(frames()[-1], 78, 9, look, tape=tape)]
    assert len(drawn) <= 9 and all(len(line) == 78 for line in drawn)
    assert all(name in drawn[0] for name in ("training error", "mean slope", "gradient"))
    assert not set(frames()[-1].readings) & set(frames()[-1].knobs)
