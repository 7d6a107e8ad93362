"""Where the learner is and what they have done, derived from the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from tui_dl.course.model import Lesson, Predict
from tui_dl.learner.entries import (
    Answer,
    ChallengeMet,
    Known,
    Prediction,
    Reset,
    Tried,
    Visit,
    item_id,
    lesson_of,
)
from tui_dl.learner.log import Log, Row

OWN_PAGE = ("lesson", "retry")  # contexts of answers given on the lesson's own pages


class Position(NamedTuple):
    """A page: the lesson's id, the slug of the step, the part of the step."""

    lesson: str
    step: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class ItemState:
    """What the learner answered to one item since the lesson was last begun. The first answer counts."""

    first: Answer | Prediction
    latest: Answer | Prediction
    tries: int

    @property
    def right_at_first(self) -> bool:
        """Whether the first answer was right."""
        return self.first.right

    @property
    def surprise(self) -> bool:
        """Whether it is a prediction that was off."""
        first = self.first
        return isinstance(first, Prediction) and not (first.right or first.skipped or first.waits)


@dataclass(slots=True)
class LessonState:
    """What the log says of one lesson since it was last begun."""

    steps: set[str] = field(default_factory=set)
    items: dict[str, ItemState] = field(default_factory=dict)
    challenges: set[str] = field(default_factory=set)
    known: bool = False
    last: Position | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """What a lesson holds, as far as progress needs it; items and challenges by their ids in the log."""

    id: str
    steps: tuple[str, ...]
    quizzes: tuple[str, ...]
    predictions: tuple[str, ...]
    challenges: tuple[str, ...]
    review: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far the learner is in one lesson; pairs of numbers are done and in all."""

    steps_seen: int
    steps: int
    items_done: int
    items: int
    quizzes_done: int
    right_at_first: int
    predictions_done: int
    surprises: int
    challenges_met: int
    challenges: int
    known: bool

    @property
    def begun(self) -> bool:
        """Whether anything of it was seen or answered."""
        return bool(self.steps_seen or self.items_done or self.known)

    @property
    def done(self) -> bool:
        """Whether every page was seen and every item answered, or a check-in marked it known."""
        return self.known or (self.steps_seen == self.steps and self.items_done == self.items)


def outline(lesson: Lesson) -> Outline:
    """The outline of a parsed lesson."""
    items = lesson.items()
    return Outline(
        id=lesson.id,
        steps=tuple(step.slug for step in lesson.steps),
        quizzes=tuple(item_id(lesson.id, item.id) for item in items if not isinstance(item, Predict)),
        predictions=tuple(item_id(lesson.id, item.id) for item in items if isinstance(item, Predict)),
        challenges=tuple(item_id(lesson.id, challenge.id) for challenge in lesson.challenges()),
        review=tuple(item_id(lesson.id, item.id) for item in items if item.review),
    )


def position(log: Log) -> Position | None:
    """The page that was on screen last, in any lesson; its first page if it was reset since. LogError."""
    visit = log.last(Visit.kind)
    return None if visit is None else position_in(log, visit.subject) or Position(visit.subject)


def position_in(log: Log, lesson: str) -> Position | None:
    """The page of this lesson that was on screen last; None if there is none since its reset. LogError."""
    visit, reset = log.last(Visit.kind, lesson), log.last(Reset.kind, lesson)
    if visit is None or (reset is not None and (reset.at, reset.uuid) > (visit.at, visit.uuid)):
        return None
    return _page(visit)


def answers(log: Log, lesson: str) -> dict[str, ItemState]:
    """Items of this lesson answered on its own pages since its last reset, by item id. LogError."""
    return lesson_state(log, lesson).items


def challenges_met(log: Log, lesson: str) -> set[str]:
    """Challenges of this lesson met since its last reset, by item id. LogError."""
    return lesson_state(log, lesson).challenges


def lesson_state(log: Log, lesson: str) -> LessonState:
    """What the log says of this lesson since its last reset. LogError."""
    return states(log.rows(*_KINDS, lesson=lesson)).get(lesson, LessonState())


def lesson_states(log: Log) -> dict[str, LessonState]:
    """What the log says of every lesson in it, by lesson id, in one pass. LogError."""
    return states(log.rows(*_KINDS))


def lesson_progress(log: Log, lesson: Lesson | Outline) -> LessonProgress:
    """How far the learner is in this lesson. LogError."""
    plan = outline(lesson) if isinstance(lesson, Lesson) else lesson
    return measured(plan, lesson_state(log, plan.id))


def course_progress(log: Log, outlines: Iterable[Outline]) -> dict[str, LessonProgress]:
    """How far the learner is in each of these lessons, in one pass over the log. LogError."""
    found = lesson_states(log)
    return {plan.id: measured(plan, found.get(plan.id, LessonState())) for plan in outlines}


def measured(plan: Outline, state: LessonState) -> LessonProgress:
    """A lesson's state against its outline; what is no longer in the lesson is not counted."""
    quizzes = [state.items[item] for item in plan.quizzes if item in state.items]
    predictions = [state.items[item] for item in plan.predictions if item in state.items]
    return LessonProgress(
        steps_seen=len(state.steps & set(plan.steps)),
        steps=len(plan.steps),
        items_done=len(quizzes) + len(predictions),
        items=len(plan.quizzes) + len(plan.predictions),
        quizzes_done=len(quizzes),
        right_at_first=sum(item.right_at_first for item in quizzes),
        predictions_done=len(predictions),
        surprises=sum(item.surprise for item in predictions),
        challenges_met=len(state.challenges & set(plan.challenges)),
        challenges=len(plan.challenges),
        known=state.known,
    )


