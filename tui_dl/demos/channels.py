"""Convolution of a picture with several channels: a filter is as deep as its input, and makes one map."""

from __future__ import annotations

from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.demos.photographs import photograph
from tui_dl.frames import Array, Explanation, Frame, Grid, Index, Mark, Reading, View

SMALLEST = 4  # width and height of the numbers, unless the filter needs more
PICTURE = 8  # and of a picture


@demo(title="Channels")
def rgb_convolution(
    in_channels: Annotated[int, Knob(1, 8, help="channels of the picture; 3 are red, green and blue")] = 3,
    out_channels: Annotated[int, Knob(1, 8, help="filters, and so maps")] = 2,
    kernel: Annotated[int, Knob(1, 5, help="width and height of a filter")] = 3,
    image: Annotated[Literal["numbers", "astronaut"],
                     Knob(own="picture", help="numbers at random, or a picture made small")] = "numbers",
) -> Demo:
    """Every channel has its own slice of the filter; the sums over the slices are added to one number.

    Channels stand side by side, filters one below the other. `partial` has the sum of every channel at this
    place, `value` is their sum. `weights` counts all filters, without biases; `maps` is how many maps they
    make; `map`, `row` and `col` say which number is being written.
    """
    size = max(SMALLEST, kernel + 1)
    x = (torch.randint(0, 5, (in_channels, size, size)).float() if image == "numbers"
         else picture(image, in_channels))  # (C, H, W), small whole numbers to check by hand
    weight = torch.randint(0, 3, (out_channels, in_channels, kernel, kernel)).float()  # (M, C, F, F)
    output = F.conv2d(x[None], weight)[0]  # (M, out, out)
    slices = weight.view(-1, 1, kernel, kernel)  # (M * C, 1, F, F): every channel on its own
    partial = F.conv2d(x.repeat(out_channels, 1, 1)[None], slices, groups=len(slices))[0]  # (M * C, out, out)
    partial = partial.view(out_channels, in_channels, *output.shape[1:])  # (M, C, out, out)
    counted: dict[str, Reading] = {"weights": weight.numel(), "maps": len(output)}
    total = output.numel()

    for step in range(total + 1):
        place = place_of(max(step - 1, 0), output.shape[-1])
        m, row, col = place
        written = {"map": m, "row": row, "col": col, "value": output[place].item()} if step else {}
        yield Frame(step, total, caption(partial[m, :, row, col].tolist(), place) if step
                    else f"{out_channels} filter{'s' * (out_channels > 1)} of {kernel}x{kernel}x{in_channels} numbers",
                    counted | written, views(x, weight, output, partial, step))


def picture(name: str, channels: int) -> Tensor:
    """A picture (C, 8, 8) in whole numbers from 0, black, to 4; in grey if it is to have one channel. KnobError."""
    if channels not in (1, 3):
        raise KnobError(f"A picture does not have {channels} channels.", "in_channels is 3, or 1 for grey.")
    whole = photograph(name, PICTURE)  # (3, 8, 8)
    return (4 * (whole if channels == 3 else whole.mean(dim=0, keepdim=True))).round()


def place_of(count: int, out: int) -> tuple[int, int, int]:
    """Map, row and column of the output number with that count; maps are out x out."""
    return count // out**2, count // out % out, count % out


def names_of(channels: int) -> tuple[str, ...]:
    """What the channels are called."""
    return ("R", "G", "B") if channels == 3 else tuple(str(c + 1) for c in range(channels))


def caption(sums: list[float], place: tuple[int, int, int]) -> str:
    """The sums of the channels and what they come to; at most 78 characters."""
    m, row, col = place
    named = [f" ({name})" if name.isalpha() else "" for name in names_of(len(sums))]
    parts = " + ".join(f"{value:g}{name}" for name, value in zip(named, sums, strict=True))
    return f"map {m + 1}, row {row}, column {col}: {parts} = {sum(sums):g}"


def side_by_side(stack: Tensor) -> Array:
    """(n, H, W) -> (H, n * W)."""
    joined: Array = torch.cat(list(stack), dim=1).numpy()
    return joined


