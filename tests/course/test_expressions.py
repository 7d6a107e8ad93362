"""Expressions have the value Python gives them, and refuse what is not arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.course.expressions import ExpressionError, calls_in, evaluate, is_plain, names_in
from tui_dl.errors import TuiDlError

LIKE_PYTHON = [
    "1 + 2 * 3", "(224 - 7 + 6) // 2 + 1", "7 / 2", "-7 // 2", "-7 % 3", "2 ** 10", "2 ** -1", "2 ** 784 - 1",
    "1 if 3 > 2 else 0", "1 < 2 < 3", "3 == 3.0", "not 0", "1 and 2", "0 or 3", "(1, 2)", "(1, (2, 3))[1]",
    "2 in (1, 2)", "5 not in (1, 2)", "'gru' == 'gru'", "1_000 + 1", "0.1 + 0.2", "True", "min(3, 1, 2)",
    "max((3, 1, 2))", "sum((1, 2, 3))", "abs(-3)", "round(2.567, 1)", "round(2.5)", "1 if True else 1 / 0",
    "True or 1 / 0", "1e-200 ** 2", "1**10**30", "(-1)**10**30",
]


@pytest.mark.parametrize("source", LIKE_PYTHON)
def test_same_value_as_python(source: str) -> None:
    assert evaluate(source, {}) == eval(source)


@pytest.mark.parametrize(("source", "value"), [
    ("floor(-1.5)", math.floor(-1.5)), ("ceil(1.2)", math.ceil(1.2)), ("sqrt(2)", math.sqrt(2)),
    ("log(2)", math.log(2)), ("log(8, 2)", math.log(8, 2)), ("exp(1)", math.e), ("floor(1e300)",
                                                                                 math.floor(1e300)),
])
def test_functions_are_those_of_the_math_module(source: str, value: float) -> None:
    assert evaluate(source, {}) == value


@given(st.integers(-10**6, 10**6), st.integers(-10**6, 10**6),
       st.sampled_from(["+", "-", "*", "//", "%", "/"]))
@settings(max_examples=60, deadline=None)
def test_arithmetic_is_pythons(a: int, b: int, sign: str) -> None:
    if b == 0 and sign in ("//", "%", "/"):
        with pytest.raises(ExpressionError, match="divides by zero"):
            evaluate(f"a {sign} b", {"a": a, "b": b})
    else:
        assert evaluate(f"a {sign} b", {"a": a, "b": b}) == eval(f"a {sign} b", {"a": a, "b": b})


def test_names_are_looked_up_and_lists_become_tuples() -> None:
    assert evaluate("W - F + sizes[1]", {"W": 7, "F": 3, "sizes": [1, 2], "other": object()}) == 6
    assert evaluate("task == 'latch' and bias", {"task": "latch", "bias": True}) is True
    assert evaluate("flag == true", {"flag": False}) is False


def test_numpy_scalars_are_numbers() -> None:
    value = evaluate("n * 2", {"n": np.int64(21)})
    assert (value, type(value)) == (42, int)
    assert evaluate("flag", {"flag": np.bool_(True)}) is True


def test_not_a_number_spreads_and_compares_as_false() -> None:
    nan = float("nan")
    assert evaluate("loss < 1", {"loss": nan}) is False
    result = evaluate("loss - 1", {"loss": nan})
    assert isinstance(result, float) and math.isnan(result)
    assert evaluate("loss > 1", {"loss": math.inf}) is True


def test_given_functions_are_called_with_names_and_by_place() -> None:
    def area(width: int, height: int = 2) -> int:
        return width * height

    assert evaluate("area(3) + area(3, height=n)", {"n": 5}, {"area": area}) == 21
    with pytest.raises(ExpressionError, match="area: missing a required argument") as caught:
        evaluate("area()", {}, {"area": area})
    assert "area(width, height=2)" in caught.value.hint


def test_a_function_that_breaks_is_a_clear_error() -> None:
    def broken(x: int) -> int:
        return [0][x + 9]

    with pytest.raises(ExpressionError, match="broken has no value here"):
        evaluate("broken(1)", {}, {"broken": broken})


def test_our_own_errors_pass_through() -> None:
    def refuse() -> int:
        raise TuiDlError("No.", "Ask later.")

    with pytest.raises(TuiDlError, match=r"No\. Ask later\."):
        evaluate("refuse()", {}, {"refuse": refuse})


def test_what_an_expression_needs() -> None:
    source = "conv_out(W, F=F, S=2) == min(out, 3) and true"
    assert names_in(source) == {"W", "F", "out"}
    assert calls_in(source) == {"conv_out", "min"}
    assert not is_plain(source)
    assert is_plain("floor((W - F) / S) + 1")


@pytest.mark.parametrize(("source", "what", "mend"), [
    ("", "empty", "numbers"),
    ("1 +", "no expression", "numbers"),
    ("Widht + 1", "Widht has no value here", "Did you mean Width?"),
    ("conv_uot(3)", "no function conv_uot", "Did you mean conv_out?"),
    ("2 ^ 5", "^ is no operator", "**"),
    ("1 / 0", "divides by zero", "Guard"),
    ("1e308 * 10", "too large for a float", "1e308"),
    ("10**400 * 1.5", "too large for a float", "1e308"),
    ("10**400 / 3", "too large for a float", "1e308"),
    ("sqrt(-1)", "not defined", "Check"),
    ("(-8) ** 0.5", "root of a negative number", "sign"),
    ("1 < 'a'", "cannot compare", "numbers"),
    ("(1, 2)[2]", "no element 2", "from 0"),
    ("'a' + 'b'", "works on numbers, not on text", "compared"),
])
def test_errors_say_what_and_how_to_mend(source: str, what: str, mend: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(source, {"Width": 1}, {"conv_out": lambda W: W})
    assert what in caught.value.message
    assert mend in caught.value.hint
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300


@given(st.text(alphabet="0123456789+-*/%()[]{},.:<>=! '\"abefinortxyW_\\\n#@^&|~", max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_has_a_value_or_an_expression_error(text: str) -> None:
    try:
        value = evaluate(text, {"x": 2, "W": 5})
    except ExpressionError as error:
        assert error.message
    else:
        assert value is None or isinstance(value, int | float | str | tuple)
