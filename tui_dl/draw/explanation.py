"""Where a number comes from, in words: the sum with its real numbers, the formula, the torch line."""

from __future__ import annotations

from collections.abc import Sequence

from tui_dl.draw import formula
from tui_dl.draw.number import number
from tui_dl.frames import Explanation

MOST_TERMS = 10


def explanation_lines(explanation: Explanation) -> tuple[str, ...]:
    """What it is, the formula, the sum, the torch line; those there are."""
    return tuple(line for line in (
        explanation.what,
        formula.inline(explanation.formula) or explanation.formula if explanation.formula else "",
        worked_sum(explanation) if explanation.terms else "",
        f"torch: {explanation.torch}" if explanation.torch else "",
    ) if line)


def worked_sum(explanation: Explanation) -> str:
    """`4·1 + 9·(-2) + … = -12`; the middle of a long one is left out, and counted."""
    parts = [_product(factors) for factors in explanation.terms]
    if len(parts) > MOST_TERMS:
        left_out = len(parts) - MOST_TERMS
        parts = [*parts[: MOST_TERMS - 2], f"… {left_out} more …", *parts[-2:]]
    value = explanation.value if isinstance(explanation.value, str) else number(explanation.value)
    if explanation.combine == "max":
        total = f"max({', '.join(parts)})"
    elif explanation.combine == "mean":
        total = f"({' + '.join(parts)}) / {len(explanation.terms)}"
    else:
        total = " + ".join(parts)
    return f"{explanation.apply}({total}) = {value}" if explanation.apply else f"{total} = {value}"


def _product(factors: Sequence[float]) -> str:
    return "·".join(f"({number(f)})" if f < 0 else number(f) for f in factors)
