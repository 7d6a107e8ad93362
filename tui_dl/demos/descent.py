"""Gradient descent on a curve you can see: a step against the slope, and two ways to step better."""

from __future__ import annotations

import math
from itertools import count
from typing import Annotated, Literal

import torch
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.frames import Curve, Explanation, Frame, Grid, Index, Mark, Reading, Table, View

SHOWN, FRAMES = 30, 150  # steps of the path on screen, frames of a long run
FAR = 1e12  # weights beyond are off every map
LOSS_CURVE = Curve("loss curve", follow=("loss",), low=0)
COLUMNS = ("weight", "before", "slope", "direction", "lr", "after")


@demo(title="Gradient descent")
def descent(
    surface: Annotated[Literal["bowl", "valley", "ripple"], Knob(help="the loss, as a function of the weights")]
    = "bowl",
    lr: Annotated[float, Knob(1e-5, 10, live=True, help="learning rate: how far to go against the slope")] = 0.1,
    optimizer: Annotated[Literal["sgd", "momentum", "adam"], Knob(help="which direction to step in")] = "sgd",
    start: Annotated[float, Knob(-10, 10, help="the first weight at the start")] = 5.0,
    noise: Annotated[float, Knob(0, 5, help="how far a batch's slope strays from the true one")] = 0.0,
    steps: Annotated[int, Knob(0, 1000, help="0: until stopped")] = 20,
) -> Demo:
    """A weight follows the slope of its loss downhill; too long a step throws it up the other side.

    bowl: w²/2. valley: (w² + 25 u²)/2, two weights, u starts at 1. ripple: w²/10 + (1 - cos 4w)/2, a
    dip every 1.57. `slope` is the derivative by w that the step used, with its noise.
    """
    weights = torch.tensor([start, 1.0][: 1 + (surface == "valley")], dtype=torch.float64, requires_grad=True)
    memory, rate = Memory(weights), lr
    path: list[Tensor] = []
    update = Table("update", COLUMNS, tuple((name, *("–",) * 5) for name in ("w", "u")[: len(weights)]))

    for step in count():
        loss = SURFACES[surface](weights)
        slope = torch.autograd.grad(loss, weights)[0]  # the derivative of the loss by every weight
        slope = slope + noise * torch.randn_like(slope) if noise else slope
        here = weights.detach().clone()
        path = [*path, here][-SHOWN:]
        if step % max(1, math.ceil(steps / FRAMES)) == 0 or step == steps:
            caption = f"w = {here[0]:.4g}, slope {slope[0]:.4g}, loss {loss.item():.4g}"
            shown = {"step": step, "w": here[0].item(), "loss": loss.item(), "slope": slope[0].item()}
            live = yield Frame(step, steps, caption, shown, (drawn(surface, path), update, LOSS_CURVE))
            rate = live.lr
        if step == steps and steps:
            return
        direction = memory.direction(optimizer, slope)
        with torch.no_grad():
            weights -= rate * direction
        update = Table("update", COLUMNS, tuple(
            ("wu"[i], here[i].item(), slope[i].item(), direction[i].item(), rate, weights[i].item())
            for i in range(len(weights))))


def bowl(weights: Tensor) -> Tensor:
    """w²/2: its slope at w is w. Weights (1, ...) -> loss (...)."""
    return weights[0] ** 2 / 2


def valley(weights: Tensor) -> Tensor:
    """Flat along w, 25 times as steep across. Weights (2, ...) -> loss (...)."""
    return (weights[0] ** 2 + 25 * weights[1] ** 2) / 2


def ripple(weights: Tensor) -> Tensor:
    """A wide bowl with dips to be caught in. Weights (1, ...) -> loss (...)."""
    return weights[0] ** 2 / 10 + (1 - (4 * weights[0]).cos()) / 2


SURFACES = {"bowl": bowl, "valley": valley, "ripple": ripple}
IN_TORCH = {"bowl": "w**2 / 2", "valley": "(w**2 + 25 * u**2) / 2", "ripple": "w**2 / 10 + (1 - (4*w).cos()) / 2"}


class Memory:
    """What an optimizer remembers of the slopes so far."""

    def __init__(self, weights: Tensor) -> None:
        self.velocity, self.mean, self.square = (torch.zeros_like(weights, requires_grad=False) for _ in range(3))
        self.steps = 0

    def direction(self, optimizer: str, slope: Tensor) -> Tensor:
        """Where to step, before the learning rate: the slope itself, momentum 0.9, or Adam (Kingma, Ba 1412.6980)."""
        self.steps += 1
        if optimizer == "sgd":
            return slope
        if optimizer == "momentum":
            self.velocity = 0.9 * self.velocity + slope
            return self.velocity
        self.mean = 0.9 * self.mean + 0.1 * slope
        self.square = 0.999 * self.square + 0.001 * slope**2
        mean, square = self.mean / (1 - 0.9**self.steps), self.square / (1 - 0.999**self.steps)
        return mean / (square.sqrt() + 1e-8)


