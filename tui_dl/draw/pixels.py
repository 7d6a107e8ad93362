"""Pictures as cells: two pixels a cell as half blocks, or one glyph a cell where there is no colour."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from rich.style import Style

from tui_dl.draw.canvas import BLANK, Area
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.look import Look
from tui_dl.draw.palette import RGB, pixels
from tui_dl.frames import Array

GREYS = 16  # levels of a pixel


def shrunk(values: Array, rows: int, cols: int) -> Array:
    """A picture (h, w) or (h, w, c) at (rows, cols): the mean over each area where it gets smaller.

    Where it gets larger, pixels are repeated. NaN stands for an unknown pixel and does not count; an area
    without any known pixel is NaN.
    """
    picture = np.asarray(values, dtype=float)
    for axis, wanted in ((0, rows), (1, cols)):
        size = picture.shape[axis]
        if wanted >= size:
            picture = np.take(picture, np.arange(wanted) * size // max(wanted, 1), axis=axis)
            continue
        starts = np.arange(wanted) * size // wanted
        known = np.isfinite(picture)
        total = np.add.reduceat(np.where(known, picture, 0.0), starts, axis=axis)
        count = np.add.reduceat(known.astype(float), starts, axis=axis)
        with np.errstate(invalid="ignore", divide="ignore"):
            picture = np.where(count > 0, total / count, np.nan)
    return picture


def fit(height: int, width: int, room_width: int, room_height: int) -> tuple[int, int]:
    """Cells (width, height) for a picture in that room, its proportions kept: a cell is two pixels high.

    A small picture is enlarged by a whole factor, to at most 24 pixels.
    """
    if min(height, width, room_width, room_height) < 1:
        return 0, 0
    share = min(room_width / width, 2 * room_height / height)
    if share >= 1:
        share = max(1, min(int(share), 24 // max(height, width)))
    across, down = round(width * share), -(-round(height * share) // 2)
    return max(1, min(room_width, across)), max(1, min(room_height, down))


def paint_picture(values: Array, area: Area, look: Look) -> None:
    """Fill the area with a picture of values from 0 to 1, (h, w) or (h, w, 3); NaN is left blank."""
    if min(area.width, area.height, *np.shape(values)[:2]) < 1:
        return
    picture = np.where(np.isfinite(values), np.clip(values, 0, 1), np.nan)
    if not look.colour or look.ascii:
        _paint_glyphs(picture, area, look)
        return
    levels = np.nan_to_num(shrunk(picture, 2 * area.height, area.width) * (GREYS - 1), nan=-1)
    shades = np.rint(levels).astype(int)
    codes = shades if shades.ndim == 2 else np.where(shades[..., 0] < 0, -1, shades @ (1, GREYS, GREYS**2))
    block = _grey if shades.ndim == 2 else _coloured
    for row in range(area.height):
        cells = [block(*pair) for pair in zip(codes[2 * row].tolist(), codes[2 * row + 1].tolist(), strict=True)]
        area.canvas.put_styled(area.top + row, area.left, [sign for sign, _ in cells], [style for _, style in cells])


@lru_cache(maxsize=(GREYS + 1) ** 2)
def _grey(top: int, bottom: int) -> tuple[str, Style]:
    """The half block of two grey levels; -1 is unknown."""
    return _half_block(*(None if level < 0 else _rgb(level, level, level) for level in (top, bottom)))


@lru_cache(maxsize=8192)
def _coloured(top: int, bottom: int) -> tuple[str, Style]:
    """The half block of two colours, red + green * GREYS + blue * GREYS**2; -1 is unknown."""
    return _half_block(*(None if code < 0 else _rgb(code % GREYS, code // GREYS % GREYS, code // GREYS**2)
                         for code in (top, bottom)))


def _rgb(*levels: int) -> RGB:
    red, green, blue = (level * 255 // (GREYS - 1) for level in levels)
    return red, green, blue


def _half_block(top: RGB | None, bottom: RGB | None) -> tuple[str, Style]:
    if top is None and bottom is None:
        return " ", BLANK
    return ("▀", pixels(top, bottom)) if top is not None else ("▄", pixels(bottom, None))


def _paint_glyphs(picture: Array, area: Area, look: Look) -> None:
    grey = picture.mean(axis=2) if picture.ndim == 3 else picture
    shades = shrunk(grey, area.height, area.width)
    ramp = glyphs(look).shades if look.ascii else glyphs(look).ramp
    ramp = ramp if look.dark else ramp[::-1]
    levels = np.minimum(np.nan_to_num(shades, nan=0.0) * len(ramp), len(ramp) - 1).astype(int)
    for row in range(area.height):
        signs = "".join(ramp[level] if seen else " "
                        for level, seen in zip(levels[row], np.isfinite(shades[row]), strict=True))
        area.glyphs(row, 0, signs, BLANK)
