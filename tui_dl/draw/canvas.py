"""A sheet of terminal cells that is written on and then cut into lines of as few segments as possible."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style

from tui_dl.draw.look import Line

BLANK = Style()


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Text that takes exactly the cells it says: no control, format or joining characters, NFC, one line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_safe, unicodedata.normalize("NFC", text)))


def _safe(character: str) -> str:
    """A space for every kind of white space, nothing for what moves the cursor or joins its neighbours."""
    if character.isspace():
        return " "
    joins = 0xFE00 <= ord(character) <= 0xFE0F  # variation selectors
    return "" if joins or unicodedata.category(character)[0] == "C" else character


def plain_ascii(text: str) -> str:
    """Cleaned text with "?" for every cell of a character outside ASCII."""
    text = clean(text)
    return text if text.isascii() else "".join(c if c.isascii() else "?" * cell_len(c) for c in text)


def clip(text: str, width: int, *, ascii: bool = False) -> str:
    """Cleaned text in at most `width` cells; a sign at its end says that something was cut off."""
    text, more = (plain_ascii(text), "~") if ascii else (clean(text), "…")
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return more * max(width, 0)
    kept, used = [], 0
    for start, end, cells in split_graphemes(text)[0]:
        if used + cells > width - 1:
            break
        kept.append(text[start:end])
        used += cells
    return "".join(kept) + more


class Canvas:
    """`height` rows of `width` cells, each a character and a style; a wide character owns the next cell too.

    `ascii`: text written on it becomes ASCII.
    """

    def __init__(self, width: int, height: int, ascii: bool = False) -> None:
        self.width, self.height, self.ascii = width, height, ascii
        self.chars = [[" "] * width for _ in range(height)]
        self.styles = [[BLANK] * width for _ in range(height)]

    def put(self, row: int, col: int, cells: Sequence[str], style: Style) -> None:
        """Write cells that lie wholly inside; a wide character is itself followed by an empty string."""
        chars, end = self.chars[row], col + len(cells)
        if chars[col] == "":
            chars[col - 1] = " "
        if end < self.width and chars[end] == "":
            chars[end] = " "
        chars[col:end] = cells
        self.styles[row][col:end] = [style] * len(cells)

    def put_styled(self, row: int, col: int, cells: Sequence[str], styles: Sequence[Style]) -> None:
        """Write cells that lie wholly inside, each in its own style."""
        self.put(row, col, cells, BLANK)
        self.styles[row][col:col + len(styles)] = styles

    def lines(self) -> list[Line]:
        """The rows as segments, neighbours of the same style merged; each exactly `width` cells."""
        return [_merged(chars, styles) for chars, styles in zip(self.chars, self.styles, strict=True)]


def _merged(chars: list[str], styles: list[Style]) -> Line:
    line: Line = []
    start = 0
    for end in range(1, len(chars) + 1):
        if end == len(chars) or styles[end] is not styles[start]:
            line.append(Segment("".join(chars[start:end]), styles[start]))
            start = end
    return line


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a canvas; whatever would fall outside is left out."""

    canvas: Canvas
    top: int
    left: int
    width: int
    height: int

    def part(self, top: int, left: int, width: int, height: int) -> Area:
        """A rectangle inside this one, cut to fit."""
        top, left = min(top, self.height), min(left, self.width)
        return Area(self.canvas, self.top + top, self.left + left,
                    max(0, min(width, self.width - left)), max(0, min(height, self.height - top)))

    def text(self, row: int, col: int, text: str, style: Style = BLANK, *, width: int | None = None) -> int:
        """Write text, clipped to `width` cells or the rest of the row. The number of cells used."""
        room = self.width - col if width is None else min(width, self.width - col)
        if room <= 0 or col < 0 or not 0 <= row < self.height:
            return 0
        cells = _cells(clip(text, room, ascii=self.canvas.ascii))
        if cells:
            self.canvas.put(self.top + row, self.left + col, cells, style)
        return len(cells)

    def glyphs(self, row: int, col: int, glyphs: str, style: Style) -> None:
        """Write characters that are one cell each and known to fit."""
        self.canvas.put(self.top + row, self.left + col, glyphs, style)


def _cells(text: str) -> Sequence[str]:
    if text.isascii():
        return text
    cells: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        if width:
            cells += [text[start:end]] + [""] * (width - 1)
    return cells
