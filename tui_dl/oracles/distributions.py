"""Small distributions: how many numbers describe them, and how they differ. Nats everywhere."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from tui_dl.course.arithmetic import int_fits
from tui_dl.oracles.bounds import OracleError, distribution, numbers, whole


def joint_params(n: int, levels: int = 2) -> int:
    """Free numbers of any distribution of n variables with so many levels each: levels**n - 1."""
    n, levels = whole("n", n, 1), whole("levels", levels, 2)
    if not int_fits(math.ceil(n * math.log2(levels)) + 1):
        raise OracleError(f"{levels:,}**{n:,} - 1 has too many digits to write down.", "Make n smaller.")
    return int(levels**n) - 1


def markov_params(n: int) -> int:
    """Free numbers when each of n binary variables depends on the one before: 1 + 2(n - 1)."""
    return 1 + 2 * (whole("n", n, 1) - 1)


def independent_params(n: int) -> int:
    """Free numbers of n independent binary variables: one each."""
    return whole("n", n, 1)


def _pair(p: object, q: object) -> tuple[Tensor, Tensor]:
    left, right = distribution("p", p), distribution("q", q)
    if len(left) != len(right):
        raise OracleError(f"p has {len(left)} outcomes and q has {len(right)}.", "They need equally many.")
    return torch.tensor(left, dtype=torch.float64), torch.tensor(right, dtype=torch.float64)


def kl(p: object, q: object) -> float:
    """Kullback-Leibler divergence of q from p: the sum of p log(p / q), 0 where p is 0."""
    left, right = _pair(p, q)
    if bool(((left > 0) & (right == 0)).any()):
        raise OracleError("The divergence is infinite: q is 0 where p is not.", "Give q a share there.")
    return float((torch.xlogy(left, left) - torch.xlogy(left, right)).sum())


def jsd(p: object, q: object) -> float:
    """Jensen-Shannon divergence: the mean divergence of p and q from the half-way distribution."""
    left, right = _pair(p, q)
    middle = ((left + right) / 2).tolist()
    return (kl(left.tolist(), middle) + kl(right.tolist(), middle)) / 2


def entropy(p: object) -> float:
    """Entropy: the sum of -p log p."""
    return float(torch.special.entr(torch.tensor(distribution("p", p), dtype=torch.float64)).sum())


def _logits(values: object) -> Tensor:
    return torch.tensor(numbers("The list", values), dtype=torch.float64)


def softmax(x: object) -> tuple[float, ...]:
    """exp(x) / sum(exp(x))."""
    return tuple(_logits(x).softmax(0).tolist())


def log_softmax(x: object) -> tuple[float, ...]:
    """The logarithm of softmax(x)."""
    return tuple(_logits(x).log_softmax(0).tolist())


def cross_entropy(logits: object, target: int) -> float:
    """-log softmax(logits)[target]; target counts from 0."""
    scores = _logits(logits)
    return float(F.cross_entropy(scores, torch.tensor(whole("target", target, 0, len(scores) - 1))))
