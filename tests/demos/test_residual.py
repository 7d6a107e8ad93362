"""residual-depth: torch's layers and autograd, the bars of depth 50 over three seeds, and what breaks it."""

from functools import cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from tui_dl.demos.digits import held_out, training
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.residual import DeepNet, gradient_now
from tui_dl.demos.run import parse_run
from tui_dl.frames import Curve, Frame

SEEDS = (0, 1, 2)
PLAIN = "residual=false"


@cache
def frames(words: str = "", seed: int = 0) -> list[Frame]:
    return list(play(parse_run(f"residual-depth --seed {seed} {words}")))


def number(frame: Frame, name: str) -> float:
    return float(frame.readings[name])


def ratio(frame: Frame) -> float:
    """Gradient of the first hidden layer over that of the last."""
    return number(frame, "grad_first") / number(frame, "grad_last")


def line(frame: Frame, name: str) -> np.ndarray:
    view = frame.view("by layer")
    assert isinstance(view, Curve)
    return view.lines[name]


# ---------------------------------------------------------------------- the bars


@pytest.mark.parametrize("seed", SEEDS)
def test_residual_reads_and_its_gradient_reaches_the_first_layer(seed: int) -> None:
    run = frames("", seed)
    assert run[-1].step == run[-1].total == 150 and run[0].knobs["depth"] == 50
    assert number(run[-1], "accuracy") >= 0.88 and number(run[-1], "loss") < 0.3
    assert all(ratio(frame) > 1e-2 for frame in run)
    assert number(run[-1], "steady") >= 0.8


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("words", [PLAIN, "lesion=no_skip"])
def test_plain_learns_nothing_and_its_gradient_vanishes(words: str, seed: int) -> None:
    run = frames(words, seed)
    assert number(run[-1], "accuracy") <= 0.2
    assert ratio(run[0]) < 1e-8 and ratio(run[-1]) < 1e-8
    assert all(number(frame, "grad_first") < 1e-10 and abs(number(frame, "loss") - np.log(10)) < 0.05 for frame in run)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_skip_alone_explodes(seed: int) -> None:
    run = frames("lesion=no_scale", seed)
    assert number(run[-1], "accuracy") <= 0.3
    assert number(run[0], "grad_first") > 100 and number(run[0], "loss") > 100 and number(run[0], "growth") > 1e4
    assert number(frames("", seed)[0], "growth") < 10


@pytest.mark.parametrize("seed", SEEDS)
def test_kaiming_plain_has_healthy_gradients_and_fails_all_the_same(seed: int) -> None:
    deep, shallow = frames(f"{PLAIN} init=kaiming", seed), frames(f"{PLAIN} init=kaiming depth=10", seed)
    assert 0.1 < ratio(deep[0]) < 10 and ratio(deep[-1]) > 0.1
    assert number(deep[-1], "loss") >= 1.0 and number(shallow[-1], "loss") <= 0.3
    assert number(frames("", seed)[-1], "accuracy") - number(deep[-1], "accuracy") >= 0.3
    assert number(deep[-1], "steady") <= 0.7 <= number(shallow[-1], "steady")


@pytest.mark.parametrize("seed", SEEDS)
def test_with_batch_norm_in_both_arms_only_the_residual_one_learns(seed: int) -> None:
    plain, residual = frames(f"{PLAIN} norm=batch", seed), frames("norm=batch", seed)
    assert number(plain[-1], "accuracy") <= 0.65 and number(residual[-1], "accuracy") >= 0.88
    assert ratio(plain[0]) > 1e3 and abs(number(plain[-1], "steady")) <= 0.2
    assert number(frames("norm=batch lesion=no_scale", seed)[-1], "accuracy") >= 0.88


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_mends_a_net_of_ten_layers(seed: int) -> None:
    bare, normed = (number(frames(f"{PLAIN} depth=10 {norm}", seed)[-1], "accuracy") for norm in ("", "norm=batch"))
    assert bare <= 0.65 and normed >= 0.85


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hundred_layers_with_a_way_past_learn_too(seed: int) -> None:
    assert number(frames("depth=100", seed)[-1], "accuracy") >= 0.88


# ---------------------------------------------------------------------- against torch


def torch_says(net: DeepNet, x: Tensor) -> Tensor:
    """The net written out with functions of torch."""
    h = F.relu(F.linear(x, net.first.weight, net.first.bias))
    for layer, norm in zip(net.hidden, net.norms, strict=True):
        assert isinstance(layer, nn.Linear)
        branch = F.linear(h, layer.weight, layer.bias)
        if isinstance(norm, nn.BatchNorm1d):
            branch = F.batch_norm(branch, None, None, norm.weight, norm.bias, training=True)
        h = h + branch.clamp(min=0) * net.scale if net.residual else branch.clamp(min=0)
    return F.linear(h, net.last.weight, net.last.bias)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.booleans(), st.booleans(), st.booleans(), st.sampled_from([1.0, 0.3]))
