"""Closed-book questions of one chapter or lesson: check-in, checkpoint, and a second try."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui_dl.app.mystery import has_mystery
from tui_dl.app.screens.mystery import MysteryScreen
from tui_dl.app.screens.review import QuestionsScreen
from tui_dl.app.services import Services
from tui_dl.app.widgets.prose import Prose
from tui_dl.course.checkpoint import check_in_items, checkpoint_items
from tui_dl.course.inlines import inline
from tui_dl.course.model import Chapter, Lesson, Paragraph
from tui_dl.errors import TuiDlError
from tui_dl.learner.entries import Context, Known
from tui_dl.learner.schedule import spread


class CheckpointScreen(QuestionsScreen):
    """Eight questions of a chapter, interleaved; then a mystery run, where a demo of the chapter has one."""

    CONTEXT: ClassVar[Context] = "checkpoint"
    NAME = "Checkpoint"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "mystery", "mystery run", priority=True)]

    def __init__(self, services: Services, chapter: Chapter) -> None:
        lessons = chapter_lessons(services, chapter)
        super().__init__(services, spread(checkpoint_items(lessons, services.rng)))
        demos = dict.fromkeys(demo for lesson in lessons for demo in lesson.demos() if has_mystery(demo))
        self.mystery = services.rng.choice(list(demos)) if demos else None

    def closing(self) -> list[Widget]:
        """The count, and the way to the mystery run."""
        last = super().closing()
        if self.mystery is not None:
            last.append(Prose((Paragraph(inline("One thing is left: a mystery run. Enter opens it.")),)))
        return last

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The mystery run is offered once, after the last question."""
        if action == "mystery":
            return self.over and self.mystery is not None
        return super().check_action(action, parameters)

    def action_mystery(self) -> None:
        """Enter, after the last question."""
        if self.mystery is not None:
            self.app.switch_screen(MysteryScreen(self.services, self.mystery))


class CheckInScreen(QuestionsScreen):
    """Five questions before a chapter; whoever answers them all may skip it honestly."""

    CONTEXT: ClassVar[Context] = "check-in"
    NAME = "Check-in"

    def __init__(self, services: Services, chapter: Chapter) -> None:
        super().__init__(services, spread(check_in_items(chapter_lessons(services, chapter), services.rng)))
        self.chapter = chapter

    def closing(self) -> list[Widget]:
        """All right: the chapter's lessons count as known, and come back in review."""
        if self.queue and self.right == len(self.queue):
            for head in self.chapter.lessons:
                self.services.log.record(Known(head.id))
            return [self.verdict(f"{self.chapter.title} is marked known; its questions come back in review.")]
        return [self.verdict("The chapter is worth reading; nothing is locked.")]


class RetryScreen(QuestionsScreen):
    """The questions of a lesson that were not right, once more."""

    CONTEXT: ClassVar[Context] = "retry"
    NAME = "Once more"


def chapter_lessons(services: Services, chapter: Chapter) -> list[Lesson]:
    """The lessons of a chapter that can be read."""
    found = []
    for head in chapter.lessons:
        try:
            found.append(services.lesson(head.id))
        except TuiDlError:
            continue
    return found
