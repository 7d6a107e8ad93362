"""Where workers are born: a server that has loaded torch forks them. All private use of multiprocessing is here.

A forked worker starts in milliseconds. Windows cannot fork; on macOS a process forked after the first matrix
product may crash in Accelerate (numpy#5752), so there a worker starts from nothing, and loads torch itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from typing import Any

from tui_dl.engine.child import MARK, die_with_parent, log_file

FORKS = sys.platform not in ("win32", "darwin")
PRELOAD = "tui_dl.engine.preload"
context: Any = multiprocessing.get_context("forkserver" if FORKS else "spawn")

if sys.platform != "win32":
    from multiprocessing import forkserver, resource_tracker

_users: set[int] = set()
_lock = threading.RLock()


def prepare() -> str:
    """Begin to load torch, in a process of its own, and return at once: the log file of the workers.

    To be called before the app takes over the terminal: a process started later inherits its standard error.
    """
    log = log_file()
    os.environ[MARK] = f"{os.getpid()}:{log}"
    if sys.platform != "win32":
        resource_tracker.ensure_running()
        if FORKS:
            context.set_forkserver_preload([PRELOAD])
            with deaf():
                forkserver.ensure_running()
    return log


@contextmanager
def deaf() -> Iterator[None]:
    """A process started meanwhile never hears Ctrl+C, from its first moment: it would print why Python ended."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def enrol(user: object) -> str:
    """`prepare`, and keep the server until this user is dismissed."""
    with _lock:
        _users.add(id(user))
        return prepare()


def dismiss(user: object) -> None:
    """The user needs no more workers; with the last one the server ends."""
    with _lock:
        _users.discard(id(user))
        sweep()


def sweep() -> None:
    """End the server and its tracker if nobody needs them, also while torch is still loading."""
    with _lock:
        if not _users and sys.platform != "win32":
            _end_server()
            if not multiprocessing.active_children():
                _end_tracker()


def _end_server() -> None:
    server: Any = forkserver._forkserver
    if getattr(server, "_forkserver_pid", None) is not None:
        with suppress(ProcessLookupError):
            os.kill(server._forkserver_pid, signal.SIGKILL)
        with suppress(OSError, AttributeError):
            server._stop()


def _end_tracker() -> None:
    """Close the tracker's pipe and wait for it, but not long: it ends by itself when the last holder does."""
    tracker: Any = resource_tracker._resource_tracker
    if getattr(tracker, "_fd", None) is None or getattr(tracker, "_pid", None) is None:
        return
    os.close(tracker._fd)
    pid, tracker._fd, tracker._pid = tracker._pid, None, None
    until = time.monotonic() + 0.3
    with suppress(ChildProcessError):
        while os.waitpid(pid, os.WNOHANG) == (0, 0) and time.monotonic() < until:
            time.sleep(0.005)


def leave() -> None:
    """In a new worker: let go of the server, so that it ends with the app, and end with the server."""
    if FORKS:
        server: Any = forkserver._forkserver
        with suppress(OSError, TypeError, AttributeError):
            os.close(server._forkserver_alive_fd)
        die_with_parent()


def reap(process: BaseProcess, seconds: float = 1.0) -> int | None:
    """The exit code of a process that is ending, negative if a signal killed it; None if it does not end."""
    process.join(seconds)
    code = process.exitcode
    with suppress(ValueError):
        process.close()
    return code
