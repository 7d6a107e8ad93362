"""`python -m bench [--only NAME …] [--rounds N] [--json]`: measure the promises, one line each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from time import sleep

from bench.rows import HEADER, Row

STAT = Path("/proc/stat")
BENCHES = ("paint", "stall", "first_frame", "training", "keys", "leaving", "wire", "hour", "demos", "course")


def main(words: list[str] | None = None) -> int:
    """Run the benchmarks and print their rows; 1 if something could not be measured, 0 however slow it was."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=BENCHES, help="this one; may be given several times")
    parser.add_argument("--rounds", type=int, metavar="N", help="how often each is measured; its own number otherwise")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(words)
    if sys.platform == "win32":
        print("The benchmarks need a pty, which Windows does not have.", file=sys.stderr)
        return 1
    if not options.json:
        print(HEADER)
    failed = False
    for name in options.only or BENCHES:
        if (busy := others()) > 0.1:
            print(f"Others use {busy:.0%} of this machine: the times of {name} say little.", file=sys.stderr)
        try:
            for row in measure(name, options.rounds):
                print(json.dumps(row.record()) if options.json else row.text(), flush=True)
        except (AssertionError, OSError) as error:
            failed = True
            print(f"{name} could not be measured: {error}", file=sys.stderr)
    return int(failed)


def others(seconds: float = 2.0) -> float:
    """How much of the processors is in use while this process sleeps, from 0 to 1; 0 where /proc cannot tell."""
    if not STAT.exists():
        return 0.0
    before = _ticks()
    sleep(seconds)
    passed = [after - earlier for earlier, after in zip(before, _ticks(), strict=True)]
    return 1 - sum(passed[3:5]) / (sum(passed) or 1)  # idle, and waiting for a disk


def _ticks() -> list[int]:
    return [int(word) for word in STAT.read_text().splitlines()[0].split()[1:9]]


def measure(name: str, rounds: int | None = None) -> Iterator[Row]:
    """The rows of a benchmark."""
    rows: Iterator[Row] = import_module(f"bench.{name}").measure(rounds)
    return rows


if __name__ == "__main__":
    sys.exit(main())
