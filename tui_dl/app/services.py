"""What the screens share: the course, the log, the engine, and how this terminal is to be drawn on."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from time import monotonic

from tui_dl.app.desk import Desk
from tui_dl.course.load import open_lesson
from tui_dl.course.model import Course, Lesson
from tui_dl.errors import TuiDlError
from tui_dl.learner.log import Log
from tui_dl.learner.progress import Outline, lesson_states, outline
from tui_dl.learner.report import review_items
from tui_dl.learner.schedule import ReviewItem


@dataclass
class Services:
    """Everything that comes in from outside; tests hand in their own."""

    course: Course
    log: Log
    desk: Desk
    clock: Callable[[], float] = monotonic
    rng: random.Random = field(default_factory=random.Random)
    _lessons: dict[str, Lesson] = field(default_factory=dict)

    def lesson(self, lesson_id: str) -> Lesson:
        """A lesson, parsed once. UsageError if there is none of that id."""
        if lesson_id not in self._lessons:
            self._lessons[lesson_id] = open_lesson(self.course, lesson_id)
        return self._lessons[lesson_id]

    def opened(self) -> tuple[Lesson, ...]:
        """The lessons that were parsed so far."""
        return tuple(self._lessons.values())

    def terms(self) -> list[tuple[str, str, str]]:
        """Every term of the course, its meaning, and the lesson it comes from; in alphabetical order."""
        found: list[tuple[str, str, str]] = []
        for head in self.course.heads():
            try:
                found += [(term, meaning, head.id) for term, meaning in self.lesson(head.id).terms.items()]
            except TuiDlError:
                continue
        return sorted(found, key=lambda entry: entry[0].casefold())

    def outlines(self, only: Collection[str] | None = None) -> dict[str, Outline]:
        """Outlines of all lessons that can be read, or of some; they are parsed for it."""
        found: dict[str, Outline] = {}
        for head in self.course.heads():
            if only is None or head.id in only:
                try:
                    found[head.id] = outline(self.lesson(head.id))
                except TuiDlError:
                    continue
        return found

    def review_items(self) -> list[ReviewItem]:
        """The items marked for review of every lesson the learner has begun."""
        return review_items(self.outlines(lesson_states(self.log)))
