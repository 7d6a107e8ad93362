"""Pictures as cells: two or four pixels a cell as blocks of two colours, or one glyph a cell without colour."""

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
LARGEST = 24  # pixels to which a small picture is enlarged, at most
QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"  # blocks by what is in front: 1 top left, 2 top right, 4 bottom left, 8 bottom right
BITS = np.array([1, 2, 4, 8])
WAYS = np.array([[front & bit > 0 for bit in BITS] for front in (3, 5, 9, 1, 7, 11, 13)])  # to part four in two


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

    A small picture is enlarged by a whole factor, to at most `LARGEST` pixels.
    """
    if min(height, width, room_width, room_height) < 1:
        return 0, 0
    share = min(room_width / width, 2 * room_height / height)
    if share >= 1:
        share = max(1, min(int(share), LARGEST // max(height, width)))
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
    across = 1 + (picture.shape[1] > area.width)  # a picture that is shrunk gets two pixels across a cell
    fine = shrunk(picture, 2 * area.height, across * area.width)
    signs, front, back = _halves(fine) if across == 1 else _split(fine)
    for row in range(area.height):
        styles = [_style(*pair) for pair in zip(front[row].tolist(), back[row].tolist(), strict=True)]
        area.canvas.put_styled(area.top + row, area.left, [QUARTERS[sign] for sign in signs[row]], styles)


def _halves(picture: Array) -> tuple[Array, Array, Array]:
    """Two pixels a cell, (2h, w) or (2h, w, 3), as `_split` says it: the upper one in front of the lower one."""
    tall = picture.reshape(picture.shape[0] // 2, 2, picture.shape[1], -1)
    known = np.isfinite(tall[..., 0])  # (h, 2, w)
    codes = np.where(known, _codes(np.where(known[..., None], tall, 0)), -1)
    upper, lower = codes[:, 0], codes[:, 1]
    signs = known[:, 0] * 3 + known[:, 1] * 12
    return np.where(signs == 15, 3, signs), np.where(known[:, 0], upper, lower), np.where(signs == 15, lower, -1)


def _split(picture: Array) -> tuple[Array, Array, Array]:
    """Four pixels a cell, (2h, 2w) or (2h, 2w, 3), as its block and two colours, each (h, w).

    Of all ways to part the four in two, the one whose two means err least. Unknown pixels are parted from
    known ones. A block is an index of QUARTERS; a colour red + green * GREYS + blue * GREYS**2, or -1 for none.
    """
    height, width = picture.shape[0] // 2, picture.shape[1] // 2
    four = picture.reshape(height, 2, width, 2, -1).swapaxes(1, 2).reshape(height, width, 4, -1)
    known: Array = np.isfinite(four[..., 0])  # (h, w, 4)
    whole = known.all(axis=2)
    four = np.where(known[..., None], four, 0)
    means = [[_mean(four, way), _mean(four, ~way)] for way in WAYS]  # for each way front and back, (h, w, channels)
    errors = [((four - np.where(way[:, None], front[:, :, None], back[:, :, None])) ** 2).sum(axis=(2, 3))
              for way, (front, back) in zip(WAYS, means, strict=True)]
    best = np.argmin(np.round(errors, 9), axis=0)  # the first of equals: halves
    front, back = np.take_along_axis(np.array(means), best[None, None, :, :, None], axis=0)[0]
    seen = four.sum(axis=2) / np.maximum(known.sum(axis=2), 1)[..., None]
    return (np.where(whole, WAYS[best] @ BITS, known @ BITS),
            np.where(whole, _codes(front), np.where(known.any(axis=2), _codes(seen), -1)),
            np.where(whole, _codes(back), -1))


def _mean(four: Array, part: Array) -> Array:
    return np.asarray(four[:, :, part].mean(axis=2))


def _codes(colours: Array) -> Array:
    levels = np.rint(colours * (GREYS - 1)).astype(int)
    return np.asarray(np.broadcast_to(levels, (*levels.shape[:-1], 3)) @ (1, GREYS, GREYS**2))


@lru_cache(maxsize=16384)
def _style(front: int, back: int) -> Style:
    """The style of a block of these two colours; -1 leaves the terminal's background."""
    return pixels(*(None if code < 0 else _rgb(code % GREYS, code // GREYS % GREYS, code // GREYS**2)
                    for code in (front, back)))


def _rgb(*levels: int) -> RGB:
    red, green, blue = (level * 255 // (GREYS - 1) for level in levels)
    return red, green, blue


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
