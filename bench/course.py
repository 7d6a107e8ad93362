"""A course of 52 lessons or a few more, copies of those that ship: opening the app with it, and checking it again."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from time import perf_counter

from bench.rows import Row, median
from bench.stage import TITLE, app, home
from bench.terminal import APP
from tui_dl.course.load import default_course_path, load_course

LESSONS = 52
PAIRS = 5


def measure(rounds: int | None = None) -> Iterator[Row]:
    """Home beside that of the course that ships, by turns; then `tui-dl check` twice."""
    with home() as folder:
        path = folder / "course"
        number = copies(path)
        large, shipped = [], []
        for _ in range(rounds or PAIRS):
            shipped.append(_map(default_course_path()))
            large.append(_map(path))
        yield Row("course", f"the map of {number} lessons can be read", 1000 * median(large), "ms",
                  1000 * median(shipped), note="Floor: the course that ships.")
        begun = perf_counter()
        load_course(path)
        yield Row("course", f"the front matter of {number} lessons is read", 1000 * (perf_counter() - begun), "ms")
        first, said = _check(path)
        again, said = _check(path)
        yield Row("course", f"`tui-dl check` of {number} lessons, unchanged since the last", again, "s", first,
                  note=f"Floor: the first time. {said}")


def copies(path: Path) -> int:
    """Write the course that ships so often, each time under ids of its own, that it has 52 lessons; their number."""
    shipped = load_course(default_course_path())
    known = {head.id for head in shipped.heads()}
    rounds = math.ceil(LESSONS / len(known))
    names = []
    for number, chapter in product(range(rounds), shipped.chapters):
        name = f"{chapter.id}-{number + 1}"
        names.append(name)
        (path / name).mkdir(parents=True)
        lessons = [head.path for head in chapter.lessons]
        for lesson in lessons:
            (path / name / lesson.name).write_text(_renamed(lesson.read_text("utf-8"), known, number + 1), "utf-8")
        listed = ", ".join(f"{name}/{lesson.stem}" for lesson in lessons)
        title, door = json.dumps(f"{chapter.title} {number + 1}"), json.dumps(chapter.door)
        _index(path / name, f"{{title: {title}, door: {door}, lessons: [{listed}]}}")
    _index(path, f"{{title: Copies, chapters: [{', '.join(names)}]}}")
    return rounds * len(known)


def _index(folder: Path, front: str) -> None:
    (folder / "index.md").write_text(f"---\n{front}\n---\n\nCopies.\n", "utf-8")


def _renamed(text: str, known: set[str], number: int) -> str:
    """A lesson's text with every id of the course, also in links, moved to this copy of it."""
    for identity in known:
        chapter, _, name = identity.partition("/")
        text = text.replace(identity, f"{chapter}-{number}/{name}")
    return text


def _map(course: Path) -> float:
    chapter = load_course(course).chapters[0].title
    with app("--course", str(course)) as process:
        process.writes(TITLE)
        return process.writes(chapter) - process.begun


def _check(path: Path) -> tuple[float, str]:
    begun = perf_counter()
    done = subprocess.run([*APP, "check", str(path)], capture_output=True, text=True, check=False)
    return perf_counter() - begun, done.stdout.strip().rpartition("\n")[2]