def heads(names: tuple[str, ...], width: int) -> tuple[str, ...]:
    """A label for every column or row of blocks that stand side by side: the name over the first of each block."""
    return tuple(name if i == 0 else "" for name in names for i in range(width))


def views(image: Tensor, weight: Tensor, output: Tensor, partial: Tensor, step: int) -> tuple[View, ...]:
    """Picture, filters, output as far as it is written, and the sum of each channel at this place."""
    (maps, channels, kernel, _), (_, size, _), out = weight.shape, image.shape, output.shape[-1]
    m, row, col = place_of(max(step - 1, 0), out)
    under = [Mark(row + i, c * size + col + j, "source") for c in range(channels)
             for i in range(kernel) for j in range(kernel)]
    used = [Mark(m * kernel + i, j, "source") for i in range(kernel) for j in range(channels * kernel)]
    known = (torch.arange(output.numel()) < step).view_as(output)
    sums = partial[m, :, row, col]
    numbers = tuple(str(i + 1) for i in range(maps))
    return (
        Grid("input", side_by_side(image), cols=heads(names_of(channels), size), marks=tuple(under) if step else (),
             low=0, high=4),
        Grid("filter", torch.cat([torch.cat(list(w), dim=1) for w in weight]).numpy(),
             rows=heads(numbers, kernel) if maps > 1 else (), cols=heads(names_of(channels), kernel),
             marks=tuple(used) if step else (), low=0, high=2),
        Grid("output", side_by_side(output), side_by_side(known).astype(bool), cols=heads(numbers, out),
             marks=(Mark(row, m * out + col),) if step else (), low=0),
        Grid("partial", sums[None].numpy(), torch.full((1, channels), step > 0).numpy(), cols=names_of(channels),
             low=0),
    )


@rgb_convolution.explains
def explain_rgb_convolution(frame: Frame, view: str, index: Index) -> Explanation:
    """An output number is a sum over all channels, a partial one over one of them; the rest is given."""
    row, col = index[:2]
    value, k = float(frame.array(view)[row, col]), frame.knobs["kernel"]
    if view in ("input", "filter"):
        block = col // (k if view == "filter" else len(frame.array("input")))
        name = names_of(frame.knobs["in_channels"])[block]
        return Explanation(f"A number of channel {name}; it is given." if view == "input" else
                           f"A weight of filter {row // k + 1} for channel {name}; it is given.", value)
    if view == "partial":
        m, row, col = (int(frame.readings[name]) for name in ("map", "row", "col"))
        return explain_sum(frame, m, row, col, [index[1]], value)
    out = len(frame.array("output"))
    return explain_sum(frame, col // out, row, col % out, list(range(frame.knobs["in_channels"])), value)


def explain_sum(frame: Frame, m: int, row: int, col: int, channels: list[int], value: float) -> Explanation:
    """Weights of filter m times the numbers under it at (row, col), over these channels."""
    k, image, weight = frame.knobs["kernel"], frame.array("input"), frame.array("filter")
    size = len(image)
    cells = [(c, i, j) for c in channels for i in range(k) for j in range(k)]
    under = tuple((row + i, c * size + col + j) for c, i, j in cells)
    used = tuple((m * k + i, c * k + j) for c, i, j in cells)
    whole = len(channels) == frame.knobs["in_channels"]
    part = "" if whole else f" of channel {names_of(frame.knobs['in_channels'])[channels[0]]}"
    source = "x, w" if whole else f"x[:, {channels[0]}:{channels[0] + 1}], w[:, {channels[0]}:{channels[0] + 1}]"
    return Explanation(
        f"Map {m + 1}, row {row}, column {col}: every weight{part} times the number under it, added up.", value,
        r"y_{mrc} = \sum_{k,i,j} w_{mkij} \, x_{k,\; r+i,\; c+j}" if whole
        else r"p_{k} = \sum_{i,j} w_{mkij} \, x_{k,\; r+i,\; c+j}",
        tuple((float(image[a]), float(weight[b])) for a, b in zip(under, used, strict=True)),
        torch=f"F.conv2d({source})[0, {m}, {row}, {col}]", depends={"input": under, "filter": used},
    )
