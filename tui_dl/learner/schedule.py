"""When to ask again: py-fsrs over the first answers in the log. The queue of a day, and what fades.

Right is Good; wrong and "I don't know" are Again (log loss 0.326 instead of 0.321, srs-benchmark).
Retention 0.85, whole days. Nothing is kept but the log: cards are made anew by replaying it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler

from tui_dl.learner.attempts import KINDS, Attempt, attempts, day_of, first_answers, met_on, not_spoken
from tui_dl.learner.entries import Known, Reset, lesson_of
from tui_dl.learner.log import Log, Row

RETENTION = 0.85
CAP = 12  # items a day
DAY = timedelta(days=1)
SCHEDULER = Scheduler(
    desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


class ReviewItem(NamedTuple):
    """An item of the course that is marked for review, by its id in the log, and its lesson."""

    id: str
    lesson: str


@dataclass(slots=True)
class Memory:
    """What is known of one item the learner has met. Without a card it has no grade yet.

    `confident` marks a mistake the learner was sure of and has not yet put right.
    """

    item: str
    due: date
    card: Card | None = None
    confident: bool = False
    right: bool = False
    """Whether the last grade was right."""

    def recall(self, today: date) -> float | None:
        """The predicted chance that it is recalled today; None before its first grade."""
        return None if self.card is None else SCHEDULER.get_card_retrievability(self.card, _noon(today))


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a day asks. `queue` is what is left under the cap, in order; `waiting` counts all that is due."""

    today: date
    queue: tuple[str, ...]
    waiting: int
    asked: int
    next_day: date | None = None
    """The next day on which something is due, if anything is to come."""


def due(log: Log, review_items: Sequence[ReviewItem], now: datetime | None = None) -> list[str]:
    """The items to ask today, in order. LogError."""
    return list(agenda(log, review_items, now).queue)


def nothing_due(plan: Agenda) -> str:
    """What is said on a day that asks nothing."""
    day = plan.next_day
    if day is None:
        return "Nothing is due today. What you answered in lessons comes back here, a day later at the earliest."
    said = "Enough for today." if plan.waiting else "Nothing is due today."
    return f"{said} The next question comes back on {day:%A}, {day.day} {day:%B}."


def due_count(log: Log, review_items: Sequence[ReviewItem], now: datetime | None = None) -> int:
    """How many items are left to ask today. LogError."""
    return len(agenda(log, review_items, now).queue)


class Standing(NamedTuple):
    """How an item that has a grade stands: its predicted recall today, and whether the last grade was right."""

    recall: float
    right: bool

    @property
    def known(self) -> bool:
        """Whether it is known; else it fades, or was never learnt."""
        return self.right and self.recall >= RETENTION


def standings(log: Log, review_items: Sequence[ReviewItem], now: datetime | None = None) -> dict[str, Standing]:
    """Every item that has a grade, the weakest first. LogError."""
    now = now or log.now()
    memories, _ = remembered(log.rows(*KINDS), review_items, now)
    recall = {item: memory.recall(day_of(now, now.tzinfo)) for item, memory in memories.items()}
    found = [(item, Standing(r, memories[item].right)) for item, r in recall.items() if r is not None]
    return dict(sorted(found, key=lambda pair: (pair[1].recall, pair[0])))


def fading(log: Log, review_items: Sequence[ReviewItem], now: datetime | None = None) -> dict[str, float]:
    """The predicted recall of every item that has a grade, the weakest first. LogError."""
    return {item: standing.recall for item, standing in standings(log, review_items, now).items()}


