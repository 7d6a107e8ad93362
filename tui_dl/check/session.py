"""A check of files and folders: each lesson read and run, problems between lessons of their course beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tui_dl.check.asker import Asker, Clock
from tui_dl.check.cache import Cache
from tui_dl.check.course import course_problems, index_manuscripts
from tui_dl.check.formulas import formula_problems
from tui_dl.check.lesson import Findings, Share, read_problems, try_lesson
from tui_dl.check.links import link_problems
from tui_dl.check.manuscript import Manuscript, manuscript
from tui_dl.check.playing import Playing
from tui_dl.course.files import INDEX, read_file, shown, walk
from tui_dl.course.load import CourseError, default_course_path, load_course
from tui_dl.course.model import Course, Problem
from tui_dl.course.parse import parse_lesson
from tui_dl.errors import UsageError


@dataclass(frozen=True)
class Result:
    """What came of one file: a lesson, or an index or a folder (`lesson` False)."""

    path: Path
    problems: tuple[Problem, ...]
    lesson: bool = True
    items: int = 0
    draws: int = 0
    shares: tuple[Share, ...] = ()


@dataclass
class Total:
    """The sum of results, as the last line of a check says it."""

    lessons: int = 0
    items: int = 0
    draws: int = 0
    problems: int = 0

    def add(self, result: Result) -> None:
        """Count one more."""
        self.lessons += result.lesson
        self.items += result.items
        self.draws += result.draws
        self.problems += sum(not problem.warning for problem in result.problems)

    def __str__(self) -> str:
        counts = {"lesson": self.lessons, "item": self.items, "draw": self.draws, "problem": self.problems}
        return ", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in counts.items())


@dataclass
class Session:
    """One check. `asker` runs what is not in the cache; `began` is told of every lesson that is to be run."""

    asker: Asker
    cache: Cache
    full: bool = False
    clock: Clock = time.monotonic
    began: Callable[[Path], None] = lambda path: None
    _courses: dict[Path | None, Course | None] = field(default_factory=dict)
    _scripts: dict[Path, Manuscript] = field(default_factory=dict)
    _seen: set[Problem | Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._playing = Playing(self.asker, self.clock)

    def check(self, paths: Iterable[Path]) -> Iterator[Result]:
        """The results of files and folders, each file once. UsageError, before anything runs."""
        places = [path.resolve() for path in paths]
        for path in places:
            if not path.exists():
                raise UsageError(f"{shown(path)} does not exist.", "Give lessons, or folders of lessons.")
            self._course(path)
        for path in places:
            yield from self._check(path)

    def _check(self, path: Path) -> Iterator[Result]:
        course = self._course(path)
        if course is not None:
            scripts = [self._script(head.path) for head in course.heads()]
            about = [p for p in course_problems(course, scripts) if p.path == path or path in p.path.parents]
            yield self._result(path, about)
            for index in index_manuscripts(course):
                if index.path == path or path in index.path.parents:
                    yield from self._index(index, _files_of(course))
        files = walk(path).lessons if path.is_dir() else [path] if path.name != INDEX else []
        for file in files:
            if file not in self._seen:
                self._seen.add(file)
                lessons = None if course is None else _files_of(course)
                yield self._lesson(self._script(file), lessons, self.full or file == path)

    def _lesson(self, script: Manuscript, lessons: Collection[Path] | None, tell_shares: bool) -> Result:
        shipped = default_course_path().resolve() in script.path.resolve().parents
        problems = list(read_problems(script, shipped, lessons))
        findings = self._findings(script)
        shares = tuple(findings.shares) if tell_shares else ()
        return self._result(script.path, problems + findings.problems, True, len(script.lesson.items()),
                            findings.draws, shares)

    def _index(self, script: Manuscript, lessons: Collection[Path]) -> Iterator[Result]:
        """The introduction of a course or a chapter: its formulas, links and checked numbers."""
        if script.path not in self._seen:
            self._seen.add(script.path)
            problems = [*formula_problems(script), *link_problems(script, lessons)]
            yield self._result(script.path, problems + self._findings(script).problems)

    def _findings(self, script: Manuscript) -> Findings:
        found = self.cache.get(script, self.full)
        if found is None:
            self.began(script.path)
            found = try_lesson(script, self.asker, self._playing, full=self.full, clock=self.clock)
            self.cache.put(script, self.full, found)
        return found

    def _result(self, path: Path, problems: Sequence[Problem], lesson: bool = False, items: int = 0, draws: int = 0,
                shares: tuple[Share, ...] = ()) -> Result:
        """The problems that were not told yet, in the order of their lines."""
        new = [problem for problem in dict.fromkeys(problems) if problem not in self._seen]
        self._seen.update(new)
        ordered = sorted(new, key=lambda problem: (str(problem.path), problem.line, problem.column))
        return Result(path, tuple(ordered), lesson, items, draws, shares)

    def _script(self, path: Path) -> Manuscript:
        if path not in self._scripts:
            text, problems = read_file(path)
            lesson = parse_lesson(text, path)
            self._scripts[path] = manuscript(replace(lesson, problems=problems + lesson.problems), text)
        return self._scripts[path]

    def _course(self, path: Path) -> Course | None:
        """The course a path belongs to; None for a file on its own. CourseError for a folder without lessons."""
        root = course_root(path)
        if root not in self._courses:
            try:
                self._courses[root] = load_course(root) if root else None
            except CourseError:
                if path.is_dir():
                    raise
                self._courses[root] = None
        return self._courses[root]


def course_root(path: Path) -> Path | None:
    """The highest folder around a path that an unbroken line of indexes leads to; None for a file without any."""
    folder = path if path.is_dir() else path.parent
    root = folder if path.is_dir() or (folder / INDEX).is_file() else None
    for parent in folder.parents:
        if not (parent / INDEX).is_file():
            break
        root = parent
    return root


def _files_of(course: Course) -> frozenset[Path]:
    return frozenset(head.path.resolve() for head in course.heads())
