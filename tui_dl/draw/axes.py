"""The axes of a chart: how far they go, and what lies beyond them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tui_dl.draw.number import number_within
from tui_dl.frames import Array, Curve

Lines = dict[str, tuple[Array, Array]]  # name -> x, y, both (n,)

FAR = 4  # times what the rest takes: a peak that reaches so far would lay the rest flat
FEW = 15  # one point in so many may be such a peak, or three
FEWEST = 20  # points of a line before any is taken for a peak


@dataclass(frozen=True)
class Axes:
    """The ranges of both axes, in what is drawn: after the logarithm, if the axis has one. low < high."""

    left: float
    right: float
    low: float
    high: float
    log: bool

    def rise(self, values: Array) -> Array:
        """Values as they lie along the axis; NaN where a logarithm does not exist."""
        if not self.log:
            return values
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values > 0, np.log10(values), np.nan)

    def label(self, place: float, room: int, *, ascii: bool) -> str:
        """The number that stands at a place of the vertical axis."""
        return number_within(10.0 ** min(place, 308.0) if self.log else place, room, ascii=ascii)

    def above(self, values: Array) -> Array:
        """Which finite values lie above the axis."""
        return np.isfinite(values) & (self.rise(values) > self.high + self._hair)

    def below(self, values: Array) -> Array:
        """Which finite values lie below it; of a logarithmic one also 0, but not what has no logarithm."""
        rising = np.where(values == 0, -np.inf, self.rise(values)) if self.log else values
        return np.isfinite(values) & (rising < self.low - self._hair)

    @property
    def _hair(self) -> float:
        """What rounding may do to a value at the end of the axis."""
        return 1e-9 * (self.high - self.low)


def axes_of(view: Curve, lines: Lines) -> Axes:
    """Axes that hold every finite point but the peaks of a run, and at least the bounds the view asks for.

    A peak is left to `beyond`: one of few points of a followed reading that lie so far from the rest that all
    lines would be flat. A logarithmic axis holds what lies so far apart; there the bounds of the view hold.
    """
    x = np.concatenate([np.zeros(0), *(xs for xs, _ in lines.values())])
    left, right = _range(x)
    if view.log:
        low, high = _logarithmic(view, lines)
    else:
        low, high = _linear(view, lines)
    if low >= high:
        room = abs(low) * 0.1 or 0.5
        low, high = (low, low + 2 * room) if view.low is not None else (low - room, low + room)
    return Axes(left, right if right > left else left + 1, low, high, view.log)  # one point: room for a step


def _logarithmic(view: Curve, lines: Lines) -> tuple[float, float]:
    draft = Axes(0, 1, 0, 1, True)
    low, high = _range(np.concatenate([np.zeros(0), *(draft.rise(ys) for _, ys in lines.values())]))
    bounds = [draft.rise(np.asarray(math.nan if edge is None else edge, dtype=float)) for edge in (view.low, view.high)]
    return (float(bounds[0]) if math.isfinite(bounds[0]) else low,
            float(bounds[1]) if math.isfinite(bounds[1]) else high)


def _linear(view: Curve, lines: Lines) -> tuple[float, float]:
    edges = [edge for edge in (view.low, view.high) if edge is not None and math.isfinite(edge)]
    low, high = _range(np.concatenate([np.array(edges, dtype=float), *(ys for _, ys in lines.values())]))
    finite = [(name in view.lines, ys[np.isfinite(ys)]) for name, (_, ys) in lines.items()]
    rest = [end for given, ys in finite if ys.size
            for end in ((ys.min(), ys.max()) if given else (-_kept(-ys), _kept(ys)))]
    if not rest:
        return low, high
    least, most = min(*rest, *edges, math.inf), max(*rest, *edges, -math.inf)
    far = FAR * (most - least)
    with np.errstate(over="ignore"):
        if 0 < far < high - least:
            high = _readable(most, most - least)
        if 0 < far < most - low:
            low = -_readable(-least, most - least)
    return low, high


def _range(values: Array) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return 0.0, 1.0
    limit = np.finfo(float).max / 4
    return max(float(finite.min()), -limit), min(float(finite.max()), limit)


def _kept(values: Array) -> float:
    """How high a line (n,) goes without its peaks. Its beginning is no peak, nor is its end where it stays up or rises.

    Decided anew each time the line is about an eighth longer, so that an axis seldom changes while a run grows.
    """
    count = values.size
    if count < FEWEST:
        return float(values.max())
    eighth = 2 ** (count.bit_length() - 1) // 8
    past = values[:count - count % eighth]
    few = max(3, past.size // FEW)
    kept = float(max(np.partition(past, -1 - few)[-1 - few], values[0]))
    end = values[-3:]
    stays = end.min() > kept and end[-1] - kept >= (end.max() - kept) / 2
    return float(end.max()) if stays else kept


def _readable(end: float, span: float) -> float:
    """The next number that is short to read, with some room below it, for an axis of that length."""
    ten = 10.0 ** math.floor(math.log10(span))
    step = ten if span >= 5 * ten else ten / 2
    return math.ceil((end + span / 50) / step) * step


class Peak(NamedTuple):
    """How far the nth line goes beyond the axis, and where. `up` or down."""

    line: int
    name: str
    value: float
    at: float
    up: bool


def beyond(lines: Lines, axes: Axes) -> list[Peak]:
    """The farthest point of every line that goes beyond the axis, the farthest of all first."""
    found = []
    for line, (name, (x, y)) in enumerate(lines.items()):
        for up, there in ((True, axes.above(y)), (False, axes.below(y))):
            if there.any():
                place = int(np.where(there, y if up else -y, -np.inf).argmax())
                found.append(Peak(line, name, float(y[place]), float(x[place]), up))
    return sorted(found, key=lambda peak: -abs(peak.value))