def test_the_net_is_what_torch_says(depth: int, residual: bool, norm: bool, kaiming: bool, scale: float) -> None:
    torch.manual_seed(depth)
    net, x = DeepNet(depth, residual, norm, kaiming, scale), torch.randn(16, 64)
    torch.testing.assert_close(net(x), torch_says(net, x), rtol=1e-4, atol=1e-5)
    assert len(net.through(x)) == depth + 1


def test_a_plain_net_is_a_stack_of_torch_s_layers_drawn_in_order() -> None:
    torch.manual_seed(3)
    net = DeepNet(4, False, False, False, 0.5)
    torch.manual_seed(3)
    parts = [nn.Linear(64, 32), *(nn.Linear(32, 32) for _ in range(4)), nn.Linear(32, 10)]
    stack = nn.Sequential(*(layer for part in parts[:-1] for layer in (part, nn.ReLU())), parts[-1])
    x = torch.randn(5, 64)
    torch.testing.assert_close(net(x), stack(x))


def test_kaiming_draws_the_variance_that_a_relu_halves() -> None:
    torch.manual_seed(0)
    weights = torch.cat([w.flatten() for w in DeepNet(100, False, False, True, 1).weights()])
    assert weights.var().item() == pytest.approx(2 / 32, rel=0.02) and weights.mean().abs() < 1e-3


@pytest.mark.parametrize("words, norm", [("depth=4", False), ("depth=4 norm=batch", True)])
def test_frames_are_those_of_the_plain_loop(words: str, norm: bool) -> None:
    """Loss, accuracy, the gradients that autograd gives, and the cosine over one step."""
    run = frames(f"{words} steps=6")
    seed_everything(0)
    net = DeepNet(4, True, norm, False, 0.5)
    x, y = training().images.reshape(-1, 64) * 2 - 1, training().labels
    optimizer = torch.optim.Adam(net.parameters(), 0.002, fused=True)
    losses, cosines = [], []
    for step in range(7):
        batch = torch.randint(0, 1400, (64,))
        loss = F.cross_entropy(net(x[batch]), y[batch])
        before = torch.autograd.grad(loss, net.weights(), retain_graph=True)
        losses.append(loss.item())
        net.eval()
        with torch.no_grad():
            right = net(held_out().images.reshape(-1, 64) * 2 - 1).argmax(1) == held_out().labels
        net.train()
        shown = run[step]
        assert number(shown, "loss") == pytest.approx(np.mean(losses), rel=1e-4)
        assert number(shown, "accuracy") == pytest.approx(right.float().mean().item(), abs=0.003)
        np.testing.assert_allclose(line(shown, "gradient"), [g.norm().item() for g in before], rtol=1e-3)
        assert (number(shown, "grad_first"), number(shown, "grad_last")) == (
            pytest.approx(before[0].norm().item(), rel=1e-3), pytest.approx(before[-1].norm().item(), rel=1e-3))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 5 == 0:
            after = torch.autograd.grad(F.cross_entropy(torch_says(net, x[batch]), y[batch]), net.weights())
            one, other = (torch.cat([g.flatten() for g in gs]) for gs in (before, after))
            cosines.append((one @ other / one.norm() / other.norm()).item())
        if step < 6:
            assert number(run[step + 1], "steady") == pytest.approx(np.mean(cosines), abs=1e-3)
    assert "steady" not in run[0].readings


def test_looking_at_a_gradient_leaves_no_trace() -> None:
    torch.manual_seed(0)
    net, x, y = DeepNet(3, True, True, False, 1), torch.randn(8, 64), torch.arange(8)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    looked = gradient_now(net, x, y)
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert all(weight.grad is None for weight in net.weights())
    F.cross_entropy(net(x), y).backward()
    torch.testing.assert_close(looked, net.gradient())


def test_sizes_by_layer_are_those_of_the_numbers_that_leave_them() -> None:
    shown = frames("depth=6 lesion=no_scale steps=1")[0]
    seed_everything(0)
    net = DeepNet(6, True, False, False, 1.0)
    batch = training().images[torch.randint(0, 1400, (64,))].flatten(1) * 2 - 1
    h = F.relu(net.first(batch))
    sizes = []
    for layer in net.hidden:
        h = h + F.relu(layer(h))
        sizes.append((h**2).mean().sqrt().item())
    np.testing.assert_allclose(line(shown, "size"), sizes, rtol=1e-5)
    assert number(shown, "growth") == pytest.approx(sizes[-1] / F.relu(net.first(batch)).square().mean().sqrt().item())


# ---------------------------------------------------------------------- frames


def test_the_caption_says_the_scale() -> None:
    assert "scaled by 1/sqrt(50)" in frames("", 0)[0].caption
    assert "not scaled" in frames("lesion=no_scale", 0)[0].caption
    assert "no way past" in frames(PLAIN, 0)[0].caption and "sqrt" not in frames(PLAIN, 0)[0].caption
    assert frames("depth=1 steps=1", 0)[0].caption.startswith("1 layer, ")


def test_100_to_200_frames_and_steps_0_runs_on() -> None:
    assert 100 <= len(frames("", 0)) <= 200 and 100 <= len(frames("steps=1000 depth=1")) <= 200
    endless = play(parse_run("residual-depth steps=0 depth=1"))
    assert [next(endless).total for _ in range(3)] == [0, 0, 0]
