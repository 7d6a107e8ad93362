"""What the learner knows, what fades, and where the time went: the progress report, ready for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any

from tui_dl.course.model import Chapter, LessonHead
from tui_dl.learner.attempts import day_of
from tui_dl.learner.entries import Answer, ChallengeMet, Prediction, Session, Tried, Visit, lesson_of
from tui_dl.learner.log import Log, Row
from tui_dl.learner.progress import LessonProgress, Outline, course_progress
from tui_dl.learner.schedule import ReviewItem, Standing, agenda, standings

IDLE = timedelta(minutes=5)  # a longer silence counts as this much reading
ACTIVE = (Visit.kind, Answer.kind, Prediction.kind, ChallengeMet.kind, Tried.kind, Session.kind)
_START, _STOP = (Session.kind, "start"), (Session.kind, "stop")
COUNTS = ("steps_seen", "steps", "items_done", "items", "quizzes_done", "right_at_first", "predictions_done",
          "surprises", "challenges_met", "challenges")


@dataclass(slots=True)
class TimeSpent:
    """Time between entries, by lesson id and by day; answers given a day."""

    lessons: Counter[str] = field(default_factory=Counter)  # seconds
    days: Counter[date] = field(default_factory=Counter)  # seconds
    answers: Counter[date] = field(default_factory=Counter)


def time_spent(log: Log, zone: tzinfo | None = None) -> TimeSpent:
    """Where the time went: from an entry to the next is time in its lesson, at most IDLE. LogError."""
    rows, spent = log.rows(*ACTIVE), TimeSpent()
    for row in rows:
        day = day_of(row.time, zone)
        spent.days[day] += 0
        spent.answers[day] += row.kind in (Answer.kind, Prediction.kind)
    for row, following in pairwise(rows):
        seconds = _seconds_between(row, following)
        spent.days[day_of(row.time, zone)] += seconds
        if row.kind != Session.kind:
            spent.lessons[lesson_of(row.subject)] += seconds
    return spent


def _seconds_between(row: Row, following: Row) -> int:
    if (row.kind, row.subject) == _STOP or (following.kind, following.subject) == _START:
        return 0
    return round(min(max(following.time - row.time, timedelta()), IDLE).total_seconds())


def review_items(outlines: Mapping[str, Outline]) -> list[ReviewItem]:
    """The items marked for review in these lessons, in order."""
    return [ReviewItem(item, plan.id) for plan in outlines.values() for item in plan.review]


def progress_report(
    log: Log, chapters: Sequence[Chapter], outlines: Mapping[str, Outline], now: datetime | None = None
) -> dict[str, Any]:
    """Per lesson, chapter and day: done, known, fading, surprises, minutes; as JSON objects. LogError.

    `outlines` are of the lessons that could be read, by id. An item is known if its last grade was right, while its
    predicted recall is at least RETENTION; any other that has a grade fades.
    """
    now = now or log.now()
    items = review_items(outlines)
    found, today = standings(log, items, now), agenda(log, items, now)
    progress, spent = course_progress(log, outlines.values()), time_spent(log, now.tzinfo)
    lessons = [_lesson(head, chapter.id, outlines.get(head.id), progress.get(head.id), found, spent)
               for chapter in chapters for head in chapter.lessons]
    return {
        "lessons": lessons,
        "chapters": [_chapter(chapter, lessons) for chapter in chapters],
        "days": [{"day": day.isoformat(), "minutes": round(seconds / 60, 1), "answers": spent.answers[day]}
                 for day, seconds in sorted(spent.days.items())],
        "today": today.today.isoformat(),
        "recall": {item: standing.recall for item, standing in found.items()},
        "due": {"today": len(today.queue), "waiting": today.waiting, "asked": today.asked},
    }


def _lesson(head: LessonHead, chapter: str, plan: Outline | None, progress: LessonProgress | None,
            found: Mapping[str, Standing], spent: TimeSpent) -> dict[str, Any]:
    own = {item: found[item] for item in (plan.review if plan else ()) if item in found}
    return {
        "id": head.id,
        "title": head.title,
        "chapter": chapter,
        "begun": progress.begun if progress else False,
        "done": progress.done if progress else False,
        "marked_known": progress.known if progress else False,
        **{name: getattr(progress, name) if progress else 0 for name in COUNTS},
        "known": [item for item, standing in own.items() if standing.known],
        "fading": [item for item, standing in own.items() if not standing.known],
        "minutes": round(spent.lessons[head.id] / 60, 1),
    }


def _chapter(chapter: Chapter, lessons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    own = [lesson for lesson in lessons if lesson["chapter"] == chapter.id]
    return {
        "id": chapter.id,
        "title": chapter.title,
        "lessons": len(own),
        "lessons_done": sum(lesson["done"] for lesson in own),
        **{name: sum(lesson[name] for lesson in own) for name in COUNTS},
        "known": sum(len(lesson["known"]) for lesson in own),
        "fading": sum(len(lesson["fading"]) for lesson in own),
        "minutes": round(sum(lesson["minutes"] for lesson in own), 1),
    }
