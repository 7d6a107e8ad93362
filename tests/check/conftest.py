"""A fixture that lints a few lines of a lesson."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # so that tests find `linting`

from linting import HEAD_LINES, Lint, Scripted, findings_of, script_of

from tui_dl.check.lesson import read_problems
from tui_dl.course.model import Problem


@pytest.fixture
def lint() -> Lint:
    """The problems of a body, lines counted from its first; completeness aside, warnings only if asked for."""

    def lint(body: str, asker: Scripted | None = None, *, full: bool = False, warnings: bool = False,
             clock: Callable[[], float] = lambda: 0.0) -> list[Problem]:
        script = script_of(body)
        found = list(read_problems(script, False, None))
        found += findings_of(script, asker or Scripted(), full, clock).problems
        return [Problem(p.path, p.line - HEAD_LINES, p.column, p.what, p.mend, p.warning)
                for p in found if p.warning == warnings and (p.line > 1 or not p.warning)]

    return lint
