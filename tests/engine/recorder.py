"""Waiting for conditions, and for the events of an engine."""

import threading
import time
from collections.abc import Callable
from typing import Any

from tui_dl.engine.events import Changed, Ended, Event, Failed, Framed
from tui_dl.frames import Frame

BOUND = 60.0  # seconds after which a condition is not expected any more


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """The condition's value once it is true. AssertionError if it never is."""
    until = time.monotonic() + BOUND
    while not (value := condition()):
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.002)
    return value


class Recorder:
    """Takes an engine's events and waits for the one that is asked for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def until(self, wanted: Callable[[Any], bool]) -> Any:
        """The first event that is wanted, once there is one."""
        def found() -> list[Event]:
            return [event for event in self.events if wanted(event)]

        with self._news:
            assert self._news.wait_for(found, BOUND), f"waited in vain; there were {self.events[-3:]}"
            return found()[0]

    def end_of(self, run_id: int) -> Ended | Failed:
        return self.until(lambda e: isinstance(e, Ended | Failed) and e.run_id == run_id)

    def answer_to(self, request_id: int) -> Any:
        return self.until(lambda e: getattr(e, "request_id", None) == request_id)

    def frame(self, run_id: int, number: int) -> Frame:
        """Frame `number` of a run, from 0, once it is there."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.frames(run_id)) > number, BOUND), self.events[-3:]
        return self.frames(run_id)[number]

    def frames(self, run_id: int) -> list[Frame]:
        return [e.frame for e in self.events if isinstance(e, Framed) and e.run_id == run_id]

    def changes(self, run_id: int) -> list[Any]:
        return [e.change for e in self.events if isinstance(e, Changed) and e.run_id == run_id]
