"""A chapter on the map: its title and how far the learner is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.course.model import Chapter
from tui_dl.draw.look import Line
from tui_dl.draw.roles import role
from tui_dl.learner.progress import LessonState


class ChapterCard(Drawn, can_focus=True):
    """Opens its chapter with Enter."""

    DEFAULT_CSS = """
    ChapterCard { margin: 0 1 1 0; padding: 0 1; border-left: outer $surface; }
    ChapterCard:focus { border-left: outer $accent; background: $surface; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "open")]

    @dataclass
    class Opened(Message):
        """The learner wants to see this chapter."""

        chapter: Chapter

    def __init__(self, chapter: Chapter) -> None:
        super().__init__()
        self.chapter = chapter
        self.begun = 0

    def show(self, states: Mapping[str, LessonState]) -> None:
        """How many of its lessons were begun."""
        self.begun = sum(head.id in states and bool(states[head.id].steps or states[head.id].known)
                         for head in self.chapter.lessons)
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Title; a mark a lesson."""
        total = len(self.chapter.lessons)
        done, open_ = ("#", ".") if self.look.ascii else ("■", "□")
        marks = [Segment(done * self.begun, role("forward", self.look)),
                 Segment(open_ * (total - self.begun), role("muted", self.look))]
        title = Segment(set_cell_size(self.chapter.title, width), role("title", self.look))
        return [[title], [*marks, Segment(f" {self.begun} of {total} begun", role("muted", self.look))]]

    def action_open(self) -> None:
        """Enter."""
        self.post_message(self.Opened(self.chapter))

    def on_click(self, event: Click) -> None:
        """The mouse does what Enter does."""
        self.action_open()
