"""Progress: what is known, what fades, and the days."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from tui_dl.app.services import Services
from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.draw.look import Line
from tui_dl.draw.progress import progress_lines
from tui_dl.learner.report import progress_report
from tui_dl.learner.summary import Summary, summarised


class Report(Drawn):
    """The summary of a log."""

    DEFAULT_CSS = "Report { margin: 1; }"

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self.summary = summary

    def draw(self, width: int, height: int) -> list[Line]:
        """The table, and what stands around it."""
        return progress_lines(self.summary, width, self.look)


class ProgressScreen(Screen[None]):
    """A report of the log."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "back")]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services

    def compose(self) -> ComposeResult:
        """One report, whatever its length."""
        yield TopBar("Progress")
        with VerticalScroll():
            report = progress_report(self.services.log, self.services.course.chapters, self.services.outlines())
            yield Report(summarised(report))
        yield KeyLine()

    def on_mount(self) -> None:
        """Arrows scroll."""
        self.query_one(VerticalScroll).focus()

    async def action_dismiss(self, result: None = None) -> None:
        """Back."""
        self.dismiss()
