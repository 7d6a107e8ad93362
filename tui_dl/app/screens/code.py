"""The code of a demo: the file that runs, not a copy."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.demos.catalogue import declaration, source_of
from tui_dl.demos.phases import here
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.look import Line
from tui_dl.draw.prose import highlighted
from tui_dl.draw.roles import role
from tui_dl.frames import Frame


class Source(Drawn):
    """Highlighted lines with their numbers, one of them marked."""

    def __init__(self, source: str, marked: int) -> None:
        super().__init__()
        self.source, self.marked = source, marked

    def draw(self, width: int, height: int) -> list[Line]:
        """A line of the file is a line of the screen; what is too long is cut."""
        rows = highlighted(self.source, "python", self.look)
        mark, style = glyphs(self.look).mark, role("focus", self.look)
        return [[Segment(f"{mark}{number:>4} ", style) if number == self.marked else Segment(f"{number:>5} "), *row]
                for number, row in enumerate(rows, 1)]


class CodeScreen(Screen[None]):
    """The source of one demo, at the line that the frame on screen shows at work."""

    DEFAULT_CSS = "CodeScreen VerticalScroll { padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f7", "dismiss", "back")]

    def __init__(self, demo: str, frame: Frame | None = None) -> None:
        super().__init__()
        self.demo = demo
        self.here = here(demo, frame)

    def compose(self) -> ComposeResult:
        """The whole file."""
        found = declaration(self.demo)
        path = f"{found.module.replace('.', '/')}.py"
        yield TopBar("Code", f"{path}, the file that runs", f"line {self.here.line}: {self.here.what}")
        with VerticalScroll():
            yield Source(source_of(self.demo), self.here.line)
        yield KeyLine()

    def on_mount(self) -> None:
        """The demo's function from its top, if the line is on that screen; else the line in the middle."""
        top = here(self.demo, None).line - 1
        room = self.app.size.height - 3
        column = self.query_one(VerticalScroll)
        column.focus()
        start = top if top < self.here.line <= top + room else self.here.line - room // 2
        self.call_after_refresh(column.scroll_to, y=max(start, 0), animate=False)

    async def action_dismiss(self, result: None = None) -> None:
        """Back to the demo."""
        self.dismiss()
