"""Overfitting on real digits: what width, dropout and wrong labels do, over several seeds."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.demos.digits import held_out, training
from tui_dl.demos.overfit import noisy, overfit
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.run import Change, Run, parse_run
from tui_dl.frames import Gallery, frame_json

SEEDS = (0, 1, 2)


def last(line: str, seed: int) -> dict[str, float]:
    *_, frame = play(parse_run(f"overfit --seed {seed} {line}"))
    return {name: float(value) for name, value in frame.readings.items()}


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 48), st.integers(20, 120), st.floats(0, 1), st.sampled_from([0, 0.3, 0.7]), st.floats(1e-4, 0.1),
       st.integers(1, 12), st.integers(0, 9))
def test_readings_are_those_of_a_loop_with_adam_written_out(width: int, images: int, label_noise: float, dropout: float,
                                                            lr: float, steps: int, seed: int) -> None:
    """Matrices instead of layers, and Kingma and Ba's formulas instead of torch's optimizer."""
    words = f"width={width} images={images} label_noise={label_noise!r} dropout={dropout} lr={lr!r} steps={steps}"
    shown = last(words, seed)
    seed_everything(seed)
    x, y = training().images[:images].flatten(1), noisy(training().labels[:images], label_noise)
    layers = [torch.nn.Linear(a, b) for a, b in ((64, width), (width, width), (width, 10))]
    weights = [p for layer in layers for p in (layer.weight, layer.bias)]

    def logits(pixels: torch.Tensor, off: float = 0) -> torch.Tensor:
        a, b, c, d, e, f = weights
        first = F.dropout((pixels @ a.T + b).relu(), off)
        return F.dropout((first @ c.T + d).relu(), off) @ e.T + f

    slopes, squares = [torch.zeros_like(p) for p in weights], [torch.zeros_like(p) for p in weights]
    for step in range(1, steps + 1):
        batch = torch.randint(0, images, (64,))
        loss = -logits(x[batch], dropout).log_softmax(1)[torch.arange(64), y[batch]].mean()
        with torch.no_grad():
            for p, grad, m, v in zip(weights, torch.autograd.grad(loss, weights), slopes, squares, strict=True):
                m.mul_(0.9).add_(grad, alpha=0.1)
                v.mul_(0.999).add_(grad**2, alpha=0.001)
                p -= lr * (m / (1 - 0.9**step)) / ((v / (1 - 0.999**step)).sqrt() + 1e-8)
    assert shown["loss"] == pytest.approx(F.cross_entropy(logits(x), y).item(), rel=2e-2, abs=1e-3)
    train = (logits(x).argmax(1) == y).float().mean().item()
    unseen, labels = held_out()
    test = (logits(unseen.flatten(1)).argmax(1) == labels).float().mean().item()
    assert shown["train_accuracy"] == pytest.approx(train, abs=0.05)
    assert shown["test_accuracy"] == pytest.approx(test, abs=0.05)
    assert shown["gap"] == shown["train_accuracy"] - shown["test_accuracy"]
    assert shown["params"] == sum(p.numel() for p in weights)


@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_labels_are_learnt_by_heart_unless_dropout_or_width_forbid(seed: int) -> None:
    wide, dropped, narrow = (last(line, seed) for line in ("", "dropout=0.7", "width=32"))
    assert wide["gap"] >= 0.2
    assert dropped["test_accuracy"] - wide["test_accuracy"] >= 0.15
    assert narrow["test_accuracy"] - wide["test_accuracy"] >= 0.1
    assert dropped["test_accuracy"] > dropped["train_accuracy"]  # its labels are right, the others are not


@pytest.mark.parametrize("seed", SEEDS)
def test_on_clean_labels_the_wide_net_does_not_lose(seed: int) -> None:
    wide, narrow = (last(f"label_noise=0 width={width}", seed) for width in (256, 32))
    assert wide["test_accuracy"] >= narrow["test_accuracy"] and wide["params"] > 20 * narrow["params"]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_labels_are_learnt_and_worth_nothing(seed: int) -> None:
    shown = last("label_noise=1 steps=800", seed)
    assert shown["train_accuracy"] >= 0.995 and 0.03 <= shown["test_accuracy"] <= 0.17


def test_the_share_of_replaced_labels_is_what_the_knob_says() -> None:
    torch.manual_seed(0)
    labels = training().labels
    assert torch.equal(noisy(labels, 0), labels)
    for share in (0.4, 1.0):
        changed = (noisy(labels, share) != labels).float().mean().item()
        assert changed == pytest.approx(0.9 * share, abs=0.04)  # one in ten random labels is right
    assert not (held_out().images[:, None] == training().images[:50]).flatten(2).all(-1).any()


def test_frames_reach_their_last_step_and_replay_bit_for_bit() -> None:
    run = Run("overfit", {"steps": 25, "dropout": 0.5}, 3, (Change(10, "lr", 0.1),))
    first, second = ([frame_json(frame) for frame in play(run)] for _ in range(2))
    assert first == second and [f["step"] for f in first] == list(range(26)) and first[-1]["total"] == 25
    unchanged = [frame_json(frame) for frame in play(Run("overfit", {"steps": 25, "dropout": 0.5}, 3))]
    assert unchanged[:11] == first[:11] and unchanged[11] != first[11]


def test_steps_0_runs_until_it_is_stopped() -> None:
    run = play(parse_run("overfit steps=0 width=8"))
    assert [(frame.step, frame.total) for frame in (next(run) for _ in range(3))] == [(0, 0), (4, 0), (8, 0)]


def test_pictures_carry_the_labels_they_are_trained_on_and_are_explained() -> None:
    frame = next(play(parse_run("overfit label_noise=0 width=8")))
    view = frame.view("training pictures")
    assert isinstance(view, Gallery) and overfit.explain is not None
    assert view.labels == tuple(str(label) for label in training().labels[:10].tolist())
    assert overfit.explain(frame, "training pictures", (2, 3, 4)).value == training().images[2, 0, 3, 4]
    assert overfit.explain(frame, "accuracy", (1, 0)).value == frame.readings["test_accuracy"]
