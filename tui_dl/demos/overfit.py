"""A network that learns its few pictures by heart, and what it makes of pictures it has never seen."""

from __future__ import annotations

import math
from itertools import count
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.digits import held_out, training
from tui_dl.frames import Curve, Explanation, Frame, Gallery, Index, Reading, View

BATCH, FRAMES, PICTURES = 64, 130, 10


@demo(title="Overfitting")
def overfit(
    width: Annotated[int, Knob(1, 512, help="units in each of the two hidden layers")] = 256,
    images: Annotated[int, Knob(20, 1400, help="training pictures")] = 400,
    dropout: Annotated[float, Knob(0, 0.9, help="share of units switched off at random in training")] = 0.0,
    label_noise: Annotated[float, Knob(0, 1, help="share of training labels replaced by random ones")] = 0.4,
    steps: Annotated[int, Knob(0, 5000, help="0: until stopped")] = 400,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of Adam")] = 0.002,
) -> Demo:
    """Training and held-out accuracy drift apart: what a network has learnt by heart helps nobody.

    `train_accuracy` is on the training pictures with the labels it is trained on, wrong ones included;
    `test_accuracy` on 397 held-out digits with their true labels; `gap` is the first less the second.
    `loss` is the mean cross-entropy of the training pictures, in nats.
    """
    x = training().images[:images]  # (N, 1, 8, 8)
    y = noisy(training().labels[:images], label_noise)
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, width), nn.ReLU(), nn.Dropout(dropout),
                        nn.Linear(width, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, 10))
    optimizer = torch.optim.Adam(net.parameters(), lr, fused=True)
    every = max(1, math.ceil(steps / FRAMES)) if steps else 4

    for step in count():
        if step % every == 0 or step == steps:
            shown = measure(net, x, y)
            live = yield Frame(step, steps, caption(shown), {"step": step} | shown, views(x, y))
            optimizer.param_groups[0]["lr"] = live.lr
        if step == steps and steps:
            return
        batch = torch.randint(0, images, (BATCH,))
        loss = F.cross_entropy(net(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def noisy(labels: Tensor, share: float) -> Tensor:
    """Labels (N,), the first `share` of them replaced by random digits, now and then the right one."""
    labels = labels.clone()
    wrong = round(share * len(labels))
    labels[:wrong] = torch.randint(0, 10, (wrong,))
    return labels


@torch.no_grad()
def measure(net: nn.Module, x: Tensor, y: Tensor) -> dict[str, Reading]:
    """The readings, with nothing dropped out."""
    net.eval()
    logits, unseen = net(x), net(held_out().images)
    net.train()
    train = (logits.argmax(dim=1) == y).float().mean().item()
    test = (unseen.argmax(dim=1) == held_out().labels).float().mean().item()
    return {"loss": F.cross_entropy(logits, y).item(), "train_accuracy": train, "test_accuracy": test,
            "gap": train - test, "params": sum(p.numel() for p in net.parameters())}


def caption(shown: dict[str, Reading]) -> str:
    """Both accuracies, as percentages."""
    return (f"right: {shown['train_accuracy']:.0%} of the training pictures, "
            f"{shown['test_accuracy']:.0%} of the held-out ones")


def views(x: Tensor, y: Tensor) -> list[View]:
    """The readings so far, and some training pictures with the labels they are trained on."""
    labels = tuple(str(int(label)) for label in y[:PICTURES])
    return [Curve("accuracy", follow=("train_accuracy", "test_accuracy"), low=0, high=1),
            Curve("loss curve", follow=("loss",), low=0),
            Gallery("training pictures", x[:PICTURES, 0].numpy(), labels)]


@overfit.explains
def explain_overfit(frame: Frame, view: str, index: Index) -> Explanation:
    """A pixel is given; accuracies are shares of pictures read right."""
    drawn = frame.view(view)
    if isinstance(drawn, Gallery):
        return Explanation(f"A pixel of training picture {index[0]}, whose label says {drawn.labels[index[0]]}.",
                           float(drawn.values[index]) if len(index) == 3 else drawn.labels[index[0]])
    assert isinstance(drawn, Curve)
    name = drawn.follow[min(index[0], len(drawn.follow) - 1)] if index else drawn.follow[0]
    said = {"loss": "The mean cross-entropy of the training pictures, in nats, with nothing dropped out.",
            "train_accuracy": "The share of training pictures read as their label says, wrong labels included.",
            "test_accuracy": "The share of the 397 held-out digits that are read right."}
    torch_line = "F.cross_entropy(net(x), y)" if name == "loss" else "(net(x).argmax(1) == y).float().mean()"
    return Explanation(said[name], float(frame.readings[name]), torch=torch_line)
