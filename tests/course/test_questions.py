"""Drawing, filling in, diagnosing and grading."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.course.answers import AnswerError, same
from tui_dl.course.expressions import ExpressionError, evaluate
from tui_dl.course.model import (
    AnswerQuiz,
    Band,
    Block,
    BugRule,
    Choice,
    ChoiceQuiz,
    CodeBlock,
    CodeSpan,
    ConstructQuiz,
    Drawn,
    InlineMath,
    Link,
    ListBlock,
    MathBlock,
    Pane,
    Paragraph,
    Predict,
    Quote,
    Strong,
    TableBlock,
    Text,
)
from tui_dl.course.questions import (
    QuestionError,
    all_draws,
    answer_right,
    band_of,
    diagnose,
    draw,
    fill,
    fill_text,
    grade_choices,
    guess_right,
    key_of,
    places,
    read_names,
    rules,
    work_text,
)

# The drawn quiz of examples/stride-padding.md, its key written with the formula of torch.nn.Conv2d's documentation.
WHERE = "P <= (F - 1)//2 and (W - F + 2*P) % S != 0 and (W - F + P)//S + 1 < (W - F + 2*P)//S"
KEY = "floor((W + 2*P - (F - 1) - 1)/S + 1)"
QUIZ = AnswerQuiz(
    id="conv-out",
    question=(Paragraph((Text("A filter {F} wide, stride {S}, padding {P}, on {W}. {Q}?"),)),),
    answer="conv_out(W, F=F, S=S, P=P)", accept=(), within=None,
    draw=(Drawn("W", 16, 64), Drawn("F", values=(7, 9, 11)), Drawn("S", values=(2, 3)), Drawn("P", 3, 5)),
    where=WHERE,
    wrong=(
        BugRule("(W - F + 2*P)//S", "You counted the {= (W - F + 2*P)//S} moves.", 1),
        BugRule("(W - F + P)//S + 1", "One side only.", 2),
        BugRule("-(-(W - F + 2*P)//S) + 1", "You rounded up.", 3),
        BugRule("(W - F + 2*P)*S + 1", "You multiplied by {S}.", 4),
    ),
    work="{W} - {F} + 2*{P} = {= W - F + 2*P}; plus 1: {answer}", why=False, review=False, line=1,
)


def test_draws_satisfy_where() -> None:
    draws = [draw(QUIZ, Random(seed)) for seed in range(300)]
    assert all(evaluate(WHERE, values) for values in draws)
    assert len({tuple(values.items()) for values in draws}) >= 20
    assert draw(QUIZ, Random(7)) == draw(QUIZ, Random(7))


def test_all_draws_are_those_a_brute_force_finds() -> None:
    found = {(W, F, S, P) for W in range(16, 65) for F in (7, 9, 11) for S in (2, 3) for P in (3, 4, 5)
             if eval(WHERE, {"W": W, "F": F, "S": S, "P": P})}
    assert {tuple(values.values()) for values in all_draws(QUIZ)} == found
    assert len(list(all_draws(QUIZ, limit=5))) == 5


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 24), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_draw_satisfies_where_or_says_that_none_does(low: int, more: int, total: int, seed: int) -> None:
    quiz = replace(QUIZ, draw=(Drawn("a", low, low + more), Drawn("b", low, low + more)), where=f"a + b == {total}")
    possible = any(a + b == total for a in range(low, low + more + 1) for b in range(low, low + more + 1))
    if possible:
        values = draw(quiz, Random(seed))
        assert values["a"] + values["b"] == total
    else:
        with pytest.raises(QuestionError, match="No numbers of conv-out"):
            draw(quiz, Random(seed))


def test_a_rare_draw_is_found_too() -> None:
    quiz = replace(QUIZ, draw=(Drawn("a", 1, 100), Drawn("b", 1, 100)), where="a*b == 97**2")
    assert draw(quiz, Random(0)) == {"a": 97, "b": 97}  # 97 is prime


def test_whole_floats_are_drawn_as_whole_numbers() -> None:
    quiz = replace(QUIZ, draw=(Drawn("p", values=(1.0, 0.5)),), where="")
    assert {repr(values["p"]) for values in all_draws(quiz)} == {"1", "0.5"}
    assert draw(replace(QUIZ, draw=(), where=""), Random(0)) == {}


def test_numbers_are_filled_into_text_only() -> None:
    blocks: tuple[Block, ...] = (
        Paragraph((Text("{W} and {Q}"), CodeSpan("{W}"), InlineMath("{W}", 1), Strong((Text("{F}"),)),
                   Link((Text("{F}"),), "{W}"))),
        Quote((ListBlock(((Paragraph((Text("{W}"),)),),)),)),
        TableBlock(((Text("{F}"),),), (((Text("{ W }"),),),), ("left",)),
        MathBlock("{W}", 1), CodeBlock("{W}", ""),
    )
    assert fill(blocks, {"W": 12345, "F": 0.5}) == (
        Paragraph((Text("12,345 and {Q}"), CodeSpan("{W}"), InlineMath("{W}", 1), Strong((Text("0.5"),)),
                   Link((Text("0.5"),), "{W}"))),
        Quote((ListBlock(((Paragraph((Text("12,345"),)),),)),)),
        TableBlock(((Text("0.5"),),), (((Text("12,345"),),),), ("left",)),
        MathBlock("{W}", 1), CodeBlock("{W}", ""),
    )
    assert fill(blocks, {}) == blocks


def test_work_is_worked_out_with_the_numbers_drawn() -> None:
    values = {"W": 16, "F": 7, "S": 2, "P": 3}
    assert work_text(QUIZ, values, 8) == "16 - 7 + 2*3 = 15; plus 1: 8"
    assert fill_text("{= W/F} of {W}, {unknown}", values) == f"{16 / 7:.4g} of 16, {{unknown}}"
    assert places("{W} - { F } = {= W - F}; {answer}") == {"W", "F", "answer"}
    with pytest.raises(ExpressionError, match="X has no value here"):
        fill_text("{= X}", values)


@given(st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_rules_never_equal_the_key_or_one_another(seed: int) -> None:
    values = draw(QUIZ, Random(seed))
    key = evaluate(KEY, values)
    speaking = rules(QUIZ, values, key)
    assert speaking
    for place, (value, _) in enumerate(speaking):
        assert not same(value, key)
        assert not any(same(value, earlier) for earlier, _ in speaking[:place])
        assert diagnose(QUIZ, value, values, key) == speaking[place][1]
    assert diagnose(QUIZ, key, values, key) is None


@given(st.integers(-3, 3), st.lists(st.integers(-3, 3), max_size=5), st.sampled_from([None, 0.5, 1.0]))
@settings(max_examples=200, deadline=None)
def test_rules_that_coincide_fall_silent(key: int, values: list[int], within: float | None) -> None:
    quiz = replace(QUIZ, wrong=tuple(BugRule(str(v), f"rule {i}", i) for i, v in enumerate(values)), within=within)
    speaking = rules(quiz, {}, key)
    for value, say in speaking:
        assert not same(value, key, within)
        first = next(i for i, v in enumerate(values) if v == value)
        assert say == f"rule {first}"


def test_a_rule_without_a_value_says_nothing_to_a_learner_and_all_to_the_linter() -> None:
    quiz = replace(QUIZ, wrong=(BugRule("1 / (S - 2)", "You divided.", 1),))
    values = {"W": 16, "F": 7, "S": 2, "P": 3}
    assert diagnose(quiz, 3, values, 8) is None
    with pytest.raises(ExpressionError, match="divides by zero"):
        rules(quiz, values, 8)


def test_the_sentence_of_a_rule_has_the_numbers_in_it() -> None:
    values = {"W": 16, "F": 7, "S": 2, "P": 3}
    assert diagnose(QUIZ, 7, values, 8) == "You counted the 7 moves."
    assert diagnose(QUIZ, 31, values, 8) == "You multiplied by 2."
    assert diagnose(QUIZ, 1000, values, 8) is None


def test_answers_are_right_by_value_or_by_text() -> None:
    assert answer_right(QUIZ, 8.0, 8) and not answer_right(QUIZ, 7, 8)
    words = replace(QUIZ, answer="", accept=("max pooling", "maxpool"))
    assert answer_right(words, " Max  POOLING", "max pooling") and not answer_right(words, "average", "")


@pytest.mark.parametrize(("picked", "right"), [
    ({0, 2}, True), ({0}, False), ({0, 1, 2}, False), (set(), False), ({1}, False), ({0, 2, 9}, False)])
def test_all_right_choices_and_no_other(picked: set[int], right: bool) -> None:
    choices = tuple(Choice((Text("a"),), good, (), 1) for good in (True, False, True))
    assert grade_choices(ChoiceQuiz("q", (), choices, False, False, 1), picked) is right


CONSTRUCT = ConstructQuiz("half", (), ("F", "S", "P"), "conv_out(224, F=F, S=S, P=P) == 112", "", False, False, 1)


@pytest.mark.parametrize("text", [
    "F=3 S=2 P=1", "3 2 1", "3, 2, 1", "P=1, S=2, F=3", " f = 3 ; s = 2 ; p = 1 ", "Ｆ＝３　Ｓ＝２　Ｐ＝１",
    "3.0 4/2 1"])
def test_the_forms_of_a_construction(text: str) -> None:
    assert read_names(CONSTRUCT, text) == {"F": 3, "S": 2, "P": 1}


@pytest.mark.parametrize("text", [
    "", "3 2", "3 2 1 0", "F=3 F=2 P=1", "Q=3 S=2 P=1", "F=3 S=2", "F= S=2 P=1", "a b c", "9**9**9 1 1", "yes 2 1",
    "F==3 S=2 P=1", "x" * 5000, "3x3 2 1"])
def test_other_text_is_no_construction(text: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_names(CONSTRUCT, text)
    assert caught.value.hint


def predict(form: str, **given_: object) -> Predict:
    """A prediction of this form."""
    blank = Predict("p", (), "cnn-digits", {}, 0, "accuracy", 0, None, "number", None, (), (), "", (), Pane(), False, 1)
    return replace(blank, form=form, **given_)  # type: ignore[arg-type]  # fields by name


BANDS = (Band("accuracy > 0.9", "high", "", 3), Band("0.5 < accuracy <= 0.9", "so-so", "", 4),
         Band("accuracy <= 0.5 or lr > 1", "low", "", 5))


@pytest.mark.parametrize(("accuracy", "place"), [(0.95, 0), (0.9, 1), (0.2, 2)])
def test_one_band_holds(accuracy: float, place: int) -> None:
    choice = predict("choice", bands=BANDS)
    assert band_of(choice, {"accuracy": accuracy}, {"lr": 0.1}) == place
    assert key_of(choice, {"accuracy": accuracy}, {"lr": 0.1}) == place


@pytest.mark.parametrize(("accuracy", "lr", "says"), [
    (0.95, 2.0, "`accuracy > 0.9` and `accuracy <= 0.5 or lr > 1`"), (float("nan"), 0.1, "true: none")])
def test_no_band_or_two_are_an_error(accuracy: float, lr: float, says: str) -> None:
    with pytest.raises(QuestionError) as caught:
        band_of(predict("choice", bands=BANDS), {"accuracy": accuracy}, {"lr": lr})
    assert says in caught.value.message


def test_keys_of_predictions_come_from_readings_and_knobs() -> None:
    assert key_of(predict("number", ask="out - kernel"), {"out": 5}, {"kernel": 3}) == 2
    assert key_of(predict("cell", ask="(row, col)"), {"row": 1, "col": 2}, {}) == (1, 2)
    with pytest.raises(ExpressionError, match="loss has no value here"):
        key_of(predict("number", ask="loss"), {"out": 5}, {})


@pytest.mark.parametrize(("form", "within", "guess", "key", "right"), [
    ("number", None, 5, 5, True), ("number", 0.05, 0.9, 0.94, True), ("number", 0.05, 0.8, 0.94, False),
    ("yes-no", None, True, 1, True), ("yes-no", None, False, False, True), ("yes-no", None, True, False, False),
    ("cell", 1.0, (1, 2), (1, 2), True), ("cell", 1.0, (1, 3), (1, 2), False),
    ("choice", None, 2, 2, True), ("choice", None, 1, 2, False),
])
def test_guesses(form: str, within: float | None, guess: object, key: object, right: bool) -> None:
    assert guess_right(predict(form, within=within), guess, key) is right  # type: ignore[arg-type]  # Values


def test_bug_rules_of_a_prediction() -> None:
    asked = predict("number", wrong=(BugRule("size - kernel", "You forgot the place where it starts.", 1),))
    assert diagnose(asked, 4, {"size": 7, "kernel": 3}, 5) == "You forgot the place where it starts."
