"""Lines of cells in columns, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.segment import Segment

from tui_dl.draw.look import Line
from tui_dl.draw.prose import line_width


def beside(left: Sequence[Line], right: Sequence[Line], column: int) -> list[Line]:
    """Two stacks of lines, the right one from this column on."""
    nothing: Line = []
    return [[*one, Segment(" " * (column - line_width(one))), *other] if other else list(one)
            for one, other in zip_longest(left, right, fillvalue=nothing)]


def in_columns(lines: Sequence[Line], count: int, gap: int) -> list[Line]:
    """The lines from top to bottom in at most so many columns, each as wide as its longest."""
    rows = max(-(-len(lines) // count), 1)
    found: list[Line] = []
    for first in range(0, len(lines), rows):
        column = max(map(line_width, found), default=-gap) + gap
        found = beside(found, lines[first:first + rows], column)
    return found
