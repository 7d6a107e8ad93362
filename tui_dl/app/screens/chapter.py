"""A chapter: what it is about, and its lessons."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_dl.app.screens.closed_book import CheckInScreen, CheckpointScreen
from tui_dl.app.services import Services
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.menu_list import MenuList
from tui_dl.app.widgets.menu_row import MenuRow, column_of
from tui_dl.app.widgets.prose import Prose
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.model import Chapter, LessonHead
from tui_dl.draw.course_map import Mark, sign
from tui_dl.errors import TuiDlError
from tui_dl.learner.progress import LessonState, lesson_states, measured, outline

CHECK_IN, CHECKPOINT = "?check-in", "?checkpoint"


class ChapterScreen(Screen[None]):
    """The lessons of a chapter, each with what is done of it."""

    CSS_PATH = "chapter.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "home")]

    def __init__(self, services: Services, chapter: Chapter) -> None:
        super().__init__()
        self.services = services
        self.chapter = chapter

    def compose(self) -> ComposeResult:
        """Introduction and lessons."""
        yield TopBar(self.chapter.title, "", self._amount())
        yield Prose(self.chapter.introduction, id="introduction")
        yield MenuList(id="lessons")
        yield KeyLine()

    def _amount(self) -> str:
        lessons, minutes = len(self.chapter.lessons), sum(head.minutes for head in self.chapter.lessons)
        return f"{lessons} lesson{'s' * (lessons != 1)} · {minutes} minutes"

    def on_screen_resume(self) -> None:
        """Show every lesson as it stands."""
        options = self.query_one(OptionList)
        place = options.highlighted or 0
        states = lesson_states(self.services.log)
        options.clear_options()
        options.add_options([self._line(head, states.get(head.id)) for head in self.chapter.lessons])
        options.add_options([
            None,
            self._entry("?", "Check-in", "five questions; all right, and the chapter is known", CHECK_IN),
            self._entry("?", "Checkpoint", "eight questions, closed book", CHECKPOINT),
        ])
        options.highlighted = place
        options.focus()

    def _line(self, head: LessonHead, state: LessonState | None) -> Option:
        mark: Mark = "new"
        words = f"{head.minutes} min"
        if state is not None:
            try:
                progress = measured(outline(self.services.lesson(head.id)), state)
            except TuiDlError:
                words = "cannot be opened"
            else:
                mark = "done" if progress.done else "begun"
                words = (f"{head.minutes} min · {progress.steps_seen} of {progress.steps} steps · "
                         f"{progress.items_done} of {progress.items} questions")
        return self._entry(sign(mark, self.app.look), head.title, words, head.id)  # type: ignore[attr-defined]  # TuiDlApp's

    def _entry(self, mark: str, name: str, words: str, id: str) -> Option:
        column = column_of([head.title for head in self.chapter.lessons] + ["Checkpoint"]) + 2
        return Option(MenuRow(f"{mark} {name}", words, column), id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a lesson."""
        if event.option.id == CHECK_IN:
            self.app.push_screen(CheckInScreen(self.services, self.chapter))
        elif event.option.id == CHECKPOINT:
            self.app.push_screen(CheckpointScreen(self.services, self.chapter))
        elif event.option.id is not None:
            self.app.open_lesson(event.option.id)  # type: ignore[attr-defined]  # TuiDlApp's

    async def action_dismiss(self, result: None = None) -> None:
        """Escape."""
        self.dismiss()
