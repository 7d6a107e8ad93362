"""From a key to what it changes on screen, while a GAN trains as fast as it goes."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.inside import Order
from bench.rows import Row, median, percentile
from bench.stage import home, listening
from bench.terminal import PtyProcess

PRESSES = 60  # of each key
SPEED = {"down": "10/s", "up": "full speed"}  # keys of the timeline, and what it says then


def measure(rounds: int | None = None) -> Iterator[Row]:
    """The timeline's keys for speed, at random moments; the floor with the run paused."""
    with home() as folder, listening(Order(str(folder / "beats.json"), "gan-digits steps=0", beat=0.1)) as process:
        process.writes("until stopped")
        process.rest(1)
        still = _presses(process, rounds or PRESSES)
        process.press("space")
        process.rest(2)
        training = _presses(process, rounds or PRESSES)
    yield Row("keys", "a key on screen while gan-digits trains, 95th percentile", 1000 * percentile(training, 0.95),
              "ms", 1000 * percentile(still, 0.95), 50,
              note=f"Median {1000 * median(training):.1f} ms, paused {1000 * median(still):.1f} ms.")


def _presses(process: PtyProcess, times: int) -> list[float]:
    """Seconds from each key to the word it puts on screen, which was not there before."""
    clock = random.Random(0)
    taken = []
    for key in ("down", "up") * times:
        process.rest(clock.uniform(0.15, 0.3))
        since = len(process.received)
        pressed = process.send(key)
        taken.append(process.writes(SPEED[key], since, seconds=10) - pressed)
    return taken
