"""What a chart says of its lines: their signs, names and values, and how far they go beyond the axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len

from tui_dl.draw.axes import Axes, Lines, Peak
from tui_dl.draw.canvas import Area, clean
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.look import Look
from tui_dl.draw.number import number
from tui_dl.draw.pointing import Pointing
from tui_dl.draw.roles import line_style, role
from tui_dl.frames import Array, Curve


def paint_legend(view: Curve, lines: Lines, area: Area, look: Look, pointing: Pointing) -> tuple[int, int]:
    """Sign, name and value of every line, in as many rows as leave room for the lines.

    Where the values do not fit, the names stand alone; a sign says that even some of those do not. The rows used,
    and the column from which on the last of them is free.
    """
    most = max(1, area.height // 4)
    entries = [(clean(name), _latest(x, values, index, look, pointing, gaps=name in view.lines))
               for index, (name, (x, values)) in enumerate(lines.items())]
    rows, used = _legend_rows(entries, area.width), 0
    if len(rows) > most:
        entries = [(name, "") for name, _ in entries]
        rows = _legend_rows(entries, area.width)
        most = max(most, min(2, area.height - 4))  # three rows are left for the lines
    for row, places in enumerate(rows[:most]):
        for index, col in places:
            name, last = entries[index]
            used = col + area.text(row, col, point(index, look) + " ", line_style(index, look))
            used += area.text(row, used, name, role("muted", look))
            used += 1 + area.text(row, used + 1, last, role("title", look)) if last else 0
    if len(rows) > most:
        used = min(used + 2, area.width - 1)
        used += area.text(most - 1, used, glyphs(look).more, role("muted", look))
    return min(len(rows), most), used + 2


def _legend_rows(entries: list[tuple[str, str]], width: int) -> list[list[tuple[int, int]]]:
    """For every row of a legend, which lines are named there and in which column."""
    rows: list[list[tuple[int, int]]] = [[]]
    col = 0
    for index, (name, last) in enumerate(entries):
        needed = cell_len(name) + 2 + (len(last) + 1 if last else 0)
        if col and col + needed > width:
            rows.append([])
            col = 0
        rows[-1].append((index, col))
        col += needed + 2
    return rows


def _latest(x: Array, values: Array, index: int, look: Look, pointing: Pointing, *, gaps: bool) -> str:
    """The value under the cursor, or else at the step on screen, or the last; with `gaps`, the last that is not NaN."""
    drawn = values[~np.isnan(values)] if gaps else values
    if not drawn.size:
        return glyphs(look).unknown
    value = _value_at(x, values, index, pointing, given=gaps)
    return number(float(drawn[-1]) if gaps and math.isnan(value) else value, ascii=look.ascii)


def _value_at(x: Array, values: Array, index: int, pointing: Pointing, *, given: bool) -> float:
    cursor = pointing.cursor
    if cursor is not None and len(cursor) == 2 and cursor[0] == index and 0 <= cursor[1] < values.size:
        return float(values[cursor[1]])
    if given or pointing.step is None:
        return float(values[-1])
    return float(values[max(int(np.searchsorted(x, pointing.step, "right")) - 1, 0)])


def point(index: int, look: Look) -> str:
    """The sign of the nth line."""
    points = glyphs(look).points
    return points[index % len(points)]


def paint_peaks(view: Curve, peaks: Sequence[Peak], line: Area, look: Look) -> None:
    """How far the lines go beyond the axis and where, of as many as there is room for; a sign, if of fewer than go."""
    signs, col = glyphs(look), 0
    for place, peak in enumerate(peaks):
        said = _short(peak, look) if col else peak_said(view, peak, ascii=look.ascii)
        said = said if col or cell_len(said) + 2 <= line.width else _short(peak, look, name=False)
        more = 2 if place < len(peaks) - 1 else 0
        if col and col + 2 + cell_len(said) + more > line.width:
            line.text(0, col, signs.more, role("muted", look))
            return
        col += line.text(0, col, signs.beyond[not peak.up] + " ", line_style(peak.line, look))
        col += line.text(0, col, said, role("text", look)) + 2


def peak_said(view: Curve, peak: Peak, *, ascii: bool = False) -> str:
    """`loss reaches 5239 at step 40`."""
    value, at = number(peak.value, ascii=ascii), number(peak.at, ascii=ascii)
    return f"{clean(peak.name)} {'reaches' if peak.up else 'falls to'} {value} at {clean(view.x_label)} {at}"


def _short(peak: Peak, look: Look, *, name: bool = True) -> str:
    """`loss 5239 at 40`, or without the name."""
    said = f"{number(peak.value, ascii=look.ascii)} at {number(peak.at, ascii=look.ascii)}"
    return f"{clean(peak.name)} {said}" if name else said


def peak_names(view: Curve, peaks: Sequence[Peak], look: Look) -> list[str]:
    """The farthest peak in a few words, the most telling first."""
    peak, sign = peaks[0], glyphs(look).beyond[not peaks[0].up]
    said = peak_said(view, peak, ascii=look.ascii), _short(peak, look), _short(peak, look, name=False)
    return [f"{sign} {one}" for one in (*said, number(peak.value, ascii=look.ascii))]


def span_names(view: Curve, axes: Axes, look: Look) -> list[str]:
    """From where to where x goes, the most telling first."""
    said = f"{number(axes.left, ascii=look.ascii)} to {number(axes.right, ascii=look.ascii)}"
    return [f"{clean(view.x_label)} {said}", said]
