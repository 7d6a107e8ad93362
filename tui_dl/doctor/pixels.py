"""How this terminal shows pictures in real pixels: it is asked what it can, and what it is."""

from __future__ import annotations

import re
from typing import Literal

from tui_dl.doctor.ask import PATIENCE, ask

Way = Literal["kitty", "sixel", ""]

TEXTUAL_IMAGE = "0.12.*"  # what shows them, in the version whose inside `tui_dl.app.real_pixels` knows
QUESTION = "\x1b[>q\x1b[c\r\x1b[K"  # XTVERSION; DA1 of ECMA-48, which every terminal answers; and nothing is left
ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")
NAME = re.compile(rb"\x1bP>\|(kitty|ghostty)\W(\d+)\.(\d+)")
SIXEL = b"4"
SINCE = {b"kitty": (0, 28), b"ghostty": (1, 0)}  # the versions that know Kitty's protocol with a picture in cells


def way_of_pixels(patience: float = PATIENCE) -> Way | None:
    """How this terminal shows pixels; empty where it does not, None where it keeps silent or is none."""
    heard = ask(QUESTION, lambda heard: ATTRIBUTES.search(heard) is not None, patience)
    attributes, name = ATTRIBUTES.search(heard), NAME.search(heard)
    if attributes is None:
        return None
    if SIXEL in attributes[1].split(b";"):
        return "sixel"
    return "kitty" if name and (int(name[2]), int(name[3])) >= SINCE[name[1]] else ""
