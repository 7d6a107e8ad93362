"""The schedule is py-fsrs over first answers: days, cap, order. The oracle for its numbers is the fsrs package."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta, timezone
from itertools import pairwise, permutations
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.learner.entries import Answer, Known, Prediction, Reset, lesson_of
from tui_dl.learner.log import Log
from tui_dl.learner.schedule import ReviewItem, agenda, due, due_count, fading, nothing_due, spread, undo_last_grade

CAP = 12  # items a day: DESIGN, "The learner's log"
Q = ReviewItem("cnn/x#q", "cnn/x")
P = ReviewItem("cnn/x#p", "cnn/x")
ORACLE = Scheduler(desired_retention=0.85, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def items_of(*lessons: str) -> list[ReviewItem]:
    return [ReviewItem(f"{lesson}#q", lesson) for lesson in lessons]


def first_due(log: Log, item: ReviewItem, now: datetime, days: int = 400) -> int:
    """In how many days from now the item is asked."""
    return next(day for day in range(days) if due(log, [item], now + timedelta(days=day)) == [item.id])


@pytest.mark.parametrize(("right", "dont_know", "grade"), [
    (True, False, Rating.Good), (False, False, Rating.Again), (False, True, Rating.Again), (True, True, Rating.Again)])
def test_two_grades(log: Log, clock: Any, right: bool, dont_know: bool, grade: Rating) -> None:
    log.record(Answer(Q.id, 7, right, dont_know=dont_know))
    card, _ = ORACLE.review_card(Card(card_id=0), grade, clock())
    assert first_due(log, Q, clock()) == (card.due - clock()).days
    plan = agenda(log, [Q], clock())
    assert plan.next_day == plan.today + timedelta(days=(card.due - clock()).days)


@settings(max_examples=40, deadline=None)
@given(history=st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=8))
def test_due_day_and_recall_are_those_of_fsrs(fresh_log: Any, history: list[tuple[int, bool]]) -> None:
    with fresh_log() as (log, clock):
        card = Card(card_id=0)
        for days, right in history:
            clock.forward(days=days)
            log.record(Answer(Q.id, 7, right, context="review"))
            card, _ = ORACLE.review_card(card, Rating.Good if right else Rating.Again, clock())
        later = clock() + timedelta(days=7)
        assert fading(log, [Q], later) == {Q.id: pytest.approx(ORACLE.get_card_retrievability(card, later))}
        assert due(log, [Q], card.due) == [Q.id]
        assert due(log, [Q], card.due - timedelta(days=1)) == []


def test_an_item_not_met_is_not_asked(log: Log, clock: Any) -> None:
    log.record(Answer("cnn/x#other", 7, True))
    assert due(log, [Q, P], clock() + timedelta(days=99)) == []


def test_a_prediction_is_first_graded_by_its_first_review(log: Log, clock: Any) -> None:
    log.record(Prediction(P.id, 9, 7, False))
    assert due(log, [P]) == [] and fading(log, [P]) == {}
    clock.forward(days=1)
    assert due(log, [P]) == [P.id]
    log.record(Answer(P.id, 7, True, "predict", context="review"))
    card, _ = ORACLE.review_card(Card(card_id=0), Rating.Good, clock())
    assert due(log, [P]) == [] and first_due(log, P, clock()) == (card.due - clock()).days


@pytest.mark.parametrize("entry", [Known("cnn/x"), Prediction(P.id, skipped=True)], ids=["known", "skipped"])
def test_items_met_without_an_answer_come_the_next_day(log: Log, clock: Any, entry: Any) -> None:
    log.record(entry)
    assert due(log, [P]) == []
    assert due(log, [P], clock() + timedelta(days=1)) == [P.id]


@pytest.mark.parametrize("again", [
    Answer(Q.id, 7, True), Answer(Q.id, 7, True, context="retry"), Answer(Q.id, 7, True, context="review")],
    ids=lambda answer: answer.context)
def test_later_tries_of_a_day_are_the_learners_own(log: Log, clock: Any, again: Answer) -> None:
    log.record(Answer(Q.id, 8, False))
    before = fading(log, [Q], clock() + timedelta(days=3))
    clock.forward(minutes=5)
    log.record(again)
    assert fading(log, [Q], clock() + timedelta(days=3)) == before


def test_a_retry_of_another_day_is_no_grade_but_a_lesson_begun_anew_is(log: Log, clock: Any) -> None:
    log.record(Answer(Q.id, 8, False))
    clock.forward(days=3)
    log.record(Answer(Q.id, 7, True))
    log.record(Answer(Q.id, 7, True, context="retry"))
    assert due(log, [Q]) == [Q.id]
    log.record(Reset("cnn/x"))
    log.record(Answer(Q.id, 7, True))
    assert due(log, [Q]) == []


def test_undo_takes_the_last_review_back(log: Log, clock: Any) -> None:
    log.record(Answer(Q.id, 8, False))
    clock.forward(days=2)
    before = agenda(log, [Q])
    log.record(Answer(Q.id, 7, True, context="review"))
    assert due(log, [Q]) == []
    assert undo_last_grade(log) == Q.id
    assert agenda(log, [Q]) == before
    assert undo_last_grade(log) is None
    log.record(Answer(Q.id, 8, False, context="review"))
    assert fading(log, [Q])[Q.id] == 1.0


def test_undo_takes_nothing_back_of_another_day(log: Log, clock: Any) -> None:
    log.record(Answer(Q.id, 7, True, context="review"))
    clock.forward(days=1)
    assert undo_last_grade(log) is None
    assert Q.id in fading(log, [Q])


def test_an_item_that_left_the_course_leaves_the_schedule_and_stays_in_the_log(log: Log, clock: Any) -> None:
    log.record(Answer(Q.id, 8, False))
    clock.forward(days=2)
    assert due(log, []) == [] and len(log.rows("answer")) == 1
    assert due(log, [Q]) == [Q.id]


def test_the_cap_holds_over_the_day_and_new_items_wait(log: Log, clock: Any) -> None:
    old, new = items_of(*(f"a/{n}" for n in range(10))), items_of(*(f"b/{n}" for n in range(10)))
    for item in old:
        log.record(Answer(item.id, 8, False))
    for item in new:
        log.record(Prediction(item.id, 9, 7, False))
    clock.forward(days=1)
    today = agenda(log, old + new)
    assert len(today.queue) == CAP and today.waiting == 20
    assert {item.id for item in old} < set(today.queue)
    for item in today.queue[:5]:
        log.record(Answer(item, 7, True, context="review"))
    assert due_count(log, old + new) == CAP - 5
    for item in due(log, old + new):
        log.record(Answer(item, 7, True, context="review"))
    full = agenda(log, old + new)
    assert due(log, old + new) == [] and full.asked == CAP
    assert full.next_day == full.today + timedelta(days=1)  # what the day had no room for
    assert nothing_due(full).startswith("Enough for today. The next question comes back on ")
    clock.forward(days=1)
    assert set(due(log, old + new)) >= {item.id for item in new} - set(today.queue)


def test_confident_mistakes_come_first_until_put_right(log: Log, clock: Any) -> None:
    items = items_of(*(f"a/{n:02}" for n in range(20)))
    for item in items:
        log.record(Prediction(item.id, 9, 7, False, sure=item.lesson == "a/19"))
    clock.forward(days=1)
    assert due(log, items)[0] == "a/19#q"
    log.record(Answer("a/19#q", 9, False, context="review", sure=True))
    clock.forward(days=1)
    assert due(log, items)[0] == "a/19#q"
    log.record(Answer("a/19#q", 7, True, context="review", sure=True))
    log.record(Prediction("b/01#q", 9, 7, False, sure=True))
    clock.forward(days=30)
    queue = due(log, [*items, ReviewItem("b/01#q", "b/01")])
    assert queue[0] == "b/01#q" and queue[1] == "a/19#q"  # now only due, and due comes before new


LESSONS = st.lists(st.sampled_from("abc"), max_size=7)


@given(lessons=LESSONS, last=st.sampled_from(["", "a", "b"]))
def test_no_two_of_a_lesson_in_a_row_where_any_order_can_have_it(lessons: list[str], last: str) -> None:
    items = [f"{lesson}#{n}" for n, lesson in enumerate(lessons)]

    def pairs(order: Any) -> int:
        return sum(left == right for left, right in pairwise([last, *map(lesson_of, order)]))

    found = spread(items, last)
    assert Counter(found) == Counter(items)
    assert pairs(found) == min(pairs(order) for order in permutations(items))


def test_the_day_begins_at_four_in_the_learners_zone(log: Log, clock: Any) -> None:
    seoul = timezone(timedelta(hours=9))
    clock.now = datetime(2026, 3, 2, 0, 30, tzinfo=seoul)  # still the evening of the first
    log.record(Answer(Q.id, 8, False))
    assert due(log, [Q], datetime(2026, 3, 2, 3, 59, tzinfo=seoul)) == []
    assert due(log, [Q], datetime(2026, 3, 2, 4, 0, tzinfo=seoul)) == [Q.id]


def test_a_clock_that_ran_ahead_does_not_hide_an_item(log: Log, clock: Any) -> None:
    clock.forward(days=9_000)
    log.record(Answer(Q.id, 7, True))
    clock.forward(days=-9_000)
    assert due(log, [Q]) == [Q.id]
    log.record(Answer(Q.id, 7, True, context="review"))
    assert due(log, [Q]) == [] and first_due(log, Q, clock()) < 10


@settings(max_examples=40, deadline=None)
@given(moves=st.lists(st.tuples(st.integers(0, 90), st.integers(-11, 11), st.booleans()), max_size=15))
def test_the_schedule_never_goes_backwards(fresh_log: Any, moves: list[tuple[int, int, bool]]) -> None:
    """However wrong the clock is within half a day, today and an item's next date only move on."""
    with fresh_log() as (log, clock):
        true, days = clock(), []
        for hours, wrong_by, right in moves:
            true += timedelta(hours=hours)
            clock.now = true + timedelta(hours=wrong_by)
            log.record(Answer(Q.id, 7, right, context="review"))
            found = agenda(log, [Q])
            assert found.queue == () and found.asked == 1
            days.append(found.today)
        assert days == sorted(days)
        assert all(0 < recall <= 1 for recall in fading(log, [Q]).values())


