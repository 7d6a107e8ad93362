"""Lines over a common axis: braille where the font allows, one character a line elsewhere."""

from __future__ import annotations

import math

import numpy as np
from rich.cells import cell_len

from tui_dl.draw.axes import Axes, Lines, Peak, axes_of, beyond
from tui_dl.draw.canvas import Area, clean, clip
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.look import Look
from tui_dl.draw.number import number
from tui_dl.draw.pointing import Pointing, Tape
from tui_dl.draw.roles import line_style, role
from tui_dl.draw.room import Size
from tui_dl.draw.trace import BRAILLE, columns, trace
from tui_dl.frames import Array, Curve

LOW = 6  # lines of a chart, below its legend, in which what goes beyond has no line of its own


def lines_of(view: Curve, tape: Tape | None) -> Lines:
    """The lines to draw: the given ones, then the readings followed on the tape."""
    found: Lines = {}
    for name, y in view.lines.items():
        values = np.asarray(y, dtype=float).ravel()
        x = np.asarray(view.x, dtype=float).ravel()
        x = x if x.size == values.size else np.arange(values.size, dtype=float)
        found[name] = (x, values)
    for name in view.follow:
        steps, values = tape.readings(name) if tape is not None else (np.zeros(0), np.zeros(0))
        found[name] = (np.asarray(steps, dtype=float), np.asarray(values, dtype=float))
    return found

LEAST = Size(22, 4)  # a curve in less can hardly be read