def agenda(log: Log, review_items: Sequence[ReviewItem], now: datetime | None = None) -> Agenda:
    """What today asks: confident mistakes first, then what is due, then new items. LogError.

    At most CAP items a day, with those already asked; never two of one lesson in a row where that can be had. Of
    what is due, the likeliest to be recalled comes first: when a day cannot hold it all, that keeps most alive.
    """
    now = now or log.now()
    memories, reviews = remembered(log.rows(*KINDS), review_items, now)
    today = max([day_of(now, now.tzinfo), *(_day(m.card.last_review) for m in memories.values() if m.card)])
    asked = [attempt.item for attempt in reviews if attempt.day == today]
    waiting = [memory for memory in memories.values() if memory.due <= today]
    waiting.sort(key=lambda m: (not m.confident, m.card is None, -(m.recall(today) or 0.0), m.due, m.item))
    room = max(CAP - len(asked), 0)
    queue = spread([memory.item for memory in waiting[:room]], lesson_of(asked[-1]) if asked else "")
    days = [max(memory.due, today + timedelta(days=1)) for memory in memories.values() if memory.item not in queue]
    return Agenda(today, tuple(queue), len(waiting), len(asked), min(days, default=None))


def undo_last_grade(log: Log, now: datetime | None = None) -> str | None:
    """Take today's last graded review back; the item it was, or None if there is none. LogError."""
    now = now or log.now()
    today = day_of(now, now.tzinfo)
    grades = [a for a in attempts(log, now) if a.graded and a.context == "review" and a.day == today]
    if not grades:
        return None
    log.undo(grades[-1].uuid)
    return grades[-1].item


def remembered(
    rows: Sequence[Row], review_items: Iterable[ReviewItem], now: datetime
) -> tuple[dict[str, Memory], list[Attempt]]:
    """The memory of each review item that was met, and the graded reviews; from entries in order."""
    items = {item.id: item for item in review_items}
    memories: dict[str, Memory] = {}
    reviews: list[Attempt] = []
    of_items = (row for row in rows if row.subject in items or row.kind == Reset.kind)
    for attempt in first_answers(of_items, now):
        memory = memories.setdefault(attempt.item, Memory(attempt.item, attempt.day + DAY))
        if attempt.graded:
            graded(memory, attempt)
            if attempt.context == "review":
                reviews.append(attempt)
        memory.confident = attempt.sure and not attempt.right
    for item, moment in _met_without_an_answer(rows, items.values()):
        memories.setdefault(item, Memory(item, met_on(moment, now) + DAY))
    return memories, reviews


def graded(memory: Memory, attempt: Attempt) -> None:
    """Give the item's card this grade, dated no earlier than its last."""
    card = memory.card or Card(card_id=0, due=_noon(attempt.day))
    at = max(_noon(attempt.day), card.last_review or datetime.min.replace(tzinfo=UTC))
    memory.card, _ = SCHEDULER.review_card(card, Rating.Good if attempt.right else Rating.Again, at)
    memory.due, memory.right = _day(memory.card.due), attempt.right


def _met_without_an_answer(
    rows: Iterable[Row], items: Collection[ReviewItem]
) -> Iterator[tuple[str, datetime]]:
    """Items met otherwise: in a lesson that a check-in marked known, or as a prediction without an outcome."""
    for row in rows:
        if row.kind == Known.kind:
            yield from ((item.id, row.time) for item in items if item.lesson == row.subject)
        elif not_spoken(row):
            yield from ((item.id, row.time) for item in items if item.id == row.subject)


def spread(items: Sequence[str], last_lesson: str = "") -> list[str]:
    """The items in their order as far as possible, no two of one lesson in a row where that can be had."""
    left, order = list(items), list[str]()
    while left:
        counts = Counter(lesson_of(item) for item in left)
        others = [item for item in left if lesson_of(item) != last_lesson]
        free = [item for item in others if _can_be_spread(counts, lesson_of(item))]
        crowded = sorted(others, key=lambda item: -counts[lesson_of(item)])
        chosen = (free or crowded or left)[0]
        left.remove(chosen)
        order.append(chosen)
        last_lesson = lesson_of(chosen)
    return order


def _can_be_spread(counts: Counter[str], first: str) -> bool:
    """Whether, after an item of lesson `first`, the rest can follow with no two of a lesson in a row."""
    rest = counts.total() - 1
    return all(count - (lesson == first) <= (rest + (lesson != first)) // 2
               for lesson, count in counts.items())


def _noon(day: date) -> datetime:
    """The moment that stands for a day: FSRS then sees whole days."""
    return datetime.combine(day, time(12), UTC)


def _day(moment: datetime | None) -> date:
    return date.min if moment is None else moment.date()
