"""Readings in one line: quiet names, strong numbers."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from tui_dl.draw.canvas import clean
from tui_dl.draw.look import Look
from tui_dl.draw.number import number
from tui_dl.draw.prose import GLUE
from tui_dl.draw.roles import role
from tui_dl.frames import Reading


def readings_line(readings: Mapping[str, Reading], look: Look) -> Text:
    """`out 5   value -12`, to be wrapped between the pairs."""
    quiet, strong = role("muted", look), role("title", look)
    return Text("   ").join(Text.assemble((clean(name), quiet), GLUE, (number(value, ascii=look.ascii), strong))
                            for name, value in readings.items())
