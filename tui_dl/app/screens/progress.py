"""Progress: what is known, what fades, and the days."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from tui_dl.app.services import Services
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.prose import Prose
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.learner.report import progress_report
from tui_dl.learner.summary import report_blocks


class ProgressScreen(Screen[None]):
    """A report of the log."""

    DEFAULT_CSS = "ProgressScreen VerticalScroll { padding: 1 2; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "back")]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services

    def compose(self) -> ComposeResult:
        """Chapters, lessons, days."""
        yield TopBar("Progress")
        with VerticalScroll():
            report = progress_report(self.services.log, self.services.course.chapters, self.services.outlines())
            yield Prose(report_blocks(report))
        yield KeyLine()

    def on_mount(self) -> None:
        """Arrows scroll."""
        self.query_one(VerticalScroll).focus()

    async def action_dismiss(self, result: None = None) -> None:
        """Back."""
        self.dismiss()
