"""Several runs of one demo on screen: their curves in one chart, their readings side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tui_dl.app.track import Track
from tui_dl.demos.catalogue import declaration
from tui_dl.demos.declare import Value
from tui_dl.demos.run import Run
from tui_dl.draw.number import number
from tui_dl.frames import (
    Array,
    Bars,
    Boxes,
    Curve,
    Frame,
    Gallery,
    Grid,
    Image,
    Index,
    Reading,
    Table,
    Tokens,
    View,
)

MOST_READINGS = 3


@dataclass(frozen=True)
class Tapes:
    """The tapes of several runs as one: `loss` is the run on screen, `loss (2)` run 2."""

    tracks: Sequence[Track]
    current: int

    def readings(self, name: str) -> tuple[Array, Array]:
        """Steps and values of a reading of the run it names."""
        track, base = self.whose(name)
        return track.tape.readings(base)

    def whose(self, name: str) -> tuple[Track, str]:
        """The run that a line is of, and the reading it follows."""
        base, _, rest = name.rpartition(" (")
        if base and rest.endswith(")") and rest[:-1].isdecimal():
            return self.tracks[int(rest[:-1]) - 1], base
        return self.tracks[self.current], name

    def recorded(self, view: Curve, index: Index) -> tuple[Frame, Index] | None:
        """The frame in which a point of a followed line was recorded, and where that frame has it; None if it has not.

        Of a frame that was let go only the point is left.
        """
        names = [*view.lines, *view.follow]
        if len(index) != 2 or not len(view.lines) <= index[0] < len(names):
            return None
        track, base = self.whose(names[index[0]])
        steps, _ = track.tape.readings(base)
        frame = track.tape.at_step(int(steps[index[1]])) if index[1] < len(steps) else None
        if frame is None or frame.step != steps[index[1]] or base not in frame.readings:
            return None
        own = next((v for v in frame.views if isinstance(v, Curve) and v.name == view.name), view)
        return frame, (len(own.lines) + own.follow.index(base), 0)


def together(frame: Frame, tracks: Sequence[Track], current: int) -> Frame:
    """The frame with the curves of the other runs drawn into its charts."""
    others = [number + 1 for number in range(len(tracks)) if number != current]
    return replace(frame, views=tuple(_joined(view, others) for view in frame.views)) if others else frame


def _joined(view: View, others: Sequence[int]) -> View:
    if not isinstance(view, Curve) or not view.follow:
        return view
    return replace(view, follow=(*view.follow, *(f"{name} ({other})" for other in others for name in view.follow)))


def difference(frame: Frame, tracks: Sequence[Track], current: int) -> str:
    """The readings of the nearest other run at the same step, and how far this one is from them; drawn ones first."""
    other = nearest(tracks, current)
    theirs = tracks[other].tape.at_step(frame.step) if other is not None else None
    if other is None or theirs is None:
        return ""
    drawn = [name for view in frame.views if isinstance(view, Curve) for name in view.follow]
    parts = [f"{name} {number(value)} ({_signed(mine - value)})"
             for name in dict.fromkeys([*drawn, *theirs.readings]) if name != "step"
             if isinstance(value := theirs.readings.get(name), int | float)
             and isinstance(mine := frame.readings.get(name), int | float)]
    return f"run {other + 1} at step {theirs.step}: {', '.join(parts[:MOST_READINGS])}"


def nearest(tracks: Sequence[Track], current: int) -> int | None:
    """The number of the run that this one is held against: the first other that has a frame."""
    return next((n for n, track in enumerate(tracks) if n != current and len(track.tape)), None)


def apart(frame: Frame, other: Frame) -> Frame:
    """The frame with its views less those of the other: grids, bars and tables as numbers, pictures around grey."""
    theirs = {view.name: view for view in other.views}
    return replace(frame, views=tuple(_less(view, theirs.get(view.name)) for view in frame.views))


def _less(mine: View, theirs: View | None) -> View:
    if isinstance(mine, Table):
        return replace(mine, cells=_cells_less(mine, theirs)) if isinstance(theirs, Table) else mine
    if isinstance(mine, Curve | Tokens | Boxes) or type(mine) is not type(theirs) or theirs is None:
        return mine
    assert isinstance(theirs, Grid | Bars | Image | Gallery)
    if np.shape(mine.values) != np.shape(theirs.values):
        return mine
    far = np.asarray(mine.values, float) - np.asarray(theirs.values, float)
    known = np.broadcast_to(_known(mine) & _known(theirs), far.shape)
    if isinstance(mine, Image | Gallery):
        return replace(mine, values=0.5 + far / 2, known=known)
    bounds = replace(mine, values=far, known=known, low=None, high=None)
    return replace(bounds, scale="diverging") if isinstance(bounds, Grid) else bounds


def _known(view: Grid | Bars | Image | Gallery) -> Array:
    return np.ones(np.shape(view.values), bool) if view.known is None else np.asarray(view.known, bool)


def _cells_less(mine: Table, theirs: Table) -> tuple[tuple[Reading, ...], ...]:
    def less(one: Reading, other: Reading) -> Reading:
        numbers = isinstance(one, int | float) and isinstance(other, int | float) and not isinstance(one, bool)
        return one - other if numbers else one  # type: ignore[operator]  # numbers are

    same = len(mine.cells) == len(theirs.cells)
    return tuple(tuple(map(less, row, again)) if len(row) == len(again) else row
                 for row, again in zip(mine.cells, theirs.cells, strict=True)) if same else mine.cells


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else ''}{number(value)}"


def runs_line(tracks: Sequence[Track], current: int) -> str:
    """Which runs there are; the one on screen in brackets."""
    if len(tracks) < 2:
        return ""
    first = tracks[0].run.all_knobs()
    names = [_apart(track.run, first) or "the first" for track in tracks]
    marked = [f"[{n + 1}] {name}" if n == current else f"{n + 1} {name}" for n, name in enumerate(names)]
    return f"runs: {'   '.join(marked)}   0 the difference"


def _apart(run: Run, first: Mapping[str, Value]) -> str:
    """What sets a run apart from the first one, as in its run line."""
    specs = declaration(run.demo).knobs
    knobs = [f"{name}={specs[name].format(value)}" for name, value in run.all_knobs().items() if value != first[name]]
    return " ".join(knobs + [f"@{c.step}:{c.knob}={specs[c.knob].format(c.value)}" for c in run.changes])


def beside(frame: Frame, tracks: Sequence[Track], current: int, apart: bool) -> tuple[tuple[str, str], ...]:
    """Which runs there are, whose difference the views are if they are apart, and how far apart: texts and roles."""
    other = nearest(tracks, current) if apart else None
    less = f"The views are those of run {current + 1} less run {other + 1}." if other is not None else ""
    return (runs_line(tracks, current), "note"), (less, "warn"), (difference(frame, tracks, current), "muted")
