"""A file being read: its lines, and what was found wrong in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tui_dl.course.clean import CONTROLS, clean
from tui_dl.course.model import Problem


@dataclass
class Reading:
    """One file being read. Lines count from 1; `ids` are the items met so far and where they stand."""

    path: Path
    lines: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    env: dict[str, Any] = field(default_factory=dict)

    def report(self, line: int, what: str, mend: str = "", *, at: str = "", warning: bool = False) -> None:
        """Note a problem; its column is where `at` stands in that line of the file."""
        self.problems.append(Problem(self.path, line, self._column(line, at), what, mend, warning))

    def report_at(self, line: int, column: int, what: str, mend: str) -> None:
        """Note a problem whose column is known."""
        self.problems.append(Problem(self.path, line, column, what, mend))

    def _column(self, line: int, at: str) -> int:
        text = self.lines[line - 1] if at and 0 < line <= len(self.lines) else ""
        return text.find(at) + 1 or 1


def read_lines(text: str, path: Path) -> Reading:
    """Start to read a text: its controls are taken out, and reported."""
    reading = Reading(path, tuple(clean(text).split("\n")))
    raw = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if CONTROLS.search(raw):
        for number, line in enumerate(raw.split("\n"), 1):
            if found := CONTROLS.search(line):
                what = f"A control character, U+{ord(found[0][0]):04X}."
                reading.report_at(number, found.start() + 1, what,
                                  "Remove it: text cannot steer the terminal.")
    return reading


def near(word: str, known: Iterable[str]) -> str:
    """A question that offers the nearest known word, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean {found[0]}?" if found else ""


def one_of(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question, or else all of them."""
    known = list(known)
    return near(word, known) or f"Known: {', '.join(known)}."
