"""Verdicts: what goes into the log and what is said; the same for app and command line."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_dl.course.answers import AnswerError
from tui_dl.course.model import (
    AnswerQuiz,
    Band,
    BugRule,
    Choice,
    ChoiceQuiz,
    ConstructQuiz,
    Drawn,
    Pane,
    Paragraph,
    Predict,
    Text,
)
from tui_dl.course.text import plain_blocks
from tui_dl.learner.entries import Answer, Prediction
from tui_dl.learner.grading import Asked, Verdict, asked, choice_verdict, key_wanted, read_typed, typed_verdict
from tui_dl.learner.guessing import Guessed, guessed, outcome, place_of, read_guess, told

QUESTION = (Paragraph((Text("How wide?"),)),)
DRAWN = AnswerQuiz("w", QUESTION, "W - F + 1", (), None, (Drawn("W", 9, 9), Drawn("F", values=(3,))), "",
                   (BugRule("W - F", "You forgot the start of {W}.", 1),), "{W} - {F} + 1 = {answer}", False, True, 1)
WORD = AnswerQuiz("t", QUESTION, "", ("padding", "zero padding"), None, (), "", (), "", False, True, 1)
BUILT = ConstructQuiz("b", QUESTION, ("F", "P"), "F == 2 * P + 1", "F = 2P + 1.", False, True, 1)
PICKED = ChoiceQuiz("c", QUESTION, tuple(Choice((Text(text),), right, (), 1) for text, right in
                                         (("this", True), ("that", False), ("those", True))), False, True, 1)


def said(verdict: Verdict) -> str:
    return " ".join(plain_blocks(verdict.said, 500))


def test_a_right_answer_is_worked_out():
    question = asked(DRAWN, "l#w", Random(0), 0.0, "review")
    assert question.drawn == {"W": 9, "F": 3} and key_wanted(question, "7") == ("W - F + 1", {"W": 9, "F": 3})
    verdict = typed_verdict(question, read_typed(DRAWN, " 7 "), 7, 2.5)
    assert verdict == Verdict(Answer("l#w", 7, True, form="AnswerQuiz", drawn={"W": 9, "F": 3}, context="review",
                                     seconds=2.5), verdict.said)
    assert said(verdict) == "7. 9 - 3 + 1 = 7"


def test_a_bug_rule_gives_another_try_that_counts_as_a_retry():
    question = asked(DRAWN, "l#w", Random(0), 0.0)
    first = typed_verdict(question, "6", 7, 1.0)
    assert (first.again, first.entry.rule, first.entry.context) == (True, "W - F", "lesson")
    assert said(first) == "You forgot the start of 9. Try again with the same numbers."
    question.take(first)
    assert not question.done
    second = typed_verdict(question, "7", 7, 2.0)
    question.take(second)
    assert (second.entry.right, second.entry.context) == (True, "retry")
    assert question.done and not question.right  # the first answer counts


def test_any_other_wrong_answer_and_not_knowing_end_with_the_work():
    question = asked(DRAWN, "l#w", Random(0), 0.0)
    assert said(typed_verdict(question, "8", 7, 0)) == "You said 8. Torch says 7. 9 - 3 + 1 = 7"
    unknown = typed_verdict(question, None, 7, 0)
    assert said(unknown) == "Torch says 7. 9 - 3 + 1 = 7"
    assert (unknown.entry.given, unknown.entry.right, unknown.entry.dont_know) == (None, False, True)


def test_the_wrong_shape_is_not_graded():
    with pytest.raises(AnswerError, match="One number"):
        typed_verdict(asked(DRAWN, "l#w", Random(0), 0.0), "(3, 3)", 7, 0)
    with pytest.raises(AnswerError):
        read_typed(DRAWN, "seven")


def test_words_need_nothing_computed():
    question = Asked(WORD, "l#t")
    assert key_wanted(question, "x") is None
    assert typed_verdict(question, read_typed(WORD, "Zero  PADDING"), None, 0).entry.right
    wrong = typed_verdict(question, "stride", None, 0)
    assert not wrong.entry.right and not wrong.again and said(wrong) == "padding."


@pytest.mark.parametrize(("typed", "value", "words"), [
    ("F=3 P=1", True, "It holds."), ("5 1", False, "It does not hold with these numbers. F = 2P + 1."),
])
def test_a_construction_is_right_if_it_holds(typed, value, words):
    question = Asked(BUILT, "l#b")
    given = read_typed(BUILT, typed)
    assert key_wanted(question, given) == ("F == 2 * P + 1", given)
    verdict = typed_verdict(question, given, value, 0)
    assert verdict.entry.right is value and said(verdict) == words


def test_not_knowing_a_construction_asks_nothing():
    assert key_wanted(Asked(BUILT, "l#b"), None) is None
    verdict = typed_verdict(Asked(BUILT, "l#b"), None, None, 0)
    assert verdict.entry.dont_know and said(verdict) == "F = 2P + 1."


def test_choices_come_in_any_order():
    orders = {tuple(asked(PICKED, "l#c", Random(seed), 0.0).order) for seed in range(200)}
    assert orders == set(permutations(range(len(PICKED.choices))))


@pytest.mark.parametrize(("picked", "right", "texts"), [
    ({0, 2}, True, ["this", "those"]), ({0}, False, ["this"]), ({0, 1, 2}, False, ["this", "that", "those"]),
    (set(), False, []),
])
def test_choices_are_kept_as_texts(picked, right, texts):
    entry = choice_verdict(Asked(PICKED, "l#c"), frozenset(picked), 0).entry
    assert (entry.given, entry.right, entry.dont_know) == (texts, right, not picked)


# ---------------------------------------------------------------------------- predictions


def predict(form: Any = "number", ask: str = "out", bands: tuple[Band, ...] = (),
            within: float | None = None) -> Predict:
    return Predict("p", QUESTION, "stride-padding", {}, 0, ask, 0, None, form, within, bands,
                   (BugRule("size", "It hangs over.", 1),), "So it is.", (), Pane(), True, 1)


BANDS = (Band("out > 3", "Above 3.", "It is less.", 1), Band("out <= 3", "3 or less.", "It is more.", 1))


@pytest.mark.parametrize(("form", "guess", "right", "words"), [
    ("number", 3, True, "The run says 3, as you did."),
    ("number", 4, False, "You said 4. The run says 3."),
    ("number", 5, False, "You said 5. The run says 3. It hangs over."),
    ("number", None, False, "The run says 3."),
    ("choice", 1, True, "The run says, as you did: 3 or less."),
    ("choice", 0, False, "You said: Above 3. The run says: 3 or less. It is less."),
    ("choice", None, False, "The run says: 3 or less."),
])
def test_a_guess_is_held_against_the_run(form, guess, right, words):
    guessed = Guessed(predict(form, bands=BANDS if form == "choice" else ()), "l#p", (), guess, sure=True,
                      context="review")
    found = outcome(guessed, {"out": 3}, {"size": 5})
    assert found.right is right
    assert plain_blocks(found.said, 500) == [words, "", "So it is."]
    kept = BANDS[guess].text if form == "choice" and guess is not None else guess
    assert found.entry == Answer("l#p", kept, right, form="Predict", dont_know=guess is None, sure=True,
                                 context="review")


def test_the_choices_of_a_prediction_come_in_any_order():
    orders = {tuple(guessed(predict("choice", bands=BANDS), "l#p", Random(seed), 0.0).order) for seed in range(20)}
    assert orders == {(0, 1), (1, 0)}


@pytest.mark.parametrize(("logged", "place", "words"), [
    ("3 or less.", 1, "“3 or less.”"), (0, 0, "“Above 3.”"), ("Above 7.", None, "“Above 7.”"), (9, None, "“9”")])
def test_a_chosen_band_is_known_by_its_text_whatever_place_it_has_now(logged, place, words):
    asked = predict("choice", bands=BANDS)
    assert (place_of(asked, logged), told(asked, logged)) == (place, words)


def test_a_guess_near_enough_is_right_and_both_are_said():
    found = outcome(Guessed(predict(within=0.5), "l#p", (), 3.4, context="review"), {"out": 3}, {"size": 5})
    assert found.right and plain_blocks(found.said, 500)[0] == "You said 3.4. The run says 3: near enough."


def test_in_its_lesson_a_guess_is_a_pretest():
    found = outcome(Guessed(predict("yes-no", "out == 3"), "l#p", (), True, seconds=4.0), {"out": 3}, {"size": 5})
    assert found.entry == Prediction("l#p", True, True, True, seconds=4.0)


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(["{}, {}", "{},{}", " ({} , {}) ", "[{};{}]", "{}x{}",
                                                               "{}.0, {}", "{} {}"]))
def test_a_cell_is_a_row_and_a_column_in_any_form(row, col, form):
    assert read_guess(predict("cell", "(row, col)"), form.format(row, col)) == (row, col)


@pytest.mark.parametrize("typed", ["3", "-1, 2", "0.5, 1", "yes", "", "a, b", "(3)"])
def test_what_is_no_cell_is_not_graded(typed):
    with pytest.raises(AnswerError):
        read_guess(predict("cell", "(row, col)"), typed)


@pytest.mark.parametrize("typed", ["yes", "3, 4", "(3, 3)", "three", ""])
def test_what_is_no_number_is_not_graded(typed):
    with pytest.raises(AnswerError):
        read_guess(predict(), typed)


@given(st.integers(-10**6, 10**6))
def test_a_number_is_read_in_any_form(number):
    for form in (f"{number}", f" {number:,} ", f"{number}.0", f"({number})", f"{2 * number}/2"):
        assert read_guess(predict(), form) == number
