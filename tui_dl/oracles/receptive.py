"""How far back one output looks, measured with autograd."""

from __future__ import annotations

import math

import torch
from torch.nn.functional import conv1d

from tui_dl.oracles.bounds import OracleError, whole

LAYERS = 200
WORK = 10**7  # multiplications one measurement may cost
LARGEST = 10**300  # the gradient sums as many paths; a float64 holds them


def receptive_field(layers: object) -> int:
    """Width of what one output sees through layers (F, S) or (F, S, D) in a row.

    It is the reach of the gradient that is not zero. Weights are positive and nothing is rectified, so no path
    cancels another.
    """
    if not isinstance(layers, list | tuple) or not 1 <= len(layers) <= LAYERS:
        raise OracleError("A stack is a list of layers.", f"Write [(3, 1), (3, 2)]; at most {LAYERS} layers.")
    stack = [_layer(sides) for sides in layers]
    if math.prod(F for F, _, _ in stack) > LARGEST:
        raise OracleError("The stack is too deep to measure.", "Take fewer layers or smaller filters.")
    x = torch.ones(1, 1, _room(stack), dtype=torch.float64, requires_grad=True)
    y = x
    for F, S, D in stack:
        y = conv1d(y, torch.ones(1, 1, F, dtype=torch.float64), stride=S, dilation=D)
    (gradient,) = torch.autograd.grad(y[0, 0, 1], x)  # of the middle one of three outputs
    seen = gradient.flatten().nonzero()
    return int(seen[-1] - seen[0]) + 1


def _room(stack: list[tuple[int, int, int]]) -> int:
    """An input wide enough for three outputs."""
    width, work = 3, 0
    for F, S, D in reversed(stack):
        work += width * F
        width = (width - 1) * S + D * (F - 1) + 1
        if work + width > WORK:
            raise OracleError("The receptive field is too wide to measure.", "Take fewer layers or strides.")
    return width


def _layer(sides: object) -> tuple[int, int, int]:
    given = tuple(sides) if isinstance(sides, list | tuple) else (sides,)
    if not 1 <= len(given) <= 3:
        raise OracleError("A layer is (F, S) or (F, S, D).", "Write [(3, 1), (3, 2)].")
    F, S, D = (*given, 1, 1)[:3]
    return whole("F", F, 1, 1_000), whole("S", S, 1, 1_000), whole("D", D, 1, 1_000)
