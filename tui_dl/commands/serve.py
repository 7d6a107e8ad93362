"""`tui-dl serve`: the app in a browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tui_dl.commands.open import must_exist
from tui_dl.errors import TuiDlError
from tui_dl.learner.store import data_folder

OPEN = """\
Open to others: whoever reaches this address runs this Python as you, with your files, and writes into your log
({log}). There is no password, and nothing is encrypted. For yourself on another machine, leave
--host out and use `ssh -L {port}:127.0.0.1:{port} THIS-MACHINE`."""


def run(options: argparse.Namespace) -> int:
    """The command; it ends with Ctrl+C. TuiDlError."""
    try:
        from tui_dl.web.server import AppServer, bind, is_loopback
    except ImportError as error:
        raise TuiDlError(f"`serve` needs textual-serve, and {error.name} is missing.",
                         f"Install it: {sys.executable} -m pip install textual-serve") from error
    if options.lesson is not None or options.course is not None:
        must_exist(options.course, options.lesson)
    bound = bind(options.host, options.port)
    if not is_loopback(bound.getsockname()[0]):
        print(OPEN.format(log=data_folder(), port=bound.getsockname()[1]), file=sys.stderr)
    words = ["--course", str(Path(options.course).absolute())] if options.course else []
    words += [options.lesson] if options.lesson else []
    AppServer(words, bound, _at).run()
    return 0


def _at(address: str) -> None:
    print(f"tui-dl is at {address}  (Ctrl+C ends it)", flush=True)
