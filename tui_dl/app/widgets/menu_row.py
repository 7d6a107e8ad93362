"""One entry of a list: its name, and beside it, or below where it is narrow, what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

GAP, EDGE = 2, 1  # cells between the columns, and before a scrollbar
LEAST = 40  # cells that the words need beside the names
PLAIN = Style.null()


@dataclass(frozen=True)
class MenuRow:
    """An entry whose words line up with those of its list: `column` is the width of the longest name.

    Words that do not fit beside the name go on below it.
    """

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


@dataclass(frozen=True)
class MenuLine:
    """An entry of one line: a name, and what is said of it, or less of it where `longest` cells are too many."""

    name: str
    words: str
    short: str
    column: int
    longest: int
    quiet: Style = PLAIN

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """One line."""
        width = options.max_width - EDGE
        words = self.words if self.column + GAP + self.longest <= width else self.short
        gap = " " * (self.column + GAP - cell_len(self.name))
        line = Text.assemble(self.name + gap, (words, self.quiet), no_wrap=True, overflow="crop")
        line.truncate(width)
        yield line


def menu_lines(entries: Sequence[tuple[str, str, str]]) -> list[MenuLine]:
    """Names, words and fewer words, in columns."""
    column = column_of([name for name, _, _ in entries])
    longest = column_of([words for _, words, _ in entries])
    return [MenuLine(*entry, column, longest) for entry in entries]


@dataclass(frozen=True)
class MenuHeading:
    """What stands over some entries of a list; `apart` after a blank line."""

    words: str
    apart: bool = False
    style: Style = PLAIN

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """One line or two."""
        yield Text("\n" * self.apart + self.words, self.style, no_wrap=True, overflow="crop")


def column_of(names: list[str]) -> int:
    """The width of the longest name."""
    return max(map(cell_len, names), default=0)
