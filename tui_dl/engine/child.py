"""The first steps of a worker process: out of the terminal's way, never outliving the app. No torch at the top."""

from __future__ import annotations

import ctypes
import faulthandler
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import platformdirs

MARK = "TUI_DL_ENGINE_LOG"  # the environment of the engine's processes: "pid of the app:log file"
LONGEST = 2**20  # bytes of log after which it begins anew
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def log_file() -> str:
    """Where the worker's output goes: a file in the platform's log folder, or nowhere if that cannot be written."""
    home = os.environ.get("TUI_DL_HOME")
    folder = Path(home).expanduser() if home else platformdirs.user_log_path("tui-dl")
    path = folder / "worker.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        too_long = path.exists() and path.stat().st_size > LONGEST
        with path.open("w" if too_long else "a"):
            return str(path)
    except OSError:
        return os.devnull


def hush(log: str) -> None:
    """Nothing this process prints, in Python or C, reaches the terminal; Ctrl+C and graphics cards are not its."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["CUDA_VISIBLE_DEVICES"] = ""  # a card's driver does not survive a fork
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for target in (1, 2):
        os.dup2(handle, target)
    os.close(handle)
    for stream in ("stdout", "stderr"):
        setattr(sys, stream, open(2, "w", buffering=1, errors="replace", closefd=False))  # noqa: SIM115


def is_alive(pid: int) -> bool:
    """Whether a process still runs; taken for granted on Windows, where asking would end it."""
    if sys.platform != "win32":
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
    return True


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies, and to take it first when memory runs out."""
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def enter(pipe: Connection, log: str, demos: Sequence[str]) -> None:
    """The worker's whole life. `demos` are modules whose demos join the catalogue."""
    hush(log)
    faulthandler.enable(open(2, "w", closefd=False))  # noqa: SIM115
    from tui_dl.engine.nursery import PRELOAD, leave
    from tui_dl.engine.wire import Unfit, pack

    leave()
    try:
        importlib.import_module(PRELOAD)  # done already where it was forked
        from tui_dl.demos.catalogue import include
        from tui_dl.engine.worker import Worker

        for module in demos:
            include(module)
    except BaseException as error:
        traceback.print_exc()
        pipe.send_bytes(pack(Unfit(f"{type(error).__name__}: {error}")))
        raise
    Worker(pipe, log).serve()
