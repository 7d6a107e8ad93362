"""The engine for those who can wait: the command line and the linter. Every call returns when it is answered."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tui_dl.demos.declare import KnobError
from tui_dl.demos.run import Run
from tui_dl.engine.events import Answered, Ended, Engine, Event, Failed, Framed, Question
from tui_dl.engine.process import ProcessEngine
from tui_dl.errors import TuiDlError
from tui_dl.frames import Explanation, Frame, Index

SILENCE = 180.0  # seconds without any event; the engine itself reports all but a worker that never loads
AHEAD = 64  # frames


class Ask:
    """Puts questions to an engine, one after the other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        engine.start(self._events.put)

    def values(self, questions: Sequence[Question]) -> tuple[Any, ...]:
        """One value an expression. TuiDlError if one of them has none, or took too long."""
        return self._answer(self._engine.evaluate(questions)).values

    def explanation(self, demo: str, frame: Frame, view: str, index: Index) -> Explanation:
        """Where a number of a frame comes from. TuiDlError."""
        explanation = self._answer(self._engine.explain(demo, frame, view, index)).explanation
        assert explanation is not None
        return explanation

    def frames(self, run: Run) -> Iterator[Frame]:
        """The frames of a run, as they are taken. KnobError, TuiDlError."""
        run_id, taken, over = self._engine.play(run, upto=AHEAD), 0, False
        try:
            while True:
                event = self._next()
                if isinstance(event, Framed) and event.run_id == run_id:
                    yield event.frame
                    taken += 1
                    if taken % (AHEAD // 2) == 0:
                        self._engine.flow(upto=taken + AHEAD)
                elif isinstance(event, Ended | Failed) and event.run_id == run_id:
                    over = True
                    if isinstance(event, Failed):
                        raise (KnobError if event.kind == "knob" else TuiDlError)(event.message, event.hint)
                    return
        finally:
            if not over:
                self._engine.stop()

    def _answer(self, request_id: int) -> Answered:
        while True:
            event = self._next()
            if isinstance(event, Answered) and event.request_id == request_id:
                if event.error:
                    raise TuiDlError(event.error)
                return event

    def _next(self) -> Event:
        try:
            return self._events.get(timeout=SILENCE)
        except queue.Empty:
            raise TuiDlError("The worker does not answer.", "Is torch installed as it should be?") from None


@contextmanager
def asking(engine: Engine | None = None) -> Iterator[Ask]:
    """An engine (a new process, unless one that is not started yet is given), closed at the end."""
    chosen = ProcessEngine() if engine is None else engine
    try:
        yield Ask(chosen)
    finally:
        chosen.close()
