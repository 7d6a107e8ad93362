"""`python -m bench [--only NAME …] [--rounds N] [--json]`: measure the promises, one line each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from importlib import import_module

from bench.rows import HEADER, Row

BENCHES = ("paint", "stall", "first_frame", "training", "keys", "leaving", "wire", "hour", "demos", "course")


def main(words: list[str] | None = None) -> int:
    """Run the benchmarks and print their rows; 0 however they come out, for a time is never a failure."""
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
    for row in measure(options.only or BENCHES, options.rounds):
        print(json.dumps(row.record()) if options.json else row.text(), flush=True)
    return 0


def measure(names: tuple[str, ...] | list[str], rounds: int | None) -> Iterator[Row]:
    """The rows of these benchmarks."""
    for name in names:
        yield from import_module(f"bench.{name}").measure(rounds)


if __name__ == "__main__":
    sys.exit(main())
