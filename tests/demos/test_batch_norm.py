"""batch-norm: the numbers of nn.BatchNorm1d, in training and in use, and an accuracy that depends on the company."""

from functools import cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from tui_dl.demos.batch_norm import BatchNorm, batch_norm, make_net, read, stream
from tui_dl.demos.declare import KnobError
from tui_dl.demos.digits import held_out, training
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.run import parse_run
from tui_dl.frames import Frame, Gallery

SEEDS = (0, 1, 2)


@cache
def frames(words: str = "", seed: int = 0) -> list[Frame]:
    return list(play(parse_run(f"batch-norm --seed {seed} {words}")))


def last(words: str, seed: int) -> dict[str, float]:
    return {name: float(value) for name, value in frames(words, seed)[-1].readings.items()}


@cache
def trained_by_torch(seed: int, steps: int) -> nn.Sequential:
    """The same net of torch's own layers and the same batches in the plainest loop; it has seen one batch more."""
    seed_everything(seed)
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(),
                        nn.Linear(64, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
    x, y = training()
    torch.randperm(397)  # drawn for the order of the held-out digits
    optimizer = torch.optim.Adam(net.parameters(), 0.005, fused=True)
    for step in range(steps + 1):
        batch = torch.randint(0, 1400, (64,))
        loss = F.cross_entropy(net(x[batch]), y[batch])
        if step < steps:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return net


# ---------------------------------------------------------------------- against torch


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40), st.integers(1, 9), st.floats(0.01, 1), st.floats(0.1, 50), st.floats(-50, 50),
       st.integers(0, 10**6))
