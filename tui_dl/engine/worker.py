"""The worker's side: plays a run, and between two of its frames obeys and answers. No torch at the top."""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection

from tui_dl.demos.catalogue import declaration
from tui_dl.demos.declare import KnobError, Value
from tui_dl.demos.run import Change
from tui_dl.engine.answers import answer
from tui_dl.engine.events import Answered, Changed, Ended, Failed, Framed, Ready
from tui_dl.engine.trouble import check_losses, failure
from tui_dl.engine.wire import (
    Begun,
    Command,
    Evaluate,
    Explain,
    Flow,
    Play,
    Stop,
    Stopped,
    Turn,
    pack,
    unpack,
)
from tui_dl.frames import Frame

Message = Ready | Framed | Ended | Changed | Failed | Answered | Begun | Stopped
Frames = Generator[Frame, Mapping[str, Value] | None, None]


class Replaced(Exception):
    """The run is to end, for a command has come that ends it."""


@dataclass
class Current:
    """The run that plays, and how far it may go."""

    command: Play
    upto: int
    hold: int | None
    sent: int = 0
    newest: Frame | None = None
    finishing: bool = False  # at its last frame; it may return without being asked to

    def take(self, frame: Frame) -> None:
        """Count a frame. ValueError if its step goes back."""
        if self.newest and frame.step < self.newest.step:
            raise ValueError(f"step {frame.step} came after step {self.newest.step}")
        self.finishing = frame.step >= frame.total > 0 and not (self.newest and self.newest.step >= frame.total)
        self.newest, self.sent = frame, self.sent + 1

    def may_go_on(self) -> bool:
        """Whether another frame is asked for."""
        held = self.hold is not None and self.newest is not None and self.newest.step >= self.hold
        return self.finishing or (self.sent < self.upto and not held)


class Worker:
    """Obeys what comes over the pipe, one run at a time. `log` is the file that errors are written to."""

    def __init__(self, pipe: Connection, log: str) -> None:
        self._pipe, self._log = pipe, log
        self._inbox: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._ender: Play | Stop | None = None  # the command that ended a run, to be obeyed next
        self._current: Current | None = None
        self._turns: list[Turn] = []  # live knobs to change, once there is a frame to answer
        self._changes: dict[str, Value] = {}  # to hand over when the run goes on

    def serve(self) -> None:
        """Say that torch is loaded, and obey for ever; the process ends where the pipe does."""
        import torch

        threading.Thread(target=self._listen, daemon=True).start()
        self._send(Ready(str(torch.__version__), 0.0))
        while True:
            command, self._ender = self._ender or self._inbox.get(), None
            if isinstance(command, Play):
                self._send(Begun(command.run_id))
                self._play(command)
            elif isinstance(command, Stop):
                self._send(Stopped(command.run_id))
            else:
                self._obey(command)

    def _listen(self) -> None:
        """Read commands while the run goes on. A closed pipe: the app is gone, and so is this process."""
        try:
            while True:
                self._inbox.put(unpack(self._pipe.recv_bytes()))
        except (EOFError, OSError):
            os._exit(0)

    def _send(self, message: Message) -> None:
        self._pipe.send_bytes(pack(message))

    def _play(self, command: Play) -> None:
        from tui_dl.demos.play import play

        self._current, self._turns, self._changes = Current(command, command.upto, command.hold), [], {}
        try:
            with closing(play(command.run)) as frames:
                self._produce(self._current, frames)
            self._send(Ended(command.run_id))
        except Replaced:
            pass
        except BaseException as error:  # SystemExit too: no demo ends the worker
            traceback.print_exc()
            sys.stderr.flush()
            self._send(failure(command.run_id, error, self._log))
        finally:
            self._current = None

    def _produce(self, current: Current, frames: Frames) -> None:
        """Send frame after frame, each when it is asked for; changes go in as the answer to the newest."""
        self._wait(current)
        frame = next(frames, None)
        while frame is not None:
            current.take(frame)
            self._send(Framed(current.command.run_id, frame))
            check_losses(frame)
            self._wait(current)
            changes, self._changes = self._changes, {}
            try:
                frame = frames.send(changes)
            except StopIteration:
                return

    def _wait(self, current: Current) -> None:
        """Obey what has come, and come back when the run may go on. Replaced if it is to end."""
        self._turn(current)
        while not (self._inbox.empty() and current.may_go_on()):
            command = self._inbox.get()
            if isinstance(command, Play | Stop):
                self._ender = command
                raise Replaced
            self._obey(command)
            self._turn(current)

    def _obey(self, command: Command) -> None:
        if isinstance(command, Evaluate | Explain):
            self._answer(command)
        elif self._current and command.run_id == self._current.command.run_id:
            if isinstance(command, Flow):
                self._current.upto, self._current.hold = command.upto, command.hold
            elif isinstance(command, Turn):
                self._turns.append(command)

    def _turn(self, current: Current) -> None:
        """Make the changes asked for in answer to the newest frame, and say so. KnobError."""
        while self._turns and current.newest:
            turn = self._turns.pop(0)
            spec = declaration(current.command.run.demo).knob(turn.knob)
            if not spec.live:
                raise KnobError(f"{spec.name} cannot change while the run goes on.", "Start again with it.")
            self._changes[spec.name] = spec.check(turn.value)
            self._send(Changed(turn.run_id, Change(current.newest.step, spec.name, turn.value)))

    def _answer(self, command: Evaluate | Explain) -> None:
        answered = answer(command, begin=lambda: self._send(Begun(command.request_id)))
        try:
            self._send(answered)
        except OSError:
            raise
        except Exception:  # a value that cannot be sent
            traceback.print_exc()
            self._send(Answered(command.request_id, error="The value is no plain number, text or tuple."))
