"""Lines over a common axis: braille where the font allows, one character a line elsewhere."""

from __future__ import annotations

import math

import numpy as np
from rich.cells import cell_len

from tui_dl.draw.axes import Axes, Lines, axes_of, beyond
from tui_dl.draw.canvas import Area, clean, clip
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.legend import paint_legend, paint_peaks, peak_names, point, span_names
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
    """Draw the legend and the axes; the area that is left for the lines, or None if none is.

    In few rows the legend says what the axis of x would have said.
    """
    has_axis, peaks = area.height > 4, beyond(lines, axes)
    top, free = paint_legend(view, lines, area, look, pointing) if area.height != 2 else (0, area.width)
    said_above = bool(peaks) and area.height - top > LOW
    if said_above:
        paint_peaks(view, peaks, area.part(top, 0, area.width, 1), look)
        top += 1
    if not has_axis:
        names = peak_names(view, peaks, look) if peaks else span_names(view, axes, look)
        name = next((name for name in names if free + cell_len(name) <= area.width), "")
        area.text(0, area.width - cell_len(name), name, role("muted", look))
    rows = area.height - top - has_axis
    room = min(8, max(area.width // 3, 5))
    ends = [axes.label(end, room, ascii=look.ascii) for end in (axes.high, axes.low)]
    gutter = min(max(map(len, ends)), room) + 1
    if rows <= 0 or area.width - gutter < 2:
        return None
    _vertical(area, ends, top, rows, gutter, look)
    if has_axis:
        below = area.part(top + rows, gutter - 1, area.width, 1)
        _horizontal(axes, below, look, peak_names(view, peaks, look) if peaks and not said_above
                    else [clean(view.x_label)])
    return area.part(top, gutter, area.width - gutter, rows)


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
            plot.glyphs(int(row), int(col), point(index, look), style)
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
        plot.glyphs(spots[col], col, point(index, look), style)


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
    for row in range(plot.height if col else 0):  # beside the axis it would look like another one
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
