"""One worker process as the app holds it: a thread that reads from it and one that writes to it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from tui_dl.engine import nursery
from tui_dl.engine.child import enter
from tui_dl.engine.wire import Command, Gone, pack, unpack

logger = logging.getLogger(__name__)


class Link:
    """Starts a worker. `report(link, message)` is called from its thread with all it says, and Gone at the end.

    No call waits for the worker, not even while it loads.
    """

    def __init__(self, report: Callable[[Link, Any], None], log: str, demos: Sequence[str]) -> None:
        self.born = time.monotonic()
        self._report, self._log, self._demos = report, log, tuple(demos)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process: BaseProcess | None = None
        self._killed = False
        self.thread = threading.Thread(target=self._live, name="worker-reader", daemon=True)
        self.thread.start()

    def send(self, command: Command | bytes) -> None:
        """Send a command, packed or not, as soon as the worker takes it."""
        self._outbox.put(command if isinstance(command, bytes) else pack(command))

    def kill(self) -> None:
        """End the worker, whatever it is doing; one that is still starting ends when it has started."""
        self._killed = True
        if self._process is not None:
            with suppress(ValueError, OSError):
                self._process.kill()

    def _live(self) -> None:
        near, far = nursery.context.Pipe()
        code = None
        try:
            if not self._killed:
                process = nursery.context.Process(target=enter, args=(far, self._log, self._demos), daemon=True)
                with nursery.deaf():
                    process.start()
                self._process = process
                far.close()
                if self._killed:
                    process.kill()
                self._read(near)
                code = nursery.reap(process)
        except Exception:  # the server was ended while it loaded, or the system has no process to give
            logger.debug("no worker", exc_info=True)
        finally:
            self._outbox.put(None)
            near.close()
            far.close()
            nursery.sweep()
            self._report(self, Gone(code))

    def _read(self, pipe: Connection) -> None:
        threading.Thread(target=self._write, args=(pipe,), name="worker-writer", daemon=True).start()
        with suppress(EOFError, OSError):
            while True:
                self._report(self, unpack(pipe.recv_bytes()))

    def _write(self, pipe: Connection) -> None:
        with suppress(OSError):
            while (data := self._outbox.get()) is not None:
                pipe.send_bytes(data)
