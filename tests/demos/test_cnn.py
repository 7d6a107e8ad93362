"""cnn-digits: torch's layers, the bars on held-out digits over three seeds, and what breaks it."""

import itertools
from functools import cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tui_dl.demos.cnn import make_net
from tui_dl.demos.digits import held_out, training
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.run import parse_run
from tui_dl.frames import Frame, Gallery

SEEDS = (0, 1, 2)


@cache
def frames(words: str = "", seed: int = 0) -> list[Frame]:
    return list(play(parse_run(f"cnn-digits --seed {seed} {words}")))


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 3), st.integers(1, 9), st.floats(1e-5, 0.1),
       st.integers(0, 9))
def test_the_readings_of_a_first_step_are_those_of_convolutions_written_out(
        channels: int, pool: int, shift: int, k: int, lr: float, seed: int) -> None:
    """Convolution as products with unfolded patches, pooling as the largest of unfolded windows, Adam's first step."""
    shown = frames(f"channels={channels} pool={pool} shift={shift} k={k} lr={lr!r} steps=1", seed)
    seed_everything(seed)
    weights, (x, y) = list(make_net(channels, pool).parameters()), training()

    def convolved(maps: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        patches = F.unfold(maps, 3, padding=1)  # (B, 9 C, 64)
        return (weight.flatten(1) @ patches + bias[:, None]).unflatten(2, (8, 8)).relu()

    def logits(pixels: torch.Tensor) -> torch.Tensor:
        maps = convolved(convolved(pixels, *weights[:2]), *weights[2:4])
        windows = maps.unfold(2, pool, pool).unfold(3, pool, pool)
        return windows.amax((4, 5)).flatten(1) @ weights[4].T + weights[5]

    def readings(pixels: torch.Tensor) -> tuple[float, float]:
        right = logits(pixels).topk(k, dim=1).indices == held_out().labels[:, None]
        return right[:, 0].float().mean().item(), 1 - right.any(1).float().mean().item()

    unseen = torch.zeros_like(held_out().images)
    unseen[..., shift:] = held_out().images[..., : 8 - shift]
    for frame in shown:
        batch = torch.randint(0, 1400, (64,))
        loss = F.cross_entropy(logits(x[batch]), y[batch])
        slopes = torch.autograd.grad(loss, weights)
        assert frame.readings["loss"] == pytest.approx(loss.item(), rel=1e-3, abs=1e-3)
        assert frame.readings["grad_first"] == pytest.approx(slopes[0].norm().item(), rel=1e-2, abs=1e-4)
        seen = frame.readings["accuracy"], frame.readings["topk_error"]
        assert seen == pytest.approx(readings(unseen), abs=0.02)
        with torch.no_grad():
            for weight, slope in zip(weights, slopes, strict=True):
                weight -= lr * slope / (slope.abs() + 1e-8)  # what Adam's formulas come to at the first step


@cache
def trained_by_hand(seed: int) -> nn.Module:
    """The same net and batches in the plainest loop there is, stopped after 20 steps."""
    seed_everything(seed)
    net, (x, y) = make_net(8, 2), training()
    optimizer = torch.optim.Adam(net.parameters(), 0.01, fused=True)
    for _ in range(20):
        batch = torch.randint(0, 1400, (64,))
        optimizer.zero_grad()
        F.cross_entropy(net(x[batch]), y[batch]).backward()
        optimizer.step()
    return net


@pytest.mark.parametrize("seed", SEEDS)
def test_it_reads_96_of_100_held_out_digits_after_200_steps(seed: int) -> None:
    last = frames(seed=seed)[-1]
    assert last.step == last.total == 200
    assert last.readings["accuracy"] >= 0.96


@pytest.mark.parametrize("seed", SEEDS)
def test_one_pixel_to_the_right_costs_a_quarter_and_two_nearly_all(seed: int) -> None:
    one, two = (frames(f"shift={shift}", seed)[-1].readings["accuracy"] for shift in (1, 2))
    assert 0.55 <= one <= 0.80 and two <= 0.35


@pytest.mark.parametrize("seed", SEEDS)
def test_pooling_more_buys_more_channels(seed: int) -> None:
    last = frames("channels=6 pool=4", seed)[-1]
    assert last.readings["params"] == 1210 and last.readings["accuracy"] >= 0.96


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("words", ["lr=1 @30:lr=0.01", "lesion=lr_x30", "lesion=dead_init"])
def test_dead_units_get_no_gradient_and_never_come_back(words: str, seed: int) -> None:
    run = frames(words, seed)
    assert run[-1].readings["accuracy"] <= 0.2
    late = [frame.readings["grad_first"] for frame in run if frame.step >= 100]
    assert late and set(late) == {0.0}


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_labels_teach_nothing(seed: int) -> None:
    assert frames("lesion=shuffled_labels", seed)[-1].readings["accuracy"] <= 0.25


@pytest.mark.parametrize("seed", SEEDS)
def test_an_untrained_net_reads_one_digit_of_ten_and_a_trained_one_nearly_all(seed: int) -> None:
    first, last = frames(seed=seed)[0], frames(seed=seed)[-1]
    assert first.readings["right_of_ten"] <= 2 and last.readings["right_of_ten"] >= 9
    assert first.readings["loss"] == pytest.approx(np.log(10), abs=0.1)


@pytest.mark.parametrize("seed", SEEDS)
def test_readings_are_those_of_the_plain_loop(seed: int) -> None:
    net, (x, y) = trained_by_hand(seed), held_out()
    shown = frames("k=3 steps=20", seed)[-1].readings
    ranks = net(x).argsort(dim=1, descending=True)[:, :3].tolist()
    right = [label == rank[0] for rank, label in zip(ranks, y.tolist(), strict=True)]
    missed = [label not in rank for rank, label in zip(ranks, y.tolist(), strict=True)]
    assert shown["accuracy"] == pytest.approx(np.mean(right)) and shown["topk_error"] == pytest.approx(np.mean(missed))
    assert shown["params"] == 3818


def test_views_show_what_the_net_makes_of_the_first_held_out_digit() -> None:
    net, (x, y) = trained_by_hand(0), held_out()
    frame = frames("steps=20")[-1]
    moved = torch.roll(x, 1, 3)
    moved[..., 0] = 0
    np.testing.assert_array_equal(frame.array("digit")[0], x[0, 0])
    np.testing.assert_array_equal(frames("steps=20 shift=1")[-1].array("digit")[0], moved[0, 0])
    conv = net[0]  # type: ignore[index]  # a Sequential
    maps = F.relu(F.conv2d(x[:1], conv.weight, conv.bias, padding=1))[0].detach()
    np.testing.assert_allclose(frame.array("feature maps"), maps / maps.max(), rtol=1e-5)
    np.testing.assert_allclose(frame.array("probabilities"), net(x[:1])[0].softmax(0).detach(), rtol=1e-5)
    shown = frame.view("ten digits")
    assert isinstance(shown, Gallery)
    chosen = [y.tolist().index(digit) for digit in range(10)]
    assert list(shown.labels) == [str(read) for read in net(x[chosen]).argmax(1).tolist()]
    for frame in frames("steps=20"):
        labels = frame.view("ten digits").labels  # type: ignore[union-attr]  # a gallery
        assert frame.readings["right_of_ten"] == sum(label == str(i) for i, label in enumerate(labels))


@pytest.mark.parametrize("channels, pool", list(itertools.product((1, 6, 32), (1, 2, 3, 8))))
def test_params_are_those_of_the_layers(channels: int, pool: int) -> None:
    by_hand = 9 * channels + channels + 18 * channels**2 + 2 * channels + 20 * channels * (8 // pool) ** 2 + 10
    assert frames(f"steps=1 channels={channels} pool={pool}")[0].readings["params"] == by_hand


def test_a_change_leaves_the_frames_before_it_as_they_were() -> None:
    plain, changed = frames("steps=20"), frames("steps=20 @10:lr=0.1")
    assert [f.readings for f in plain[:11]] == [f.readings for f in changed[:11]]
    assert plain[11].readings["loss"] != changed[11].readings["loss"]


def test_no_more_than_200_frames_and_steps_0_runs_on() -> None:
    assert 100 <= len(frames()) <= 200
    endless = play(parse_run("cnn-digits steps=0 channels=1"))
    assert [next(endless).total for _ in range(3)] == [0, 0, 0]
