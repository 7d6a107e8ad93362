"""The app's one engine: events come in from its thread, and are handed out on the app's own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from tui_dl.demos.run import Run
from tui_dl.engine.events import Answered, Changed, Ended, Engine, Event, Failed, Framed, Question, Ready
from tui_dl.engine.loading import Loading
from tui_dl.frames import Explanation, Frame, Index

Values = Callable[[tuple[Any, ...], str], None]
Explained = Callable[[Explanation | None, str], None]
RunEvent = Framed | Ended | Changed | Failed


class Desk:
    """Hands each event to whom it concerns: requests to who asked, run events to the player on screen.

    `deliver` may be called from any thread and only puts events aside; `wake` is called once until the
    next `hand_out`, which belongs to the thread that owns the state.
    """

    def __init__(self, engine: Engine, loading: Loading | None = None) -> None:
        self.engine = engine
        self.loading = loading or Loading()
        self.ready: Ready | None = None
        self.wake: Callable[[], None] = lambda: None
        self.play_events: Callable[[RunEvent], None] = lambda event: None
        self.run_id = -1
        """The run that the engine plays; every other one has been put aside."""
        self._events: deque[Event] = deque()
        self._awake = False
        self._asked: dict[int, Callable[[Answered], None]] = {}
        self._early: dict[int, Answered] = {}

    def start(self, wake: Callable[[], None]) -> None:
        """Begin loading torch; `wake` is called, from any thread, when there is something to hand out."""
        self.wake = wake
        self.engine.start(self.deliver)

    def deliver(self, event: Event) -> None:
        """Put an event aside until the app takes it."""
        self._events.append(event)
        if not self._awake:
            self._awake = True
            self.wake()

    def hand_out(self) -> None:
        """Give every waiting event to whom it concerns."""
        self._awake = False
        while self._events:
            event = self._events.popleft()
            match event:
                case Ready():
                    if self.ready is None:
                        self.loading.done()
                    self.ready = event
                case Answered():
                    self._answer(event)
                case _:
                    self.play_events(event)

    def play(self, run: Run, receive: Callable[[RunEvent], None], upto: int | None, hold: int | None) -> int:
        """Begin a run in place of the one before; its events go to `receive`. Its id. TuiDlError."""
        self.run_id, self.play_events = -1, receive
        self.run_id = self.engine.play(run, upto=upto, hold=hold)
        return self.run_id

    def ask(self, questions: Sequence[Question], then: Values) -> None:
        """Ask for values; `then` gets them, or an empty tuple and what went wrong."""
        self._remember(self.engine.evaluate(questions), lambda answer: then(answer.values, answer.error))

    def explain(self, demo: str, frame: Frame, view: str, index: Index, then: Explained) -> None:
        """Ask where a number comes from; `then` gets the explanation, or None and what went wrong."""
        request = self.engine.explain(demo, frame, view, index)
        self._remember(request, lambda answer: then(answer.explanation, answer.error))

    def _remember(self, request: int, then: Callable[[Answered], None]) -> None:
        if request in self._early:
            then(self._early.pop(request))
        else:
            self._asked[request] = then

    def _answer(self, event: Answered) -> None:
        then = self._asked.pop(event.request_id, None)
        if then is None:
            self._early[event.request_id] = event
        else:
            then(event)
