"""`python -m bench [--only NAME …] [--rounds N] [--json]`: measure the promises, one line each."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module

from bench.rows import HEADER, Row

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
    print(f"Load of this machine: {os.getloadavg()[0]:.1f}. The times of a busy one say little.", file=sys.stderr)
    if not options.json:
        print(HEADER)
    failed = False
    for name in options.only or BENCHES:
        try:
            for row in measure(name, options.rounds):
                print(json.dumps(row.record()) if options.json else row.text(), flush=True)
        except (AssertionError, OSError) as error:
            failed = True
            print(f"{name} could not be measured: {error}", file=sys.stderr)
    return int(failed)


def measure(name: str, rounds: int | None = None) -> Iterator[Row]:
    """The rows of a benchmark."""
    rows: Iterator[Row] = import_module(f"bench.{name}").measure(rounds)
    return rows


if __name__ == "__main__":
    sys.exit(main())
