"""Numbers as a person reads them."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_dl.draw.number import column, fitted, longest, number, number_within


@pytest.mark.parametrize("value, said", [
    (0, "0"), (-0.0, "0"), (7, "7"), (7.0, "7"), (-12.5, "-12.5"), (9999, "9999"), (10_000, "10,000"),
    (138_357_544.0, "138,357,544"), (0.5, "0.5"), (0.1, "0.1"), (1 / 3, "0.3333"), (0.99996, "1.000"),
    (2.00001, "2.000"), (1234.56, "1234.6"), (12345.67, "12,346"), (1e-9, "1e-9"), (1.25e-7, "1.25e-7"), (1e20, "1e20"),
    (True, "true"), (False, "false"), ("a\x1b[31mb", "a[31mb"), (math.nan, "nan"), (math.inf, "∞"), (-math.inf, "-∞"),
    (np.float32(0.25), "0.25"), (np.int64(3), "3"), (np.bool_(True), "true"),
])
def test_shortest_honest_form(value: object, said: str) -> None:
    assert number(value) == said


def test_ascii_form() -> None:
    assert number(-math.inf, ascii=True) == "-inf"


@given(st.floats(-1e308, 1e308))
def test_the_number_said_is_the_number_meant(value: float) -> None:
    said = number(value)
    assert float(said.replace(",", "")) == pytest.approx(value, rel=5.1e-4, abs=1e-300)
    if abs(value) < 9999 and value != int(value):
        assert "." in said or "e" in said


@given(st.floats(), st.integers(4, 8), st.booleans())
def test_fitted_numbers_fit(value: float, width: int, tiny: bool) -> None:
    said = fitted(value, width, tiny=tiny)
    assert len(said) <= width
    if abs(value) < 1e308 and "#" not in said:
        assert float(said) == pytest.approx(value, rel=0.5, abs=0.5)


@given(st.floats(-1e308, 1e308), st.integers(7, 12))
def test_a_number_that_does_not_fit_is_shortened_not_cut(value: float, room: int) -> None:
    said = number_within(value, room)
    assert len(said) <= room and float(said.replace(",", "")) == pytest.approx(value, rel=0.5, abs=1e-300)
    if len(number(value)) <= room:
        assert said == number(value)


@example(-9.5, 3)
@given(st.one_of(st.floats(-1e6, 1e6), st.floats(-10, 10), st.floats(-0.01, 0.01)), st.integers(2, 8))
def test_no_exponent_where_a_plain_number_of_that_width_says_a_digit_of_it(value: float, room: int) -> None:
    """Decimal writes without an exponent: a number rounded to one digit, or to the whole."""
    exact = Decimal(value)
    rounded = round(exact) if abs(value) >= 1000 else Decimal(f"{value:.0e}")
    said = number_within(value, room)
    if value and len(f"{rounded:f}") <= room and "e" not in number(value):
        assert "e" not in said and len(said) <= room
        assert float(said.replace(",", "")) == pytest.approx(value, rel=0.5)


@pytest.mark.parametrize("value, room, said", [
    (2.308, 4, "2.31"), (2.308, 3, "2.3"), (-2.308, 4, "-2.3"), (0.0562, 4, "0.06"), (5238.8, 5, "5239"),
    (52_388.0, 5, "52388"), (138_216_654.0, 8, "1.38e8"), (0.9996, 6, "0.9996"),
])
def test_a_shortened_number(value: float, room: int, said: str) -> None:
    assert number_within(value, room) == said


def test_cells_are_as_wide_as_their_numbers() -> None:
    assert longest(np.array([[0.0, 9.0]])) == 1
    assert longest(np.array([[-10.0, 9.0]])) == 3
    assert longest(np.array([[0.25, 0.5]])) == 4
    assert longest(np.array([[-0.25, 0.5]])) == 5
    assert longest(np.zeros((0, 3))) == 1


@given(st.lists(st.one_of(st.floats(-900, 900), st.floats(-1e-3, 1e-3)), min_size=1, max_size=8))
def test_a_column_shares_its_decimals_and_hides_nothing(values: list[float]) -> None:
    said = column(values)
    largest = max(map(abs, values))
    shared = {len(text.partition(".")[2]) for text in said}
    for value, text in zip(values, said, strict=True):
        if text[0] in "<>":
            edge = float(text[1:])
            assert 0 < abs(value) < abs(edge) and (value > 0) == (edge > 0) and abs(edge) <= largest / 100
        else:
            assert (float(text) == 0) == (value == 0)
            assert float(text) == pytest.approx(value, abs=largest / 100)
    if 1e-3 <= largest < 1000 and largest != int(largest):
        assert len(shared) == 1 and not any("e" in text for text in said)


def test_probabilities_below_the_last_decimal_are_said_to_be_below_it() -> None:
    assert column([1.004e-6, 0.8996, 7.022e-5, 0.1002, 0.0, 1e-4]) == [
        "<0.0001", "0.8996", "<0.0001", "0.1002", "0.0000", "0.0001"]
    assert column([-0.3, -1e-8, 0.2]) == ["-0.3000", ">-0.0001", "0.2000"]
    assert column([0.5, 0.25]) == ["0.500", "0.250"]
    assert column([900.5, 1e-9]) == ["900.50", "<0.01"]
    assert column([1e-5, 2e-9]) == ["1e-5", "2e-9"] and column([1500.5, 1e-7]) == ["1500.5", "1e-7"]


@given(st.lists(st.floats(0.01, 0.99), min_size=2, max_size=8))
def test_a_column_rounds_as_python_does(values: list[float]) -> None:
    decimals = 3 if max(values) >= 0.1 else 4
    assert column(values) == [f"{value:.{decimals}f}" for value in values]
