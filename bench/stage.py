"""Where the benchmarks are played: a learner's home for each, the app in a pty, and the server that forks workers."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from time import sleep
from typing import Any

from bench.inside import ORDER, Order
from bench.terminal import APP, PtyProcess

WIDE = (120, 40)
TITLE = "deep learning, by running it"  # the first line of Home
ASIDE = ("SSH_CONNECTION", "NO_COLOR", "TUI_DL_ASCII", "TEXTUAL_FPS")  # would change what is measured


@contextmanager
def home() -> Iterator[Path]:
    """A new learner's home, for all that runs meanwhile."""
    for name in ASIDE:
        os.environ.pop(name, None)
    before = os.environ.get("TUI_DL_HOME")
    with tempfile.TemporaryDirectory(prefix="tui-dl-bench-") as folder:
        os.environ["TUI_DL_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop("TUI_DL_HOME")
            if before is not None:
                os.environ["TUI_DL_HOME"] = before


@contextmanager
def program(command: Sequence[str], size: tuple[int, int] = WIDE, **environment: str) -> Iterator[PtyProcess]:
    """A program in a pty; nothing of it is left at the end, and the machine has half a second to rest."""
    process = PtyProcess(command, environment, size)
    try:
        yield process
    finally:
        process.close()
        sleep(0.5)


@contextmanager
def app(*words: str, size: tuple[int, int] = WIDE) -> Iterator[PtyProcess]:
    """`tui-dl` in a pty."""
    with program((*APP, *words), size) as process:
        yield process


@contextmanager
def listening(order: Order, size: tuple[int, int] = WIDE) -> Iterator[PtyProcess]:
    """The app with an ear at its event loop; it reports when it has been quit."""
    command = (sys.executable, "-m", "bench.inside")
    order.loaded.unlink(missing_ok=True)
    with program(command, size, **{ORDER: json.dumps(asdict(order))}) as process:
        yield process


@contextmanager
def server() -> Iterator[Callable[..., Any]]:
    """The server that the app forks its workers from. Yields `call(function, *arguments)`: its value, in a fork."""
    from tui_dl.engine import nursery

    user = object()
    nursery.enrol(user)

    def call(function: Callable[..., Any], *arguments: Any) -> Any:
        near, far = nursery.context.Pipe(duplex=False)
        process = nursery.context.Process(target=answer, args=(far, function, arguments), daemon=True)
        process.start()
        far.close()
        try:
            return near.recv()
        finally:
            nursery.reap(process)
            near.close()

    try:
        call(max, 1, 2)  # torch is loaded from now on
        yield call
    finally:
        nursery.dismiss(user)


def answer(pipe: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """In a fork: send the value of a call."""
    pipe.send(function(*arguments))
