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

MARGIN = 6  # cells of a line's number


class Source(Drawn):
    """Highlighted lines with their numbers, one of them marked."""

    def __init__(self, source: str, marked: int) -> None:
        super().__init__()
        self.source, self.marked = source, marked
        self.tops: list[int] = []
        """Where each line of the file begins on the screen."""

    def draw(self, width: int, height: int) -> list[Line]:
        """The lines of the file; what is too long goes on below, set in."""
        drawn: list[Line] = []
        self.tops = []
        for number, row in enumerate(highlighted(self.source, "python", self.look), 1):
            self.tops.append(len(drawn))
            drawn += self._folded(number, row, width)
        return drawn

    def _folded(self, number: int, row: Line, width: int) -> list[Line]:
        mark, style = glyphs(self.look).mark, role("focus", self.look)
        head = Segment(f"{mark}{number:>4} ", style) if number == self.marked else Segment(f"{number:>5} ")
        code = "".join(segment.text for segment in row)
        inset = min(len(code) - len(code.lstrip()) + 4, width // 3)
        room, length = max(width - MARGIN, 8), Segment.get_line_length(row)
        rest = max(room - inset, 4)
        first, *more = Segment.divide(row, _cuts(code, room, rest) if length > room else [length])
        return [[head, *first], *([Segment(" " * (MARGIN + inset)), *part] for part in more)]


def _cuts(code: str, first: int, rest: int) -> list[int]:
    """Where a line goes on below: after a space or an opening bracket, if the last third of it has one."""
    cuts, room = [0], first
    while len(code) - cuts[-1] > room:
        end = cuts[-1] + room
        place = max(code.rfind(sign, cuts[-1] + room * 2 // 3, end) for sign in " ([{")
        cuts.append(place + 1 if place > 0 else end)
        room = rest
    return [*cuts[1:], len(code)]


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
        yield TopBar("Code", path, f"line {self.here.line}: {self.here.what}")
        with VerticalScroll():
            yield Source(source_of(self.demo), self.here.line)
        yield KeyLine()

    def on_mount(self) -> None:
        """The demo's function from its top, if the line is on that screen; else the line in the middle."""
        self.query_one(VerticalScroll).focus()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        column, tops = self.query_one(VerticalScroll), self.query_one(Source).tops
        top, line = tops[here(self.demo, None).line - 1], tops[self.here.line - 1]
        start = top if top <= line < top + column.size.height else line - column.size.height // 2
        column.scroll_to(y=max(start, 0), animate=False)

    async def action_dismiss(self, result: None = None) -> None:
        """Back to the demo."""
        self.dismiss()
