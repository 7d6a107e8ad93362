"""Receptive fields, measured: which pixels reach one output of a stack of convolutions, and along how many paths."""

from __future__ import annotations

from typing import Annotated

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.frames import Array, Curve, Explanation, Frame, Grid, Image, Index, Mark, Table, View

PHOTO = 224  # width and height of the photographs that ImageNet's nets read
COLUMNS = ("layer", "apart", "sees", "weights", "one layer")
Rows = tuple[tuple[int, ...], ...]
DIM = 0.25  # how bright a pixel is drawn that is seen, and not among the strongest


@demo(title="What one output sees")
def receptive_field(
    kernel: Annotated[int, Knob(1, 11, help="width and height of every filter")] = 3,
    layers: Annotated[int, Knob(1, 16, help="convolutions in a row")] = 2,
    stride: Annotated[int, Knob(1, 3, help="pixels from one place to the next, in every layer")] = 1,
    channels: Annotated[int, Knob(1, 1024, help="channels that every layer reads and writes; for the weights")] = 128,
) -> Demo:
    """One output is traced back, layer by layer, to the pixels of a photograph of 224 x 224 that reach it.

    Every weight is 1, nothing is rectified, nothing padded: no path cancels another, and the gradient of the output by
    a pixel is the number of paths that lead from there to it. `field` is the width of the pixels that have any, `half`
    the share of them, the strongest, that has half of all paths. `params` are the weights of the layers so far, without
    biases, `params_single` those of one layer whose filters are as wide as the field.
    """
    photo = torch.ones(1, 1, PHOTO, PHOTO, dtype=torch.float64, requires_grad=True)
    outputs = chain(photo, kernel, layers, stride)
    shown = seen(paths(outputs[-1], photo))  # where the last output sees anything
    start = paths(outputs[0], photo)[shown]  # 1 at the pixel all is traced from, else 0
    rows: Rows = ()

    for step, output in enumerate(outputs):
        reached = paths(output, photo)  # (H, W)
        strongest = at_least_half(reached)
        field = seen(reached)[0].stop - seen(reached)[0].start
        params, single = step * weights(channels, kernel), weights(channels, field)
        if step:
            rows += ((step, stride ** (step - 1), field, params, single),)
        yield Frame(
            step, layers, caption(step, layers, field),
            {"field": field, "params": params, "params_single": single,
             "half": int(strongest.sum()) / int(reached.count_nonzero())},
            views(reached[shown], strongest[shown], start, rows),
        )


def chain(photo: Tensor, kernel: int, layers: int, stride: int) -> list[Tensor]:
    """A pixel of the photograph (1, 1, H, W), then one output of each layer, in the middle of what the next one reads.

    KnobError if the photograph is too small for so many layers.
    """
    maps, ones = [photo], torch.ones(1, 1, kernel, kernel, dtype=photo.dtype)
    for layer in range(layers):
        width = maps[-1].shape[-1]
        if width < kernel:
            raise KnobError(f"{layer} layers leave {width} of {PHOTO} pixels, too few for a filter of {kernel}.",
                            "Make kernel, layers or stride smaller.")
        maps.append(F.conv2d(maps[-1], ones, stride=stride))
    at = maps[-1].shape[-1] // 2
    outputs = [maps[-1][0, 0, at, at]]
    for below in reversed(maps[:-1]):
        at = at * stride + kernel // 2  # the middle of the window, one layer down
        outputs.append(below[0, 0, at, at])
    return outputs[::-1]


def paths(output: Tensor, photo: Tensor) -> Tensor:
    """The gradient of one output by every pixel, (H, W). With weights of 1: how many paths lead from there to it."""
    return torch.autograd.grad(output, photo, retain_graph=True)[0][0, 0]


def seen(reached: Tensor) -> tuple[slice, slice]:
    """The rows and columns between the first and the last that are not all 0."""
    lines = (reached.any(dim=other).nonzero() for other in (1, 0))
    rows, cols = (slice(int(line[0]), int(line[-1]) + 1) for line in lines)
    return rows, cols


def at_least_half(reached: Tensor) -> Tensor:
    """A mask (H, W) of the strongest pixels that together have half of all paths; equally strong ones come together."""
    descending = reached.flatten().sort(descending=True).values
    needed = int((descending.cumsum(0) < descending.sum() / 2).sum())
    return reached >= descending[needed]


def weights(channels: int, kernel: int) -> int:
    """Weights of a convolution that reads and writes `channels`, without biases, counted on the meta device."""
    return nn.Conv2d(channels, channels, kernel, bias=False, device="meta").weight.numel()


def caption(step: int, layers: int, field: int) -> str:
    """What the output traced here sees."""
    if step == 0:
        return f"one pixel; an output of {layers} layer{'s' * (layers > 1)} sees more"
    return f"one output of layer {step} sees {field} x {field} pixels"


