"""What a frame costs on the wire and on the processor: lstm-gates at 120x40, ten frames a second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import monotonic

from bench.inside import Order
from bench.rows import Row, median
from bench.stage import WIDE, home, listening
from bench.terminal import PtyProcess, cpu_seconds

ROUNDS = 3
SECONDS = 8.0
STEP = re.compile(rb"step ([\d,]+) of")  # on the timeline


def measure(rounds: int | None = None) -> Iterator[Row]:
    """Bytes on the pty for each step that the timeline shows, and seconds of processor of the app's own process."""
    with home() as folder:
        order = Order(str(folder / "beats.json"), "lstm-gates", beat=0.5)
        played = [_play(order) for _ in range(rounds or ROUNDS)]
    size, share, frames = (median(column) for column in zip(*played, strict=True))
    yield Row("wire", "lstm-gates at 120x40, on the wire", size / 1024, "KiB/frame", budget=15,
              note=f"{frames:.1f} frames a second reached the screen.")
    yield Row("wire", "the same, the app's process", 100 * share, "% core", budget=25)


def _play(order: Order) -> tuple[float, float, float]:
    """Bytes a frame, share of one core, frames a second; played from the tape while the worker has ended or waits."""
    with listening(order, WIDE) as process:
        process.writes("step 0 of")
        process.rest(1)
        _at_ten_a_second(process)
        process.rest(1)
        since, used, begun = len(process.received), cpu_seconds(process.pid), monotonic()
        process.rest(SECONDS)
        used, seconds = cpu_seconds(process.pid) - used, monotonic() - begun
        written = bytes(process.received[since:])
    frames = len(set(STEP.findall(written)))
    return len(written) / frames, used / seconds, frames / seconds


def _at_ten_a_second(process: PtyProcess) -> None:
    process.press("down")
    since = len(process.received)
    process.send("space")
    process.writes("10/s", since)
