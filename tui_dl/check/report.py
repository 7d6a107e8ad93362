"""What a check says, in the forms it can take: lines for people, annotations for GitHub, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tui_dl.check.session import Result
from tui_dl.course.clean import clean_line

LEVELS = {"error": "", "warning": "warning: ", "notice": "share: "}


@dataclass(frozen=True)
class Told:
    """One line of a check: `level` is error, warning or notice (how often a bug rule speaks)."""

    path: str
    line: int
    column: int
    level: str
    what: str
    mend: str = ""

    @property
    def message(self) -> str:
        """What is wrong, and how to mend it."""
        return clean_line(f"{self.what} {self.mend}".strip())


def told(result: Result, name: Callable[[Path], str] = str) -> Iterator[Told]:
    """Everything a result has to say; `name` writes a path."""
    for problem in result.problems:
        level = "warning" if problem.warning else "error"
        yield Told(name(problem.path), problem.line, problem.column, level, problem.what, problem.mend)
    for share in result.shares:
        yield Told(name(result.path), share.line, 1, "notice", share.text)


def text(one: Told) -> str:
    """`path:line:column: what, and how to mend it`."""
    return f"{clean_line(one.path)}:{one.line}:{one.column}: {LEVELS[one.level]}{one.message}"


def github(one: Told) -> str:
    """A workflow command of GitHub Actions: an annotation at that place of that file."""
    path = _escaped(one.path).replace(":", "%3A").replace(",", "%2C")
    return f"::{one.level} file={path},line={one.line},col={one.column}::{_escaped(one.message)}"


def array(every: Iterable[Told]) -> str:
    """One JSON array, an object a line of the check."""
    return json.dumps([{"path": one.path, "line": one.line, "column": one.column, "level": one.level,
                        "what": one.what, "mend": one.mend} for one in every], ensure_ascii=False, indent=1)


def _escaped(message: str) -> str:
    """As the toolkit of GitHub Actions escapes what would end a command."""
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
