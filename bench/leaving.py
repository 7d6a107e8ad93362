"""From Ctrl+Q until the last process of the app is gone, at several moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from bench.inside import Order
from bench.rows import Row, median
from bench.stage import TITLE, home, listening
from bench.terminal import PtyProcess, running

ROUNDS = 5
LONGEST = 5.0  # seconds; what still runs then is left behind


def measure(rounds: int | None = None) -> Iterator[Row]:
    """At once, a little later, with torch loaded, and while a GAN trains."""
    left = 0
    with home() as folder:
        report = str(folder / "beats.json")
        quiet, training = Order(report, beat=0.1), Order(report, "gan-digits steps=0", beat=0.1)
        moments: dict[str, tuple[Order, Callable[[PtyProcess], object]]] = {
            "at the first paint": (quiet, lambda process: None),
            "0.3 s later": (quiet, lambda process: process.rest(0.3)),
            "0.8 s later, while torch loads": (quiet, lambda process: process.rest(0.8)),
            "idle": (quiet, lambda process: _loaded(process, quiet)),
            "while gan-digits trains": (training, _train),
        }
        for moment, (order, wait) in moments.items():
            took = []
            for _ in range(rounds or ROUNDS):
                with listening(order) as process:
                    process.writes(TITLE)
                    wait(process)
                    seconds, behind = _leave(process)
                took.append(seconds)
                left += behind
            yield Row("leaving", f"quitting {moment}", max(took), "s", budget=1,
                      note=f"The slowest of {len(took)}; median {median(took):.2f} s.")
    yield Row("leaving", "processes left behind by all of these", left, "", budget=0)


def _loaded(process: PtyProcess, order: Order) -> None:
    process.until(order.loaded.exists, "torch")
    process.rest(1)


def _train(process: PtyProcess) -> None:
    process.writes("until stopped")
    process.rest(0.5)
    process.send("space")
    process.rest(1.5)


def _leave(process: PtyProcess) -> tuple[float, int]:
    """Seconds until the last process of the session is gone, and how many are not gone in time."""
    pressed = process.send("ctrl+q")
    process.finish()
    while (behind := running(process.pid)) and monotonic() - pressed < LONGEST:
        pass
    return monotonic() - pressed, len(behind)
