"""The longest the event loop stands still while torch loads in its process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.inside import Order, read
from bench.rows import Row, median
from bench.stage import TITLE, home, listening

ROUNDS = 5
LESSON = "page "  # in the top bar: page 1 of 9
SETTLED = 0.5  # seconds after a lesson's title is on screen; then all of it is


def measure(rounds: int | None = None) -> Iterator[Row]:
    """From first paint until torch is there; then with a lesson opened meanwhile, and once it is loaded."""
    with home() as folder:
        order = Order(str(folder / "beats.json"))
        times = range(rounds or ROUNDS)
        idle = [_idle(order) for _ in times]
        early = [_opening(order, loaded=False) for _ in times]
        late = [_opening(order, loaded=True) for _ in times]
    loading, after = [1000 * stall for stall, _ in idle], [1000 * stall for _, stall in idle]
    yield Row("stall", "longest stall while torch loads, Home on screen", median(loading), "ms", median(after), 50,
              note=f"The worst of {len(idle)}: {max(loading):.0f} ms. Floor: once it is loaded.")
    yield Row("stall", "longest stall while torch loads, a lesson opened meanwhile", 1000 * median(early), "ms",
              1000 * median(late), 50, note="Floor: the same lesson opened once torch is loaded.")


def _idle(order: Order) -> tuple[float, float]:
    """The longest stall from first paint until torch is loaded, and in the two seconds after it."""
    with listening(order) as process:
        painted = process.writes(TITLE)
        process.until(order.loaded.exists, "torch")
        process.rest(2.5)
        process.quit()
    heard = read(Path(order.report))
    return heard.stall(painted, heard.ready), heard.stall(heard.ready + 0.3, heard.ready + 2.3)


def _opening(order: Order, loaded: bool) -> float:
    """The longest stall while a lesson opens."""
    with listening(order) as process:
        process.writes(TITLE)
        if loaded:
            process.until(order.loaded.exists, "torch")
            process.rest(1)
        pressed = process.send("enter")
        opened = process.writes(LESSON, len(process.received)) + SETTLED
        process.rest(SETTLED)
        process.quit()
    return read(Path(order.report)).stall(pressed, opened)
