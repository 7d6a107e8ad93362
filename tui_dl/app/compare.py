"""Several runs of one demo on screen: their curves in one chart, their readings side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tui_dl.app.track import Track
from tui_dl.demos.catalogue import declaration
from tui_dl.demos.declare import Value
from tui_dl.demos.run import Run
from tui_dl.draw.number import number
from tui_dl.frames import Array, Curve, Frame, View

MOST_READINGS = 3


@dataclass(frozen=True)
class Tapes:
    """The tapes of several runs as one: `loss` is the run on screen, `loss (2)` run 2."""

    tracks: Sequence[Track]
    current: int

    def readings(self, name: str) -> tuple[Array, Array]:
        """Steps and values of a reading of the run it names."""
        base, _, rest = name.rpartition(" (")
        if base and rest.endswith(")") and rest[:-1].isdecimal():
            return self.tracks[int(rest[:-1]) - 1].tape.readings(base)
        return self.tracks[self.current].tape.readings(name)


def together(frame: Frame, tracks: Sequence[Track], current: int) -> Frame:
    """The frame with the curves of the other runs drawn into its charts."""
    others = [number + 1 for number in range(len(tracks)) if number != current]
    return replace(frame, views=tuple(_joined(view, others) for view in frame.views)) if others else frame


def _joined(view: View, others: Sequence[int]) -> View:
    if not isinstance(view, Curve) or not view.follow:
        return view
    return replace(view, follow=(*view.follow, *(f"{name} ({other})" for other in others for name in view.follow)))


def difference(frame: Frame, tracks: Sequence[Track], current: int) -> str:
    """The readings of the nearest other run at the same step, and how far this one is from them."""
    for other, track in enumerate(tracks):
        theirs = track.tape.at_step(frame.step) if other != current else None
        if theirs is not None:
            parts = [f"{name} {number(value)} ({_signed(mine - value)})"
                     for name, value in theirs.readings.items()
                     if isinstance(value, int | float) and isinstance(mine := frame.readings.get(name), int | float)
                     and name != "step"]
            return f"run {other + 1} at step {theirs.step}: {', '.join(parts[:MOST_READINGS])}"
    return ""


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else ''}{number(value)}"


def runs_line(tracks: Sequence[Track], current: int) -> str:
    """Which runs there are; the one on screen in brackets."""
    if len(tracks) < 2:
        return ""
    first = tracks[0].run.all_knobs()
    names = [_apart(track.run, first) or "the first" for track in tracks]
    marked = [f"[{n + 1}] {name}" if n == current else f"{n + 1} {name}" for n, name in enumerate(names)]
    return f"runs: {'   '.join(marked)}"


def _apart(run: Run, first: Mapping[str, Value]) -> str:
    """What sets a run apart from the first one, as in its run line."""
    specs = declaration(run.demo).knobs
    knobs = [f"{name}={specs[name].format(value)}" for name, value in run.all_knobs().items() if value != first[name]]
    return " ".join(knobs + [f"@{c.step}:{c.knob}={specs[c.knob].format(c.value)}" for c in run.changes])
