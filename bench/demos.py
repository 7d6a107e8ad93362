"""Seconds of one thread that the default run of each training demo takes."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from bench.rows import Row, median
from bench.stage import home, server

ROUNDS = 3


def measure(rounds: int | None = None) -> Iterator[Row]:
    """In a bare loop, in a fork of a server like the app's."""
    from tui_dl.demos.catalogue import catalogue

    with home(), server() as call:
        for found in catalogue().values():
            if found.trains:
                seconds, steps = zip(*(call(whole, found.name) for _ in range(rounds or ROUNDS)), strict=True)
                yield Row("demos", f"{found.name}, {steps[0]:,} steps", median(seconds), "s", budget=10)


def whole(demo: str) -> tuple[float, int]:
    """In a fork: seconds of a default run, and its steps."""
    from tui_dl.demos.play import play
    from tui_dl.demos.run import Run

    begun = monotonic()
    for frame in play(Run(demo)):
        last = frame.step
    return monotonic() - begun, last
