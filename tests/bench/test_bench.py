"""The benchmarks: their rows have the shape that is promised. No time is asserted."""

import asyncio
import json
import math
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

pytest.importorskip("fcntl", reason="there is no pty on Windows")

from bench.inside import Heard, Order, listen
from bench.rows import Row, percentile


def test_a_benchmark_prints_its_rows_with_their_floor():
    done = subprocess.run([sys.executable, "-m", "bench", "--only", "paint", "--rounds", "1", "--json"],
                          capture_output=True, text=True, check=True)
    first, *rest = (json.loads(line) for line in done.stdout.splitlines())
    assert rest
    for row in (first, *rest):
        assert row["bench"] == "paint"
        assert row["value"] > 0 and row["floor"] > 0
        assert row["ratio"] == pytest.approx(row["value"] / row["floor"])
    assert (first["budget"], first["per_floor"]) == (1.5, True)
    assert first["ok"] is (first["ratio"] <= 1.5)
    assert rest[0]["ok"] is None, "nothing is promised of it"


@pytest.mark.parametrize(("row", "ok"), [
    (Row("b", "w", 3, "ms", floor=2, budget=1.5, per_floor=True), True),
    (Row("b", "w", 4, "ms", floor=2, budget=1.5, per_floor=True), False),
    (Row("b", "w", 4, "ms", floor=2, budget=5), True),
    (Row("b", "w", 80, "steps/s", floor=100, budget=0.9, per_floor=True, bound="least"), False),
    (Row("b", "w", 95, "steps/s", floor=100, budget=0.9, per_floor=True, bound="least"), True),
    (Row("b", "w", math.inf, "s", budget=1), False),
    (Row("b", "w", 3, "s"), None),
])
def test_a_row_says_whether_its_promise_is_kept(row, ok):
    assert row.ok is ok
    assert ("NOT MET" in row.text()) is (ok is False)
    json.loads(json.dumps(row.record(), allow_nan=False))


def test_the_percentile_is_the_nearest_rank():
    assert percentile([15, 20, 35, 40, 50], 0.3) == 20  # the example of Wikipedia's "Percentile", nearest rank
    assert percentile([15, 20, 35, 40, 50], 1) == 50


async def test_the_ear_hears_an_app_that_has_no_screen_yet(tmp_path):
    ear, heard = SimpleNamespace(screen_stack=[], warm=False), Heard()
    listening = asyncio.create_task(listen(ear, heard, Order(str(tmp_path / "report"), beat=0.001)))
    await asyncio.sleep(0.01)
    time.sleep(0.05)  # a stall of 50 ms
    await asyncio.sleep(0.01)
    listening.cancel()
    assert max(late for _, late in heard.late) > 0.04 and heard.steps == []
