"""First paint of Home beside that of an empty Textual app, each in a pty of its own, by turns."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bench.empty import MARK
from bench.rows import Row, median
from bench.stage import TITLE, app, home, program

PAIRS = 9


def measure(rounds: int | None = None) -> Iterator[Row]:
    """From exec to the bytes that draw the title, and the map's first chapter."""
    from tui_dl.course.load import default_course_path, load_course

    chapter = load_course(default_course_path()).chapters[0].title
    empty, title, chapters = [], [], []
    with home():
        for pair in range((rounds or PAIRS) + 1):
            floor, first, readable = _empty(), *_home(chapter)
            if pair:  # the first round only fills the disk's cache
                empty.append(floor)
                title.append(first)
                chapters.append(readable)
    floor = 1000 * median(empty)
    yield Row("paint", "first paint of Home, after an empty app's", 1000 * median(title), "ms", floor, 1.5, True)
    yield Row("paint", "the map of chapters can be read", 1000 * median(chapters), "ms", floor)


def _empty() -> float:
    with program((sys.executable, "-m", "bench.empty")) as process:
        return process.writes(MARK) - process.begun


def _home(chapter: str) -> tuple[float, float]:
    with app() as process:
        return process.writes(TITLE) - process.begun, process.writes(chapter) - process.begun
