"""Runs, each distinct line played once, and of their frames what the linter needs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tui_dl.check.asker import Asker, Clock, Deadline
from tui_dl.course.expressions import Value
from tui_dl.demos.run import Run
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame

SECONDS = 120.0  # for one run
ENDLESS = 500  # frames taken of a run that goes on until it is stopped


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame without its views."""

    step: int
    total: int
    readings: Mapping[str, Any]
    knobs: Mapping[str, Any]

    @property
    def names(self) -> dict[str, Value]:
        """What an expression may name: readings and knobs."""
        return {**self.knobs, **self.readings}


@dataclass
class Played:
    """A run as far as it was played; `error` is what ended it."""

    moments: list[Moment] = field(default_factory=list)
    first: Frame | None = None
    last: Frame | None = None
    complete: bool = False
    error: TuiDlError | None = None

    def at(self, step: int | None) -> Moment | None:
        """The first moment at or after `step`, the last for None; None if the run ended before."""
        if step is None:
            return self.moments[-1] if self.moments else None
        return next((moment for moment in self.moments if moment.step >= step), None)

    @property
    def names(self) -> frozenset[str]:
        """Every reading and knob that was met."""
        return frozenset(name for moment in self.moments for name in moment.names)

    @property
    def views(self) -> tuple[str, ...]:
        """The names of the views of the first frame and of the last one taken."""
        frames = [frame for frame in (self.first, self.last) if frame is not None]
        return tuple(dict.fromkeys(view.name for frame in frames for view in frame.views))


class Playing:
    """Plays runs and remembers them by their line."""

    def __init__(self, asker: Asker, clock: Clock = time.monotonic) -> None:
        self._asker, self._clock = asker, clock
        self._played: dict[str, Played] = {}

    def whole(self, run: Run) -> Played:
        """The run to its end; of one without an end, the first 500 frames."""
        return self._play(run, only_first=False)

    def start(self, run: Run) -> Played:
        """At least the first frame of the run."""
        return self._play(run, only_first=True)

    def _play(self, run: Run, only_first: bool) -> Played:
        played = self._played.get(run.line())
        if played is None or not (only_first or played.complete or played.error):
            played = self._played[run.line()] = Played()
            try:
                self._take(run, played, only_first)
            except TuiDlError as error:
                played.error = error
        return played

    def _take(self, run: Run, played: Played, only_first: bool) -> None:
        deadline, frames = Deadline(SECONDS, self._clock), self._asker.frames(run)
        try:
            for frame in frames:
                deadline.check("This run")
                played.moments.append(Moment(frame.step, frame.total, frame.readings, frame.knobs))
                played.first, played.last = played.first or frame, frame
                if only_first or (frame.total == 0 and len(played.moments) >= ENDLESS):
                    break
            played.complete = not only_first
        finally:
            _close(frames)
        if not played.moments:
            raise TuiDlError("It made no frame.", "A demo yields at least one.")


def _close(frames: Iterator[Frame]) -> None:
    """Stop a run that was left before its end."""
    close = getattr(frames, "close", None)
    if close is not None:
        close()
