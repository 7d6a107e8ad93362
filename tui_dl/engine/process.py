"""The engine that plays demos in a process of its own, replaced whenever it crashes, hangs or does not stop."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tui_dl.demos.declare import Value
from tui_dl.demos.run import Run
from tui_dl.engine import nursery
from tui_dl.engine.events import Deliver, Event, Question
from tui_dl.engine.keeper import Keeper, Playing
from tui_dl.engine.link import Link
from tui_dl.engine.wire import Evaluate, Explain, pack
from tui_dl.frames import Frame, Index

HANG = 30.0  # seconds
LEAVE = 0.8  # seconds to wait for the end of all threads

logger = logging.getLogger(__name__)
prepare = nursery.prepare


class ProcessEngine:
    """See `Engine`. Calls become jobs of one thread, which owns all state and delivers all events.

    `hang` is how many seconds a worker that owes frames may be silent. `demos` are modules whose demos join
    those that ship. Call `prepare()` before the app takes over the terminal.
    """

    def __init__(self, *, hang: float = HANG, demos: Sequence[str] = ()) -> None:
        self._hang, self._demos = hang, tuple(demos)
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._ids = itertools.count(1)
        self._closed = False
        self._deliver: Deliver = logger.debug
        self._link: Link | None = None
        self._thread: threading.Thread | None = None
        self._log = ""

    def start(self, deliver: Deliver) -> None:
        """Begin loading the worker; events go to `deliver`, from a thread of the engine's."""
        self._deliver = deliver
        self._log = nursery.enrol(self)
        self._keeper = Keeper(self._hatch, self._emit, self._hang, self._log)
        self._jobs.put(self._keeper.wake)
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._thread.start()

    def play(self, run: Run, upto: int | None = None, hold: int | None = None) -> int:
        """Begin a run in place of the one before; its id. `upto` and `hold` as in `flow`."""
        playing = Playing(next(self._ids), replace(run, knobs=dict(run.knobs)), upto, hold)
        self._jobs.put(lambda: self._keeper.play(playing, time.monotonic()))
        return playing.run_id

    def flow(self, upto: int | None = None, hold: int | None = None) -> None:
        """How far the current run may go; frames already on their way still arrive."""
        self._jobs.put(lambda: self._keeper.flow(upto, hold))

    def change(self, knob: str, value: Value) -> None:
        """Change a live knob of the current run; answered by Changed, or Failed if it cannot be."""
        self._jobs.put(lambda: self._keeper.change(knob, value))

    def stop(self) -> None:
        """End the current run; nothing more of it is delivered."""
        self._jobs.put(lambda: self._keeper.stop(time.monotonic()))

    def evaluate(self, questions: Sequence[Question]) -> int:
        """Ask for the values of expressions; the request's id."""
        plain = tuple(Question(question.expression, dict(question.names)) for question in questions)
        return self._ask(lambda request_id: Evaluate(request_id, plain))

    def explain(self, demo: str, frame: Frame, view: str, index: Index) -> int:
        """Ask where a number comes from; the request's id."""
        return self._ask(lambda request_id: Explain(request_id, demo, frame, view, index))

    def close(self) -> None:
        """Kill the worker and leave no process behind, also while it loads. Nothing is delivered any more."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(lambda: None)
        until = time.monotonic() + LEAVE
        self._leaving()
        nursery.dismiss(self)
        while self._leaving() and time.monotonic() < until:
            nursery.sweep()  # a link that was just starting its worker may have started the server again
            time.sleep(0.005)

    def _ask(self, command: Callable[[int], Evaluate | Explain]) -> int:
        request_id = next(self._ids)
        data = pack(command(request_id))
        self._jobs.put(lambda: self._keeper.ask(request_id, data))
        return request_id

    def _leaving(self) -> bool:
        """Kill what there is; whether a thread of the engine's still runs."""
        if self._link:
            self._link.kill()
        threads = [self._thread, self._link and self._link.thread]
        return any(one and one.is_alive() and one is not threading.current_thread() for one in threads)

    def _work(self) -> None:
        keeper = self._keeper
        while not self._closed:
            try:
                job = self._jobs.get(timeout=keeper.remaining(time.monotonic()))
            except queue.Empty:
                keeper.overdue(time.monotonic())
                continue
            keeper.awake(time.monotonic())
            if not self._closed:
                job()

    def _hatch(self) -> Link:
        self._link = Link(self._report, self._log, self._demos)
        if self._closed:
            self._link.kill()
        return self._link

    def _report(self, link: Link, message: Any) -> None:
        """Called from the link's thread."""
        self._jobs.put(lambda: self._keeper.hear(link, message, time.monotonic()))

    def _emit(self, event: Event) -> None:
        if self._closed:
            return
        try:
            self._deliver(event)
        except Exception:  # the receiver's own error; the engine goes on
            logger.debug("an event could not be delivered", exc_info=True)
