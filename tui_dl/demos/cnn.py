"""A small CNN learns to read digits before your eyes: convolutions find, the dense layer decides."""

from __future__ import annotations

import math
from itertools import count
from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.digits import held_out, training
from tui_dl.frames import Bars, Curve, Explanation, Frame, Gallery, Index, Reading, View

SIZE, DIGITS, BATCH, FRAMES = 8, 10, 64, 130
DEAD = -10.0  # a bias that no sum of 9 pixels times fresh weights can lift above 0
NAMES = tuple(map(str, range(DIGITS)))


@demo(title="A CNN reads digits")
def cnn_digits(
    channels: Annotated[int, Knob(1, 32, help="maps of the first convolution; the second makes twice as many")] = 8,
    pool: Annotated[int, Knob(1, 8, help="width of the pooling windows; 1 is no pooling")] = 2,
    shift: Annotated[int, Knob(0, 3, help="pixels by which the held-out digits are moved to the right")] = 0,
    k: Annotated[int, Knob(1, 9, help="an answer counts in topk_error if it is among the k likeliest")] = 1,
    lesion: Annotated[Literal["none", "lr_x30", "dead_init", "shuffled_labels"],
                      Knob(help="dead_init starts with biases at -10; shuffled_labels mixes up the labels",
                           clues=("accuracy", "feature maps", "loss"), signs={
                          "none": ("Nothing is broken.", "Accuracy climbs over 0.9 within a hundred steps."),
                          "lr_x30": ("The learning rate is thirty times too large.",
                                     "The loss leaps up at first; then every ReLU is dead, the slope exactly 0."),
                          "dead_init": ("Every ReLU is dead before the first step.",
                                        "`grad_first` is exactly 0 from step 0 on, and the loss never leaps."),
                          "shuffled_labels": ("The training labels are mixed up.",
                                              "The loss stays near ln 10, though the first layer's slope is not 0."),
                      })]
    = "none",
    steps: Annotated[int, Knob(0, 5000, help="0: until stopped")] = 200,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of Adam")] = 0.01,
) -> Demo:
    """Two convolutions and a dense layer, trained on 1,400 digits and tested on 397 that are never trained on.

    `accuracy` and `topk_error` are shares of the held-out digits; `right_of_ten` counts those of ten, the first of
    every class. `loss` is the mean cross-entropy of the next batch, in nats, `grad_first` its slope by the first layer.
    """
    net = make_net(channels, pool)
    x, y = training()
    if lesion == "shuffled_labels":
        y = y[torch.randperm(len(y))]
    if lesion == "dead_init":
        silence(net)
    optimizer = torch.optim.Adam(net.parameters(), lr, fused=True)
    unseen, labels = F.pad(held_out().images, (shift, -shift)), held_out().labels
    every = max(1, math.ceil(steps / FRAMES)) if steps else 4

    for step in count():
        batch = torch.randint(0, len(x), (BATCH,))
        loss = F.cross_entropy(net(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        if step % every == 0 or step == steps:
            shown = measure(net, unseen, labels, k) | {"loss": loss.item(), "grad_first": slope(net[0])}
            live = yield Frame(step, steps, f"reads {shown['accuracy']:.0%} of the held-out digits",
                               {"step": step} | shown, views(net, unseen, labels))
        if step == steps and steps:
            return
        optimizer.param_groups[0]["lr"] = live.lr * (30 if lesion == "lr_x30" else 1)
        optimizer.step()


def make_net(channels: int, pool: int) -> nn.Sequential:
    """(B, 1, 8, 8) -> (B, 10) logits: features first, then the decision."""
    return nn.Sequential(
        nn.Conv2d(1, channels, 3, padding=1), nn.ReLU(),  # (B, channels, 8, 8)
        nn.Conv2d(channels, 2 * channels, 3, padding=1), nn.ReLU(),  # (B, 2 channels, 8, 8)
        nn.MaxPool2d(pool), nn.Flatten(),  # (B, 2 channels * (8 / pool)^2)
        nn.Linear(2 * channels * (SIZE // pool) ** 2, DIGITS),
    )


def silence(net: nn.Module) -> None:
    """Set the biases of the convolutions so low that no ReLU lets anything through."""
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d) and layer.bias is not None:
            nn.init.constant_(layer.bias, DEAD)


def slope(layer: nn.Module) -> float:
    """The length of the gradient by the weights of a layer, after `backward`."""
    gradient = layer.weight.grad
    assert isinstance(gradient, Tensor)
    return float(gradient.norm())


@torch.no_grad()
def measure(net: nn.Module, x: Tensor, y: Tensor, k: int) -> dict[str, Reading]:
    """How well the net reads these digits, and how many weights and biases it has."""
    right = net(x).topk(k, dim=1).indices == y[:, None]  # (N, k), the likeliest first
    return {"accuracy": right[:, 0].float().mean().item(), "topk_error": 1 - right.any(dim=1).float().mean().item(),
            "right_of_ten": int(right[ten(y), 0].sum()), "params": sum(p.numel() for p in net.parameters())}


def ten(labels: Tensor) -> list[int]:
    """The index of the first digit of every class, 0 to 9."""
    return [int((labels == digit).nonzero()[0]) for digit in range(DIGITS)]


@torch.no_grad()
def views(net: nn.Sequential, x: Tensor, y: Tensor) -> tuple[View, ...]:
    """What the net makes of the first held-out digit, and of one digit of every class."""
    maps = net[:2](x[:1])[0]  # (channels, 8, 8), after the ReLU
    chosen = ten(y)
    read = net(x[chosen]).argmax(dim=1).tolist()
    return (
        Curve("accuracy", follow=("accuracy",), low=0, high=1),
        Gallery("digit", x[0].numpy()),
        Gallery("feature maps", (maps / maps.max().clamp(min=1e-12)).numpy()),
        Bars("probabilities", NAMES, net(x[:1])[0].softmax(dim=0).numpy(), mark=int(y[0]), low=0, high=1),
        Gallery("ten digits", x[chosen, 0].numpy(), tuple(map(str, read))),
        Curve("loss", follow=("loss",), low=0),
    )


SAID = {
    "accuracy": ("The share of the 397 held-out digits that are read right.", "(net(x).argmax(1) == y).float().mean()"),
    "loss": ("The mean cross-entropy of the next batch of 64 training digits, in nats.", "F.cross_entropy(net(x), y)"),
}


@cnn_digits.explains
def explain_cnn_digits(frame: Frame, view: str, index: Index) -> Explanation:
    """A pixel is given; everything else is what the net makes of one digit, or of all that are held out."""
    if view in SAID:
        return Explanation(SAID[view][0], float(frame.readings[view]), torch=SAID[view][1])
    drawn, value, shift = frame.view(view), float(frame.array(view)[index]), frame.knobs["shift"]
    moved = f", moved {shift} to the right" if shift else ""
    if isinstance(drawn, Bars):
        return Explanation(f"How likely the net takes this digit for a {index[0]}; all ten add up to 1.", value,
                           r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", torch=f"net(x).softmax(dim=1)[0, {index[0]}]")
    if view == "ten digits":
        assert isinstance(drawn, Gallery)
        return Explanation(f"A pixel of a held-out {index[0]}{moved}, which the net reads as {drawn.labels[index[0]]}.",
                           value)
    m, row, col = index
    if view == "digit":
        return Explanation(f"A pixel of the first held-out digit{moved}.", value)
    under = [(0, row + i, col + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return Explanation(
        f"Filter {m + 1} at row {row}, column {col} of the digit, after the ReLU; all maps are divided by the largest "
        "number in them.", value, r"y = \max(0, b + \sum_{i,j} w_{ij} \, x_{r+i,\; c+j})",
        torch=f"F.relu(F.conv2d(x, w, b, padding=1))[0, {m}, {row}, {col}]",
        depends={"digit": tuple(cell for cell in under if 0 <= cell[1] < SIZE and 0 <= cell[2] < SIZE)},
    )
