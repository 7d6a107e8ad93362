"""Pooling: of every window keep the largest number, or the mean; and how much that forgives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.demos.digits import held_out, training
from tui_dl.frames import Explanation, Frame, Grid, Index, Mark, Reading, View

POOL: dict[str, Callable[..., Tensor]] = {"max": F.max_pool2d, "avg": F.avg_pool2d}


@demo(title="Pooling")
def pooling(
    size: Annotated[int, Knob(4, 12, help="width and height of the picture, a digit with zeros around it")] = 8,
    kernel: Annotated[int, Knob(1, 5, help="width and height of the window")] = 2,
    stride: Annotated[int, Knob(1, 5, help="pixels from one window to the next")] = 2,
    mode: Annotated[Literal["max", "avg"], Knob(help="keep the largest number of a window, or the mean")] = "max",
    shift: Annotated[int, Knob(0, 3, help="pixels by which the picture is moved to the right")] = 0,
) -> Demo:
    """A window walks over a digit and keeps one number of each place; no weights, nothing learnt.

    `unmoved` is the output without the shift. Two readings are measured on all held-out digits, over the outputs
    that are not 0, with or without the shift: `unchanged`, the share that stays exactly as it is, and `change`,
    by how much they differ on average (ink goes from 0 to 16).
    """
    if kernel > size:
        raise KnobError(f"A window of {kernel} pixels does not fit on {size} of them.",
                        "Make kernel smaller, or size larger.")
    digit = 16 * training().images[torch.randint(0, len(training().images), ())]  # (1, 8, 8), whole numbers 0 to 16
    still = framed(digit, size)  # (1, H, W)
    image = move(still, shift)
    output, unmoved = (POOL[mode](picture, kernel, stride)[0] for picture in (image, still))  # (out, out)
    out = len(output)
    forgiven = forgiveness(mode, kernel, stride, shift)

    for step in range(out * out + 1):
        row, col = divmod(max(step - 1, 0), out)
        walked: dict[str, Reading] = {"row": row, "col": col, "value": output[row, col].item()} if step else {}
        window = image[0, row * stride:, col * stride:][:kernel, :kernel]
        yield Frame(step, out * out, caption(window, output[row, col].item(), mode, row, col) if step
                    else "the window stands at the top left", {"out": out} | forgiven | walked,
                    views(image[0], output, unmoved if shift else None, kernel, stride, step))


def framed(picture: Tensor, size: int) -> Tensor:
    """A picture (1, 8, 8) in the middle of (1, size, size): zeros around it, or its border cut off."""
    before = (size - picture.shape[-1]) // 2
    after = size - picture.shape[-1] - before
    return F.pad(picture, (before, after, before, after))


def move(pictures: Tensor, shift: int) -> Tensor:
    """Pictures (..., H, W) moved to the right; zeros come in on the left, what leaves on the right is lost."""
    return F.pad(pictures, (shift, -shift))


def forgiveness(mode: str, kernel: int, stride: int, shift: int) -> dict[str, Reading]:
    """What a shift does to the pooled numbers with ink before or after; held-out digits.

    The digits get so many zeros around them that no window with ink in it is lost, and that the windows
    stand on the same pixels as without the zeros.
    """
    ring = -(-(max(kernel, stride) + shift) // stride) * stride
    digits = F.pad(held_out().images, (ring,) * 4)
    before, after = (POOL[mode](pictures, kernel, stride) for pictures in (digits, move(digits, shift)))
    ink = (before > 0) | (after > 0)
    return {"unchanged": (before == after)[ink].float().mean().item(),
            "change": 16 * (before - after).abs()[ink].mean().item()}


def caption(window: Tensor, value: float, mode: str, row: int, col: int) -> str:
    """What was in the window, and what is kept of it."""
    numbers = ", ".join(f"{number:g}" for number in window.flatten()[:9].tolist())
    more = ", …" if window.numel() > 9 else ""
    return f"row {row}, column {col}: the {'largest' if mode == 'max' else 'mean'} of {numbers}{more} is {value:.4g}"


def views(image: Tensor, output: Tensor, unmoved: Tensor | None, kernel: int, stride: int, step: int
          ) -> tuple[View, ...]:
    """The picture, the output as far as it is written and, if it is moved, the output without that."""
    row, col = divmod(max(step - 1, 0), len(output))
    known = (torch.arange(output.numel()) < step).view_as(output).numpy()
    focus = (Mark(row, col),) if step else ()
    under = tuple(Mark(r, c, "source") for r, c in window_cells(row, col, kernel, stride)) if step else ()
    drawn = (Grid("input", image.numpy(), marks=under, low=0, high=16),
             Grid("output", output.numpy(), known, marks=focus, low=0, high=16))
    return drawn if unmoved is None else (*drawn, Grid("unmoved", unmoved.numpy(), known, marks=focus, low=0, high=16))


def window_cells(row: int, col: int, kernel: int, stride: int) -> list[tuple[int, int]]:
    """The pixels in the window of output (row, col), row by row."""
    return [(row * stride + i, col * stride + j) for i in range(kernel) for j in range(kernel)]


@pooling.explains
def explain_pooling(frame: Frame, view: str, index: Index) -> Explanation:
    """An output is the largest number or the mean of its window; a pixel is given."""
    (row, col), k = index[:2], frame.knobs
    value = float(frame.array(view)[row, col])
    if view == "input":
        return Explanation(f"input[{row}, {col}] is a pixel of the digit, 0 to 16; it is given.", value)
    image, moved = frame.array("input"), k["shift"] if view == "unmoved" else 0
    cells = [(r, c + moved) for r, c in window_cells(row, col, k["kernel"], k["stride"])]  # where they are now
    inside_it = tuple(cell for cell in cells if cell[1] < len(image))
    kept = len(inside_it) == len(cells)
    largest = k["mode"] == "max"
    inside = rf"x_{{r \cdot {k['stride']} + i,\; c \cdot {k['stride']} + j}}"
    return Explanation(
        f"{view}[{row}, {col}]: the {'largest' if largest else 'mean'} of the numbers in its window"
        + (", before the picture was moved" if moved else "") + ("." if kept else "; some have left the picture."),
        value,
        rf"y_{{rc}} = \max_{{i,j}} {inside}" if largest else
        rf"y_{{rc}} = \frac{{1}}{{{k['kernel'] ** 2}}} \sum_{{i,j}} {inside}",
        tuple((float(image[cell]),) for cell in cells) if kept else (),
        combine="max" if largest else "mean",
        torch=f"F.{k['mode']}_pool2d(x, {k['kernel']}, {k['stride']})[0, {row}, {col}]",
        depends={"input": inside_it} if inside_it else {},
    )