def sizes(view: Curve, width: int, height: int) -> list[Size]:
    """Sizes it can use, best first."""
    wanted = [(width, 14), (width, 12), (width, 10), (width * 2 // 3, 9), (width // 2, 8), (width // 2, 7),
              (width * 2 // 5, 6), (width // 3, 5), (width // 4, 4)]
    found = [Size(min(max(w, LEAST.width), width), min(h, height), ample=h > 8) for w, h in wanted]
    return [size._replace(share=min(1, size.width / LEAST.width) * min(1, size.height / LEAST.height))
            for size in found]


def paint(view: Curve, area: Area, look: Look, pointing: Pointing, tape: Tape | None) -> int:
    """Draw it over the whole area: a legend, what goes beyond, the lines between their axes. The lines used."""
    lines = lines_of(view, tape)
    axes = axes_of(view, lines)
    plot = framed(view, lines, axes, area, look, pointing)
    if plot is not None:
        _plot(view, lines, axes, plot, look, pointing)
    return area.height


def framed(view: Curve, lines: Lines, axes: Axes, area: Area, look: Look, pointing: Pointing) -> Area | None:
    """Draw the legend and the axes; the area that is left for the lines, or None if none is."""
    top = _legend(lines, view, area, look, pointing) if area.height != 2 else 0
    peaks = beyond(lines, axes)
    said_above = bool(peaks) and area.height - top > LOW
    if said_above:
        _beyond(view, peaks, area.part(top, 0, area.width, 1), look)
        top += 1
    rows = area.height - top - (area.height > 3)
    room = min(8, max(area.width // 3, 5))
    ends = [axes.label(end, room, ascii=look.ascii) for end in (axes.high, axes.low)]
    gutter = min(max(map(len, ends)), room) + 1
    if rows <= 0 or area.width - gutter < 2:
        return None
    _vertical(area, ends, top, rows, gutter, look)
    if area.height > 3:
        below = area.part(top + rows, gutter - 1, area.width, 1)
        _horizontal(axes, below, look, _named(view, [] if said_above else peaks, look))
    return area.part(top, gutter, area.width - gutter, rows)


def _beyond(view: Curve, peaks: list[Peak], line: Area, look: Look) -> None:
    """How far the lines go beyond the axis and where, of as many as there is room for; a sign, if of fewer than go."""
    signs, col = glyphs(look), 0
    for place, peak in enumerate(peaks):
        said = _short(peak, look) if col else beyond_said(view, peak, ascii=look.ascii)
        said = said if col or cell_len(said) + 2 <= line.width else _short(peak, look, name=False)
        more = 2 if place < len(peaks) - 1 else 0
        if col and col + 2 + cell_len(said) + more > line.width:
            line.text(0, col, signs.more, role("muted", look))
            return
        col += line.text(0, col, signs.beyond[not peak.up] + " ", line_style(peak.line, look))
        col += line.text(0, col, said, role("text", look)) + 2


def beyond_said(view: Curve, peak: Peak, *, ascii: bool = False) -> str:
    """`loss reaches 5239 at step 40`."""
    value, at = number(peak.value, ascii=ascii), number(peak.at, ascii=ascii)
    return f"{clean(peak.name)} {'reaches' if peak.up else 'falls to'} {value} at {clean(view.x_label)} {at}"


def _short(peak: Peak, look: Look, *, name: bool = True) -> str:
    """`loss 5239 at 40`, or without the name."""
    said = f"{number(peak.value, ascii=look.ascii)} at {number(peak.at, ascii=look.ascii)}"
    return f"{clean(peak.name)} {said}" if name else said


def _named(view: Curve, peaks: list[Peak], look: Look) -> list[str]:
    """What can stand in the middle of the horizontal axis, best first: what goes beyond, or what x is."""
    if not peaks:
        return [clean(view.x_label)]
    sign = glyphs(look).beyond[not peaks[0].up]
    said = beyond_said(view, peaks[0], ascii=look.ascii), _short(peaks[0], look), _short(peaks[0], look, name=False)
    return [f"{sign} {one}" for one in said]


def _legend(lines: Lines, view: Curve, area: Area, look: Look, pointing: Pointing) -> int:
    """Sign, name and value of every line, in as many rows as leave room for the lines; the rows used.

    Where the values do not fit, the names stand alone.
    """
    most = max(1, min(len(lines), area.height // 4))
    entries = [(clean(name), _latest(x, values, index, look, pointing, gaps=name in view.lines))
               for index, (name, (x, values)) in enumerate(lines.items())]
    rows = _legend_rows(entries, area.width)
    if len(rows) > most:
        entries = [(name, "") for name, _ in entries]
        rows = _legend_rows(entries, area.width)
    for row, places in enumerate(rows[:most]):
        for index, col in places:
            name, last = entries[index]
            used = col + area.text(row, col, _point(index, look) + " ", line_style(index, look))
            used += area.text(row, used, name, role("muted", look))
            used += 1 + area.text(row, used + 1, last, role("title", look))
    if len(rows) > most:
        area.text(most - 1, min(used + 2, area.width - 1), glyphs(look).more, role("muted", look))
    return min(len(rows), most)


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


def _point(index: int, look: Look) -> str:
    points = glyphs(look).points
    return points[index % len(points)]


def _vertical(area: Area, ends: list[str], top: int, rows: int, gutter: int, look: Look) -> None:
    bar, tick = glyphs(look).axis[0], glyphs(look).axis[1]
    muted = role("muted", look)
    for row in range(rows):
        label = {0: ends[0], rows - 1: ends[1]}.get(row, "") if rows > 1 else ends[0]
        room = gutter - 1
        area.text(top + row, 0, clip(label, room, ascii=look.ascii).rjust(room) + (tick if label else bar), muted)


def _horizontal(axes: Axes, area: Area, look: Look, names: list[str]) -> None:
    """The ends of x and, between them, the first of the names for which there is room."""
    signs, muted = glyphs(look), role("muted", look)
    left = number(axes.left, ascii=look.ascii)
    right = number(axes.right, ascii=look.ascii)
    line = signs.axis[2] + signs.axis[3] * (area.width - 1)
    area.text(0, 0, line, muted)
    used = area.text(0, 1, left + " ", muted) + 1
    start = area.width - len(right) - 1
    if start <= used:
        return
    area.text(0, start, " " + right, muted)
    for name in names:
        middle = max((area.width - cell_len(name) - 2) // 2, used)
        if middle + cell_len(name) + 2 <= start:
            area.text(0, middle, f" {name} ", muted)
            return


def _plot(view: Curve, lines: Lines, axes: Axes, plot: Area, look: Look, pointing: Pointing) -> None:
    fine = _fine(look)
    for index, (x, y) in enumerate(lines.values()):
        points = _scaled(x, y, axes, plot, fine)
        dots = trace(points, plot.width * fine[0], plot.height * fine[1])
        _write(dots, index, plot, look)
    _write_step(view, lines, axes, plot, look, pointing)
    for index, (name, (x, y)) in enumerate(lines.items()):
        gaps = np.isnan(y) if name in view.lines else np.zeros(y.shape, bool)
        cells = in_cells(x, y, axes, plot, look)
        _write_points(cells[~gaps], y[~gaps], index, len(lines), plot, look)
        _write_beyond(cells, axes, y, index, plot, look)
    _write_cursor(lines, axes, plot, look, pointing)


def _fine(look: Look) -> tuple[int, int]:
    """The dots of a cell: across, down."""
    return (1, 1) if look.ascii else (2, 4)


def in_cells(x: Array, y: Array, axes: Axes, plot: Area, look: Look) -> Array:
    """The cell in which the dot of each point lies, as (n, 2) column and row."""
    return np.asarray(np.rint(_scaled(x, y, axes, plot, _fine(look))) // _fine(look))


def _scaled(x: Array, y: Array, axes: Axes, plot: Area, fine: tuple[int, int]) -> Array:
    """Points as (n, 2) dots from the top left; the height is NaN where nothing can be drawn."""
    across, down = plot.width * fine[0] - 1, plot.height * fine[1] - 1
    finite = np.where(np.isfinite(y), y, np.nan)
    with np.errstate(invalid="ignore", over="ignore"):
        rising = (np.clip(axes.rise(finite), axes.low, axes.high) - axes.low) / (axes.high - axes.low)
        along = (x - axes.left) / (axes.right - axes.left)
    return np.stack([np.clip(np.nan_to_num(along), 0, 1) * across, (1 - rising) * down], axis=1)


def _write(dots: Array, index: int, plot: Area, look: Look) -> None:
    style = line_style(index, look)
    if look.ascii:
        for row, col in zip(*np.nonzero(dots), strict=True):
            plot.glyphs(int(row), int(col), _point(index, look), style)
        return
    patterns = (dots.reshape(plot.height, 4, plot.width, 2) * BRAILLE[:, None, :]).sum(axis=(1, 3))
    for row, col in zip(*np.nonzero(patterns), strict=True):
        there = plot.canvas.chars[plot.top + row][plot.left + col]
        before = ord(there) - 0x2800 if "\u2800" <= there <= "\u28ff" else 0
        plot.glyphs(int(row), int(col), chr(0x2800 + (before | int(patterns[row, col]))), style)


def _write_points(points: Array, values: Array, index: int, count: int, plot: Area, look: Look) -> None:
    """The sign of the line at its last point and, where there are several lines, now and then along it."""
    signs, style = glyphs(look), line_style(index, look)
    for col, row, value in columns(points, values):
        if math.isnan(row) and not math.isfinite(value):
            sign = signs.nan if math.isnan(value) else signs.infinite
            plot.glyphs(0 if value > 0 else plot.height - 1, col, sign, role("wrong", look))
    drawn = points[np.isfinite(points[:, 1])]
    if drawn.size == 0:
        return
    every = max(8, plot.width // 5)
    _, last = np.unique(drawn[::-1, 0], return_index=True)  # one point a column, the last of it
    spots = {round(col): round(row) for col, row in drawn[::-1][last].tolist()}
    shown = [c for c in spots if count > 1 and c % every == (index * every // max(count, 1)) % every]
    for col in (*shown, round(drawn[-1, 0])):
        plot.glyphs(spots[col], col, _point(index, look), style)


def _write_beyond(cells: Array, axes: Axes, y: Array, index: int, plot: Area, look: Look) -> None:
    """An arrow at the edge wherever the line goes beyond it."""
    for sign, row, there in zip(glyphs(look).beyond, (0, plot.height - 1), (axes.above(y), axes.below(y)), strict=True):
        for col in np.unique(cells[there, 0]):
            plot.glyphs(row, round(col), sign, line_style(index, look))


def _write_step(view: Curve, lines: Lines, axes: Axes, plot: Area, look: Look, pointing: Pointing) -> None:
    """Where the frame on screen lies, if the tape goes on behind it: a line down, wherever nothing is drawn."""
    ends = [x[-1] for name, (x, _) in lines.items() if name in view.follow and x.size]
    if pointing.step is None or not ends or pointing.step >= max(ends):
        return
    col = int(in_cells(np.array([pointing.step], float), np.zeros(1), axes, plot, look)[0, 0])
    for row in range(plot.height):
        if plot.canvas.chars[plot.top + row][plot.left + col] == " ":
            plot.glyphs(row, col, glyphs(look).axis[0], role("muted", look))


def _write_cursor(lines: Lines, axes: Axes, plot: Area, look: Look, pointing: Pointing) -> None:
    if pointing.cursor is None or len(pointing.cursor) != 2 or not 0 <= pointing.cursor[0] < len(lines):
        return
    x, y = list(lines.values())[pointing.cursor[0]]
    if not 0 <= pointing.cursor[1] < y.size:
        return
    col, row = in_cells(x, y, axes, plot, look)[pointing.cursor[1]]
    place = plot.height - 1 if math.isnan(row) else round(row)
    plot.glyphs(place, round(col), glyphs(look).cursor_one, role("cursor", look))
