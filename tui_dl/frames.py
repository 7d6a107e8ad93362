"""Frames and their views: the words in which a demo speaks to whatever draws it.

Arrays are numpy, shapes are given as (rows, columns). Nothing here knows torch or a terminal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Index = tuple[int, ...]
Reading = float | int | bool | str
Scale = Literal["sequential", "diverging"]


class Timing(float):
    """A reading that is a time or a ratio of times: exempt from exact replay."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to point at. `role` is what it is: "focus" (being computed) or "source" (it depends on it)."""

    row: int
    col: int
    role: Literal["focus", "source"] = "focus"


@dataclass(frozen=True)
class Grid:
    """A matrix of numbers, (rows, columns). `known` is False where nothing is computed yet.

    `pad` rings of zeros are drawn around the values; marks may lie in them, at negative indices.
    """

    kind: ClassVar[str] = "grid"
    name: str
    values: Array
    known: Array | None = None
    rows: tuple[str, ...] = ()
    cols: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    scale: Scale = "sequential"
    low: float | None = None
    high: float | None = None
    pad: int = 0


@dataclass(frozen=True)
class Gallery:
    """Several small pictures: values (n, height, width) from 0 to 1, a label for each or none."""

    kind: ClassVar[str] = "gallery"
    name: str
    values: Array
    labels: tuple[str, ...] = ()
    known: Array | None = None


@dataclass(frozen=True)
class Image:
    """One picture: values (height, width) or (height, width, 3) from 0 to 1."""

    kind: ClassVar[str] = "image"
    name: str
    values: Array
    known: Array | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Curve:
    """Lines over a common axis.

    Either `lines` are given with their `x`, or `follow` names readings that are drawn over the frames
    of the tape so far; a training demo follows, so that no frame carries its own history. NaN in a given
    line is a gap in it; a reading that is NaN is shown as such.
    """

    kind: ClassVar[str] = "curve"
    name: str
    x: Array = field(default_factory=lambda: np.zeros(0))
    lines: Mapping[str, Array] = field(default_factory=dict)
    follow: tuple[str, ...] = ()
    x_label: str = "step"
    low: float | None = None
    high: float | None = None
    log: bool = False


@dataclass(frozen=True)
class Bars:
    """One bar a label: values (n,). `mark` is the index of the bar to point at."""

    kind: ClassVar[str] = "bars"
    name: str
    labels: tuple[str, ...]
    values: Array
    known: Array | None = None
    mark: int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Tokens:
    """A row of tokens, each with an optional weight in 0..1; `marks` are indices to point at."""

    kind: ClassVar[str] = "tokens"
    name: str
    tokens: tuple[str, ...]
    weights: Array | None = None
    marks: tuple[int, ...] = ()
    known: Array | None = None

    @property
    def values(self) -> Array:
        """The weights, (n,), or zeros where none are given."""
        return np.zeros(len(self.tokens)) if self.weights is None else self.weights


@dataclass(frozen=True)
class Table:
    """Rows of cells under a header. Cells are numbers or short text."""

    kind: ClassVar[str] = "table"
    name: str
    header: tuple[str, ...]
    cells: tuple[tuple[Reading, ...], ...]
    mark: int | None = None

    @property
    def values(self) -> tuple[tuple[Reading, ...], ...]:
        """The cells, row by row."""
        return self.cells