def drawn(surface: str, path: list[Tensor]) -> View:
    """The surface with the last places on it; the newest is where the weights are now."""
    visited = torch.stack(path)  # (n, weights)
    on_map = (visited.abs() < FAR).all(dim=1)
    visited, gone = visited[on_map], not on_map[-1]
    reach = max(6.0, visited.abs().max().item() * 1.1) if len(visited) else 6.0
    if surface == "valley":
        return valley_map(visited, reach)
    x = torch.cat([torch.linspace(-reach, reach, 121, dtype=torch.float64), visited[:, 0]]).unique()
    loss = SURFACES[surface](x[None])
    off = torch.full_like(x, torch.nan)
    now = visited[:0, 0] if gone else visited[-1:, 0]
    return Curve("surface", x.numpy(), {
        "loss": loss.numpy(),
        "path": torch.where(torch.isin(x, visited[:, 0]), loss, off).numpy(),
        "now": torch.where(torch.isin(x, now), loss, off).numpy(),
    }, x_label="w", low=0)


def valley_map(visited: Tensor, reach: float) -> Grid:
    """The logarithm of the loss over w (columns) and u (rows), with the path on it."""
    across = max(1.2, visited[:, 1].abs().max().item() * 1.1) if len(visited) else 1.2
    w, u = reach * torch.arange(-12, 13) / 12, across * torch.arange(5, -6, -1) / 5
    uu, ww = torch.meshgrid(u, w, indexing="ij")  # (11, 25)
    cells = [(int((u - place[1]).abs().argmin()), int((w - place[0]).abs().argmin())) for place in visited]
    marks = [Mark(row, col, "source") for row, col in dict.fromkeys(cells[:-1]) if (row, col) != cells[-1]]
    return Grid("log10 loss", valley(torch.stack([ww, uu])).clamp(min=0.01).log10().numpy(),
                rows=tuple(f"{value:.3g}" for value in u), cols=tuple(f"{value:.3g}" for value in w),
                marks=(*marks, *(Mark(*cell) for cell in cells[-1:])))


@descent.explains
def explain_descent(frame: Frame, view: str, index: Index) -> Explanation:
    """The weight after a step is the weight before it, less the learning rate times the direction."""
    surface = frame.knobs["surface"]
    table = frame.view(view)
    if isinstance(table, Grid):
        return Explanation(f"The logarithm of the loss, {IN_TORCH[surface]}, at this w and u.",
                           float(table.values[index[0], index[1]]), torch=f"({IN_TORCH[surface]}).log10()")
    if isinstance(table, Curve) and not table.lines:
        return Explanation("The loss at the weights of this step.", float(frame.readings["loss"]),
                           torch=IN_TORCH[surface])
    if isinstance(table, Curve):
        point = index[-1]
        return Explanation(f"The loss at w = {table.x[point]:.4g}.", float(table.lines["loss"][point]),
                           torch=IN_TORCH[surface])
    assert isinstance(table, Table)
    return explain_update(table.cells[index[0]], COLUMNS[index[1]], frame.knobs["optimizer"])


def explain_update(cells: tuple[Reading, ...], column: str, optimizer: str) -> Explanation:
    """One cell of the row of a weight in the table of the last step."""
    row = dict(zip(COLUMNS, cells, strict=True))
    value = row[column]
    if column == "weight" or isinstance(value, str):
        return Explanation("No step has been made yet." if value == "–" else "The name of this weight.", str(value))
    if column == "after":
        lr, direction, before = float(row["lr"]), float(row["direction"]), float(row["before"])
        return Explanation("The weight before, less the learning rate times the direction.", value,
                           r"w \leftarrow w - \eta \, d", ((before, 1.0), (-lr, direction)), torch="w - lr * d")
    ways = {"sgd": "the slope itself", "momentum": "0.9 of the last direction plus the slope",
            "adam": "the mean of the slopes over the root of the mean of their squares"}
    said = {"before": "The weight before the step.", "slope": "The derivative of the loss by this weight.",
            "lr": "The learning rate of this step.", "direction": f"Where to step: {ways[optimizer]}."}
    return Explanation(said[column], value, torch="torch.autograd.grad(loss, w)" if column == "slope" else "")
