"""Numbers as a person reads them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
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


def test_cells_are_as_wide_as_their_numbers() -> None:
    assert longest(np.array([[0.0, 9.0]])) == 1
    assert longest(np.array([[-10.0, 9.0]])) == 3
    assert longest(np.array([[0.25, 0.5]])) == 4
    assert longest(np.array([[-0.25, 0.5]])) == 5
    assert longest(np.zeros((0, 3))) == 1


@given(st.lists(st.floats(-900, 900), min_size=1, max_size=8))
def test_a_column_shares_its_decimals_and_hides_nothing(values: list[float]) -> None:
    said = column(values)
    for value, text in zip(values, said, strict=True):
        assert (float(text) == 0) == (value == 0)
        assert float(text) == pytest.approx(value, abs=max(map(abs, values)) / 100)
