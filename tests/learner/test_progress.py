"""Position, answers and progress are what the entries say, and a reset begins anew without losing one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tui_dl.course.model import AnswerQuiz, Challenge, Lesson, Pane, Predict, Step
from tui_dl.learner.entries import Answer, ChallengeMet, Known, Prediction, Reset, Tried, Visit
from tui_dl.learner.log import Log
from tui_dl.learner.progress import (
    Outline,
    Position,
    answers,
    challenges_met,
    course_progress,
    lesson_progress,
    lesson_states,
    notebook,
    outline,
    position,
    position_in,
)

PLAN = Outline("cnn/x", ("", "stride", "padding"), ("cnn/x#q", "cnn/x#r"), ("cnn/x#p",), ("cnn/x#c",), ("cnn/x#q",))


def record(log: Log, clock: Any, *entries: Any) -> None:
    for entry in entries:
        log.record(entry)
        clock.forward(seconds=10)


def test_a_new_log_has_no_position(log: Log) -> None:
    assert position(log) is None and position_in(log, "cnn/x") is None


def test_the_position_is_the_last_page_of_all_and_of_each_lesson(log: Log, clock: Any) -> None:
    record(log, clock, Visit("cnn/x", "stride", 1), Visit("cnn/y", "", 0), Answer("cnn/x#q", 1, True))
    assert position(log) == Position("cnn/y", "", 0)
    assert position_in(log, "cnn/x") == ("cnn/x", "stride", 1)


def test_the_position_is_there_after_a_restart(tmp_path: Path) -> None:
    with Log.open(tmp_path) as log:
        log.record(Visit("cnn/x", "stride", 1))
    with Log.open(tmp_path) as log:
        assert position(log) == Position("cnn/x", "stride", 1)


def test_a_reset_begins_the_lesson_anew_and_keeps_the_log(log: Log, clock: Any) -> None:
    record(log, clock, Visit("cnn/x", "stride"), Answer("cnn/x#q", 1, True), ChallengeMet("cnn/x#c", "demo"),
           Answer("cnn/y#q", 1, True), Reset("cnn/x"))
    assert position(log) == Position("cnn/x", "", 0) and position_in(log, "cnn/x") is None
    assert answers(log, "cnn/x") == {} and challenges_met(log, "cnn/x") == set()
    assert lesson_progress(log, PLAN).begun is False
    assert "cnn/y#q" in answers(log, "cnn/y")
    assert len(log.rows()) == 5
    record(log, clock, Answer("cnn/x#q", 2, False))
    assert answers(log, "cnn/x")["cnn/x#q"].first.right is False


def test_the_first_answer_counts_and_later_tries_are_kept(log: Log, clock: Any) -> None:
    record(log, clock, Answer("cnn/x#q", 8, False), Answer("cnn/x#q", 7, True),
           Answer("cnn/x#q", 7, True, context="retry"))
    state = answers(log, "cnn/x")["cnn/x#q"]
    assert (state.right_at_first, state.latest.right, state.tries) == (False, True, 3)


@pytest.mark.parametrize("context", ["review", "checkpoint", "check-in"])
def test_answers_given_elsewhere_do_not_fill_in_the_lessons_page(log: Log, context: str) -> None:
    log.record(Answer("cnn/x#q", 7, True, context=context))
    assert answers(log, "cnn/x") == {}


def test_an_undone_answer_does_not_count(log: Log, clock: Any) -> None:
    first = log.record(Answer("cnn/x#q", 8, False))
    record(log, clock, Answer("cnn/x#q", 7, True))
    log.undo(first)
    assert answers(log, "cnn/x")["cnn/x#q"].right_at_first is True


def test_progress_counts_what_the_lesson_still_holds(log: Log, clock: Any) -> None:
    record(log, clock, Visit("cnn/x", ""), Visit("cnn/x", "stride", 0), Visit("cnn/x", "stride", 1),
           Visit("cnn/x", "a step that was removed"), Answer("cnn/x#q", 7, True), Answer("cnn/x#removed", 7, True),
           Answer("cnn/x#r", 7, False), Answer("cnn/x#r", 9, True), Prediction("cnn/x#p", 9, 7, False),
           ChallengeMet("cnn/x#c", "stride-padding kernel=5"), Visit("cnn/other", ""))
    found = lesson_progress(log, PLAN)
    assert (found.steps_seen, found.steps) == (2, 3)
    assert (found.items_done, found.items) == (3, 3)
    assert (found.quizzes_done, found.right_at_first) == (2, 1)
    assert (found.predictions_done, found.surprises) == (1, 1)
    assert (found.challenges_met, found.challenges) == (1, 1)
    assert found.begun and not found.done
    record(log, clock, Visit("cnn/x", "padding"))
    assert lesson_progress(log, PLAN).done


def test_a_lesson_marked_known_is_done(log: Log) -> None:
    log.record(Known("cnn/x"))
    assert lesson_progress(log, PLAN).done


def test_a_skipped_prediction_is_no_surprise(log: Log, clock: Any) -> None:
    record(log, clock, Prediction("cnn/x#p", skipped=True))
    assert lesson_progress(log, PLAN).surprises == 0 and lesson_progress(log, PLAN).predictions_done == 1


def test_one_pass_over_the_course_says_the_same_as_each_lesson(log: Log, clock: Any) -> None:
    other = replace(PLAN, id="cnn/y", quizzes=("cnn/y#q",), predictions=(), challenges=())
    record(log, clock, Visit("cnn/x", "stride"), Visit("cnn/y", "padding"), Answer("cnn/y#q", 1, True),
           Reset("cnn/x"), Visit("cnn/x", ""))
    assert course_progress(log, [PLAN, other]) == {
        "cnn/x": lesson_progress(log, PLAN), "cnn/y": lesson_progress(log, other)}
    assert lesson_states(log)["cnn/x"].last == Position("cnn/x", "", 0)


def test_the_outline_of_a_lesson_names_its_items_as_the_log_does() -> None:
    quiz = AnswerQuiz("q", (), "1", (), None, (), "", (), "", False, True, 1)
    guess = Predict("p", (), "lstm-gates", {}, 0, "h", 0, None, "number", None, (), (), "", (), Pane(), False, 1)
    goal = Challenge("c", (), "lstm-gates", {}, 0, "h > 1", "", Pane(), 1)
    lesson = Lesson("cnn/x", "X", 10, (), (), {}, (Step("", "", (quiz,), 1), Step("S", "s", (guess, goal), 2)), Path())
    assert outline(lesson) == Outline("cnn/x", ("", "s"), ("cnn/x#q",), ("cnn/x#p",), ("cnn/x#c",), ("cnn/x#q",))


def test_entries_of_the_wrong_shape_are_passed_over(log: Log) -> None:
    """As an import of somebody's hand-made file may bring."""
    log.add([("u1", "2026-03-01T09:00:00.000000+00:00", "visit", "cnn/x", '{"step": 3, "part": "two"}'),
             ("u2", "2026-03-01T09:00:01.000000+00:00", "answer", "cnn/x#q", '{"right": [], "context": {}}'),
             ("u3", "2026-03-01T09:00:02.000000+00:00", "answer", "cnn/x#q", "not json")])
    assert position(log) == Position("cnn/x", "3", 0)
    assert lesson_progress(log, PLAN).right_at_first == 0


def test_the_notebook_holds_the_runs_tried(log: Log, clock: Any) -> None:
    record(log, clock, Tried("cnn/x", "gan-digits --seed 7", "it forgot the 4"), Tried("", "lstm-gates"))
    assert [(line.lesson, line.run_line, line.note) for line in notebook(log)] == [
        ("cnn/x", "gan-digits --seed 7", "it forgot the 4"), ("", "lstm-gates", "")]


def test_a_guess_counts_once_though_it_is_recorded_before_its_outcome(log):
    log.record(Prediction("cnn/a#p", 5, None, False))
    assert not answers(log, "cnn/a")["cnn/a#p"].surprise
    log.record(Prediction("cnn/a#p", 5, 5, True))
    state = answers(log, "cnn/a")["cnn/a#p"]
    assert (state.first.outcome, state.right_at_first, state.tries) == (5, True, 1)
