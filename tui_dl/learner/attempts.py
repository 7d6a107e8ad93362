"""Which answers are first answers, and on which day: the common ground of schedule and statistics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from tui_dl.learner.entries import Answer, Known, Prediction, Reset, lesson_of
from tui_dl.learner.log import SLACK, Log, Row

KINDS = (Answer.kind, Prediction.kind, Known.kind, Reset.kind)
NIGHT = timedelta(hours=4)


class Attempt(NamedTuple):
    """A first answer: the first on a lesson's page since its reset, or the day's first of a review or test.

    A `pretest` is a prediction's guess before the reveal. `counts` is False where the clock ran ahead.
    """

    uuid: str
    item: str
    day: date
    right: bool
    sure: bool
    pretest: bool
    context: str
    counts: bool
    data: dict[str, Any]

    @property
    def graded(self) -> bool:
        """Whether it is a grade for the schedule."""
        return self.counts and not self.pretest


def day_of(moment: datetime, zone: tzinfo | None) -> date:
    """The learner's day: it begins at four in the morning, so that a late evening is still the day before."""
    return (moment.astimezone(zone) - NIGHT).date()


def met_on(moment: datetime, now: datetime) -> date:
    """The day of an entry of this moment; yesterday if it comes from a clock that ran ahead."""
    return day_of(moment if moment <= now + SLACK else now - timedelta(days=1), now.tzinfo)


def attempts(log: Log, now: datetime) -> list[Attempt]:
    """All first answers in order, in the days of the zone of `now`. LogError."""
    return list(first_answers(log.rows(*KINDS), now))


def first_answers(rows: Iterable[Row], now: datetime) -> Iterator[Attempt]:
    """First answers among entries in order; later tries of the same sitting are the learner's own."""
    met: dict[str, set[str]] = {}  # lesson -> items answered on its pages
    days: dict[str, date] = {}  # item -> day of its last grade
    for row in rows:
        lesson, context = lesson_of(row.subject), row.data.get("context", "lesson")
        if row.kind == Reset.kind:
            met.pop(lesson, None)
        if row.kind not in (Answer.kind, Prediction.kind) or context == "retry" or not_spoken(row):
            continue
        on_page = met.setdefault(lesson, set())
        if context == "lesson" and row.subject in on_page:
            continue
        if context == "lesson":
            on_page.add(row.subject)
        attempt = _attempt(row, context, row.time, now)
        if attempt.graded:
            if days.get(row.subject, date.min) >= attempt.day:
                continue
            days[row.subject] = attempt.day
        yield attempt


def not_spoken(row: Row) -> bool:
    """Whether this is a prediction that was skipped, or whose run had not spoken yet."""
    return row.kind == Prediction.kind and (bool(row.data.get("skipped")) or row.data.get("outcome") is None)


def _attempt(row: Row, context: str, time: datetime, now: datetime) -> Attempt:
    return Attempt(
        uuid=row.uuid,
        item=row.subject,
        day=met_on(time, now),
        right=row.data.get("right") is True and not row.data.get("dont_know"),
        sure=row.data.get("sure") is True,
        pretest=row.kind == Prediction.kind and context == "lesson",
        context=context,
        counts=time <= now + SLACK,
        data=row.data,
    )
