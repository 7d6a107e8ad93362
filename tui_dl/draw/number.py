"""Numbers as a person reads them: the one place that decides how many digits are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tui_dl.draw.canvas import clean


def number(value: Any, *, ascii: bool = False) -> str:
    """A reading in its shortest honest form: four significant digits, whole numbers plain.

    Thousands are separated from 10,000 on. A number that is not whole never looks whole below 10,000
    (0.99996 is "1.000", not "1"). Booleans are "true" and "false"; text loses its control characters.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "unknown"}[value]
    if isinstance(value, int):
        return _whole(value)
    return _non_finite(value, ascii) if not math.isfinite(value) else _real(float(value))


def number_within(value: float, room: int, *, ascii: bool = False) -> str:
    """A number as `number` writes it or, if that needs more cells than there are, with as many digits as fit.

    An exponent only where no plain number of that width says one digit of it; as `number` does where nothing fits.
    """
    text = number(value, ascii=ascii)
    if len(text) <= room or not math.isfinite(value):
        return text
    plain = [f"{value:.{digits}g}" for digits in (4, 3, 2, 1)] if abs(value) < 1000 else []
    plain += [f"{value:.0f}"] if abs(value) >= 1 else []
    short = [one for one in plain if "e" not in one] + [_exponent(f"{value:.{digits}e}") for digits in (2, 1, 0)]
    return next((one for one in short if len(one) <= room), text)


def _non_finite(value: float, ascii: bool) -> str:
    if math.isnan(value):
        return "nan"
    return ("-" if value < 0 else "") + ("inf" if ascii else "∞")


def _whole(value: int) -> str:
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


def _real(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return _whole(int(value))
    if abs(value) >= 1e15 or abs(value) < 1e-4:
        return _exponent(f"{value:.3e}")
    if abs(value) >= 9999.95:
        return f"{value:,.0f}"
    if abs(value) >= 1000:
        return f"{value:.1f}"
    short = f"{value:.4g}"
    return short if "." in short else f"{value:.{max(1, 4 - len(short.lstrip('-')))}f}"


def _exponent(text: str) -> str:
    mantissa, _, power = text.partition("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"


def column(values: Sequence[Any], *, ascii: bool = False) -> list[str]:
    """Numbers that stand below one another, with the same number of decimals: three digits of the largest.

    Four where one that is not zero would read as zero; what is nearer to zero even than the last of those
    decimals is "<0.0001", or ">-0.0001". Whole numbers, and columns whose largest is below 0.001 or not below
    1,000, keep each its own form.
    """
    own = [number(value, ascii=ascii) for value in values]
    finite = [abs(float(value)) for value in values if math.isfinite(float(value))]
    if not finite or all(size == int(size) for size in finite) or not 1e-3 <= max(finite) < 1000:
        return own
    decimals = max(1, 2 - math.floor(math.log10(max(finite))))
    if any(size and float(f"{size:.{decimals}f}") == 0 for size in finite):
        decimals += 1
    return [_with_decimals(float(value), decimals) if math.isfinite(value) else text
            for value, text in zip(values, own, strict=True)]


def _with_decimals(value: float, decimals: int) -> str:
    last = f"{10.0**-decimals:.{decimals}f}"
    if value and abs(value) < float(last):
        return f"<{last}" if value > 0 else f">-{last}"
    return f"{value:.{decimals}f}"


def fitted(value: float, width: int, *, tiny: bool = False, ascii: bool = False) -> str:
    """A number in at most `width` cells (4 or more), with as many decimals as fit, to be set right-aligned.

    Whole numbers have no decimals. What is too large, and among `tiny` values everything, is a power of ten;
    "####" where not even that fits.
    """
    if not math.isfinite(value):
        return _non_finite(value, ascii)
    if value == int(value) and len(str(int(value))) <= width:
        return str(int(value))
    texts = [] if tiny else [f"{value:.{decimals}f}" for decimals in (2, 1, 0)]
    texts.append(_exponent(f"{value:.0e}"))
    return next((text for text in texts if len(text) <= width), "#" * width)


def is_tiny(values: Any) -> bool:
    """Whether two decimals would show nothing of these values but zeros: all below 0.05, some not zero."""
    array = np.abs(np.asarray(values, dtype=float))
    finite = array[np.isfinite(array)]
    return finite.size > 0 and 0 < float(finite.max()) < 0.05


def longest(values: Any) -> int:
    """How many cells the numbers of a grid need, at most 5: exact for whole numbers, 4 or 5 for others.

    Whole numbers of more than 5 digits are written as powers of ten. The width of real numbers depends only
    on their signs and size, so that it seldom changes from frame to frame.
    """
    array = np.asarray(values, dtype=float)
    finite = array[np.isfinite(array)]
    extra = 0 if finite.size == array.size else 3
    if finite.size == 0:
        return max(extra, 1)
    if np.all(finite == np.round(finite)):
        edges = (float(finite.min()), float(finite.max()))
        return max(extra, *(min(5, len(f"{edge:.0f}")) for edge in edges))
    return 5 if finite.min() < 0 or finite.max() >= 10 or is_tiny(finite) else 4
