"""What an engine does and what it says back. The same words for the real one and the scripted one.

Every call returns at once. What happens comes as events, delivered from a thread of the engine's;
whoever receives them hands them to the thread that owns the state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tui_dl.demos.declare import Value
from tui_dl.demos.run import Change, Run
from tui_dl.frames import Explanation, Frame, Index


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded torch: its version, and the seconds that took."""

    torch: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Framed:
    """A run has produced its next frame."""

    run_id: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Ended:
    """A run has produced its last frame."""

    run_id: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A live knob was changed, in answer to the frame with this step."""

    run_id: int
    change: Change


@dataclass(frozen=True, slots=True)
class Failed:
    """A run is over before its end. `kind`: a knob it cannot take, an error in it, the worker lost or hung."""

    run_id: int
    message: str
    hint: str
    kind: Literal["knob", "error", "lost", "hang"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a request: one value an expression, or an explanation; or what went wrong."""

    request_id: int
    values: tuple[Any, ...] = ()
    explanation: Explanation | None = None
    error: str = ""


Event = Ready | Framed | Ended | Changed | Failed | Answered
Deliver = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Question:
    """An expression of a lesson, and the values of its names. It may call oracles."""

    expression: str
    names: Mapping[str, Any]


class Engine(Protocol):
    """One run at a time, and requests between two of its frames."""

    def start(self, deliver: Deliver) -> None:
        """Begin loading the worker; events go to `deliver` from now on."""

    def play(self, run: Run, upto: int | None = None, hold: int | None = None) -> int:
        """Begin a run in place of the one before; its id. `upto` and `hold` as in `flow`."""

    def flow(self, upto: int | None = None, hold: int | None = None) -> None:
        """How far the current run may go: `upto` frames in all (None: as fast as the receiver takes them),
        and, with `hold`, not past the first frame with step >= hold. Calling again lets it go on."""

    def change(self, knob: str, value: Value) -> None:
        """Change a live knob of the current run, from its next frame on; answered by Changed."""

    def stop(self) -> None:
        """End the current run; a worker that does not stop is killed and replaced."""

    def evaluate(self, questions: Sequence[Question]) -> int:
        """Ask for the values of expressions; the request's id. Answered, also when there is no run."""

    def explain(self, demo: str, frame: Frame, view: str, index: Index) -> int:
        """Ask where a number comes from; the request's id."""

    def close(self) -> None:
        """Kill the worker and leave no process behind; returns within a second."""
