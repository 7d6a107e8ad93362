"""The code of a demo: the file that runs, not a copy."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.demos.catalogue import declaration, source_of
from tui_dl.draw.look import Line
from tui_dl.draw.prose import highlighted


class Source(Drawn):
    """Highlighted lines with their numbers."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source

    def draw(self, width: int, height: int) -> list[Line]:
        """A line of the file is a line of the screen; what is too long is cut."""
        rows = highlighted(self.source, "python", self.look)
        return [[Segment(f"{number:>4}  "), *row] for number, row in enumerate(rows, 1)]


class CodeScreen(Screen[None]):
    """The source of one demo, at its function."""

    DEFAULT_CSS = "CodeScreen VerticalScroll { padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f7", "dismiss", "back")]

    def __init__(self, demo: str) -> None:
        super().__init__()
        self.demo = demo

    def compose(self) -> ComposeResult:
        """The whole file."""
        found = declaration(self.demo)
        yield TopBar(found.title, f"{found.module.replace('.', '/')}.py", "the file that runs")
        with VerticalScroll():
            yield Source(source_of(self.demo))
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin at the demo itself."""
        name = declaration(self.demo).function
        lines = source_of(self.demo).splitlines()
        start = next((n for n, line in enumerate(lines) if line.startswith(f"def {name}(")), 1) - 1
        column = self.query_one(VerticalScroll)
        column.focus()
        self.call_after_refresh(column.scroll_to, y=max(start, 0), animate=False)

    async def action_dismiss(self, result: None = None) -> None:
        """Back to the demo."""
        self.dismiss()
