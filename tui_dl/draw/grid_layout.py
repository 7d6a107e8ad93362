"""How a grid is laid out in the room there is: how wide a column, and which rows and columns are visible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len

from tui_dl.draw.canvas import clean
from tui_dl.draw.number import longest
from tui_dl.draw.pointing import Pointing
from tui_dl.draw.room import Size, window
from tui_dl.frames import Grid

WRITTEN = 256  # no more numbers than this are written out
LARGE, TALL = 128, 3  # no more than so many are written in squares of so many lines


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to lay a grid out, in terminal cells.

    A column takes `cell`, a row `tall` lines. Numbers have a `gap` of 1 on their left, for brackets, or of 2 or 4, half
    on each side; 0 means glyphs instead of numbers. `label` is the width of the row labels.
    """

    cell: int
    gap: int
    label: int
    header: bool
    tall: int = 1

    def width(self, cols: int) -> int:
        """Terminal cells for that many columns."""
        return self.label + cols * self.cell + self.gap % 2

    def height(self, rows: int) -> int:
        """Lines for that many rows."""
        return rows * self.tall + self.header


def plans(view: Grid) -> list[Plan]:
    """The ways to lay it out, the roomiest first."""
    rows, cols = whole(view)
    label = min(max(map(cell_len, map(clean, view.rows))), 12) + 1 if view.rows else 0
    header = bool(view.cols)
    found = []
    if rows * cols <= WRITTEN:
        width = longest(view.values)
        found += [Plan(max(width + 4, 6), 4, label, header, TALL)] if rows * cols <= LARGE else []
        found += [Plan(width + 2, 2, label, header), Plan(width + 1, 1, label, header)]
    return found + [Plan(2, 0, label, header), Plan(1, 0, label, header), Plan(1, 0, 0, header)]


def whole(view: Grid) -> tuple[int, int]:
    """Rows and columns with the padding."""
    rows, cols = np.atleast_2d(view.values).shape[:2]
    return rows + 2 * view.pad, cols + 2 * view.pad


def sizes(view: Grid, width: int, height: int) -> list[Size]:
    """Sizes it can use, best first. The last ones show a part of it."""
    rows, cols = whole(view)
    squares = [Size(p.width(cols), p.height(rows), ample=True) for p in plans(view) if p.tall > 1]
    flat = [p for p in plans(view) if p.tall == 1]
    fitting = [p for p in flat if p.width(cols) <= width] or [flat[-1]]
    found = [_seen(plan, rows, cols, width, height) for plan in fitting]
    last = fitting[-1]
    parts = [_seen(last, rows, cols, width, part) for part in (8, 6, 4) if part < found[-1].height]
    return [size for size in squares if size.width <= width and size.height <= height] + found + parts


def _seen(plan: Plan, rows: int, cols: int, width: int, height: int) -> Size:
    wide, tall = min(plan.width(cols), width), min(plan.height(rows), height)
    return Size(wide, tall, wide / max(plan.width(cols), 1) * tall / max(plan.height(rows), 1))


def plan_for(view: Grid, width: int, height: int) -> Plan:
    """The roomiest plan that fits; if none does, the roomiest that fits in width."""
    rows, cols = whole(view)
    choices = plans(view)
    wide = [p for p in choices if p.width(cols) <= width]
    whole_seen = [p for p in wide if p.height(rows) <= height]
    plan = (whole_seen or [p for p in wide if p.tall == 1] or choices[-1:])[0]
    fits = plan.height(rows) <= height
    return plan if height > 2 or fits or not plan.header else Plan(plan.cell, plan.gap, plan.label, False)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows and columns that are visible, counted with the padding."""

    top: int
    left: int
    rows: int
    cols: int


def part_of(view: Grid, plan: Plan, width: int, height: int, pointing: Pointing) -> Part:
    """The part of the grid that fits, around the cursor, else the focus, else the first source."""
    rows, cols = whole(view)
    marks = sorted(view.marks, key=lambda mark: mark.role)  # focus before source
    centre = pointing.cursor or ((marks[0].row, marks[0].col) if marks else None)
    row, col = (centre[0] + view.pad, centre[1] + view.pad) if centre and len(centre) > 1 else (0, 0)
    visible_rows = max(0, min(rows, (height - plan.header) // plan.tall))
    visible_cols = max(0, min(cols, (width - plan.width(0)) // plan.cell))
    return Part(window(rows, visible_rows, row), window(cols, visible_cols, col), visible_rows, visible_cols)
