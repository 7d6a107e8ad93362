"""Pictures in the pixels of the terminal: textual-image, and what real terminals need beyond it."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from typing import Any

from PIL.Image import Image as Picture

from tui_dl.doctor.pixels import Way

keyboard, sys.__stdin__ = sys.__stdin__, None  # type: ignore[misc]  # else textual-image asks the terminal, too
try:
    from textual_image import _terminal as terminal
    from textual_image._sixel import image_to_sixels
    from textual_image.widget import SixelImage, TGPImage, sixel
    from textual_image.widget._base import Image
finally:
    sys.__stdin__ = keyboard  # type: ignore[misc]

DEFINED = re.compile(r"#(\d+);2;\d+;\d+;\d+")


def pixels(picture: Picture, way: Way) -> Image:
    """A widget that shows the picture as this terminal can."""
    return SixelImage(picture) if way == "sixel" else TGPImage(picture)


def measure() -> None:
    """Look how large a cell is now: letters grow and shrink."""
    with suppress(OSError):
        rows, columns, *pixels = terminal.get_tiocgwinsz()  # type: ignore[attr-defined]  # imported there, by platform
        if all(pixels):
            cell = terminal.CellSize(pixels[0] // columns, pixels[1] // rows)
            terminal.get_cell_size._result = cell  # type: ignore[attr-defined]


def selected(sixels: str) -> str:
    """Each colour selected where it is defined: xterm (379) goes on in the colour before."""
    return DEFINED.sub(r"\g<0>#\1", sixels)


def _encoded(*picture: Any) -> str:
    return selected(image_to_sixels(*picture))


sixel.image_to_sixels = _encoded  # type: ignore[assignment,attr-defined]  # where its widget looks it up
