"""The functions a lesson's expressions may call. Each asks torch; none of them is loaded before it is needed.

Sizes and counts are whole numbers, entropies and divergences are in nats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from tui_dl.course import expressions
from tui_dl.course.expressions import Value
from tui_dl.oracles.bounds import OracleError as OracleError

HOMES: Mapping[str, tuple[str, ...]] = {
    "sizes": ("conv_out", "deconv_out", "pool_out"),
    "stacks": ("shape_after",),
    "receptive": ("receptive_field",),
    "counting": ("conv_params", "linear_params", "rnn_params", "attention_params", "attention_scores",
                 "params", "weights", "macs", "layer_params", "dense_params", "yolo_size", "rpn_channels"),
    "distributions": ("joint_params", "markov_params", "independent_params", "kl", "jsd", "entropy",
                      "softmax", "log_softmax", "cross_entropy"),
}
NAMES = frozenset(name for names in HOMES.values() for name in names)


@cache
def functions() -> Mapping[str, Callable[..., Any]]:
    """Every oracle by its name. The first call loads torch and its shape functions, which takes seconds."""
    found = {name: getattr(import_module(f"tui_dl.oracles.{home}"), name)
             for home, names in HOMES.items() for name in names}
    found["macs"]("lenet5_modern")  # the first shapes on the meta device load a second's worth of modules
    return found


def evaluate(expression: str, names: Mapping[str, object]) -> Value:
    """The value of an expression that may call oracles. ExpressionError or OracleError if it has none."""
    plain = expressions.is_plain(expression)
    return expressions.evaluate(expression, names, None if plain else functions())