@dataclass(frozen=True, slots=True)
class Box:
    """A box in pixels of its image: left, top, right, bottom; a label and a score from 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float
    label: str = ""
    score: float = 1.0


@dataclass(frozen=True)
class Boxes:
    """Boxes over a picture: `image` (height, width) from 0 to 1."""

    kind: ClassVar[str] = "boxes"
    name: str
    image: Array
    boxes: tuple[Box, ...]

    @property
    def values(self) -> list[list[float]]:
        """[left, top, right, bottom, score] of each box."""
        return [[b.left, b.top, b.right, b.bottom, b.score] for b in self.boxes]


View = Grid | Gallery | Image | Curve | Bars | Tokens | Table | Boxes


@dataclass(frozen=True)
class Frame:
    """One moment of a run. `knobs` are the knobs in force, filled in by whoever plays the demo."""

    step: int
    total: int
    caption: str
    readings: Mapping[str, Reading] = field(default_factory=dict)
    views: Sequence[View] = ()
    knobs: Mapping[str, Any] = field(default_factory=dict)

    def view(self, name: str) -> View:
        """The view of that name. KeyError if there is none."""
        for view in self.views:
            if view.name == name:
                return view
        raise KeyError(name)

    def array(self, name: str) -> Array:
        """The values of the grid, gallery, image, bars or tokens of that name. KeyError if there is none."""
        view = self.view(name)
        if isinstance(view, Curve | Table | Boxes):
            raise KeyError(name)
        return view.values


@dataclass(frozen=True)
class Explanation:
    """Where one number comes from.

    `terms` are factors to be multiplied, then combined by `combine`: sum of products, or the largest,
    or their mean, and passed through the function `apply` if one is named; they come to `value`. Empty
    for a number that is the output of a whole network: then `what` gives its definition. `depends`
    names the cells of other views that it was made from.
    """

    what: str
    value: float | str
    formula: str = ""
    terms: tuple[tuple[float, ...], ...] = ()
    combine: Literal["sum", "max", "mean"] = "sum"
    torch: str = ""
    depends: Mapping[str, tuple[Index, ...]] = field(default_factory=dict)
    apply: Literal["", "sigmoid", "tanh"] = ""

    def combined(self) -> float:
        """The terms put together; equals `value` where there are terms."""
        products = [math.prod(factors) for factors in self.terms]
        if self.combine == "max":
            together = max(products)
        else:
            together = sum(products) / (len(products) if self.combine == "mean" else 1)
        if self.apply == "sigmoid":
            return (1 + math.tanh(together / 2)) / 2  # the same as 1 / (1 + exp(-z)), and never overflows
        return math.tanh(together) if self.apply == "tanh" else together


def masked(values: ArrayLike, known: ArrayLike | None) -> Iterator[Any]:
    """The rows of an array as nested lists ready for JSON: unknown None, other non-finite numbers as text."""
    array = np.asarray(values)
    mask = np.broadcast_to(np.ones((), bool) if known is None else np.asarray(known, bool), array.shape)
    for row, seen in zip(array, mask, strict=True):
        yield list(masked(row, seen)) if row.ndim else (plain(row.item()) if seen else None)


def plain(value: Any) -> Any:
    """A number or text as JSON can hold it; "nan", "inf" and "-inf" as text."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return float(value) if isinstance(value, Timing) else value


def _view_json(view: View) -> dict[str, Any]:
    record: dict[str, Any] = {"kind": view.kind, "name": view.name}
    if isinstance(view, Table):
        return record | {"header": list(view.header), "values": [[plain(c) for c in r] for r in view.cells]}
    if isinstance(view, Curve):
        lines = {name: list(masked(line, None)) for name, line in view.lines.items()}
        return record | {"x": list(masked(view.x, None)), "values": lines, "follow": list(view.follow)}
    if isinstance(view, Boxes):
        return record | {"values": view.values, "labels": [box.label for box in view.boxes]}
    record["values"] = list(masked(view.values, view.known))
    if isinstance(view, Tokens):
        record["tokens"] = list(view.tokens)
    if isinstance(view, Grid):
        record |= {"rows": list(view.rows), "cols": list(view.cols)}
    if isinstance(view, Bars | Gallery):
        record["labels"] = list(view.labels)
    return record


def frame_json(frame: Frame) -> dict[str, Any]:
    """A frame as the public JSON of `tui-dl demo --json`."""
    return {
        "step": frame.step,
        "total": frame.total,
        "caption": frame.caption,
        "readings": {name: plain(value) for name, value in frame.readings.items()},
        "views": [_view_json(view) for view in frame.views],
    }
