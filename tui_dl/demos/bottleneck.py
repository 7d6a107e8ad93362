"""The bottleneck: a 1x1 convolution mixes channels, and makes the dear layer in the middle narrow."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.demos.photographs import photograph
from tui_dl.frames import Bars, Explanation, Frame, Image, Index, Reading, Table, View

SIZE = 32  # width and height of the photograph
COLUMNS = ("layer", "filter", "in", "out", "weights")


@demo(title="1x1 convolutions and the bottleneck")
def bottleneck(
    channels: Annotated[int, Knob(1, 4096, help="channels that come in and go out")] = 256,
    squeeze: Annotated[int, Knob(1, 4096, help="channels in the middle of the bottleneck")] = 64,
    kernel: Annotated[int, Knob(1, 11, help="width and height of the dear filter")] = 3,
    mix: Annotated[tuple[float, ...], Knob(-10, 10, length=3, help="a 1x1 filter over red, green and blue")]
    = (0.299, 0.587, 0.114),
    image: Annotated[Literal["astronaut"], Knob(own="picture", help="the photograph that is squeezed")] = "astronaut",
) -> Demo:
    """One wide convolution against three: 1x1 to fewer channels, the dear one there, 1x1 back (He et al. 2015).

    Weights are counted without biases; `ratio` is how many times fewer the bottleneck has. Then a 1x1
    convolution squeezes the three channels of a photograph into one, by the weights of `mix`, and the best
    1x1 convolution there is brings back three: `lost` is the share of the picture's variance that is gone.
    """
    layers = (Layer("direct", kernel, channels, channels), Layer("squeeze", 1, channels, squeeze),
              Layer("middle", kernel, squeeze, squeeze), Layer("restore", 1, squeeze, channels))
    counts = [count(layer) for layer in layers]
    direct, narrow = counts[0], sum(counts[1:])
    picture = photograph(image, SIZE)  # (3, H, W)
    weight = weights_of(mix)  # (1, 3, 1, 1)
    mixed = F.conv2d(picture[None], weight)[0]  # (1, H, W)
    restored = F.conv2d(mixed[None], *way_back(picture, mixed))[0]  # (3, H, W)
    total = len(layers) + 2

    for step in range(total + 1):
        readings: dict[str, Reading] = {}
        if step >= 1:
            readings["params_direct"] = direct
        if step >= len(layers):
            readings |= {"params_bottleneck": narrow, "ratio": direct / narrow}
        if step == total:
            readings["lost"] = lost(picture, restored)
        yield Frame(step, total, caption(layers, counts, step), readings,
                    views(layers, counts, step, picture, mixed, restored))


class Layer(NamedTuple):
    """A convolution without biases: its filters are kernel x kernel x channels_in, channels_out of them."""

    name: str
    kernel: int
    channels_in: int
    channels_out: int


def count(layer: Layer) -> int:
    """Weights of a layer, counted on the meta device: a tensor with a shape and no numbers."""
    conv = nn.Conv2d(layer.channels_in, layer.channels_out, layer.kernel, bias=False, device="meta")
    return conv.weight.numel()


def weights_of(mix: tuple[float, ...]) -> Tensor:
    """One filter of 1x1x3, (1, 3, 1, 1). KnobError."""
    if len(mix) != 3:
        raise KnobError(f"mix has {len(mix)} numbers.", "It takes three, for red, green and blue: mix=0.3,0.6,0.1.")
    return torch.tensor(mix, dtype=torch.float32).view(1, 3, 1, 1)


def way_back(picture: Tensor, mixed: Tensor) -> tuple[Tensor, Tensor]:
    """Weights (3, 1, 1, 1) and biases (3,) that bring mixed (1, H, W) nearest to picture (3, H, W): least squares."""
    pixels = torch.stack([mixed.flatten(), torch.ones(mixed.numel())], dim=1)  # (H * W, 2)
    found = torch.linalg.lstsq(pixels, picture.flatten(1).T, driver="gelsd").solution  # (2, 3)
    return found[0].view(3, 1, 1, 1), found[1]


def lost(picture: Tensor, restored: Tensor) -> float:
    """The squared distance of two pictures (3, H, W), as a share of the first one's from its own mean colour.

    A picture of one colour has nothing to lose.
    """
    spread = F.mse_loss(picture.mean(dim=(1, 2), keepdim=True).expand_as(picture), picture)
    return (F.mse_loss(restored, picture) / spread).item() if spread > 1e-9 else 0.0


def caption(layers: tuple[Layer, ...], counts: list[int], step: int) -> str:
    """What has just been counted or computed."""
    if step == 0:
        return "one wide layer, or three with a narrow middle?"
    if step <= len(layers):
        _, k, channels_in, channels_out = layers[step - 1]
        told = f"{layers[step - 1].name}: {k} x {k} x {channels_in} x {channels_out} = {counts[step - 1]:,} weight"
        told += "s" * (counts[step - 1] > 1)
        return told + (f"; all three together {sum(counts[1:]):,}" if step == len(layers) else "")
    return ("a photograph: a 1x1 convolution squeezes red, green and blue into one channel" if step == len(layers) + 1
            else "a photograph: one channel of three, and the best 1x1 convolution back")


def views(layers: tuple[Layer, ...], counts: list[int], step: int, picture: Tensor, mixed: Tensor,
          restored: Tensor) -> tuple[View, ...]:
    """The count of every layer so far, both totals, and the photograph before, in and after the bottleneck."""
    rows = tuple((name, f"{k}x{k}", channels_in, channels_out, weights)
                 for (name, k, channels_in, channels_out), weights in zip(layers, counts, strict=True))
    seen = len(layers)
    return (
        Table("layers", COLUMNS, rows[:step], step - 1 if 0 < step <= seen else None),
        Image("picture", picture.permute(1, 2, 0).numpy()),
        Image("mixed", mixed[0].numpy(), torch.full((SIZE, SIZE), step > seen).numpy()),
        Image("restored", restored.permute(1, 2, 0).numpy(), torch.full((SIZE, SIZE, 1), step > seen + 1).numpy()),
        Bars("weights", ("direct", "bottleneck"), torch.tensor([counts[0], sum(counts[1:])]).numpy(),
             torch.tensor([step >= 1, step >= seen]).numpy(), low=0),
    )


@bottleneck.explains
def explain_bottleneck(frame: Frame, view: str, index: Index) -> Explanation:
    """A count is a product; a pixel of `mixed` is a sum of three products, each colour of `restored` one and a bias."""
    drawn = frame.view(view)
    if isinstance(drawn, Table):
        name, _, channels_in, channels_out, weights = drawn.cells[index[0]]
        if COLUMNS[index[1]] != "weights":
            return Explanation(f"The {COLUMNS[index[1]]} of the layer {name}.", drawn.cells[index[0]][index[1]])
        k = 1.0 if name in ("squeeze", "restore") else float(frame.knobs["kernel"])
        return Explanation(f"Every one of {channels_out} filters has {k:g} x {k:g} x {channels_in} weights.", weights,
                           r"F \cdot F \cdot C_{in} \cdot C_{out}", ((k, k, float(channels_in), float(channels_out)),),
                           torch=f"nn.Conv2d({channels_in}, {channels_out}, {k:g}, bias=False).weight.numel()")
    if isinstance(drawn, Bars):
        name = drawn.labels[index[0]]
        rows = ((0, 4),) if name == "direct" else ((1, 4), (2, 4), (3, 4))
        table = frame.view("layers")
        assert isinstance(table, Table)
        if rows[-1][0] >= len(table.cells):
            return Explanation(f"The weights of the {name} way are not counted yet.", "unknown")
        return Explanation(f"All weights of the {name} way.", float(drawn.values[index[0]]),
                           terms=tuple((float(table.cells[row][4]),) for row, _ in rows),
                           torch=f"sum(p.numel() for p in {name}.parameters())", depends={"layers": rows})
    return explain_pixel(frame, view, index[0], index[1])


def explain_pixel(frame: Frame, view: str, row: int, col: int) -> Explanation:
    """A pixel of one of the three pictures."""
    colours = [float(value) for value in frame.array("picture")[row, col]]
    here: dict[str, tuple[Index, ...]] = {"picture": ((row, col),)}
    if view == "mixed":
        return Explanation(
            "Red, green and blue of this pixel, each times its weight, added up; no other pixel is looked at.",
            float(frame.array(view)[row, col]), r"y_{rc} = \sum_k w_k \, x_{krc}",
            tuple(zip(colours, map(float, frame.knobs["mix"]), strict=True)),
            torch=f"F.conv2d(x, w)[0, 0, {row}, {col}]", depends=here)
    told = " ".join(f"{value:.3g}" for value in frame.array(view)[row, col])
    if view == "picture":
        return Explanation("Red, green and blue of a pixel of the photograph.", told)
    return Explanation("Red, green and blue made from the one number of mixed, by a weight and a bias each.", told,
                       r"\hat{x}_{krc} = v_k \, y_{rc} + b_k", torch=f"F.conv2d(y, v, b)[0, :, {row}, {col}]",
                       depends={"mixed": ((row, col),)})