def views(reached: Tensor, strongest: Tensor, start: Tensor, rows: Rows) -> tuple[View, ...]:
    """The paths from every pixel (h, w), the layers so far, the pixels with half of all paths, the paths by column."""
    row, col = start.nonzero()[0].tolist()
    columns = reached.sum(dim=0) / reached.sum()  # (w,) shares
    return (
        Grid("gradient", reached.numpy(), marks=(Mark(row, col),), low=0),
        Table("layers", COLUMNS, rows, len(rows) - 1 if rows else None),
        Image("half", torch.where(strongest, 1.0, DIM * (reached > 0)).numpy()),
        Curve("profile", torch.arange(len(columns)).numpy(), {"share of all paths": columns.numpy()},
              x_label="column", low=0),
    )


@receptive_field.explains
def explain_receptive_field(frame: Frame, view: str, index: Index) -> Explanation:
    """Paths down times paths across; what a layer adds to the field; a product of weights; a share."""
    if view == "layers":
        return explain_layer(frame, index)
    reached = frame.array("gradient")  # (h, w)
    if view == "profile":
        col = index[1]
        return Explanation(f"The share of all paths that start in column {col}.",
                           float(reached[:, col].sum() / reached.sum()), torch="g.sum(0) / g.sum()",
                           depends={"gradient": tuple((row, col) for row in range(len(reached)))})
    row, col = index[:2]
    if view == "half":
        value = float(frame.array(view)[row, col])
        told = {0.0: "This pixel is not seen.", DIM: "This pixel is seen, and not among the strongest.",
                1.0: "One of the strongest pixels, which together have half of all paths."}
        return Explanation(told[value], value, torch="g >= g.flatten().sort(descending=True).values[n]",
                           depends={"gradient": ((row, col),)})
    return explain_pixel(reached, row, col)


def explain_pixel(reached: Array, row: int, col: int) -> Explanation:
    """The number of paths from a pixel: those down the rows, in each of them those across the columns."""
    value = float(reached[row, col])
    torch_line = f"torch.autograd.grad(y, x)[0][0, 0, {row}, {col}]"
    if value == 0:
        return Explanation("No path leads from this pixel to the output: it can change without a trace.", value,
                           torch=torch_line)
    top, left = (int(line.nonzero()[0][0]) for line in (reached[:, col], reached[row]))
    return Explanation("Paths down times paths across: the top edge has one path down, the left edge one path across.",
                       value, r"\frac{\partial y}{\partial x_{rc}} = d_r \, a_c",
                       ((float(reached[row, left]), float(reached[top, col])),), torch=torch_line,
                       depends={"gradient": ((row, left), (top, col))})


def explain_layer(frame: Frame, index: Index) -> Explanation:
    """A cell of the table: what this layer adds to the field, or what it costs."""
    table, (row, column) = frame.view("layers"), index
    assert isinstance(table, Table)
    layer, apart, field, _, _ = table.cells[row]
    value, k = table.cells[row][column], frame.knobs
    kernel, channels = float(k["kernel"]), float(k["channels"])
    match COLUMNS[column]:
        case "layer":
            return Explanation("The layer whose output is traced back.", value)
        case "apart":
            return Explanation("How far apart in the photograph two neighbours are that this layer reads.", value,
                               r"S^{l-1}", ((float(k["stride"]),) * row,) if row else (),
                               torch=f"{k['stride']} ** {row}")
        case "sees":
            before = float(table.cells[row - 1][2]) if row else 1.0
            return Explanation(f"What the layer before it sees, and {kernel - 1:g} more pixels that are {apart} apart.",
                               value, r"f_l = f_{l-1} + (F - 1) \cdot S^{l-1}", ((before,), (kernel - 1, float(apart))),
                               torch="int(seen[-1] - seen[0]) + 1  # seen = g.any(0).nonzero()",
                               depends={"layers": ((row - 1, 2), (row, 1)) if row else ((row, 1),)})
        case "weights":
            return Explanation(f"{channels:g} filters of {kernel:g} x {kernel:g} x {channels:g} in each layer.", value,
                               r"L \cdot F \cdot F \cdot C \cdot C",
                               ((float(layer), kernel, kernel, channels, channels),),
                               torch="sum(p.numel() for p in net.parameters())")
    return Explanation(f"One layer that sees as much: {channels:g} filters of {field} x {field} x {channels:g}.", value,
                       r"f \cdot f \cdot C \cdot C", ((float(field), float(field), channels, channels),),
                       torch=f"nn.Conv2d({channels:g}, {channels:g}, {field}, bias=False).weight.numel()",
                       depends={"layers": ((row, 2),)})