class ForgetfulLearner:
    """Recalls by FSRS's forgetting curve, 75 % right at first; items named hard fade at twice the speed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.memory: dict[str, Card] = {}

    def recalls(self, item: str, now: datetime) -> bool:
        """Whether the item is answered right now; answering refreshes the memory of it."""
        card, chance = self.memory.get(item), 0.75
        if card is not None and card.last_review is not None:
            days = (now - card.last_review) * (2 if item.endswith("hard") else 1)
            chance = ORACLE.get_card_retrievability(card, card.last_review + days)
        right = self.random.random() < chance
        grade = Rating.Good if right else Rating.Again
        self.memory[item], _ = ORACLE.review_card(card or Card(card_id=0), grade, now)
        return right


def one_day(log: Log, met: list[ReviewItem], learner: ForgetfulLearner, now: datetime) -> list[str]:
    """The learner reviews until nothing is asked any more; what was asked."""
    asked = []
    while queue := due(log, met):
        asked.append(queue[0])
        log.record(Answer(queue[0], 7, learner.recalls(queue[0], now), context="review"))
    return asked


@pytest.mark.parametrize("seed", range(3))
def test_a_simulated_learner_for_52_days(fresh_log: Any, seed: int) -> None:
    """One lesson of three review items a day, one of them hard: the cap, the backlog, and what is asked most."""
    learner, asked, met = ForgetfulLearner(seed), Counter[str](), list[ReviewItem]()
    with fresh_log() as (log, clock):
        for day in range(52):
            today = one_day(log, met, learner, clock())
            asked.update(item.partition("#")[2] for item in today)
            assert len(today) <= CAP and len(set(today)) == len(today)
            assert agenda(log, met).waiting <= CAP
            lesson = f"c/{day:02}"
            met += [ReviewItem(f"{lesson}#{name}", lesson) for name in ("hard", "easy", "guess")]
            for name in ("hard", "easy"):
                log.record(Answer(f"{lesson}#{name}", 7, learner.recalls(f"{lesson}#{name}", clock())))
            log.record(Prediction(f"{lesson}#guess", 9, 7, False))
            clock.forward(days=1)
    assert asked["hard"] > asked["easy"] > 0 and asked["guess"] > 0
