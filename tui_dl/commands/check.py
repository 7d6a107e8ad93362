"""`tui-dl check`: lint lessons; every key, draw and challenge is executed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tui_dl.check.asker import Asker
from tui_dl.check.cache import Cache
from tui_dl.check.report import Told, array, github, text, told
from tui_dl.check.session import Session, Total
from tui_dl.commands.places import near
from tui_dl.course.files import shown, walk
from tui_dl.course.load import default_course_path
from tui_dl.course.saved import Saved
from tui_dl.demos.run import Run
from tui_dl.engine.ask import Ask, asking
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError, UsageError
from tui_dl.frames import Frame
from tui_dl.learner.store import cache_folder

EVERY = 0.4  # seconds between two looks at the files


def run(options: argparse.Namespace) -> int:
    """The command: 1 if there is a problem, 0 else. UsageError for a path that is not there."""
    paths = options.paths or [options.course or default_course_path()]
    if options.watch and options.format == "json":
        raise UsageError("--watch has no end, and a JSON array has one.", "Leave one of them out.")
    with ExitStack() as stack:
        checking = _Checking(Waking(stack), options.full, options.format)
        saved = Saved(paths)
        code = checking.check(paths)
        while options.watch:
            time.sleep(EVERY)
            for file in saved.files():
                checking.check_again(file)
    return code


class _Checking:
    """Checks that share a worker and a cache, and speak in one form."""

    def __init__(self, asker: Asker, full: bool, form: str) -> None:
        self._asker, self._full, self._form = asker, full, form
        self._cache = Cache(cache_folder())

    def check(self, paths: Sequence[Path]) -> int:
        """Check, and tell. UsageError."""
        total, everything = Total(), list[Told]()
        count = sum(len(walk(path).lessons) if path.is_dir() else 1 for path in paths)
        session = Session(self._asker, self._cache, self._full,
                          began=lambda path: _began(path, total.lessons + 1, count))
        for result in session.check(paths):
            _clear()
            total.add(result)
            for one in told(result, lambda path: str(near(path))):
                everything.append(one)
                if self._form != "json":
                    print((github if self._form == "github" else text)(one), flush=True)
        print(array(everything) if self._form == "json" else total, flush=True)
        return 1 if total.problems else 0

    def check_again(self, file: Path) -> None:
        """One file that was saved, under a line that names it. What is wrong with it does not end the watch."""
        print(f"\n{shown(near(file))}", flush=True)
        try:
            self.check([file])
        except TuiDlError as error:
            print(error, flush=True)


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


def _began(path: Path, number: int, count: int) -> None:
    """Say on a terminal which lesson runs, and how many there are."""
    if sys.stderr.isatty():
        print(f"lesson {number} of {count}: {shown(near(path))} …", end="\r", file=sys.stderr, flush=True)


def _clear() -> None:
    """Take back what `_began` said."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
