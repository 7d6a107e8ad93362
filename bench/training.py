"""Training steps a second in the app, beside those of the same generator in a bare loop, by turns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from bench.inside import Order, read
from bench.rows import Row, median
from bench.stage import home, listening, server

PAIRS = 5
WARM, SECONDS = 1.5, 4.0  # of a run before it is measured, and while it is
RUNS = ("gan-digits steps=0", "lstm-gates steps=0")


def measure(rounds: int | None = None) -> Iterator[Row]:
    """Played at full speed in the Lab; the bare loop runs in a fork of a server like the app's."""
    with home() as folder, server() as call:
        for line in RUNS:
            inside, bare = [], []
            for _ in range(rounds or PAIRS):
                bare.append(call(loop, line, WARM, SECONDS))
                inside.append(_inside(Order(str(folder / "beats.json"), line, beat=0.05)))
            yield Row("training", f"steps a second of {line}, in the app", median(inside), "steps/s", median(bare),
                      0.9, per_floor=True, bound="least")


def loop(line: str, warm: float, seconds: float) -> float:
    """In a fork: steps a second of a bare loop."""
    from tui_dl.demos.play import play
    from tui_dl.demos.run import parse_run

    started, begun, first = monotonic(), 0.0, 0
    for frame in play(parse_run(line)):
        now = monotonic()
        if not begun and now - started > warm:
            begun, first = now, frame.step
        if begun and now - begun > seconds:
            return (frame.step - first) / (now - begun)
    raise ValueError(f"{line} ends too early to be measured")


def _inside(order: Order) -> float:
    with listening(order) as process:
        process.writes("until stopped")
        process.rest(0.5)
        process.send("space")
        process.rest(WARM + SECONDS)
        process.quit()
    steps = [(when, step) for when, step in read(Path(order.report)).steps if step]
    measured = [(when, step) for when, step in steps if when - steps[0][0] > WARM]
    assert measured, f"no step of {order.lab} was heard of {WARM} s after Space"
    (begun, first), (ended, last) = measured[0], measured[-1]
    return (last - first) / (ended - begun)
