"""A matrix of numbers: written out where there is room, else as glyphs shaded by size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Literal

import numpy as np
from rich.cells import cell_len
from rich.style import Style

from tui_dl.draw.canvas import Area, clean
from tui_dl.draw.glyphs import Glyphs, glyphs
from tui_dl.draw.grid_layout import Part, Plan, part_of, plan_for, whole
from tui_dl.draw.look import Look
from tui_dl.draw.number import fitted, is_tiny
from tui_dl.draw.palette import LEVELS, extent, levels, shades
from tui_dl.draw.pointing import Pointing
from tui_dl.draw.roles import role
from tui_dl.frames import Array, Grid, Scale

Role = Literal["source", "focus", "cursor"]


def notes(view: Grid, width: int, height: int, look: Look, pointing: Pointing) -> list[str]:
    """What the title adds: the range where no numbers are written, and which part is visible."""
    plan = plan_for(view, width, height)
    part = part_of(view, plan, width, height, pointing)
    found = []
    if not plan.gap:
        low, high = extent(view.values, view.scale, view.low, view.high)
        found.append(f"{fitted(low, 5)} to {fitted(high, 5)}")
    rows, cols = whole(view)
    if part.rows < rows:
        found.append(f"rows {part.top - view.pad} to {part.top + part.rows - 1 - view.pad} of {rows}")
    if part.cols < cols:
        found.append(f"columns {part.left - view.pad} to {part.left + part.cols - 1 - view.pad} of {cols}")
    return found


def paint(view: Grid, area: Area, look: Look, pointing: Pointing) -> int:
    """Draw it; the number of lines used."""
    plan = plan_for(view, area.width, area.height)
    part = part_of(view, plan, area.width, area.height, pointing)
    if part.rows <= 0 or part.cols <= 0:
        return 0
    _Painter(view, plan, part, area, look).paint(pointing)
    return part.rows * plan.tall + plan.header


@cache
def ramp(scale: Scale, signs: Glyphs) -> tuple[str, ...]:
    """The glyph of every level. On a diverging scale the sign decides the family, the size the glyph."""
    steps = len(signs.ramp)
    if scale == "sequential":
        return tuple(signs.ramp[level * steps // LEVELS] for level in range(LEVELS))
    half = LEVELS // 2
    sizes = [-(-abs(level - half) * (steps - 1) // half) for level in range(LEVELS + 1)]
    return tuple((signs.below if level < half else signs.ramp)[size] for level, size in enumerate(sizes))


def mask(known: Array | None, values: Array) -> Array:
    """A mask of the shape of `values`, True where a value is known."""
    return np.ones(values.shape, bool) if known is None else np.broadcast_to(known, values.shape)


def _marked(view: Grid, pointing: Pointing) -> Iterator[tuple[set[tuple[int, int]], Role]]:
    lit = {(cell[0], cell[1]) for cell in pointing.lit if len(cell) > 1}
    yield lit | {(mark.row, mark.col) for mark in view.marks if mark.role == "source"}, "source"
    yield {(mark.row, mark.col) for mark in view.marks if mark.role == "focus"}, "focus"
    if pointing.cursor is not None and len(pointing.cursor) > 1:
        yield {(pointing.cursor[0], pointing.cursor[1])}, "cursor"


def _signs_of(name: Role, signs: Glyphs) -> tuple[str, str]:
    """The pair of brackets of a role, and the sign for a single cell."""
    return {"source": (signs.source, signs.source_one), "focus": (signs.focus, signs.focus_one),
            "cursor": (signs.cursor, signs.cursor_one)}[name]


class _Painter:
    """Everything one drawing of a grid needs at hand."""

    def __init__(self, view: Grid, plan: Plan, part: Part, area: Area, look: Look) -> None:
        self.view, self.plan, self.part, self.area, self.look = view, plan, part, area, look
        self.signs = glyphs(look)
        self.shades = shades(view.scale, look)
        self.muted = role("muted", look)
        self.values = np.atleast_2d(np.asarray(view.values, dtype=float))
        self.known = mask(view.known, self.values)
        self.levels = levels(self.values, view.scale, view.low, view.high)
        self.ramp = ramp(view.scale, self.signs)
        self.tiny = is_tiny(self.values)

    def paint(self, pointing: Pointing) -> None:
        self._labels()
        rows, cols = self.values.shape
        pad, plan, part = self.view.pad, self.plan, self.part
        write = self._number if plan.gap else self._glyph
        for line in range(part.rows):
            row = part.top + line - pad
            for place in range(part.cols):
                col = part.left + place - pad
                inside = 0 <= row < rows and 0 <= col < cols
                y, x = line * plan.tall + plan.header, plan.label + place * plan.cell
                if not inside:
                    self._aside(y, x, "0")
                elif not self.known[row, col]:
                    self._aside(y, x, self.signs.unknown)
                else:
                    write(y, x, row, col)
        self._marks(pointing)

    def _aside(self, y: int, x: int, sign: str) -> None:
        cell, gap = self.plan.cell, self.plan.gap
        text = sign.rjust(cell - gap // 2).ljust(cell) if gap else sign.ljust(cell)
        self.area.glyphs(y + self.plan.tall // 2, x, text, self.muted)

    def _number(self, y: int, x: int, row: int, col: int) -> None:
        cell, gap, tall = self.plan.cell, self.plan.gap, self.plan.tall
        text = fitted(float(self.values[row, col]), cell - gap, tiny=self.tiny, ascii=self.look.ascii)
        style = self.shades.number[self.levels[row, col]]
        for line in range(tall):
            said = text if line == tall // 2 else ""
            self.area.glyphs(y + line, x, said.rjust(cell - gap // 2).ljust(cell), style)

    def _glyph(self, y: int, x: int, row: int, col: int) -> None:
        level = int(self.levels[row, col])
        self.area.glyphs(y, x, self._signs(float(self.values[row, col]), level), self.shades.glyph[level])

    def _signs(self, value: float, level: int) -> str:
        cell, signs = self.plan.cell, self.signs
        if math.isfinite(value):
            return self.ramp[level] * cell
        if math.isnan(value):
            return signs.nan * cell
        return signs.infinite * cell if value > 0 else ("-" + signs.infinite if cell > 1 else signs.sunk)

    def _labels(self) -> None:
        plan, part, view = self.plan, self.part, self.view
        rows = {index + view.pad: label for index, label in enumerate(view.rows)} if plan.label else {}
        for line in range(part.rows):
            label = rows.get(part.top + line, "")
            self.area.text(line * plan.tall + plan.tall // 2 + plan.header, 0, label, self.muted, width=plan.label - 1)
        if plan.header:
            self._header({index + view.pad: label for index, label in enumerate(view.cols)})

    def _header(self, cols: dict[int, str]) -> None:
        """Column labels: over numbers as much as fits, over glyphs an initial; of long numbers as many as fit."""
        plan, free = self.plan, 0
        labels = [clean(cols.get(self.part.left + place, "")) for place in range(self.part.cols)]
        numbers = all(label.isdigit() for label in labels if label)
        initials = not plan.gap and not numbers and max(map(cell_len, labels)) > plan.cell
        for place, label in enumerate(labels):
            label = label[:1] if initials else label
            length, x = cell_len(label), plan.label + place * plan.cell
            if plan.gap:
                start = x + max(1, plan.cell - plan.gap // 2 - length)
                self.area.text(0, start, label, self.muted, width=plan.cell - 1)
            elif label and x >= free and x + length <= self.area.width:
                self.area.text(0, x, label, self.muted)
                free = x + length + (length > plan.cell)

    def _marks(self, pointing: Pointing) -> None:
        for cells, name in _marked(self.view, pointing):
            visible = sorted(cell for cell in cells if self._visible(cell))
            for cell in visible:
                self._restyle(cell, name)
            if self.plan.gap:
                self._brackets(visible, name)

    def _visible(self, cell: tuple[int, int]) -> bool:
        row, col = cell[0] + self.view.pad - self.part.top, cell[1] + self.view.pad - self.part.left
        return 0 <= row < self.part.rows and 0 <= col < self.part.cols

    def _place(self, cell: tuple[int, int]) -> tuple[int, int]:
        """Where its number stands: the line, and the first column of the cell."""
        row, col = cell[0] + self.view.pad - self.part.top, cell[1] + self.view.pad - self.part.left
        tall = self.plan.tall
        return row * tall + tall // 2 + self.plan.header, self.plan.label + col * self.plan.cell

    def _restyle(self, cell: tuple[int, int], name: Role) -> None:
        y, x = self._place(cell)
        gap, width = self.plan.gap, self.plan.cell
        style = self._source_style(cell) if name == "source" else role(name, self.look)
        if gap:
            start, end = x + (gap + 1) // 2, x + width - gap // 2
            self.area.glyphs(y, start, self._written(y, start, end), style)
            if name != "source":
                self._frame(y, x, width, style)
        elif name == "source" and not self.look.colour:
            self.area.glyphs(y, x, self._written(y, x, x + width), style)
        else:
            pair, one = _signs_of(name, self.signs)
            self.area.glyphs(y, x, pair if width == 2 else one, style)

    def _frame(self, y: int, x: int, width: int, style: Style) -> None:
        """What is free of a square: the lines above and below its number, and the gaps beside it."""
        gap = min(self.plan.gap // 2, width)
        for line in range(y - self.plan.tall // 2, y + self.plan.tall - self.plan.tall // 2):
            if line != y:
                self.area.glyphs(line, x, " " * width, style)
            elif gap > 1:
                self.area.glyphs(y, x, " " * gap, style)
                self.area.glyphs(y, x + width - gap, " " * gap, style)

    def _written(self, y: int, start: int, end: int) -> str:
        row = self.area.canvas.chars[self.area.top + y]
        return "".join(row[self.area.left + start:self.area.left + end])

    def _source_style(self, cell: tuple[int, int]) -> Style:
        rows, cols = self.values.shape
        if not (0 <= cell[0] < rows and 0 <= cell[1] < cols and self.known[cell]):
            return role("source", self.look)
        return self.shades.number_source[int(self.levels[cell])]

    def _brackets(self, cells: list[tuple[int, int]], name: Role) -> None:
        """Brackets around every run of marked cells in a row."""
        pair, _ = _signs_of(name, self.signs)
        style = role("bracket" if name == "source" else name, self.look)
        there = set(cells)
        for row, col in cells:
            y, x = self._place((row, col))
            end = x + self.plan.cell - (self.plan.gap > 1)
            for place, sign, neighbour in ((x, pair[0], (row, col - 1)), (end, pair[1], (row, col + 1))):
                if neighbour not in there:
                    self._frame(y, place, 1, style)
                    self.area.glyphs(y, place, sign, style)
                elif name == "focus":
                    self.area.glyphs(y, place, " ", style)
