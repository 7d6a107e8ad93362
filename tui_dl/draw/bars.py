"""Horizontal bars, one a label, each with its number."""

from __future__ import annotations

import math

import numpy as np
from rich.cells import cell_len

from tui_dl.draw.canvas import Area, clean
from tui_dl.draw.glyphs import Glyphs, glyphs
from tui_dl.draw.grid import mask
from tui_dl.draw.look import Look
from tui_dl.draw.number import column
from tui_dl.draw.pointing import Pointing
from tui_dl.draw.roles import role
from tui_dl.draw.room import Size, window
from tui_dl.frames import Bars

SHORTEST = 6  # cells of a bar, where its label would take more


def sizes(view: Bars, width: int, height: int) -> list[Size]:
    """Sizes it can use, best first; the last ones show a part of it."""
    count = max(np.size(view.values), 1)
    tail = max(map(len, _written(view, Look())), default=0) + 4
    rest, least = _label_width(view, width, tail) + tail, min(_longest(view), width // 3) + tail + SHORTEST
    wanted = [(rest + bar, count) for bar in (32, 24, 16, 10, SHORTEST)] + [(least, count)]
    wanted += [(least, part) for part in (8, 6, 4, 3) if part < min(count, height)]
    return [Size(min(w, width), min(h, height), min(h, height) / count) for w, h in wanted]


def _label_width(view: Bars, width: int, tail: int) -> int:
    """What the longest label takes, or what is left beside a short bar and its number; a third at least."""
    return min(_longest(view), max(width - tail - SHORTEST, width // 3, 1))


def _longest(view: Bars) -> int:
    return max((cell_len(clean(label)) for label in view.labels), default=0)


def extent(view: Bars) -> tuple[float, float]:
    """The ends of the longest bars to the left and right of zero; the bounds of the view, if it has any."""
    values = np.asarray(view.values, dtype=float).ravel()
    finite = values[np.isfinite(values) & mask(view.known, values)]
    low = min(view.low if view.low is not None else float(finite.min(initial=0.0)), 0.0)
    high = max(view.high if view.high is not None else float(finite.max(initial=0.0)), 0.0)
    return (low, high) if low < high else (0.0, 1.0)


def paint(view: Bars, area: Area, look: Look, pointing: Pointing) -> int:
    """Draw it; the number of lines used."""
    values = np.asarray(view.values, dtype=float).ravel()
    rows = min(values.size, area.height)
    first = first_of(view, area.height, pointing)
    written = _written(view, look)
    tail = min(max(map(len, written), default=0), max(area.width - 4, 1))
    label = _label_width(view, area.width, tail + 4)
    label = min(label, max(area.width - tail - 4, 1))
    middle = area.part(0, label + 3, area.width - label - tail - 4, rows)
    for row in range(rows):
        index = first + row
        _head(view, index, area, row, label, look, pointing)
        if mask(view.known, values)[index]:
            _bar(view, float(values[index]), middle, row, look)
        area.text(row, max(area.width - tail, 0), written[index].rjust(tail), role("title", look)
                  if index == view.mark else role("text", look))
    return rows


def first_of(view: Bars, height: int, pointing: Pointing) -> int:
    """The topmost bar that is seen in that many lines."""
    count = np.size(view.values)
    return window(count, min(count, height), pointing.cursor[0] if pointing.cursor else view.mark)


def _written(view: Bars, look: Look) -> list[str]:
    values = np.asarray(view.values, dtype=float).ravel()
    known = mask(view.known, values)
    numbers = iter(column(values[known].tolist(), ascii=look.ascii))
    return [next(numbers) if seen else glyphs(look).unknown for seen in known]


def _head(view: Bars, index: int, area: Area, row: int, label: int, look: Look, pointing: Pointing) -> None:
    signs = glyphs(look)
    name = view.labels[index] if index < len(view.labels) else ""
    if pointing.cursor == (index,):
        sign, style = signs.cursor[0], role("cursor", look)
    elif index == view.mark:
        sign, style = signs.mark, role("focus", look)
    elif (index,) in pointing.lit:
        sign, style = signs.source[0], role("source", look)
    else:
        sign, style = " ", role("text", look)
    area.text(row, 0, sign, style)
    area.text(row, 1, name, style, width=min(label, max(area.width - 2, 0)))


def _bar(view: Bars, value: float, area: Area, row: int, look: Look) -> None:
    if area.width < 1 or math.isnan(value):
        return
    low, high = extent(view)
    signs = glyphs(look)
    zero = round(-low / (high - low) * area.width)
    size = min(max(value, low), high) / (high - low)
    if value < 0:
        cells = _left(-size * area.width, zero, signs)
        area.text(row, zero - len(cells), cells, role("negative", look))
    else:
        area.text(row, zero, _right(size * area.width, area.width - zero, signs), role("positive", look))


def _right(length: float, room: int, signs: Glyphs) -> str:
    steps = len(signs.bar) - 1
    eighths = min(round(length * steps), room * steps)
    whole, part = divmod(eighths, steps)
    return signs.bar[-1] * whole + (signs.bar[part] if part else "")


def _left(length: float, room: int, signs: Glyphs) -> str:
    steps = len(signs.bar_left) - 1
    halves = min(round(length * steps), room * steps)
    whole, part = divmod(halves, steps)
    return (signs.bar_left[part] if part else "") + signs.bar_left[-1] * whole
