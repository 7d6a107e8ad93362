"""Image filters: nine numbers are a question that is put to every place of a picture."""

from __future__ import annotations

from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.demos.digits import training
from tui_dl.demos.photographs import photograph
from tui_dl.frames import Array, Explanation, Frame, Grid, Image, Index, Mark, Reading, View

SIZE = 48  # width and height of a photograph
FILTERS = {
    "blur": (1 / 9,) * 9,
    "emboss": (-2, -1, 0, -1, 1, 1, 0, 1, 2),
    "outline": (-1, -1, -1, -1, 8, -1, -1, -1, -1),
    "edges": (-1, 0, 1, -2, 0, 2, -1, 0, 1),  # upright ones (Sobel): what is right of a pixel less what is left of it
    "sharpen": (0, -1, 0, -1, 5, -1, 0, -1, 0),
}


@demo(title="Image filters")
def image_filter(
    image: Annotated[Literal["camera", "astronaut", "digit"], Knob(own="picture", help="which picture, in grey")]
    = "camera",
    filter: Annotated[str, Knob(length=200, help="blur, emboss, outline, edges, sharpen, or nine numbers with commas")]
    = "outline",
    target: Annotated[Literal["none", "blur", "emboss", "outline", "edges", "sharpen"],
                      Knob(help="a filter whose picture is to be rebuilt")] = "none",
) -> Demo:
    """A filter of nine numbers walks over a picture; at every place nine products are added up.

    The filter stands only where all of it lies on the picture, so the output lacks a ring of pixels. It is
    drawn black at 0 and below, white at 1 and above. A photograph is written a row a step, a digit a pixel.
    `error` is the mean squared difference of the pictures under `filter` and under `target`. `moved_right`
    and `moved_down` say by how many pixels the picture has to be moved to look most like the output.
    """
    weight = numbers_of(filter)  # (3, 3)
    picture = picture_of(image)  # (H, W)
    output = apply(picture, weight)  # (H - 2, W - 2)
    goal = None if target == "none" else apply(picture, numbers_of(target))
    height, width = output.shape
    stretch = 1 if image == "digit" else width  # pixels written in a step
    total = height * width // stretch

    for step in range(total + 1):
        row, col = divmod(step * stretch - 1, width)
        shown: dict[str, Reading] = {"row": row, "col": col, "value": output[row, col].item()} if step else {}
        if goal is not None:
            shown["error"] = F.mse_loss(output, goal).item()
        if step == total:
            shown["moved_right"], shown["moved_down"] = moved(picture, output)
        caption = (f"row {row}, column {col}: nine products add up to {output[row, col]:.3g}" if step
                   else "the filter stands at the top left")
        yield Frame(step, total, caption, shown, views(picture, weight, output, goal, step * stretch))


def numbers_of(text: str) -> Tensor:
    """The filter (3, 3) of that name, or of those nine numbers. KnobError."""
    try:
        numbers = FILTERS.get(text) or tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != 9 or not all(abs(number) <= 100 for number in numbers):  # nan is not <= 100 either
        raise KnobError(f"filter={text} is no filter.",
                        f"It is one of {', '.join(FILTERS)}, or nine numbers from -100 to 100 with commas, row by row.")
    return torch.tensor(numbers, dtype=torch.float32).view(3, 3)


def picture_of(image: str) -> Tensor:
    """A picture (H, W) in grey, from 0 to 1; the seed chooses the digit."""
    if image == "digit":
        return training().images[torch.randint(0, len(training().images), ())][0]
    return photograph(image, SIZE).mean(dim=0)


def apply(picture: Tensor, weight: Tensor) -> Tensor:
    """(H, W) -> (H - 2, W - 2)."""
    return F.conv2d(picture[None, None], weight[None, None])[0, 0]


def moved(picture: Tensor, output: Tensor) -> tuple[int, int]:
    """How far right and down, -1 to 1, the picture has to go to correlate best with the output; (0, 0) if none does.

    Output (r, c) was made around picture (r + 1, c + 1), and shows picture (r + 1 - down, c + 1 - right).
    """
    height, width = output.shape
    best, found = 0.0, (0, 0)
    for right, down in sorted(((r, d) for r in (-1, 0, 1) for d in (-1, 0, 1)), key=lambda move: move != (0, 0)):
        part = picture[1 - down:, 1 - right:][:height, :width]
        likeness = torch.corrcoef(torch.stack([part.flatten(), output.flatten()]))[0, 1].nan_to_num().item()
        if likeness > best + 1e-6:
            best, found = likeness, (right, down)
    return found


def views(picture: Tensor, weight: Tensor, output: Tensor, goal: Tensor | None, done: int) -> tuple[View, ...]:
    """The picture, the filter, what is written of the output, and the picture to be rebuilt, if there is one."""
    known = (torch.arange(output.numel()) < done).view_as(output)
    row, col = divmod(done - 1, output.shape[1])
    focus = (Mark(row, col),) if done else ()
    under = tuple(Mark(r, c, "source") for r, c in window(row, col)) if done else ()
    drawn = (Image("image", picture.numpy(), marks=under),
             Grid("filter", weight.numpy(), scale="diverging"),
             Image("output", output.numpy(), known.numpy(), marks=focus))
    return drawn if goal is None else (*drawn, Image("target", goal.numpy()))


def window(row: int, col: int) -> list[tuple[int, int]]:
    """The nine pixels of the picture under the filter for output (row, col), row by row."""
    return [(row + i, col + j) for i in range(3) for j in range(3)]


@image_filter.explains
def explain_image_filter(frame: Frame, view: str, index: Index) -> Explanation:
    """An output pixel is a sum of nine products; pixels and weights are given."""
    row, col = index[:2]
    value = float(frame.array(view)[row, col])
    if view not in ("output", "target"):
        what = "a pixel of the picture, black at 0 and white at 1" if view == "image" else "a weight of the filter"
        return Explanation(f"{view}[{row}, {col}] is {what}; it is given.", value)
    name = frame.knobs["filter" if view == "output" else "target"]
    weight: Array = numbers_of(name).numpy()
    pixels = [float(frame.array("image")[cell]) for cell in window(row, col)]
    depends = {"image": tuple(window(row, col))}
    if view == "output":
        depends["filter"] = tuple((i, j) for i in range(3) for j in range(3))
    return Explanation(
        f"{view}[{row}, {col}]: each of the nine weights times the pixel under it, added up.", value,
        r"y_{rc} = \sum_{i,j} w_{ij} \, x_{r+i,\; c+j}",
        tuple(zip(pixels, map(float, weight.flatten()), strict=True)),
        torch=f"F.conv2d(x, w)[0, 0, {row}, {col}]", depends=depends,
    )
