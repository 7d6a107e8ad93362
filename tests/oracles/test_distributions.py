"""Distributions against sums written out, torch.distributions, and counting every outcome."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.distributions import Categorical, kl_divergence

from tui_dl.oracles import OracleError
from tui_dl.oracles.distributions import (
    cross_entropy,
    entropy,
    independent_params,
    joint_params,
    jsd,
    kl,
    log_softmax,
    markov_params,
    softmax,
)

shares = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(lambda x: tuple(v / sum(x) for v in x))


@given(shares, shares)
@settings(max_examples=60, deadline=None)
def test_divergences(p: tuple[float, ...], q: tuple[float, ...]) -> None:
    P, Q = Categorical(torch.tensor(p, dtype=torch.float64)), Categorical(torch.tensor(q, dtype=torch.float64))
    assert kl(p, q) == pytest.approx(kl_divergence(P, Q).item(), abs=1e-9)
    assert entropy(p) == pytest.approx(P.entropy().item(), abs=1e-9)
    middle = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    by_hand = sum(a * math.log(a / m) + b * math.log(b / m) for a, b, m in zip(p, q, middle, strict=True)) / 2
    assert jsd(p, q) == pytest.approx(by_hand, abs=1e-9)


def test_zeros() -> None:
    assert kl((1, 0), (0.5, 0.5)) == pytest.approx(math.log(2))
    assert jsd((1, 0), (0, 1)) == pytest.approx(math.log(2))
    assert entropy((1, 0)) == 0
    with pytest.raises(OracleError, match="infinite"):
        kl((0.5, 0.5), (1, 0))


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_softmax_and_cross_entropy(x: list[float]) -> None:
    total = sum(math.exp(v) for v in x)
    assert softmax(x) == pytest.approx([math.exp(v) / total for v in x])
    assert log_softmax(x) == pytest.approx([v - math.log(total) for v in x], abs=1e-9)
    assert cross_entropy(x, len(x) - 1) == pytest.approx(math.log(total) - x[-1], abs=1e-9)


@pytest.mark.parametrize(("n", "levels"), [(1, 2), (3, 2), (4, 3), (2, 5)])
def test_a_joint_distribution_has_a_number_an_outcome_but_one(n: int, levels: int) -> None:
    assert joint_params(n, levels) == len(list(itertools.product(range(levels), repeat=n))) - 1


def test_counts_of_the_lessons() -> None:
    assert joint_params(3, 256) == 256**3 - 1  # one RGB pixel
    assert joint_params(784) == 2**784 - 1  # a binarised digit of 28 x 28
    assert markov_params(784) == 2 * 784 - 1
    assert markov_params(1) == 1
    assert independent_params(784) == 784


@pytest.mark.parametrize("call", [
    lambda: kl((0.5, 0.5), (0.3, 0.3, 0.4)), lambda: kl((0.5, 0.4), (0.5, 0.5)), lambda: entropy((1.5, -0.5)),
    lambda: entropy(1), lambda: entropy(()), lambda: entropy("half"), lambda: softmax((1, "a")),
    lambda: softmax((float("nan"), 1)), lambda: softmax((float("inf"), 1)), lambda: softmax((10**400, 1)),
    lambda: softmax((0,) * 1001), lambda: cross_entropy((1, 2), 2), lambda: cross_entropy((1, 2), -1),
    lambda: joint_params(10**9), lambda: joint_params(0), lambda: joint_params(2, 1), lambda: markov_params(0),
])
def test_what_cannot_be_is_one_clear_line(call: object) -> None:
    with pytest.raises(OracleError) as caught:
        call()  # type: ignore[operator]  # a lambda
    assert caught.value.hint and "\n" not in str(caught.value)
