"""What an oracle accepts: bounded whole numbers, distributions, and an error that says so. Needs no torch."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tui_dl.errors import UsageError

LARGE = 10**9  # the longest side, the widest layer


class OracleError(UsageError):
    """An oracle was asked about something that cannot be."""


def whole(name: str, value: object, low: int = 0, high: int = LARGE) -> int:
    """`value` as a whole number from low to high; 3.0 is 3."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise OracleError(f"{name} is no whole number.", f"{name} goes from {low:,} to {high:,}.")
    if not low <= value <= high:
        shown = value if abs(value) < 10**20 else "far too large"
        raise OracleError(f"{name}={shown} is out of range.", f"{name} goes from {low:,} to {high:,}.")
    return value


def numbers(name: str, values: object, longest: int = 1_000) -> list[float]:
    """`values` as a list of finite floats, at least one."""
    if not isinstance(values, Sequence) or isinstance(values, str) or not 1 <= len(values) <= longest:
        raise OracleError(f"{name} is no list of numbers.", f"Write (0.5, 0.5); at most {longest:,} numbers.")
    for value in values:
        if not isinstance(value, int | float) or abs(value) > 1e300 or math.isnan(value):
            raise OracleError(f"{name} holds something that is no number.", "Write (0.5, 0.5).")
    return [float(value) for value in values]


def distribution(name: str, values: object) -> list[float]:
    """`values` as probabilities: none negative, adding up to one."""
    shares = numbers(name, values)
    if min(shares) < 0:
        raise OracleError(f"{name} holds a negative probability.", "Probabilities go from 0 to 1.")
    if not math.isclose(sum(shares), 1, abs_tol=1e-6):
        raise OracleError(f"{name} adds up to {sum(shares):g}, not to 1.", "Probabilities add up to 1.")
    return shares
