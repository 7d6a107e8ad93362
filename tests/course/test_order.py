"""Choices are shuffled, but a scale of numbers is asked in its order, or in the reverse one."""

from random import Random

import pytest

from tui_dl.course.order import asking_order, is_scale

SCALES = [
    ("under 1 %", "1 to 10 %", "over 10 %"),
    ("None, one or two.", "Three to six.", "Seven or more."),
    ("More than 1,000", "about 100", "at most 10"),
    ("−0.5", "0", "0.5"),
    ("`3`", "`9`", "`27`"),
    ("1e-3", "1e-2", "0.1"),
]
OTHERS = [
    ("1 to 10 %", "under 1 %", "over 10 %"),
    ("Two of them", "The first", "Ten of them"),
    ("The loss falls.", "It rises.", "Nothing changes."),
    ("Onerous", "Twofold"),
    ("5", "5"),
    ("7",),
    (),
]


def orders(texts: tuple[str, ...]) -> set[tuple[int, ...]]:
    return {tuple(asking_order(texts, Random(seed))) for seed in range(60)}


@pytest.mark.parametrize("texts", SCALES)
def test_a_scale_keeps_its_order_or_is_reversed(texts: tuple[str, ...]) -> None:
    assert is_scale(texts)
    assert orders(texts) == {tuple(range(len(texts))), tuple(reversed(range(len(texts))))}


@pytest.mark.parametrize("texts", OTHERS)
def test_all_others_are_shuffled(texts: tuple[str, ...]) -> None:
    assert not is_scale(texts)
    assert len(orders(texts)) == {0: 1, 1: 1, 2: 2, 3: 6}[len(texts)]
    assert all(sorted(order) == list(range(len(texts))) for order in orders(texts))
