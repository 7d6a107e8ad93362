"""A dense block: every layer reads all maps made before it, and adds a few of its own."""

from __future__ import annotations

import math
from itertools import count
from typing import Annotated, Literal

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.demos.digits import held_out, training
from tui_dl.frames import Curve, Explanation, Frame, Grid, Index, View

FIRST, DIGITS, BATCH, FRAMES = 4, 10, 64, 130
SELDOM = 33  # one frame in so many measures what each layer is good for


@demo(title="A dense block")
def dense_block(
    growth: Annotated[int, Knob(1, 12, help="new maps that every layer makes")] = 4,
    layers: Annotated[int, Knob(1, 12, help="layers of the block")] = 10,
    compression: Annotated[float, Knob(0.1, 1, help="share of the maps that the transition keeps")] = 0.5,
    silent: Annotated[int, Knob(0, 10, help="layer whose maps are zeros when the net is tested; 0: none")] = 0,
    lesion: Annotated[Literal["none", "no_concat"],
                      Knob(help="no_concat passes on the new maps alone", signs={
                          "none": ("Nothing is broken.",
                                   "The count of maps climbs, and a late layer can be silenced without much harm."),
                          "no_concat": ("Each layer reads the layer before it, and nothing else.",
                                        "The count of maps stays flat; any layer that is silenced takes all with it."),
                      })]
    = "none",
    steps: Annotated[int, Knob(0, 5000, help="0: until stopped")] = 200,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of Adam")] = 0.003,
) -> Demo:
    """A small DenseNet: one dense block on 4 maps, a transition, a decision; 397 held-out digits test it.

    `channels` counts the maps at the end of the block, `kept` those that the transition leaves. `accuracy` is the
    share of held-out digits read right, `loss` the mean cross-entropy of the next batch, in nats. KnobError if
    there is no layer `silent`.
    """
    if silent > layers:
        raise KnobError(f"There is no layer {silent} to silence.", f"The block has {layers}; 0 silences none.")
    net = DenseNet(growth, layers, compression, concat=lesion == "none")
    x, y = training()
    optimizer = torch.optim.Adam(net.parameters(), lr, fused=True)
    every = max(1, math.ceil(steps / FRAMES)) if steps else 4

    for step in count():
        net.train()
        batch = torch.randint(0, len(x), (BATCH,))
        loss = F.cross_entropy(net(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        if step % every == 0 or step == steps:
            if step % (SELDOM * every) == 0 or step == steps:
                without = [accuracy(net, number) for number in range(layers + 1)]
            read = accuracy(net, silent or None)
            live = yield Frame(step, steps, f"reads {read:.0%} of the held-out digits", {
                "step": step, "accuracy": read, "channels": net.maps[-1], "kept": net.head.in_features // 4,
                "params": counted(net), "loss": loss.item(),
            }, views(net, without))
        if step == steps and steps:
            return
        optimizer.param_groups[0]["lr"] = live.lr
        optimizer.step()


class DenseNet(nn.Module):
    """(B, 1, 8, 8) -> (B, 10) logits. Huang, Liu, van der Maaten, Weinberger 2016, arXiv:1608.06993."""

    def __init__(self, growth: int, layers: int, compression: float, concat: bool) -> None:
        super().__init__()
        self.concat = concat
        self.maps = [FIRST + number * growth if concat or number == 0 else growth for number in range(layers + 1)]
        kept = max(1, int(compression * self.maps[-1]))
        self.stem = nn.Conv2d(1, FIRST, 3, padding=1)
        self.block = nn.ModuleList(layer(reads, growth, 3) for reads in self.maps[:-1])
        self.transition = nn.Sequential(*layer(self.maps[-1], kept, 1), nn.AvgPool2d(2))
        self.head = nn.Linear(kept * 2 * 2, DIGITS)

    def forward(self, x: Tensor, silent: int | None = None) -> Tensor:
        """Logits; the maps of layer `silent`, 0 for the stem, are zeros."""
        maps = F.max_pool2d(self.stem(x), 2) * (silent != 0)  # (B, 4, 4, 4)
        for number, make in enumerate(self.block, 1):
            new = make(maps) * (silent != number)  # (B, growth, 4, 4)
            maps = torch.cat([maps, new], dim=1) if self.concat else new  # (B, 4 + growth * number, 4, 4)
        logits: Tensor = self.head(self.transition(maps).flatten(1))
        return logits


def layer(reads: int, makes: int, kernel: int) -> nn.Sequential:
    """Batch norm and ReLU come first, then the convolution, without a bias."""
    return nn.Sequential(nn.BatchNorm2d(reads), nn.ReLU(),
                         nn.Conv2d(reads, makes, kernel, padding=kernel // 2, bias=False))


@torch.no_grad()
def accuracy(net: DenseNet, silent: int | None = None) -> float:
    """The share of held-out digits that are read right, with the maps of one layer silenced."""
    net.eval()
    x, y = held_out()
    return float((net(x, silent).argmax(dim=1) == y).float().mean())


def counted(part: nn.Module) -> int:
    """Weights and biases, those of the norms included."""
    return sum(parameter.numel() for parameter in part.parameters())


def views(net: DenseNet, without: list[float]) -> tuple[View, ...]:
    """What every layer reads and makes, how the net learns, and what becomes of it without one layer's maps."""
    convolutions = [part[2].weight for part in (*net.block, net.transition)]  # each (makes, reads, kernel, kernel)
    names = [str(number) for number in range(1, len(net.maps))]
    makes, reads = torch.tensor([weight.shape[:2] for weight in convolutions]).T.numpy()
    return (
        Grid("maps", np.stack([reads, makes]), rows=("reads", "makes"), cols=(*names, "T"), low=0),
        Grid("without", torch.tensor([without]).numpy(), cols=("stem", *names), low=0, high=1),
        Curve("accuracy", follow=("accuracy",), low=0, high=1),
        Curve("loss", follow=("loss",), low=0),
    )


SAID = {
    "accuracy": ("The share of the 397 held-out digits that are read right.", "(net(x).argmax(1) == y).float().mean()"),
    "loss": ("The mean cross-entropy of the next batch of 64 training digits, in nats.", "F.cross_entropy(net(x), y)"),
}


@dense_block.explains
def explain_dense_block(frame: Frame, view: str, index: Index) -> Explanation:
    """How many maps a layer reads is a sum; an accuracy is a share of digits."""
    if view in SAID:
        what, line = SAID[view]
        if view == "accuracy" and (silent := frame.knobs["silent"]):
            what, line = f"{what[:-1]} with all maps of layer {silent} zero.", line.replace("x", f"x, {silent}", 1)
        return Explanation(what, float(frame.readings[view]), torch=line)
    number, value = index[1], frame.array(view)[index].item()
    if view == "without":
        part = f"layer {number}" if number else "the stem"
        return Explanation(f"The share of the 397 held-out digits read right if all maps of {part} are zeros.", value,
                           torch=f"(net(x, {number}).argmax(1) == y).float().mean()")
    knobs = frame.knobs
    last = number == knobs["layers"]
    name, kernel = ("The transition", 1) if last else (f"Layer {number + 1}", 3)
    before = tuple((1, layer) for layer in range(number))
    if index[0] == 1:
        reads = int(frame.array(view)[0, number])
        why = f"{knobs['compression']:g} of what it reads, rounded down but at least 1" if last else "the growth"
        return Explanation(
            f"{name} makes {value} maps, {why}: so many filters of {kernel} x {kernel} x {reads}, "
            f"{value * kernel * kernel * reads:,} weights in all.", value, torch="convolution.weight.shape[0]",
            depends={"maps": ((0, number),)})
    if knobs["lesion"] == "no_concat" and number:
        return Explanation(f"{name} reads what layer {number} has made, and no other map.", value,
                           terms=((float(knobs["growth"]),),), torch="new.shape[1]", depends={"maps": before[-1:]})
    return Explanation(
        f"{name} reads the {FIRST} maps of the stem, and what every layer before it has made.", value,
        r"k_0 + k \, (l - 1)", ((float(FIRST),), *((float(knobs["growth"]),) for _ in before)),
        torch="torch.cat([maps, new], dim=1).shape[1]", depends={"maps": before})
