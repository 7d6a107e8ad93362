"""Ask the terminal, and hear what it types back. POSIX only."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from time import monotonic

PATIENCE = 1.0  # seconds; a terminal answers in milliseconds, one behind a slow line in some hundred


def ask(question: str, enough: Callable[[bytes], bool], patience: float = PATIENCE) -> bytes:
    """What the terminal types until it is enough, or time is up; nothing where there is no terminal."""
    if sys.platform == "win32" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return b""
    import termios
    import tty

    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    heard, until = b"", monotonic() + patience
    try:
        tty.setcbreak(keyboard)
        print(question, end="", flush=True)
        while not enough(heard) and (left := until - monotonic()) > 0:
            if select.select([keyboard], [], [], left)[0]:
                piece = os.read(keyboard, 1024)
                if not piece:
                    break
                heard += piece
    finally:
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)  # a late answer is not typed into the shell
    return heard