def test_both_modes_give_the_numbers_of_torch(rows: int, units: int, momentum: float, spread: float, centre: float,
                                              seed: int) -> None:
    torch.manual_seed(seed)
    ours, theirs = BatchNorm(units, momentum), nn.BatchNorm1d(units, momentum=momentum)
    with torch.no_grad():
        ours.gamma.copy_(theirs.weight.uniform_(-2, 2))
        ours.beta.copy_(theirs.bias.uniform_(-2, 2))
    for _ in range(3):
        x = torch.randn(rows, units) * spread + centre
        torch.testing.assert_close(ours(x), theirs(x), rtol=1e-3, atol=1e-3)
        torch.testing.assert_close(ours.running_mean, theirs.running_mean, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(ours.running_var, theirs.running_var, rtol=1e-3, atol=1e-4)
    ours.eval()
    theirs.eval()
    x = torch.randn(1, units) * spread + centre
    torch.testing.assert_close(ours(x), theirs(x), rtol=1e-3, atol=1e-3)
    by_function = F.batch_norm(x, theirs.running_mean, theirs.running_var, theirs.weight, theirs.bias)  # type: ignore[arg-type]  # tracked
    torch.testing.assert_close(ours(x), by_function, rtol=1e-3, atol=1e-3)


def test_its_gradients_are_those_of_torch() -> None:
    torch.manual_seed(0)
    ours, theirs = BatchNorm(5), nn.BatchNorm1d(5)
    x, weights = torch.randn(12, 5) * 3 + 1, torch.randn(12, 5)
    grads = []
    for norm, (gamma, beta) in ((ours, (ours.gamma, ours.beta)), (theirs, (theirs.weight, theirs.bias))):
        leaf = x.clone().requires_grad_()
        (norm(leaf) * weights).sum().backward()
        grads.append((leaf.grad, gamma.grad, beta.grad))
    for one, other in zip(*grads, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_batches_side_by_side_are_normalised_each_by_itself() -> None:
    torch.manual_seed(1)
    norm, x = BatchNorm(4), torch.randn(3, 7, 4)
    with torch.no_grad():
        torch.testing.assert_close(norm(x), torch.stack([nn.BatchNorm1d(4)(one) for one in x]))
    assert not norm.running_mean.any(), "reading without gradients is not remembered"


@pytest.mark.parametrize("seed", SEEDS)
def test_readings_are_those_of_the_plain_loop_in_torch(seed: int) -> None:
    net, (x, y) = trained_by_torch(seed, 12), held_out()
    ones = sorted_by_hand()[0][:16]
    with torch.no_grad():
        right = (net.eval()(x).argmax(1) == y).float().mean().item()
        alone, company = net(ones[:1]).softmax(1)[0], net.train()(ones).softmax(1)[0]
    shown = last("steps=12", seed)
    assert shown["accuracy"] == pytest.approx(right, abs=0.003)
    assert shown["p"] == pytest.approx(alone[1].item(), abs=2e-3)
    shown = last("steps=12 mode=train batch=16", seed)
    assert shown["p"] == pytest.approx(company[1].item(), abs=2e-3)
    assert shown["read"] == company.argmax().item()


def sorted_by_hand() -> tuple[Tensor, Tensor]:
    """1s, 2s, ..., 9s, 0s, with the 1 in front that is nearest to the mean of all 1s to learn from."""
    (x, y), (seen, labels) = held_out(), training()
    ordinary = seen[labels == 1].mean(0)
    ones = sorted(range(int((y == 1).sum())), key=lambda n: (x[y == 1][n] - ordinary).norm().item())
    moved = [ones[0], *sorted(ones[1:])]
    pictures = torch.cat([x[y == 1][moved], *(x[y == digit] for digit in (2, 3, 4, 5, 6, 7, 8, 9, 0))])
    return pictures, torch.cat([y[y == digit] for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)])


@pytest.mark.parametrize("batch", [2, 9, 64, 256])
def test_accuracy_is_that_of_reading_batch_by_batch(batch: int) -> None:
    net = trained_by_torch(0, 40).train()
    x, y = sorted_by_hand()
    right = 0
    with torch.no_grad():
        for start in range(0, 397, batch):
            first = min(start, 397 - batch)
            taken = net(x[first:first + batch]).argmax(1)
            right += int((taken == y[first:first + batch])[start - first:].sum())
    assert last(f"steps=40 mode=train batch={batch}", 0)["accuracy"] == pytest.approx(right / 397, abs=0.008)


def test_a_stream_is_all_held_out_digits_with_the_same_one_first() -> None:
    x, y = sorted_by_hand()
    ordered, shuffled = stream("sorted"), stream("shuffled")
    assert torch.equal(ordered[0], x) and torch.equal(ordered[1], y)
    assert torch.equal(shuffled[0][0], x[0]) and shuffled[1][0] == 1 and not torch.equal(shuffled[1], y)
    assert sorted(map(bytes, shuffled[0].numpy())) == sorted(map(bytes, x.numpy()))


def test_every_digit_is_read_once_and_reading_leaves_no_trace() -> None:
    torch.manual_seed(0)
    net = make_net().eval()
    x = held_out().images
    torch.testing.assert_close(read(net, x, 60), net(x))
    run = play(parse_run("batch-norm steps=30 mode=train batch=2"))
    other = play(parse_run("batch-norm steps=30 mode=eval batch=200"))
    assert [frame.readings["loss"] for frame in run] == [frame.readings["loss"] for frame in other]


# ---------------------------------------------------------------------- what it shows


@pytest.mark.parametrize("seed", SEEDS)
def test_it_reads_well_in_eval_mode_and_badly_sorted_in_training_mode(seed: int) -> None:
    evaluating, forgotten = last("", seed), last("lesion=forgot_eval", seed)
    assert evaluating["accuracy"] >= 0.95 and forgotten["accuracy"] <= 0.65
    assert forgotten == last("mode=train", seed)
    assert evaluating["loss"] == forgotten["loss"] <= 0.1
    assert max(float(frame.readings["accuracy"]) for frame in frames("lesion=forgot_eval", seed)) < 0.6
    assert last("mode=train batch=8", seed)["accuracy"] <= 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_in_eval_mode_neither_order_nor_batch_matters(seed: int) -> None:
    several = [last(f"order={order} batch={batch}", seed)["accuracy"]
               for order, batch in (("sorted", 2), ("sorted", 256), ("shuffled", 64))]
    assert several[0] == several[1] == several[2]


@pytest.mark.parametrize("seed", SEEDS)
def test_in_training_mode_a_mixed_large_batch_will_do_and_a_pair_will_not(seed: int) -> None:
    assert last("mode=train order=shuffled", seed)["accuracy"] >= 0.95
    assert last("mode=train order=shuffled batch=2", seed)["accuracy"] <= 0.65


@pytest.mark.parametrize("seed", SEEDS)
def test_one_picture_is_a_one_or_not_by_its_company(seed: int) -> None:
    among = frames("", seed)[-1].array("p(1) among")
    assert among.shape == (2, 10) and np.ptp(among[0]) < 1e-5 and among[0, 0] >= 0.9
    assert among[1, 0] >= 0.9 and among[1, 1] <= 0.1  # among 0s, among other 1s
    crowd = last("mode=train batch=16", seed)
    assert crowd["p"] == pytest.approx(among[1, 1], abs=1e-4) and crowd["read"] != 1


def test_a_unit_is_drawn_before_and_after_and_the_batch_beside_it() -> None:
    run = frames("mode=train batch=8 steps=20")
    frame, x = run[-1], stream("sorted")[0][:8]
    z, normalised, out = frame.array("unit 1")
    assert z.mean() == pytest.approx(frame.readings["mean"], abs=1e-5)
    assert z.var() == pytest.approx(frame.readings["var"], abs=1e-5)
    assert normalised.mean() == pytest.approx(0, abs=1e-5) and normalised.std() == pytest.approx(1, abs=1e-3)
    by_torch = F.batch_norm(torch.from_numpy(z)[:, None], None, None, training=True)[:, 0]
    np.testing.assert_allclose(normalised, by_torch, atol=1e-5)
    gamma, beta = float(frame.readings["gamma"]), float(frame.readings["beta"])
    np.testing.assert_allclose(out, gamma * normalised + beta, atol=1e-5)
    drawn = frame.view("first of the batch")
    assert isinstance(drawn, Gallery) and np.array_equal(drawn.values, x[:, 0])
    assert drawn.labels[0] == str(frame.readings["read"])


@pytest.mark.parametrize("words", ["", "mode=train batch=4"])
def test_the_three_rows_of_a_unit_are_explained_by_one_another(words: str) -> None:
    assert batch_norm.explain is not None
    frame = frames(f"steps=20 {words}")[-1]
    values = frame.array("unit 1")
    for col in range(values.shape[1]):
        for row in (1, 2):
            told = batch_norm.explain(frame, "unit 1", (row, col))
            assert told.value == values[row, col] == pytest.approx(told.combined(), abs=1e-4)
            assert told.depends == {"unit 1": ((row - 1, col),)}


def test_a_batch_of_one_is_refused_and_frames_are_not_too_many() -> None:
    with pytest.raises(KnobError):
        list(play(parse_run("batch-norm batch=1")))
    assert 100 <= len(frames()) <= 200 and frames()[-1].step == frames()[-1].total == 300
    endless = play(parse_run("batch-norm steps=0"))
    assert [next(endless).total for _ in range(3)] == [0, 0, 0]
