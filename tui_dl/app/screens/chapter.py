"""A chapter: what it is about, and its lessons."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_dl.app.details import Marked, lesson_lines, text_lines
from tui_dl.app.screens.closed_book import CheckInScreen, CheckpointScreen
from tui_dl.app.services import Services
from tui_dl.app.widgets.browser import Browser, Details
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.menu_list import heading
from tui_dl.app.widgets.menu_row import menu_lines
from tui_dl.app.widgets.prose import Prose
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.model import Chapter, LessonHead
from tui_dl.demos.catalogue import catalogue
from tui_dl.draw.course_map import Mark, sign
from tui_dl.draw.look import Look
from tui_dl.errors import TuiDlError
from tui_dl.learner.progress import LessonProgress, LessonState, lesson_states, measured, outline

CHECK_IN, CHECKPOINT = "?check-in", "?checkpoint"
QUESTIONS = {
    CHECK_IN: ("Check-in", "five questions, about 3 minutes",
               "For whoever knows the chapter already. All five right, and its lessons count as known; their questions "
               "come back in review. Otherwise nothing is lost, and nothing is locked."),
    CHECKPOINT: ("Checkpoint", "eight questions, about 6 minutes",
                 "From all lessons of the chapter, mixed, without the text beside them: to find out what has stayed. "
                 "Where a demo of the chapter can be broken, a mystery run follows: what is wrong with it?"),
}
QUESTION_ROWS = (("? Check-in", "five, before it; all right, and it is known", "five, before it"),
                 ("? Checkpoint", "eight, after it, closed book", "eight, after it"))


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
        yield Browser(self._details, id="lessons")
        yield KeyLine()

    def _amount(self) -> str:
        lessons, minutes = len(self.chapter.lessons), sum(head.minutes for head in self.chapter.lessons)
        return f"{lessons} lesson{'s' * (lessons != 1)} · {minutes} minutes"

    def on_screen_resume(self) -> None:
        """Show every lesson as it stands; at first the cursor is on the one that comes next."""
        browser = self.query_one(Browser)
        self.states = lesson_states(self.services.log)
        self.marks = {head.id: self._mark(head.id) for head in self.chapter.lessons}
        todo = [number for number, head in enumerate(self.chapter.lessons) if self.marks[head.id] != "done"]
        place = browser.list.highlighted
        rows = menu_lines([*(self._row(head) for head in self.chapter.lessons), *QUESTION_ROWS])
        options = [Option(row, id) for row, id in
                   zip(rows, [*(head.id for head in self.chapter.lessons), *QUESTIONS], strict=True)]
        options.insert(len(self.chapter.lessons), heading("Questions on the chapter", apart=True))
        browser.fill(options, place if place is not None else (todo or [0])[0])
        browser.list.focus()

    def _progress(self, lesson_id: str) -> LessonProgress | None:
        """None where nothing was begun. UsageError if it cannot be read."""
        state = self.states.get(lesson_id)
        return measured(outline(self.services.lesson(lesson_id)), state) if state is not None else None

    def _mark(self, lesson_id: str) -> Mark:
        try:
            progress = self._progress(lesson_id)
        except TuiDlError:
            return "new"
        return "new" if progress is None else "done" if progress.done else "begun"

    def _row(self, head: LessonHead) -> tuple[str, str, str]:
        try:
            words, short = self._how_far(head)
        except TuiDlError:
            words = short = "cannot be opened"
        return f"{sign(self.marks[head.id], self.look)} {head.title}", words, short

    def _how_far(self, head: LessonHead) -> tuple[str, str]:
        """In words, and in fewer."""
        progress = self._progress(head.id)
        minutes = f"{head.minutes} min"
        if progress is None:
            return minutes, minutes
        steps = f"{minutes} · {progress.steps_seen} of {progress.steps} steps"
        return f"{steps} · {progress.items_done} of {progress.items} questions", steps

    @property
    def look(self) -> Look:
        """How this terminal is to be drawn on."""
        look: Look = self.app.look  # type: ignore[attr-defined]  # TuiDlApp's
        return look

    def _details(self, id: str) -> Details:
        """What is said of an entry; its lesson is parsed for it, once."""
        if id in QUESTIONS:
            title, number, text = QUESTIONS[id]
            return partial(text_lines, title, number, text)
        head = next(head for head in self.chapter.lessons if head.id == id)
        try:
            lesson = self.services.lesson(id)
            how_far, _ = self._how_far(head)
        except TuiDlError as error:
            return partial(text_lines, head.title, "cannot be opened", f"{error}")
        seen = self.states.get(id, LessonState()).steps
        steps: list[Marked] = [("done" if step.slug in seen else "new", step.title or lesson.title)
                               for step in lesson.steps]
        demos = [catalogue()[name].title for name in lesson.demos() if name in catalogue()]
        return partial(lesson_lines, lesson, how_far, steps, demos, self._needs(head))

    def _needs(self, head: LessonHead) -> list[Marked]:
        titles = {other.id: other.title for other in self.services.course.heads()}
        return [(self._mark(need), titles[need]) for need in head.needs if need in titles]

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
