"""Colours of values: two quantised scales, dark and light, with prebuilt styles. Roles are in `roles`.

Lightness rises (dark look) or falls (light look) with the size of a value, so that order survives every kind
of colour blindness. Sequential: viridis (Smith and van der Walt, 2015, CC0) on dark, cream to violet on light.
Diverging: blue below zero, orange above.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from rich.color import Color, ColorSystem
from rich.style import Style

from tui_dl.draw.look import Look
from tui_dl.draw.roles import ANSI
from tui_dl.frames import Array, Scale

RGB = tuple[int, int, int]

BLACK: RGB = (0, 0, 0)
WHITE: RGB = (255, 255, 255)
LEVELS = 16  # of the sequential scale; the diverging one has as many plus its zero
PAGE = {True: "#121212", False: "#ffffff"}  # the background that shades are mixed with; dark, light

SEQUENTIAL = {
    True: ("#440154", "#482878", "#3e4a89", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b",
           "#fde725"),
    False: ("#fbf9e3", "#e3ecc0", "#b7dcae", "#7cc6a6", "#4aa9a0", "#33879a", "#30648c", "#394174", "#3a1c58"),
}
DIVERGING = {
    True: ("#8fd0ff", "#4b9be0", "#2467a6", "#1c3c5c", "#2a2a2e", "#5a3517", "#9c5a18", "#dd8a2e", "#ffc46b"),
    False: ("#0a3a75", "#2867ad", "#6699d1", "#b0cdec", "#f2f2f0", "#f5cfa3", "#dd9247", "#ad6114",
            "#6e3400"),
}

# With sixteen colours alone, from the least to the largest, places in ANSI; the ink on each is the one that reads.
FEW = {True: (0, 4, 6, 15), False: (15, 6, 4, 0)}
FEW_BELOW = {True: (0, 4, 6, 14), False: (15, 14, 6, 4)}
FEW_ABOVE = {True: (0, 1, 9, 11), False: (15, 11, 9, 1)}


@dataclass(frozen=True)
class Shades:
    """Prebuilt styles of one scale, one a level: for numbers on the colour, for glyphs shaded towards it."""

    number: tuple[Style, ...]
    number_source: tuple[Style, ...]
    glyph: tuple[Style, ...]


@cache
def shades(scale: Scale, look: Look) -> Shades:
    """The styles of a scale under a look. Without colour, marks differ by attribute only."""
    colours = level_colours(scale, look.dark)
    mark = Style(bold=True, underline=True)
    if not look.colour:
        plain = (Style(),) * len(colours)
        return Shades(plain, (mark,) * len(colours), plain)
    if look.sixteen:
        few = tuple(_few_style(place, look.dark) for place in _few(scale, look.dark))
        return Shades(few, tuple(style + mark for style in few), (Style(),) * len(few))
    number = tuple(Style(color=_hex(ink_on(c)), bgcolor=_hex(c)) for c in colours)
    page = _rgb(PAGE[look.dark])
    glyph = tuple(_glyph_style(colours[_paired(level, scale)], page) for level in range(len(colours)))
    return Shades(number, tuple(style + mark for style in number), glyph)


def _few(scale: Scale, dark: bool) -> tuple[int, ...]:
    """Of every level its place among the sixteen."""
    if scale == "sequential":
        return tuple(FEW[dark][level * 4 // LEVELS] for level in range(LEVELS))
    half = LEVELS // 2
    sides = [(FEW_BELOW if level < half else FEW_ABOVE)[dark] for level in range(LEVELS + 1)]
    return tuple(side[round(abs(level - half) / half * 3)] for level, side in enumerate(sides))


def _few_style(place: int, dark: bool) -> Style:
    ink = 15 if place in (0, 1, 4) else 0
    return Style(color=ANSI[ink], bgcolor=None if place == (0 if dark else 15) else ANSI[place])


def _paired(level: int, scale: Scale) -> int:
    """Two neighbouring levels share a glyph's colour: longer runs, fewer bytes. Zero stands alone."""
    if scale == "sequential":
        return level // 2 * 15 // 7
    half = LEVELS // 2
    return half + (level > half) * ((level - half + 1) // 2 * 2) - (level < half) * ((half - level + 1) // 2 * 2)


@lru_cache(maxsize=256)
def _glyph_style(colour: RGB, page: RGB) -> Style:
    return Style(color=_hex(colour), bgcolor=_hex(_mix(colour, page, 0.45)))


@cache
def level_colours(scale: Scale, dark: bool) -> tuple[RGB, ...]:
    """The colour of every level: 16 from low to high, or 17 from negative through zero to positive."""
    if scale == "diverging":
        return _interpolated(DIVERGING[dark], LEVELS + 1)
    return _interpolated(SEQUENTIAL[dark], LEVELS)


def levels(values: Array, scale: Scale, low: float | None = None, high: float | None = None) -> Array:
    """The level of every value, integers; NaN gets that of zero. A diverging scale is symmetric around 0."""
    array = np.asarray(values, dtype=float)
    lowest, highest = extent(array, scale, low, high)
    with np.errstate(invalid="ignore", over="ignore"):
        share = (np.clip(array, lowest, highest) / 2 - lowest / 2) / (highest / 2 - lowest / 2)
    if scale == "diverging":
        return np.asarray(np.rint(np.nan_to_num(share, nan=0.5) * LEVELS), dtype=int)
    return np.asarray(np.minimum(np.nan_to_num(share, nan=0.0) * LEVELS, LEVELS - 1), dtype=int)


def extent(
    values: Array, scale: Scale, low: float | None = None, high: float | None = None
) -> tuple[float, float]:
    """The lowest and highest value of the scale, low < high; from the finite values where not given."""
    array = np.asarray(values, dtype=float)
    finite = array[np.isfinite(array)]
    least = low if low is not None and np.isfinite(low) else (float(finite.min()) if finite.size else 0.0)
    most = high if high is not None and np.isfinite(high) else (float(finite.max()) if finite.size else 0.0)
    if scale == "diverging":
        bound = max(abs(least), abs(most)) or 1.0
        return -bound, bound
    if least >= most:
        least, most = min(least, most, 0.0), max(least, most, 0.0)
    return (least, most) if least < most else (0.0, 1.0)


@lru_cache(maxsize=8192)
def pixels(top: RGB | None, bottom: RGB | None) -> Style:
    """The style of a half block with these two pixels; None leaves the terminal's background."""
    return Style(color=_hex(top) if top else None, bgcolor=_hex(bottom) if bottom else None)


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: RGB) -> float:
    """The relative luminance of an sRGB colour, 0 to 1 (WCAG 2.1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: RGB) -> RGB:
    """Black or white, whichever reads better on a colour and on its neighbour among 256 colours."""
    return max(BLACK, WHITE, key=lambda ink: _worst_contrast(colour, ink))


def _worst_contrast(colour: RGB, ink: RGB) -> float:
    near = Color.from_rgb(*colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return min(contrast(colour, ink), contrast((near.red, near.green, near.blue), ink))


def _legible(colour: RGB) -> RGB:
    """The colour, or the nearest lighter or darker one on which text has a contrast of 4.5 (WCAG 2.1 AA)."""
    tries = (_mix(ground, colour, share / 50) for share in range(50) for ground in (WHITE, BLACK))
    return next(tried for tried in tries if _worst_contrast(tried, ink_on(tried)) >= 4.5)


def _interpolated(anchors: tuple[str, ...], count: int) -> tuple[RGB, ...]:
    stops = list(pairwise(_rgb(anchor) for anchor in anchors))
    found = []
    for place in np.linspace(0, len(stops), count):
        left = min(int(place), len(stops) - 1)
        found.append(_legible(_mix(stops[left][1], stops[left][0], float(place) - left)))
    return tuple(found)


def _mix(colour: RGB, ground: RGB, share: float) -> RGB:
    red, green, blue = (round(g + (c - g) * share) for c, g in zip(colour, ground, strict=True))
    return red, green, blue


def _rgb(text: str) -> RGB:
    triplet = Color.parse(text).get_truecolor()
    return triplet.red, triplet.green, triplet.blue


def _hex(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
