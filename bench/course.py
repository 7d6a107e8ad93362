"""A course of 52 lessons, copies of those that ship: opening the app with it, and checking it once more."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from time import perf_counter

from bench.rows import Row, median
from bench.stage import TITLE, app, home
from bench.terminal import APP
from tui_dl.course.load import default_course_path, load_course

LESSONS = 52
A_CHAPTER = 6  # lessons
PAIRS = 5


def measure(rounds: int | None = None) -> Iterator[Row]:
    """Home beside that of the course that ships, by turns; then `tui-dl check` twice."""
    with home() as folder:
        path = folder / "course"
        copies(path)
        large, shipped = [], []
        for _ in range(rounds or PAIRS):
            shipped.append(_map(default_course_path()))
            large.append(_map(path))
        yield Row("course", f"the map of {LESSONS} lessons can be read", 1000 * median(large), "ms",
                  1000 * median(shipped), note="Floor: the course that ships.")
        begun = perf_counter()
        load_course(path)
        yield Row("course", f"the front matter of {LESSONS} lessons is read", 1000 * (perf_counter() - begun), "ms")
        first, said = _check(path)
        again, said = _check(path)
        yield Row("course", f"`tui-dl check` of {LESSONS} lessons, unchanged since the last", again, "s", first,
                  note=f"Floor: the first time. {said}")


def copies(path: Path) -> None:
    """Write 52 lessons, each a copy of one that ships under an id of its own, in chapters of six."""
    sources = [head for head in load_course(default_course_path()).heads()]
    texts = {head.id: head.path.read_text("utf-8") for head in sources}
    places = islice(((number // A_CHAPTER, sources[number % len(sources)].id) for number in count()), LESSONS)
    chapters: dict[str, list[str]] = {}
    for number, (chapter, source) in enumerate(places):
        name = f"chapter-{chapter + 1}"
        lesson = f"{name}/copy-{number + 1}"
        chapters.setdefault(name, []).append(lesson)
        (path / name).mkdir(parents=True, exist_ok=True)
        text = _alone(texts[source], source, lesson, set(texts))
        (path / f"{lesson}.md").write_text(text, "utf-8")
    for name, lessons in chapters.items():
        (path / name / "index.md").write_text(f"---\ntitle: {name}\nlessons: [{', '.join(lessons)}]\n---\n\nCopies.\n")
    (path / "index.md").write_text(f"---\ntitle: Copies\nchapters: [{', '.join(chapters)}]\n---\n\nCopies.\n")


def _alone(text: str, source: str, lesson: str, known: set[str]) -> str:
    """A lesson's text under another id; links to any lesson become links to itself."""
    for identity in known:
        text = text.replace(identity, lesson if identity == source else lesson)
    return text.replace(f"needs: [{lesson}]", "needs: []")


def _map(course: Path) -> float:
    chapter = load_course(course).chapters[0].title
    with app("--course", str(course)) as process:
        process.writes(TITLE)
        return process.writes(chapter) - process.begun


def _check(path: Path) -> tuple[float, str]:
    begun = perf_counter()
    done = subprocess.run([*APP, "check", str(path)], capture_output=True, text=True, check=False)
    return perf_counter() - begun, done.stdout.strip().rpartition("\n")[2]
