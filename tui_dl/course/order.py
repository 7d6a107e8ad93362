"""In which order the choices of a question are asked: shuffled, but a scale of numbers stays one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from random import Random

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
BELOW = ("under", "below", "less than", "fewer than", "at most", "up to", "no more than")
ABOVE = ("over", "above", "more than", "at least")
NEAR = ("about", "around", "roughly", "nearly", "almost", "exactly", "only", "between", "from")
BEGINS = re.compile(
    rf"(?P<side>{'|'.join((*BELOW, *ABOVE, *NEAR))})? *"
    rf"(?:(?P<number>[-+]?\d+(?:,\d{{3}})*(?:\.\d+)?(?:e[-+]?\d+)?)|(?P<word>{'|'.join(WORDS)})\b)")


def asking_order(texts: Sequence[str], rng: Random) -> list[int]:
    """The places of the choices as they are asked.

    Choices that all begin with a number or a range, written from the least to the largest or back, keep that order
    or are asked in the reverse one; all others are shuffled.
    """
    places = list(range(len(texts)))
    if is_scale(texts):
        return rng.sample([places, places[::-1]], 2)[0]
    return rng.sample(places, len(places))


def is_scale(texts: Sequence[str]) -> bool:
    """Whether these are numbers or ranges that rise, or fall, from each to the next."""
    found = [where for where in map(_where, texts) if where is not None]
    if len(found) < len(texts) or len(texts) < 2:
        return False
    return all(a < b for a, b in pairwise(found)) or all(a > b for a, b in pairwise(found))


def _where(text: str) -> tuple[float, int] | None:
    """Where a number or a range begins: below 1 comes before 1 to 10, and that before over 1."""
    match = BEGINS.match(text.strip("`$*_ ").replace("−", "-").lower())
    if match is None:
        return None
    number, side = match["number"], match["side"]
    value = float(number.replace(",", "")) if number else float(WORDS.index(match["word"]))
    return value, -1 if side in BELOW else 1 if side in ABOVE else 0
