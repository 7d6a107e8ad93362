"""What the engine knows of its worker, what the worker owes, and what to do when it does not deliver.

No thread, no process, no clock of its own: one thread calls it, and tells it the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from tui_dl.demos.declare import Value
from tui_dl.demos.run import Run
from tui_dl.engine.events import Answered, Changed, Deliver, Ended, Failed, Framed, Ready
from tui_dl.engine.trouble import hung, lost, unfit
from tui_dl.engine.wire import Begun, Command, Flow, Gone, Play, Stop, Stopped, Turn, Unfit
from tui_dl.frames import Frame

AHEAD = 64  # frames the worker may be ahead of the receiver
STOP = 2.0  # seconds it may take to stop
ANSWER = 3.0  # seconds it may take for one expression; its own limit is one
LATE = 1.0  # seconds of oversleeping after which it was this process that stood still
TRIES = 2  # workers in a row that may end before they did anything


class Worker(Protocol):
    """The far end, as `link.Link` has it."""

    born: float

    def send(self, command: Command | bytes) -> None:
        """Send a command, packed or not."""

    def kill(self) -> None:
        """End it."""


@dataclass
class Playing:
    """The current run as this side knows it."""

    run_id: int
    run: Run
    upto: int | None
    hold: int | None
    received: int = 0
    granted: int = 0  # frames the worker was asked for
    newest: Frame | None = None
    begun: bool = False
    turns: list[Turn] = field(default_factory=list)  # changes asked for and not yet made

    def commands(self) -> list[Command]:
        """What makes a worker begin this run."""
        return [Play(self.run_id, self.run, self.grant(), self.hold), *self.turns]

    def grant(self) -> int:
        """How many frames the worker may produce in all, as things stand."""
        ahead = self.received + AHEAD
        self.granted = ahead if self.upto is None else min(self.upto, ahead)
        return self.granted

    def wants_more(self) -> bool:
        """Whether it is time to ask for more: often enough that the worker never waits, not every frame."""
        wanted = self.received + AHEAD if self.upto is None else min(self.upto, self.received + AHEAD)
        return self.granted < wanted and self.granted - self.received <= AHEAD * 3 // 4

    def owed(self) -> bool:
        """Whether the worker was asked for something it has not delivered: a frame, or the end."""
        if self.newest is None:
            return self.granted > 0
        held = self.hold is not None and self.newest.step >= self.hold
        return self.newest.step >= self.newest.total > 0 or (self.received < self.granted and not held)


@dataclass
class Asked:
    """A request that is not answered yet, as it was sent."""

    command: bytes
    begun: bool = False


class Keeper:
    """Keeps one worker, hatched anew whenever it is gone; `hang` is the silence, in seconds, that ends it."""

    def __init__(self, hatch: Callable[[], Worker], deliver: Deliver, hang: float, log: str) -> None:
        self._hatch, self._deliver, self._hang, self._log = hatch, deliver, hang, log
        self._worker: Worker | None = None
        self._ready = False
        self._playing: Playing | None = None
        self._asked: dict[int, Asked] = {}
        self._awaited: Begun | Stopped | None = None  # what it says once it has ended a run as asked
        self._since = 0.0  # when it was last heard, or began to owe something
        self._deaths = 0  # in a row, without anything done
        self._unfit = ""  # why the last one could not load

    # What the app asks for.

    def wake(self) -> None:
        """Hatch the first worker, which loads while nobody waits."""
        self._replace()

    def play(self, playing: Playing, now: float) -> None:
        """Begin a run; the one before has two seconds to end."""
        if self._playing or self._awaited:
            self._await(Begun(playing.run_id), now)
        worker = self._worker or self._replace()
        self._playing = playing
        self._send(worker, *playing.commands())

    def flow(self, upto: int | None, hold: int | None) -> None:
        """Let the run go on, so far."""
        if self._playing and self._worker:
            self._playing.upto, self._playing.hold = upto, hold
            self._worker.send(Flow(self._playing.run_id, self._playing.grant(), hold))

    def change(self, knob: str, value: Value) -> None:
        """Change a live knob."""
        if self._playing and self._worker:
            self._playing.turns.append(Turn(self._playing.run_id, knob, value))
            self._worker.send(self._playing.turns[-1])

    def stop(self, now: float) -> None:
        """End the run, within two seconds."""
        if self._playing and self._worker:
            self._await(Stopped(self._playing.run_id), now)
            self._worker.send(Stop(self._playing.run_id))
            self._playing = None

    def ask(self, request_id: int, command: bytes) -> None:
        """Send a request."""
        worker = self._worker or self._replace()
        self._asked[request_id] = Asked(command)
        worker.send(command)

    def _await(self, word: Begun | Stopped, now: float) -> None:
        if not self._awaited:  # asking again gives it no more time
            self._since = now
        self._awaited = word

    # What the worker says.

    def hear(self, worker: Worker, message: Any, now: float) -> None:
        """One message of a worker; those of an earlier one are too late."""
        if worker is not self._worker:
            return
        self._since = now
        if isinstance(message, Gone):
            self._lost(message.code)
        elif isinstance(message, Ready):
            self._ready = True
            self._deliver(replace(message, seconds=now - worker.born))
        elif isinstance(message, Begun | Stopped):
            self._note(message)
        elif isinstance(message, Answered):
            if self._asked.pop(message.request_id, None):
                self._deliver(message)
        elif isinstance(message, Unfit):
            self._unfit = message.reason
        elif self._playing and message.run_id == self._playing.run_id:
            self._run_event(self._playing, message)

    def _note(self, message: Begun | Stopped) -> None:
        if message == self._awaited:
            self._awaited = None
        if isinstance(message, Stopped):
            return
        self._deaths = 0
        if asked := self._asked.get(message.id):
            asked.begun = True
        if self._playing and self._playing.run_id == message.id:
            self._playing.begun = True

    def _run_event(self, playing: Playing, message: Framed | Changed | Ended | Failed) -> None:
        if isinstance(message, Ended | Failed):
            self._playing = None
        if isinstance(message, Framed):
            playing.received, playing.newest = playing.received + 1, message.frame
        if isinstance(message, Changed) and playing.turns:
            playing.turns.pop(0)
        self._deliver(message)
        if isinstance(message, Framed) and self._worker and playing.wants_more():
            self._worker.send(Flow(playing.run_id, playing.grant(), playing.hold))

    # What to do when it is silent, or gone.

    def limit(self) -> float | None:
        """How many seconds the worker may be silent now; None if it owes nothing, or still loads."""
        if not self._ready:
            return None
        if any(asked.begun for asked in self._asked.values()):
            return ANSWER
        if self._awaited:
            return STOP
        return self._hang if self._asked or (self._playing and self._playing.owed()) else None

    def remaining(self, now: float) -> float | None:
        """Seconds until it is overdue, or None."""
        limit = self.limit()
        return None if limit is None else max(0.0, self._since + limit - now)

    def awake(self, now: float) -> None:
        """Something happens after a time in which perhaps nothing was owed."""
        if self.limit() is None:
            self._since = now

    def overdue(self, now: float) -> None:
        """The worker was silent for too long: end it and go on with another."""
        limit = self.limit()
        if limit is None or now < self._since + limit:
            return
        if now - self._since - limit > LATE:  # stopped with Ctrl+Z, or a lid was shut
            self._since = now
            return
        playing = self._playing
        if playing and playing.begun:
            self._fail(hung(playing.run_id, limit, bool(self._asked)))
        self._refuse("It took too long and was ended.", begun_only=True)
        self._replace()

    def _lost(self, code: int | None) -> None:
        self._deaths += 1
        last = self._deaths >= TRIES or bool(self._unfit)
        if self._playing and (self._playing.begun or last):
            about = self._playing.run_id
            self._fail(unfit(about, self._unfit, self._log) if self._unfit else lost(about, code, self._log))
        self._refuse(self._unfit or lost(0, code, self._log).message, begun_only=not last)
        self._worker, self._ready, self._awaited = None, False, None
        if not last:
            self._replace()

    def _fail(self, failed: Failed) -> None:
        self._playing = None
        self._deliver(failed)

    def _refuse(self, error: str, begun_only: bool) -> None:
        refused = [n for n, asked in self._asked.items() if asked.begun or not begun_only]
        for request_id in refused:
            del self._asked[request_id]
            self._deliver(Answered(request_id, error=error))

    def _replace(self) -> Worker:
        """Another worker, which gets what the one before had not begun."""
        if self._worker:
            self._worker.kill()
        worker = self._worker = self._hatch()
        self._ready, self._awaited, self._unfit = False, None, ""
        self._send(worker, *(asked.command for asked in self._asked.values()))
        if self._playing:
            self._send(worker, *self._playing.commands())
        return worker

    def _send(self, worker: Worker, *commands: Command | bytes) -> None:
        for command in commands:
            worker.send(command)
