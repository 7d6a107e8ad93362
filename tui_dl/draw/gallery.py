"""Several small pictures of one size, in rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from rich.cells import cell_len

from tui_dl.draw.canvas import Area, clean
from tui_dl.draw.look import Look
from tui_dl.draw.pictures import known_pixels, point
from tui_dl.draw.pixels import LARGEST, fit, paint_picture
from tui_dl.draw.pointing import Pointing
from tui_dl.draw.roles import role
from tui_dl.draw.room import Size, window
from tui_dl.frames import Gallery

Shape = tuple[int, int, int]  # pictures, rows, columns


class Tile(NamedTuple):
    """Cells of one picture, its label included, and the lines between two rows; the factor it is enlarged by."""

    across: int
    down: int
    gap: int
    factor: int

    def size(self, columns: int, lines: int, count: int) -> Size:
        """What so many columns and lines of them take; `count` is how many there are."""
        return Size(columns * (self.across + 1) - 1, lines * (self.down + self.gap) - self.gap,
                    min(1, columns * lines / count), self.factor > 1)

    def filling(self, width: int, height: int) -> Tiling:
        """As many as fit, one at least."""
        return Tiling(self, max(1, (width + 1) // (self.across + 1)),
                      max(1, (height + self.gap) // (self.down + self.gap)))


class Tiling(NamedTuple):
    """How pictures stand in some room: what one takes, and how many there are side by side and in lines."""

    tile: Tile
    columns: int
    lines: int

    @property
    def shown(self) -> int:
        """How many pictures have a place."""
        return self.columns * self.lines

    def place(self, number: int) -> tuple[int, int]:
        """The top left cell of a picture, counted from the first that is seen."""
        return (number // self.columns * (self.tile.down + self.tile.gap),
                number % self.columns * (self.tile.across + 1))


def sizes(view: Gallery, width: int, height: int) -> list[Size]:
    """Sizes it can use, best first, with rows as even as can be; the last ones show only some of the pictures."""
    return list(_sizes(_shape(view), bool(view.labels), width, height))


@lru_cache(maxsize=256)
def _sizes(shape: Shape, labels: bool, width: int, height: int) -> tuple[Size, ...]:
    count = max(shape[0], 1)
    even = {-(-count // lines) for lines in range(1, count + 1)}
    whole, part = [], []
    tiles = _tiles(shape, labels, width, height)
    across, smallest = tiles[-1][:2]
    for tile in tiles:
        for columns in range(max(1, min((width + 1) // (tile.across + 1), count)), 0, -1):
            for lines in range(-(-count // columns), 0, -1):
                size = tile.size(columns, lines, count)
                if size.height <= height and size.share == 1 and columns in even:
                    whole.append(size)
                elif size.height <= height and size.share < 1 and not size.ample:
                    part.append(size)
    part.sort(key=lambda size: (-size.share, size.height))
    return (*whole, *part) or (Size(min(across, width), min(smallest, height)),)


def _shape(view: Gallery) -> Shape:
    values = np.asarray(view.values)
    if values.ndim != 3:
        values = values.reshape(len(values), *values.shape[1:3]) if values.ndim > 3 else np.zeros((0, 1, 1))
    return values.shape[0], values.shape[1], values.shape[2]


def _tiles(shape: Shape, labels: bool, width: int, height: int) -> list[Tile]:
    """What one picture may take, best first.

    Small pictures are enlarged by whole factors, so that all pixels are equally large; labels part rows well enough.
    """
    _, rows, cols = shape
    gap = 0 if labels else 1
    factors = range(max(LARGEST // max(rows, cols, 1), 1), 0, -1)
    found = [Tile(cols * factor, -(-rows * factor // 2) + labels, gap, factor) for factor in factors]
    found = [tile for tile in found if max(rows, cols) <= 32 and tile.across <= width and tile.down <= height]
    if not found or min(rows, cols) < 1:
        across, down = fit(rows, cols, min(width, 24), max(min(height - labels, 12), 1))
        found = [Tile(max(across, 1), max(down, 1) + labels, gap, 1)]
    return found


def tiling(view: Gallery, width: int, height: int) -> Tiling:
    """How they stand in that room: as large as all of them fit, or small and as many as fit."""
    found = [tile.filling(width, height) for tile in _tiles(_shape(view), bool(view.labels), width, height)]
    return next((tiling for tiling in found if tiling.shown >= len(view.values)),
                max(found, key=lambda tiling: tiling.shown))


def shown(view: Gallery, width: int, height: int) -> int:
    """How many pictures are visible."""
    return min(len(view.values), tiling(view, width, height).shown)


def seen(view: Gallery, width: int, height: int, pointing: Pointing) -> tuple[int, Tiling]:
    """The first picture that is seen, and how they stand."""
    found, count = tiling(view, width, height), _shape(view)[0]
    first = window(count, min(count, found.shown), pointing.cursor[0] if pointing.cursor else None)
    return min(first // found.columns * found.columns, max(0, count - found.shown)), found


def paint(view: Gallery, area: Area, look: Look, pointing: Pointing) -> int:
    """Draw as many pictures as fit, around the cursor; the number of lines used."""
    lines = 0
    for index, tile in _placed(view, area, pointing):
        inner = tile.part(0, 0, tile.width, tile.height - bool(view.labels))
        known = None if view.known is None else np.asarray(view.known)[index]
        picture = known_pixels(np.asarray(view.values[index], dtype=float), known)
        paint_picture(picture, inner, look)
        if view.labels:
            _label(view, index, tile, look, pointing)
        if pointing.cursor and pointing.cursor[0] == index:
            point(picture, pointing.cursor[1:], inner, "cursor", look)
        lines = tile.top + tile.height - area.top
    return min(area.height, lines)


def _placed(view: Gallery, area: Area, pointing: Pointing) -> Iterator[tuple[int, Area]]:
    first, tiling = seen(view, area.width, area.height, pointing)
    for number in range(min(tiling.shown, _shape(view)[0] - first)):
        yield first + number, area.part(*tiling.place(number), tiling.tile.across, tiling.tile.down)


def _label(view: Gallery, index: int, tile: Area, look: Look, pointing: Pointing) -> None:
    text = clean(view.labels[index]) if index < len(view.labels) else ""
    here = pointing.cursor is not None and pointing.cursor[:1] == (index,)
    start = max(0, (tile.width - cell_len(text)) // 2)
    tile.text(tile.height - 1, start, text, role("cursor" if here else "muted", look))
