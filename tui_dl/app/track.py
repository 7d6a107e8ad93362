"""One run on screen: its tape so far, and how it stands with the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tui_dl.demos.run import Run
from tui_dl.draw.readings import Measured
from tui_dl.engine.events import Failed
from tui_dl.engine.tape import Tape
from tui_dl.frames import Frame

State = Literal["waiting", "running", "held", "ended", "failed"]


@dataclass
class Track:
    """A run and its tape. Only one track is live in the engine at a time."""

    run: Run
    tape: Tape
    run_id: int = -1
    state: State = "waiting"
    failure: Failed | None = None
    hold: int | None = None
    replaying_to: int | None = None
    """The step up to which a fork repeats its parent."""
    repeated: int = 0
    """How many frames will come that are on the tape already: the run was put aside, and begun again."""

    @property
    def over(self) -> bool:
        """Whether no frame will come any more."""
        return self.state in ("ended", "failed")

    def begun(self, run_id: int) -> None:
        """The engine plays it from its first frame; what is on the tape comes once more."""
        self.run_id, self.state, self.repeated = run_id, "waiting", self.tape.produced

    def refused(self, failure: Failed) -> None:
        """It is over before its end."""
        self.state, self.failure = "failed", failure

    def take(self, frame: Frame) -> bool:
        """The engine's next frame; whether it is a new one."""
        new = not self.repeated
        if new:
            if frame.knobs and not self.tape.produced:
                self.run = self.tape.run = self.run.as_played(frame.knobs)
            self.tape.append(frame)
        else:
            self.repeated -= 1
        if not self.repeated:
            self.state = "held" if self.hold is not None and frame.step >= self.hold else "running"
        if self.replaying_to is not None and frame.step >= self.replaying_to:
            self.replaying_to = None
        return new

    def measured(self, frame: Frame) -> Measured:
        """The readings of a frame, and earlier ones of those it lacks; the step is said by the timeline."""
        now = {name: value for name, value in frame.readings.items() if name != "step"}
        return Measured(now, self.tape.earlier(frame))
