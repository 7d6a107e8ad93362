"""What the screens share: the course, the log, the engine, and how this terminal is to be drawn on."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from contextlib import suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING

from tui_dl.course.load import open_lesson
from tui_dl.course.model import Course, Lesson, Predict
from tui_dl.course.parse import tour
from tui_dl.errors import TuiDlError
from tui_dl.learner.log import Log
from tui_dl.learner.progress import Outline, Position, lesson_states, outline, position_in

if TYPE_CHECKING:
    from tui_dl.app.desk import Desk
    from tui_dl.learner.schedule import ReviewItem

WELCOME = "welcome/welcome"


class Services:
    """Everything that comes in from outside; tests hand in their own. The desk comes last: it is slow to import."""

    desk: Desk

    def __init__(self, course: Course, log: Log, desk: Desk | None = None, *,
                 clock: Callable[[], float] = monotonic, rng: random.Random | None = None) -> None:
        self.course = course
        self.log = log
        if desk is not None:
            self.desk = desk
        self.clock = clock
        self.rng = rng or random.Random()
        self._lessons: dict[str, Lesson] = {}

    @property
    def has_welcome(self) -> bool:
        """Whether the course begins with a prediction of its own."""
        return any(isinstance(block, Predict) for block in self.course.introduction)

    @property
    def welcomes(self) -> bool:
        """Whether it is time for the welcome: nothing was begun yet."""
        return self.has_welcome and not lesson_states(self.log)

    def on_tour(self, place: Position | None) -> bool:
        """Whether the learner has left the welcome before its last step."""
        return (place is not None and place.lesson == WELCOME and self.has_welcome
                and place.step != self.lesson(WELCOME).steps[-1].slug)

    def welcome(self) -> Lesson:
        """The course's introduction as a lesson: a first guess, and a tour."""
        steps = tour(self.course.introduction)
        return Lesson(WELCOME, "Welcome", 2, (), (), {}, steps, self.course.path / "index.md")

    @property
    def has_desk(self) -> bool:
        """Whether there is an engine yet."""
        return hasattr(self, "desk")

    def left_at(self, lesson_id: str) -> tuple[str, int] | None:
        """The page of a lesson that was on screen last."""
        place = position_in(self.log, lesson_id)
        return (place.step, place.part) if place is not None else None

    def lesson(self, lesson_id: str) -> Lesson:
        """A lesson, parsed once. UsageError if there is none of that id."""
        if lesson_id not in self._lessons:
            self._lessons[lesson_id] = self.welcome() if lesson_id == WELCOME else open_lesson(self.course, lesson_id)
        return self._lessons[lesson_id]

    def keep(self, lesson: Lesson) -> None:
        """Show this reading of a lesson from now on."""
        self._lessons[lesson.id] = lesson

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

    def read_begun(self) -> None:
        """Parse every lesson the learner has begun, so that nobody waits for it later; for a thread."""
        try:
            self.outlines(lesson_states(self.log))
        except TuiDlError:
            return  # whoever needs the log next says what is wrong with it

    def read_rest(self) -> None:
        """Parse all other lessons, too, a little at a time: nobody waits for the glossary; for a thread."""
        for head in self.course.heads():
            sleep(0.2)  # long beside the parsing, which slows down what the learner does meanwhile
            with suppress(TuiDlError):
                self.lesson(head.id)

    def review_items(self) -> list[ReviewItem]:
        """The items marked for review of every lesson the learner has begun."""
        from tui_dl.learner.report import review_items

        return review_items(self.outlines(lesson_states(self.log)))
