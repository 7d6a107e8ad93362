"""Lessons to lint, and an asker that needs no process: the textbook formula for oracles, written frames for runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tui_dl.check.lesson import Findings, try_lesson
from tui_dl.check.manuscript import Manuscript, manuscript
from tui_dl.check.playing import Playing
from tui_dl.course.expressions import evaluate
from tui_dl.course.model import Problem
from tui_dl.course.parse import parse_lesson
from tui_dl.demos.declare import KnobError
from tui_dl.demos.run import Run
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame, Grid

HEAD = "---\nid: cnn/x\ntitle: X\nminutes: 5\nneeds: []\nsources: [a paper]\n---\n"
HEAD_LINES = HEAD.count("\n")

Lint = Callable[..., list[Problem]]


def conv_out(W: int, F: int, S: int = 1, P: int = 0, D: int = 1) -> int:
    """Dumoulin and Visin 2016, relationship 6, with dilation."""
    if D * (F - 1) + 1 > W + 2 * P or F < 1 or S < 1:
        raise TuiDlError("The filter does not fit.")
    return (W + 2 * P - D * (F - 1) - 1) // S + 1


class Scripted:
    """An asker over written frames, by demo or by run line. Counts what it is asked."""

    def __init__(self, scripts: dict[str, Sequence[Frame] | Callable[[Run], Sequence[Frame]]] | None = None) -> None:
        self.scripts = scripts or {}
        self.asked: list[Question] = []
        self.played: Counter[str] = Counter()

    def values(self, questions: Sequence[Question]) -> tuple[Any, ...]:
        self.asked += questions
        return tuple(evaluate(q.expression, q.names, {"conv_out": conv_out}) for q in questions)

    def frames(self, run: Run) -> Iterator[Frame]:
        self.played[run.line()] += 1
        script = self.scripts.get(run.line()) or self.scripts.get(run.demo) or walk
        yield from script(run) if callable(script) else script


def walk(run: Run) -> list[Frame]:
    """The frames of stride-padding as far as its readings go."""
    k = run.all_knobs()
    try:
        out = conv_out(k["size"], k["kernel"], k["stride"], k["padding"], k["dilation"])
    except TuiDlError as error:
        raise KnobError(error.message, "Make it smaller.") from error
    views = [Grid(name, np.zeros((size, size))) for name, size in
             (("input", k["size"]), ("filter", k["kernel"]), ("output", out))]
    return [Frame(step, out * out, "a place", {"out": out, "row": 0, "value": 0.5}, views, k)
            for step in range(out * out + 1)]


def script_of(body: str, head: str = HEAD, path: Path = Path("x.md")) -> Manuscript:
    return manuscript(parse_lesson(head + body, path), head + body)


def findings_of(script: Manuscript, asker: Scripted, full: bool = False,
                clock: Callable[[], float] = lambda: 0.0) -> Findings:
    return try_lesson(script, asker, Playing(asker, clock), full=full, clock=clock)


def only(problems: list[Problem]) -> Problem:
    """The single problem."""
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]
