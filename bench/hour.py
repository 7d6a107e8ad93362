"""The tape of an hour of gan-digits at full speed: what it takes of memory, and how long it takes to seek in it."""

from __future__ import annotations

import json
import pickle
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.rows import Row, median, percentile
from bench.stage import WIDE, home, server
from tui_dl.demos.run import parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.engine.tape import Tape
from tui_dl.engine.wire import pack
from tui_dl.frames import Frame

LINE = "gan-digits steps=0"
SAMPLE = 400  # real frames; the hour is made of copies of them, with steps that go on
SECONDS = 3600
SEEKS = 500


def measure(rounds: int | None = None) -> Iterator[Row]:
    """As many frames as a bare loop would make in an hour, each unpacked from bytes as the app gets them."""
    with home() as folder, server() as call:
        sample, seconds = call(record, LINE, SAMPLE)
        count = round(SECONDS * len(sample) / seconds)
        kept = Path(folder) / "sample"
        kept.write_bytes(pickle.dumps((sample, count)))
        told = subprocess.run([sys.executable, "-m", "bench.hour", str(kept)], capture_output=True, text=True,
                              check=True)
    found = json.loads(told.stdout)
    yield Row("hour", f"tape of an hour of {LINE}", found["mib"], "MiB", budget=200,
              note=f"Peak growth of a process that appends {count:,} frames; {found['kept']:,} of them are kept.")
    yield Row("hour", "appending a frame to it", 1e6 * found["append"], "us")
    yield Row("hour", "seeking in it and drawing the frame, 95th percentile", 1000 * found["p95"], "ms", budget=50,
              note=f"Median {1000 * found['median']:.1f} ms, of {SEEKS} steps at random, at {WIDE[0]}x{WIDE[1]}.")


def record(line: str, frames: int) -> tuple[list[bytes], float]:
    """In a fork: the first frames of a run as they would go over the pipe, and the seconds they took."""
    from tui_dl.demos.play import play

    run = play(parse_run(line))
    first = next(run)
    begun = perf_counter()
    rest = [pack(next(run)) for _ in range(frames - 1)]
    return [pack(first), *rest], perf_counter() - begun


def remember(sample: list[bytes], count: int) -> dict[str, Any]:
    """In a process of its own: append `count` frames to a tape, then seek in it."""
    tape = Tape(parse_run(LINE))
    steps = pickle.loads(sample[1]).step
    before = peak_mib()
    begun = perf_counter()
    for number in range(count):
        tape.append(replace(pickle.loads(sample[number % len(sample)]), step=number * steps))
    appended = (perf_counter() - begun) / count
    grown = peak_mib() - before
    taken = seek(tape, count * steps)
    return {"mib": grown, "kept": len(tape), "append": appended,
            "p95": percentile(taken, 0.95), "median": median(taken)}


def seek(tape: Tape, last: int) -> list[float]:
    """Seconds to find and to draw the frame at a step, for steps at random."""
    dice, look = random.Random(0), Look()
    taken = []
    for _ in range(SEEKS):
        step = dice.randrange(last)
        begun = perf_counter()
        frame: Frame | None = tape.at_step(step)
        assert frame is not None
        draw_frame(frame, *WIDE, look, tape=tape)
        taken.append(perf_counter() - begun)
    return taken


def peak_mib() -> float:
    """The most memory this process has held so far, in MiB: of this program alone where /proc can tell."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(remember(*pickle.loads(Path(sys.argv[1]).read_bytes()))))
