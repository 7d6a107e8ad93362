"""`tui-dl check`: lint lessons; every key, draw and challenge is executed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from tui_dl.check.cache import Cache, cache_folder
from tui_dl.check.session import Result, Session, Total
from tui_dl.commands.places import near
from tui_dl.course.files import shown
from tui_dl.course.load import default_course_path
from tui_dl.course.model import Problem
from tui_dl.demos.run import Run
from tui_dl.engine.ask import Ask, asking
from tui_dl.engine.events import Question
from tui_dl.frames import Frame


def run(options: argparse.Namespace) -> int:
    """The command: 1 if there is a problem, 0 else. UsageError for a path that is not there."""
    paths = options.paths or [options.course or default_course_path()]
    total = Total()
    with ExitStack() as stack:
        session = Session(Waking(stack), Cache(cache_folder()), options.full, began=_began)
        for result in session.check(paths):
            _clear()
            _tell(result)
            total.add(result)
    print(total)
    return 1 if total.problems else 0


class Waking:
    """An asker whose worker starts with the first question: a check of unchanged lessons needs none."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._ask: Ask | None = None

    def values(self, questions: Sequence[Question]) -> tuple[Any, ...]:
        """As `Ask.values`."""
        return self._awake().values(questions)

    def frames(self, run: Run) -> Iterator[Frame]:
        """As `Ask.frames`."""
        return self._awake().frames(run)

    def _awake(self) -> Ask:
        if self._ask is None:
            self._ask = self._stack.enter_context(asking())
        return self._ask


def _tell(result: Result) -> None:
    for problem in result.problems:
        print(_line(problem), flush=True)
    for share in result.shares:
        print(f"{shown(near(result.path))}:{share.line}:1: share: {share.text}", flush=True)


def _line(problem: Problem) -> str:
    what = f"warning: {problem.what}" if problem.warning else problem.what
    return str(replace(problem, path=near(problem.path), what=what))


def _began(path: Path) -> None:
    """Say on a terminal which lesson runs."""
    if sys.stderr.isatty():
        print(f"{shown(near(path))} …", end="\r", file=sys.stderr, flush=True)


def _clear() -> None:
    """Take back what `_began` said."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
