"""An engine that plays written frames, when the test says so. No process, no thread, no torch."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tui_dl.demos.declare import Value
from tui_dl.demos.run import Change, Run
from tui_dl.engine.events import (
    Answered,
    Changed,
    Deliver,
    Ended,
    Event,
    Failed,
    Framed,
    Question,
    Ready,
)
from tui_dl.errors import TuiDlError
from tui_dl.frames import Explanation, Frame, Index

Answers = Mapping[str, Any] | Callable[[Question], Any]
Scripts = Mapping[str, Sequence[Frame]] | Callable[[Run], Sequence[Frame]]
Explain = Callable[[str, Frame, str, Index], Explanation]


@dataclass
class _Playing:
    """The current run: its frames, how many were delivered, and how far it may go."""

    run_id: int
    frames: Sequence[Frame]
    upto: int | None
    hold: int | None
    sent: int = 0

    @property
    def step(self) -> int | None:
        return self.frames[self.sent - 1].step if self.sent else None

    def may_go_on(self) -> bool:
        held = self.hold is not None and self.step is not None and self.step >= self.hold
        return self.sent < len(self.frames) and not held and (self.upto is None or self.sent < self.upto)


class ScriptedEngine:
    """The interface of `Engine`, with events delivered from inside the call, in the caller's thread.

    `scripts` are the frames of each demo, or a function from runs to frames. They are delivered by `emit`,
    or at once with `instant`. `answers` gives the values of expressions: a mapping from their text, or a
    function that may raise TuiDlError; `explain` the explanations. `calls` records every call as a tuple, its
    name first. Nothing is ready until `ready()` where `loading` is true.
    """

    def __init__(
        self,
        scripts: Scripts,
        *,
        instant: bool = False,
        loading: bool = False,
        answers: Answers | None = None,
        explain: Explain | None = None,
    ) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.closed = False
        self._scripts, self._instant, self._loading = scripts, instant, loading
        self._answers: Answers = {} if answers is None else answers
        self._explain = explain
        self._ids = itertools.count(1)
        self._deliver: Deliver | None = None
        self._playing: _Playing | None = None

    def start(self, deliver: Deliver) -> None:
        """Events go to `deliver` from now on; Ready at once, unless `loading`."""
        self.calls.append(("start",))
        self._deliver = deliver
        if not self._loading:
            self.ready()

    def play(self, run: Run, upto: int | None = None, hold: int | None = None) -> int:
        """Begin a script in place of the one before; its id."""
        self.calls.append(("play", run, upto, hold))
        run_id = next(self._ids)
        frames = self._scripts(run) if callable(self._scripts) else self._scripts.get(run.demo)
        self._playing = _Playing(run_id, frames or (), upto, hold)
        if frames is None:
            self.fail("error", f"There is no script for {run.demo}.")
        self._flow_on()
        return run_id

    def flow(self, upto: int | None = None, hold: int | None = None) -> None:
        """How far the current script may go."""
        self.calls.append(("flow", upto, hold))
        if self._playing:
            self._playing.upto, self._playing.hold = upto, hold
        self._flow_on()

    def change(self, knob: str, value: Value) -> None:
        """Note the change, and say it was made in answer to the newest frame. The frames are as written."""
        self.calls.append(("change", knob, value))
        if self._playing:
            self._emit(Changed(self._playing.run_id, Change(self._playing.step or 0, knob, value)))

    def stop(self) -> None:
        """End the current script; nothing is delivered."""
        self.calls.append(("stop",))
        self._playing = None

    def evaluate(self, questions: Sequence[Question]) -> int:
        """Answer from `answers`, at once."""
        self.calls.append(("evaluate", tuple(questions)))
        request_id = next(self._ids)
        try:
            self._emit(Answered(request_id, tuple(self._answer(question) for question in questions)))
        except TuiDlError as error:
            self._emit(Answered(request_id, error=str(error)))
        return request_id

    def explain(self, demo: str, frame: Frame, view: str, index: Index) -> int:
        """Answer from `explain`, at once."""
        self.calls.append(("explain", demo, frame, view, index))
        request_id = next(self._ids)
        try:
            if self._explain is None:
                raise TuiDlError(f"{demo} has no explanation of its numbers.")
            self._emit(Answered(request_id, explanation=self._explain(demo, frame, view, index)))
        except TuiDlError as error:
            self._emit(Answered(request_id, error=str(error)))
        return request_id

    def close(self) -> None:
        """Nothing is delivered any more."""
        self.calls.append(("close",))
        self.closed, self._playing = True, None

    def ready(self) -> None:
        """Say that torch is loaded."""
        self._emit(Ready("scripted", 0.0))

    def emit(self, count: int = 1) -> int:
        """Deliver up to `count` frames, as far as the run may go; Ended after the last. How many it were."""
        before = self._playing.sent if self._playing else 0
        playing = self._playing
        while playing and self._playing is playing and playing.sent < before + count and playing.may_go_on():
            playing.sent += 1
            self._emit(Framed(playing.run_id, playing.frames[playing.sent - 1]))
            if self._playing is playing and playing.sent == len(playing.frames):
                self._playing = None
                self._emit(Ended(playing.run_id))
        return playing.sent - before if playing else 0

    def fail(self, kind: Literal["knob", "error", "lost", "hang"], message: str, hint: str = "") -> None:
        """End the current run as a failure does."""
        playing, self._playing = self._playing, None
        if playing:
            self._emit(Failed(playing.run_id, message, hint, kind))

    def _flow_on(self) -> None:
        if self._instant and self._playing:
            self.emit(len(self._playing.frames))

    def _answer(self, question: Question) -> Any:
        if callable(self._answers):
            return self._answers(question)
        if question.expression not in self._answers:
            raise TuiDlError(f"No answer is written for {question.expression}.")
        return self._answers[question.expression]

    def _emit(self, event: Event) -> None:
        if self._deliver and not self.closed:
            self._deliver(event)
