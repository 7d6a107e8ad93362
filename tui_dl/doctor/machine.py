"""The machine: Python and its packages, the learner's log, the disk, and a worker that really starts."""

from __future__ import annotations

import platform
import queue
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from errno import ENOTDIR
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tui_dl.doctor.finding import Finding
from tui_dl.errors import TuiDlError

LEAST_PYTHON = (3, 11)
LEAST_ROOM = 50_000_000  # bytes; a log grows by some hundred an answer, a saved run is a megabyte at most
LONGEST_START = 120.0  # seconds until a worker counts as one that never starts


def machine_findings() -> Iterator[Finding]:
    """Everything about the machine; the worker, which takes seconds, comes last."""
    yield python()
    yield package("textual", "the app")
    torch = package("torch", "the demos")
    yield torch
    yield log()
    yield disk()
    yield worker() if torch.level == "ok" else Finding("worker", "not started, without torch", "mend", torch.do)


def python() -> Finding:
    """Which Python runs this."""
    says = f"{platform.python_version()} ({sys.executable}) on {platform.system()} {platform.machine()}"
    if sys.version_info < LEAST_PYTHON:
        return Finding("python", says, "mend", "Python 3.11 or newer is needed.", platform.python_version())
    return Finding("python", says, value=platform.python_version())


def package(name: str, what: str) -> Finding:
    """The version of a package, read from its metadata: nothing is imported."""
    try:
        found = version(name)
    except PackageNotFoundError:
        return Finding(name, f"not installed: {what} cannot run", "mend", f"{sys.executable} -m pip install {name}")
    return Finding(name, found, value=found)


def log() -> Finding:
    """Where what you did is kept, and whether it can be written. A log that is not there yet is not begun."""
    import sqlite3

    from tui_dl.learner.store import FILE, LogError, connect, data_folder, explained, is_damage

    path = data_folder() / FILE
    try:
        if path.exists():
            with closing(connect(path)) as connection:
                count = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
            return Finding("log", f"{path}, {count:,} entries; it can be written", value=str(path))
        with tempfile.TemporaryFile(dir=_nearest(path.parent)):
            return Finding("log", f"{path}, not begun yet; it can be written", value=str(path))
    except LogError as error:
        return Finding("log", error.message, "mend", error.hint, str(path))
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.Error) and is_damage(error):
            do = "Open the app: it sets the file aside and begins anew with what can still be read."
            return Finding("log", f"{path} is damaged", "mend", do, str(path))
        told = explained(error, path)
        return Finding("log", told.message, "mend", told.hint, str(path))


def disk() -> Finding:
    """Room for the log."""
    from tui_dl.learner.store import data_folder

    try:
        total, _, free = shutil.disk_usage(_nearest(data_folder()))
    except OSError as error:
        return Finding("disk", f"not known: {error.strerror or error}", "advice", "See the log, above.")
    if not total:
        return Finding("disk", "not known: the log's folder is on no disk", "advice", "See the log, above.")
    says = f"{free / 1e9:,.1f} GB free where the log lies"
    return Finding("disk", says, "mend", "Make room on it.", free) if free < LEAST_ROOM else Finding(
        "disk", says, value=free)


def worker(longest: float = LONGEST_START) -> Finding:
    """A real worker: torch loads in its process, and works out the width of one convolution."""
    from tui_dl.engine.child import log_file
    from tui_dl.engine.events import Answered, Event, Question, Ready
    from tui_dl.engine.process import ProcessEngine

    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    engine, seconds = ProcessEngine(), 0.0
    do = f"What the worker said is in {log_file()}; reinstalling torch mends most."
    try:
        engine.start(events.put)
        engine.evaluate([Question("conv_out(7, F=3)", {})])
        while True:
            event = events.get(timeout=longest)
            if isinstance(event, Ready):
                seconds = event.seconds
            elif isinstance(event, Answered):
                if event.values != (5,):
                    return Finding("worker", event.error or f"torch says {event.values}, not 5", "mend", do)
                return Finding("worker", f"starts; torch loaded in {seconds:.1f} s, beside the app", value=seconds)
    except queue.Empty:
        return Finding("worker", f"did not start within {longest:g} seconds", "mend", do)
    except TuiDlError as error:
        return Finding("worker", error.message, "mend", error.hint or do)
    finally:
        engine.close()


def _nearest(folder: Path) -> Path:
    """The folder, or the first one above it that exists. NotADirectoryError if that is a file."""
    found = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not found.is_dir():
        raise NotADirectoryError(ENOTDIR, f"{found} is no folder")
    return found
