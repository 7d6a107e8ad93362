"""Warm: from the key that begins a run to its first frame on screen."""

from __future__ import annotations

from collections.abc import Iterator

from bench.inside import Order
from bench.rows import Row, median
from bench.stage import home, listening
from bench.terminal import PtyProcess

ROUNDS = 20
DEMOS = ("stride-padding", "lstm-gates")
FIRST = "step 0 of"  # what the timeline says of a first frame


def measure(rounds: int | None = None) -> Iterator[Row]:
    """Opened in the Lab from its menu, and begun anew by turning its first knob up and down."""
    with home() as folder:
        for demo in DEMOS:
            with listening(Order(str(folder / "beats.json"), demo, beat=0.1)) as process:
                process.writes(FIRST)
                process.rest(1)
                anew = _anew(process, rounds or ROUNDS)
                opened = _opened(process, demo, (rounds or ROUNDS) // 2 + 1)
            yield Row("first_frame", f"first frame of {demo}, run anew by a knob", 1000 * median(anew), "ms",
                      budget=100)
            yield Row("first_frame", f"first frame of {demo}, opened in the Lab", 1000 * median(opened), "ms",
                      budget=100)


def _anew(process: PtyProcess, times: int) -> list[float]:
    process.press("shift+tab", "shift+tab")  # from the timeline to the knobs
    taken = []
    for turn in range(times):
        taken.append(_seconds(process, "down" if turn % 2 else "up"))
    return taken


def _opened(process: PtyProcess, demo: str, times: int) -> list[float]:
    from tui_dl.demos.catalogue import catalogue

    process.press("escape")
    process.rest(0.5)
    process.press("f3")
    process.rest(1)
    for _ in range(list(catalogue()).index(demo)):
        process.press("down")
    taken = []
    for _ in range(times):
        taken.append(_seconds(process, "enter"))
        process.press("escape")
        process.rest(0.5)
    return taken


def _seconds(process: PtyProcess, key: str) -> float:
    """From a key to the first frame; then the screen comes to rest."""
    since = len(process.received)
    pressed = process.send(key)
    taken = process.writes(FIRST, since, seconds=20) - pressed
    process.rest(0.4)
    return taken
