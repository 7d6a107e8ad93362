"""One entry of a list: its name, and beside it, or below where it is narrow, what is said of it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

GAP, EDGE = 2, 1  # cells between the columns, and before a scrollbar
LEAST = 46  # cells that the words need beside the names


@dataclass(frozen=True)
class MenuRow:
    """An entry whose words line up with those of its list: `column` is the width of the longest name."""

    name: str
    words: str
    column: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """In columns, or the words set in below the name."""
        name, words = Text(self.name, "bold"), Text(self.words)
        beside = options.max_width - self.column - GAP - EDGE
        if beside < min(LEAST, cell_len(self.words)):
            yield name
            yield Padding(words, (0, EDGE, 0, GAP))
            return
        row = Table.grid(padding=(0, GAP, 0, 0), expand=True)
        row.add_column(width=self.column)
        row.add_column(ratio=1)
        row.add_row(name, words)
        yield Padding(row, (0, EDGE, 0, 0))


def column_of(names: list[str]) -> int:
    """The width of the longest name."""
    return max(map(cell_len, names), default=0)
