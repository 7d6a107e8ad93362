"""What people type for a value, and when it is right."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tui_dl.course.answers import (
    AnswerError,
    must_be_readable,
    parse_answer,
    plain,
    read_for,
    same,
    same_text,
    shown,
)

FULL_WIDTH = str.maketrans("0123456789+-*/().,%=x", "０１２３４５６７８９＋－＊／（）．，％＝ｘ")


@pytest.mark.parametrize(("text", "value"), [
    ("4", 4), ("4.0", 4.0), ("8/2", 4), ("3x3", (3, 3)), ("3×3", (3, 3)), ("3 X 3 x 64", (3, 3, 64)),
    ("(3, 3)", (3, 3)), ("3, 3", (3, 3)), ("[3, 3]", (3, 3)), ("3;3", (3, 3)), ("3,3", (3, 3)),
    ("1,024", 1024), ("1_024", 1024), ("(1,024)", 1024), ("138,357,544", 138357544), ("1,024, 768", (1024, 768)),
    ("1,024x768", (1024, 768)), ("(224,224)", (224, 224)), ("1e-3", 0.001), ("1e-03", 0.001), ("50%", 0.5),
    ("−4", -4), ("2^5", 32), ("2⁵", 32), ("10⁻³", 0.001), ("½", 0.5), ("1⁄2", 0.5), ("３×３", (3, 3)),
    ("（３，　３）", (3, 3)), ("٣", 3), ("007", 7), ("+5", 5), ("= 9", 9), ("~0.3", 0.3), ("3*3", 9), ("3·3", 9),
    ("\u200b4\ufeff", 4), ("4\n", 4), ("(1 + 2) * 3", 9), ("log(2)", math.log(2)), ("max(3, 4)", 4),
    ("((1, 2), (3, 4))", ((1, 2), (3, 4))), ("yes", True), ("No", False), ("ＹＥＳ", True), ("2**784-1", 2**784 - 1),
])
def test_forms_that_are_understood(text: str, value: object) -> None:
    assert parse_answer(text) == value


def test_commas_separate_when_several_numbers_are_asked_for() -> None:
    assert parse_answer("224,224") == 224224
    assert parse_answer("224,224", several=True) == (224, 224)
    assert read_for("224,224", (224, 224)) == (224, 224)
    assert read_for("1,024", 1024) == 1024


@pytest.mark.parametrize(("text", "key", "says"), [
    ("0,5", 0.5, "One number is asked for"), ("3", (3, 3), "2 numbers are asked for"),
    ("yes", 3, "A number is asked for"), ("1", True, "Yes or no is asked for"),
])
def test_another_shape_than_the_keys_is_no_wrong_answer(text: str, key: object, says: str) -> None:
    with pytest.raises(AnswerError, match=says):
        read_for(text, key)  # type: ignore[arg-type]  # a Value, by construction


def test_one_number_is_the_same_as_a_list_of_one() -> None:
    assert read_for("10", (10,)) == (10,)
    assert read_for("(10,)", 10) == 10


@pytest.mark.parametrize(("text", "key"), [
    ("3 3", (3, 3)), ("3 by 3", (3, 3)), ("(3 3)", (3, 3)), ("3 -1", (3, -1)), ("５　５", (5, 5)),
    ("(12,544, 64)", (12544, 64)), ("12,544, 64", (12544, 64)), ("12,544 64", (12544, 64)), ("[1,024, 3]", (1024, 3)),
    ("1 024", 1024), ("1\u202f024", 1024), ("1 000 000", 1000000), ("1'024", 1024), ("1’024", 1024),
])
def test_numbers_with_spaces_between_them(text: str, key: object) -> None:
    must_be_readable(text)
    assert read_for(text, key) == key  # type: ignore[arg-type]  # a Value, by construction


@pytest.mark.parametrize(("text", "key"), [
    ("1 24", 124), ("1 0 24", 1024), ("0 024", 24), ("1,000 000", 1000000), ("3 3", 33), ("3 3", (3, 3, 3)),
    ("12 544, 64", (12544, 64)), ("(1,024,768)", (1024, 768)),
])
def test_what_could_mean_something_else_is_not_graded(text: str, key: object) -> None:
    with pytest.raises(AnswerError):
        read_for(text, key)  # type: ignore[arg-type]  # a Value, by construction


@pytest.mark.parametrize("text", ["three three", "3 a", "", "a 3", "3 3 !"])
def test_what_is_nothing_in_any_shape_is_said_at_once(text: str) -> None:
    with pytest.raises(AnswerError):
        must_be_readable(text)


def test_text_is_handed_on_when_text_is_asked_for() -> None:
    assert read_for("max pooling", "pooling") == "max pooling"


integers = st.integers(-10**9, 10**9)
spaces = st.text(alphabet=" \t\u00a0\u3000", max_size=3)


@given(integers, spaces, spaces)
@settings(max_examples=200, deadline=None)
def test_grading_does_not_depend_on_spacing_or_form(number: int, before: str, after: str) -> None:
    forms = [str(number), f"{number:,}", f"{number:_}", f"{number}.0", f"{2 * number}/2", f"({number})",
             f"{number}*1", str(number).replace("-", "−"), str(number).translate(FULL_WIDTH), f"{number}e0"]
    for form in forms:
        assert same(read_for(before + form + after, number), number), form
        assert not same(read_for(before + form + after, number), number + 1), form


@given(st.lists(st.integers(0, 50_000), min_size=2, max_size=4), spaces)
@settings(max_examples=200, deadline=None)
def test_tuples_are_the_same_in_every_form(numbers: list[int], gap: str) -> None:
    key = tuple(numbers)
    words = [str(number) for number in numbers]
    forms = [shown(key), " ".join(words), f"{gap} ".join(words), " by ".join(words),
             ", ".join(f"{number:,}" for number in numbers),
             str(key), ", ".join(words), f",{gap}".join(words), f"{gap}x{gap}".join(words), "×".join(words),
             f"[{gap}{';'.join(words)}{gap}]", str(key).translate(FULL_WIDTH)]
    for form in forms:
        assert same(read_for(form, key), key), form
        assert not same(read_for(form, key), (*key[:-1], key[-1] + 1)), form


@given(st.floats(-1e9, 1e9, allow_nan=False), spaces)
@settings(max_examples=200, deadline=None)
def test_three_significant_digits_are_enough_and_two_are_not(key: float, gap: str) -> None:
    assume(abs(key) > 1e-6)
    for digits in (3, 4, 8):
        assert same(read_for(f"{gap}{key:.{digits - 1}e}{gap}", key), key)
    two = float(f"{key:.1e}")
    if abs(two - key) > abs(key) * 0.006:
        assert not same(two, key)


@pytest.mark.parametrize(("given_", "key", "within", "right"), [
    (9, 10, None, False), (9, 10, 1, True), (8.9, 10, 1, False), (0.333, 1 / 3, None, True),
    (0.33, 1 / 3, None, False), (0.3335, 1 / 3, None, True), (10.0, 9.996, None, True), (0, 1e-17, None, True),
    (0.3, 0.1 + 0.2, 0.0, True), (10**400, 1.5, None, False), (1.5, 10**400, None, False),
    (2**784 - 1, 2**784 - 1, None, True), (2**784, 2**784 - 1, None, False), (0.4, 0.41, 0.05, True),
    (True, True, None, True), (True, 1, None, False), (1, True, None, False), (False, True, None, False),
    ((3, 3), (3, 3), None, True), ((3, 4), (3, 3), None, False), ((3, 4), (3, 3), 1, True),
    ((3,), (3, 3), None, False), (3, (3,), None, False), (float("nan"), float("nan"), None, False),
    (1e308, -1e308, None, False), ("GRU", "gru", None, True), ("gru", 1, None, False),
])
def test_when_an_answer_is_right(given_: object, key: object, within: float | None, right: bool) -> None:
    assert same(given_, key, within) is right  # type: ignore[arg-type]  # Values, by construction


@given(st.sampled_from(["max pooling", "Straße", "café", "ΣΊΣΥΦΟΣ"]), st.sampled_from([" ", "  ", "\t", "\u00a0 "]))
def test_text_ignores_case_spaces_and_composition(word: str, gap: str) -> None:
    import unicodedata

    typed = gap + unicodedata.normalize("NFD", word.upper()).replace(" ", gap) + gap
    assert same_text(typed, ["other", word])
    assert not same_text(typed + "s", [word])


@given(st.text(max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_value_or_an_answer_error(text: str) -> None:
    try:
        value = parse_answer(text)
    except AnswerError as error:
        assert error.message and error.hint
    else:
        assert isinstance(value, int | float | tuple)


@given(st.text("0123456789 ,.x()[]-+*/'_%^eby½٣", max_size=30),
       st.sampled_from([4, 0.5, (3, 3), (1024, 3), (1, 2, 3), True]))
@settings(max_examples=400, deadline=None)
def test_what_a_key_can_read_is_not_turned_away_before_the_key_is_known(text: str, key: object) -> None:
    try:
        read_for(text, key)  # type: ignore[arg-type]  # a Value, by construction
    except AnswerError:
        return
    must_be_readable(text)


@pytest.mark.parametrize("value", [0, 7, -1234, 12345, 138357544, 0.5, 1234.5, (3, 3), True, -0.25])
def test_what_is_shown_can_be_typed(value: object) -> None:
    assert same(parse_answer(shown(value)), value)  # type: ignore[arg-type]  # Values, by construction


def test_shown_is_short_also_for_huge_numbers() -> None:
    assert shown(2**784 - 1) == f"{float(2**784):.3e} (237 digits)"
    assert shown(1 / 3) == "0.3333"
    assert shown(138_357_544) == "138,357,544"
    assert shown(4.0) == "4"


def test_plain_refuses_control_characters() -> None:
    with pytest.raises(AnswerError, match="control character"):
        plain("4\x1b[31m")