def marks(lessons: Iterable[str], states: Mapping[str, LessonState],
          outlines: Mapping[str, Outline]) -> tuple[Literal["new", "begun", "done"], ...]:
    """How each of these lessons stands, by ids; one that is not outlined is done only if marked known."""
    return tuple(_mark(states.get(lesson, LessonState()), outlines.get(lesson)) for lesson in lessons)


def _mark(state: LessonState, plan: Outline | None) -> Literal["new", "begun", "done"]:
    if state.known or (plan is not None and measured(plan, state).done):
        return "done"
    return "begun" if state.steps or state.items else "new"


def states(rows: Iterable[Row]) -> dict[str, LessonState]:
    """Lesson states from entries in order; a reset begins its lesson anew."""
    found: dict[str, LessonState] = {}
    for row in rows:
        lesson = lesson_of(row.subject)
        if row.kind == Reset.kind:
            found[lesson] = LessonState()
        else:
            _note(found.setdefault(lesson, LessonState()), row)
    return found


def _note(state: LessonState, row: Row) -> None:
    """Take one entry of the lesson into its state."""
    if row.kind == Visit.kind:
        state.last = _page(row)
        state.steps.add(state.last.step)
    elif row.kind == ChallengeMet.kind:
        state.challenges.add(row.subject)
    elif row.kind == Known.kind:
        state.known = True
    elif row.data.get("context", "lesson") in OWN_PAGE:
        entry = row.entry
        if isinstance(entry, Answer | Prediction):
            before = state.items.get(row.subject)
            if before and isinstance(before.first, Prediction) and before.first.waits:
                before = None
            first, tries = (before.first, before.tries) if before else (entry, 0)
            state.items[row.subject] = ItemState(first, entry, tries + 1)


_KINDS = (Visit.kind, Answer.kind, Prediction.kind, ChallengeMet.kind, Known.kind, Reset.kind)


def _page(visit: Row) -> Position:
    step, part = visit.data.get("step", ""), visit.data.get("part", 0)
    return Position(visit.subject, str(step), part if isinstance(part, int) else 0)


class TriedRun(NamedTuple):
    """A line of the notebook."""

    time: datetime
    lesson: str
    run_line: str
    note: str


def notebook(log: Log) -> list[TriedRun]:
    """The runs the learner tried, in order. LogError."""
    pairs = ((row, row.entry) for row in log.rows(Tried.kind))
    return [TriedRun(row.time, entry.lesson, entry.run_line, entry.note)
            for row, entry in pairs if isinstance(entry, Tried)]
