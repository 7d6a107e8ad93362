"""How many columns this terminal gives a character: print it, and ask where the cursor is. POSIX only."""

from __future__ import annotations

import os
import re
import select
import sys
from collections.abc import Sequence
from time import monotonic

PATIENCE = 1.0  # seconds; a terminal answers in milliseconds, one behind a slow line in some hundred
REPORT = re.compile(rb"\x1b\[\d+;(\d+)R")
ASK = "\x1b[6n"  # DSR 6 of ECMA-48: the terminal types back ESC [ row ; column R


def widths(characters: Sequence[str], patience: float = PATIENCE) -> tuple[int, ...]:
    """The columns of each character on this terminal; none if it does not say, or there is no terminal."""
    if sys.platform == "win32" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return ()
    import termios
    import tty

    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    try:
        tty.setcbreak(keyboard)
        asked = "".join(f"\r{character}{ASK}" for character in characters)
        print(f"{asked}\r\x1b[K", end="", flush=True)
        columns = _reports(keyboard, len(characters), monotonic() + patience)
    finally:
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)  # a late answer is not typed into the shell
    return tuple(column - 1 for column in columns) if len(columns) == len(characters) else ()


def _reports(keyboard: int, count: int, until: float) -> list[int]:
    """The columns reported until there are so many, or time is up."""
    heard = b""
    while len(found := REPORT.findall(heard)) < count and (left := until - monotonic()) > 0:
        if select.select([keyboard], [], [], left)[0]:
            piece = os.read(keyboard, 1024)
            if not piece:
                break
            heard += piece
    return [int(column) for column in found]
