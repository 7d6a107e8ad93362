"""Convolution, place by place: which pixels meet which weights, and what is written down."""

from __future__ import annotations

from typing import Annotated

import torch
import torch.nn.functional as F

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.frames import Explanation, Frame, Grid, Index, Mark


@demo(title="Stride and padding")
def stride_padding(
    size: Annotated[int, Knob(3, 12, help="width and height of the image")] = 7,
    kernel: Annotated[int, Knob(1, 5, help="width and height of the filter")] = 3,
    stride: Annotated[int, Knob(1, 4, help="pixels from one place to the next")] = 1,
    padding: Annotated[int, Knob(0, 3, help="rings of zeros around the image")] = 0,
    dilation: Annotated[int, Knob(1, 3, help="distance of neighbouring filter cells")] = 1,
) -> Demo:
    """A filter walks over a padded image; every stop writes one output pixel."""
    reach = dilation * (kernel - 1) + 1
    if reach > size + 2 * padding:
        raise KnobError(
            f"A filter that reaches over {reach} pixels does not fit on {size} + 2 * {padding} of them.",
            "Make kernel or dilation smaller, or size or padding larger.",
        )
    image = torch.randint(0, 10, (size, size)).float()  # (H, W), small whole numbers: sums to check by hand
    weight = torch.randint(-2, 3, (kernel, kernel)).float()  # (F, F)
    output = F.conv2d(image[None, None], weight[None, None], stride=stride, padding=padding, dilation=dilation)[0, 0]
    out = output.shape[0]
    known = torch.zeros(out, out, dtype=torch.bool)

    for step in range(out * out + 1):
        row, col = divmod(max(step - 1, 0), out)
        focus: tuple[Mark, ...] = ()
        window: tuple[Mark, ...] = ()
        if step:
            known[row, col] = True
            focus = (Mark(row, col),)
            window = tuple(Mark(r, c, "source") for r, c in window_cells(row, col, kernel, stride, padding, dilation))
        caption = (f"row {row}, column {col}: {kernel * kernel} products add up to {output[row, col]:g}" if step
                   else "the filter stands at the top left")
        yield Frame(
            step, out * out, caption,
            {"out": out, "row": row, "col": col, "value": output[row, col].item()} if step else {"out": out},
            (
                Grid("input", image.numpy(), marks=window, pad=padding, low=0, high=9),
                Grid("filter", weight.numpy(), scale="diverging", low=-2, high=2),
                Grid("output", output.numpy(), known.numpy().copy(), marks=focus, scale="diverging"),
            ),
        )


def window_cells(row: int, col: int, kernel: int, stride: int, padding: int, dilation: int) -> list[tuple[int, int]]:
    """The image cells under the filter for output (row, col), padding at negative indices, row by row."""
    return [(row * stride - padding + i * dilation, col * stride - padding + j * dilation)
            for i in range(kernel) for j in range(kernel)]


@stride_padding.explains
def explain_stride_padding(frame: Frame, view: str, index: Index) -> Explanation:
    """An output pixel is a sum of products; an input or filter cell is given."""
    values = frame.array(view)
    row, col = index[:2]
    if view != "output":
        given = "a pixel of the image" if view == "input" else "a weight of the filter"
        return Explanation(f"{view}[{row}, {col}] is {given}; it is given.", float(values[row, col]))
    k = frame.knobs
    image, weight = frame.array("input"), frame.array("filter")
    cells = window_cells(row, col, k["kernel"], k["stride"], k["padding"], k["dilation"])
    inside = [0 <= r < len(image) and 0 <= c < len(image) for r, c in cells]
    pixels = [float(image[cell]) if known else 0.0 for cell, known in zip(cells, inside, strict=True)]
    return Explanation(
        f"output[{row}, {col}]: every weight times the pixel under it, added up.",
        float(values[row, col]),
        r"y_{rc} = \sum_{i,j} w_{ij} \, x_{rS-P+iD,\; cS-P+jD}",
        tuple(zip(pixels, map(float, weight.flatten()), strict=True)),
        torch=f"F.conv2d(x, w, stride={k['stride']}, padding={k['padding']}, dilation={k['dilation']})"
              f"[0, 0, {row}, {col}]",
        depends={"input": tuple(c for c, known in zip(cells, inside, strict=True) if known),
                 "filter": tuple((i, j) for i in range(k["kernel"]) for j in range(k["kernel"]))},
    )
