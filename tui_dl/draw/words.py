"""Text with numbers: a row of tokens and their weights, and tables."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from rich.cells import cell_len
from rich.style import Style

from tui_dl.draw.canvas import Area, clean
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.grid import mask
from tui_dl.draw.look import Look
from tui_dl.draw.number import fitted, number
from tui_dl.draw.palette import levels, shades
from tui_dl.draw.pointing import Pointing
from tui_dl.draw.roles import role
from tui_dl.draw.room import Size, window
from tui_dl.frames import Index, Table, Tokens

LONGEST = 16  # cells of a token or a text in a table before it is cut


def _token_widths(view: Tokens) -> list[int]:
    """Cells of every token with room for a bracket on both sides."""
    least = 1 if view.weights is None else 4
    return [min(max(cell_len(clean(token)), least), LONGEST) + 2 for token in view.tokens]


def _wrapped(widths: list[int], width: int) -> list[list[int]]:
    """The indices of the tokens of every line."""
    lines: list[list[int]] = [[]]
    used = 0
    for index, cells in enumerate(widths):
        if lines[-1] and used + cells > width:
            lines.append([])
            used = 0
        lines[-1].append(index)
        used += cells
    return lines


def token_sizes(view: Tokens, width: int, height: int) -> list[Size]:
    """Sizes it can use, best first."""
    widths = _token_widths(view)
    deep = 1 if view.weights is None else 2
    found = []
    for room in (width, width * 2 // 3, width // 2):
        lines = _wrapped(widths, max(room, 1))
        longest = max(sum(widths[i] for i in line) for line in lines)
        tall = deep * len(lines)
        found.append(Size(min(longest, width), min(tall, height), min(1, height / tall)))
    found.append(Size(found[0].width, min(deep, height), min(1, deep / found[0].height)))
    return list(dict.fromkeys(found))


def paint_tokens(view: Tokens, area: Area, look: Look, pointing: Pointing) -> int:
    """Draw the tokens, wrapped, each over its weight; the number of lines used."""
    if not view.tokens or area.height < 1:
        return 0
    widths = _token_widths(view)
    deep, lines = _token_lines(view, area.width, area.height, pointing)
    for row, line in enumerate(lines):
        col = 0
        for index in line:
            _token(view, index, area.part(row * deep, col, widths[index], deep), look, pointing)
            col += widths[index]
    return len(lines) * deep


def _token_lines(view: Tokens, width: int, height: int, pointing: Pointing) -> tuple[int, list[list[int]]]:
    """How many cells high a token is, and the indices of those of every line that is seen."""
    deep = 1 if view.weights is None or height < 2 else 2
    lines = _wrapped(_token_widths(view), width)
    rows = min(len(lines), height // deep)
    cursor = pointing.cursor[0] if pointing.cursor else (view.marks[0] if view.marks else 0)
    at = next((place for place, line in enumerate(lines) if cursor in line), 0)
    first = window(len(lines), rows, at)
    return deep, lines[first:first + rows]


def token_under(view: Tokens, width: int, height: int, row: int, col: int, pointing: Pointing) -> Index | None:
    """The index of the token at a place, or None."""
    deep, lines = _token_lines(view, width, height, pointing)
    widths, end = _token_widths(view), 0
    for index in lines[row // deep] if row // deep < len(lines) else ():
        end += widths[index]
        if col < end:
            return (index,)
    return None


def _token(view: Tokens, index: int, cell: Area, look: Look, pointing: Pointing) -> None:
    signs = glyphs(look)
    known = bool(mask(view.known, np.asarray(view.values))[index])
    text = clean(view.tokens[index]) if known else signs.unknown
    inner = cell.part(0, 1, cell.width - 2, cell.height)
    style = _shade(view, index, look) if known else role("muted", look)
    inner.text(0, 0, text.center(inner.width) if text.isascii() else text, style)
    if cell.height > 1:
        weight = fitted(float(np.ravel(view.values)[index]), 5, ascii=look.ascii) if known else signs.unknown
        inner.text(1, 0, weight.center(inner.width), role("text" if known else "muted", look))
    if pointing.cursor == (index,):
        pair, mark = signs.cursor, "cursor"
    elif index in view.marks:
        pair, mark = signs.focus, "focus"
    elif (index,) in pointing.lit:
        pair, mark = signs.source, "bracket"
    else:
        return
    cell.text(0, 0, pair[0], role(mark, look))
    cell.text(0, cell.width - 1, pair[1], role(mark, look))


def _shade(view: Tokens, index: int, look: Look) -> Style:
    if view.weights is None:
        return role("text", look)
    return shades("sequential", look).number[int(levels(np.ravel(view.values), "sequential", 0, 1)[index])]


def _cells(view: Table, look: Look) -> list[list[str]]:
    """Header and rows as text, all rows as long as the longest."""
    rows = [list(map(clean, view.header))]
    rows += [[number(cell, ascii=look.ascii) for cell in row] for row in view.cells]
    count = max(map(len, rows))
    return [row + [""] * (count - len(row)) for row in rows]


class _Columns(NamedTuple):
    """The cells of the visible columns of a table, the gap between two, and whether any is left out."""

    widths: tuple[int, ...]
    gap: int
    cut: bool

    def start(self, col: int) -> int:
        """Where a column begins; a cell on its left is kept for marks."""
        return 1 + sum(self.widths[:col]) + self.gap * col

    @property
    def total(self) -> int:
        """Cells of the whole table."""
        return self.start(len(self.widths)) - self.gap + 1


def _columns(rows: list[list[str]], width: int) -> _Columns:
    """Columns for that width: first the gaps give way, then the widest columns, at last the rightmost."""
    widths = [max(1, *(min(cell_len(row[col]), 40) for row in rows)) for col in range(len(rows[0]))]
    found = _Columns(tuple(widths), 2, False)
    if found.total <= width:
        return found
    while _Columns(tuple(widths), 1, False).total > width and max(widths) > 4:
        widths[widths.index(max(widths))] -= 1
    kept = len(widths)
    while kept > 1 and _Columns(tuple(widths[:kept]), 1, False).total > width:
        kept -= 1
    return _Columns(tuple(widths[:kept]), 1, kept < len(widths))


def table_sizes(view: Table, width: int, height: int) -> list[Size]:
    """Sizes it can use, best first; the last ones show a part of it."""
    rows = _cells(view, Look())
    columns = _columns(rows, width)
    share = len(columns.widths) / max(len(rows[0]), 1)
    parts = [len(rows), *(part for part in (8, 6, 4, 3) if part < min(len(rows), height))]
    return [Size(min(columns.total, width), min(part, height), min(part, height) / len(rows) * share)
            for part in parts]


def paint_table(view: Table, area: Area, look: Look, pointing: Pointing) -> int:
    """Draw header and rows, around the cursor or the marked row; the number of lines used."""
    rows = _cells(view, look)
    columns = _columns(rows, area.width)
    left = [all(isinstance(r[col], str) for r in view.cells if col < len(r)) for col in range(len(columns.widths))]
    _row(rows[0], columns, left, area, 0, role("title", look), look)
    if columns.cut:
        area.text(0, area.width - 1, glyphs(look).more, role("muted", look))
    first, visible = _table_part(view, area.height, pointing)
    for line in range(visible):
        index = first + line
        marked = index == view.mark
        area.text(line + 1, 0, glyphs(look).mark if marked else " ", role("focus" if marked else "text", look))
        _row(rows[index + 1], columns, left, area, line + 1, role("title" if marked else "text", look), look)
        _point_cells(index, columns, area, line + 1, look, pointing)
    return visible + 1


def _table_part(view: Table, height: int, pointing: Pointing) -> tuple[int, int]:
    """The first row that is seen, and how many are."""
    visible = min(len(view.cells), height - 1)
    return window(len(view.cells), visible, pointing.cursor[0] if pointing.cursor else view.mark), visible


def table_cell_under(view: Table, width: int, height: int, row: int, col: int, pointing: Pointing) -> Index | None:
    """Row and column of the cell of a table at a place, or None."""
    columns = _columns(_cells(view, Look()), width)
    first, visible = _table_part(view, height, pointing)
    at = max((number for number in range(len(columns.widths)) if columns.start(number) <= col + 1), default=0)
    return (first + row - 1, at) if 1 <= row <= visible else None


def _row(cells: list[str], columns: _Columns, left: list[bool], area: Area, row: int, style: Style,
         look: Look) -> None:
    for col, (width, from_left) in enumerate(zip(columns.widths, left, strict=True)):
        start = columns.start(col) + (0 if from_left else max(0, width - cell_len(cells[col])))
        area.text(row, start, cells[col], style, width=width)


def _point_cells(index: int, columns: _Columns, area: Area, row: int, look: Look, pointing: Pointing) -> None:
    signs = glyphs(look)
    for col, width in enumerate(columns.widths):
        here, lit = pointing.cursor == (index, col), (index, col) in pointing.lit
        if here or lit:
            pair = signs.cursor if here else signs.source
            style = role("cursor" if here else "bracket", look)
            area.text(row, columns.start(col) - 1, pair[0], style)
            area.text(row, columns.start(col) + width, pair[1], style)
