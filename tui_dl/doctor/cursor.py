"""How many columns this terminal gives a character: print it, and ask where the cursor is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui_dl.doctor.ask import PATIENCE, ask

REPORT = re.compile(rb"\x1b\[\d+;(\d+)R")
ASK = "\x1b[6n"  # DSR 6 of ECMA-48: the terminal types back ESC [ row ; column R


def widths(characters: Sequence[str], patience: float = PATIENCE) -> tuple[int, ...]:
    """The columns of each character on this terminal; none if it does not say, or there is no terminal."""
    asked = "".join(f"\r{character}{ASK}" for character in characters)
    heard = ask(f"{asked}\r\x1b[K", lambda heard: len(REPORT.findall(heard)) >= len(characters), patience)
    columns = [int(column) for column in REPORT.findall(heard)]
    return tuple(column - 1 for column in columns) if len(columns) == len(characters) else ()
