"""What authors see of a question comes from first answers only."""

from __future__ import annotations

from typing import Any

from tui_dl.learner.entries import Answer, Prediction
from tui_dl.learner.log import Log
from tui_dl.learner.statistics import question_report


def test_first_answers_count_and_wrong_choices_nobody_picks_are_named(log: Log, clock: Any) -> None:
    for given, right, context in (
        (["floor"], False, "lesson"), (["ceil"], False, "lesson"), (["round"], True, "retry"),
        (["round"], True, "review"), (["round"], True, "review"),
    ):
        log.record(Answer("cnn/x#q", given, right, "choice", seconds=4.0, context=context))
        clock.forward(days=0 if context == "lesson" else 2)
    [row] = question_report(log, {"cnn/x#q": ("floor", "ceil", "half")})
    assert (row["answers"], row["right"], row["share"]) == (3, 2, 2 / 3)
    assert row["picked"] == {"round": 2, "floor": 1}
    assert row["never_picked"] == ["ceil", "half"]
    assert row["seconds"] == 4.0


def test_drawn_numbers_that_trip_people_are_listed_with_the_rule(log: Log, clock: Any) -> None:
    log.record(Answer("cnn/x#d", 21, False, "drawn", {"W": 20, "F": 3}, "W - F + P", looked_back=True))
    clock.forward(days=2)
    log.record(Answer("cnn/x#d", None, False, "drawn", {"W": 9, "F": 2}, dont_know=True, context="review"))
    clock.forward(days=2)
    log.record(Answer("cnn/x#d", [3, 3], True, "drawn", {"W": 5, "F": 3}, context="review"))
    [row] = question_report(log)
    assert row["trips"] == [{"drawn": {"W": 20, "F": 3}, "given": 21}, {"drawn": {"W": 9, "F": 2}, "given": None}]
    assert row["rules"] == {"W - F + P": 1}
    assert (row["dont_know"], row["looked_back"]) == (1, 1)
    assert row["picked"] == {"21": 1, "[3, 3]": 1}


def test_a_pretest_is_a_surprise_not_a_mistake(log: Log, clock: Any) -> None:
    log.record(Prediction("cnn/x#p", 9, 7, False))
    log.record(Prediction("cnn/x#skipped", skipped=True))
    [row] = question_report(log)
    assert (row["item"], row["answers"], row["share"], row["pretests"], row["surprises"]) == ("cnn/x#p", 0, None, 1, 1)
    clock.forward(days=1)
    log.record(Answer("cnn/x#p", 7, True, context="review"))
    assert question_report(log)[0]["share"] == 1.0


def test_the_hardest_question_comes_first(log: Log) -> None:
    for item, right in (("a#easy", True), ("a#hard", False), ("b#easy", True)):
        log.record(Answer(item, 1, right))
    assert [row["item"] for row in question_report(log)] == ["a#hard", "a#easy", "b#easy"]
