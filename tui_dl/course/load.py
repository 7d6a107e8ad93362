"""A folder to a Course: indexes are read whole, of each lesson only the front matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import tui_dl
from tui_dl.course.files import INDEX, Folder, read_file, shown, walk
from tui_dl.course.front import lesson_front, needs, split_front
from tui_dl.course.model import Block, Chapter, Course, Lesson, LessonHead, Problem
from tui_dl.course.options import Options
from tui_dl.course.parse import introduction, parse_lesson
from tui_dl.course.reading import Reading, near, one_of, read_lines
from tui_dl.errors import UsageError

DOORS = ("see", "read", "create")


class CourseError(UsageError):
    """There is no course where one was looked for."""


def default_course_path() -> Path:
    """The lessons that came with the program: inside an installed package, else beside it."""
    package = Path(tui_dl.__file__).parent
    inside = package / "lessons"
    return inside if inside.is_dir() else package.parent / "lessons"


def open_lesson(course: Course, lesson_id: str) -> Lesson:
    """Parse one lesson. UsageError, with the nearest id, if the course has none of that name."""
    heads = {head.id: head for head in course.heads()}
    if lesson_id not in heads:
        names = {identity.partition("/")[2]: identity for identity in heads}
        guess = names.get(lesson_id.rpartition("/")[2])
        hint = f"Did you mean {guess}?" if guess else near(lesson_id,
                                                           heads) or "`tui-dl list` shows them all."
        raise UsageError(f"There is no lesson {shown(Path(lesson_id))}.", hint)
    path = heads[lesson_id].path
    text, problems = read_file(path)
    lesson = parse_lesson(text, path)
    return replace(lesson, problems=problems + lesson.problems)


def load_course(path: Path) -> Course:
    """Open a course folder. CourseError if there is none, or no lesson in it.

    `problems` holds what is wrong with the indexes and with the front matter of each lesson.
    """
    if not path.is_dir():
        what = "is no folder" if path.exists() else "does not exist"
        raise CourseError(f"{shown(path)} {what}.", "A course is a folder of lessons, files that end in .md.")
    folder = walk(path)
    if not folder.lessons:
        raise CourseError(f"There is no lesson in {shown(path)}.", "A lesson is a file that ends in .md.")
    return _Loader(path, folder).course()


@dataclass
class _Index:
    """What an index.md says."""

    options: Options
    title: str
    introduction: tuple[Block, ...]


@dataclass
class _Plan:
    """A chapter in the making: the ids of its lessons in order."""

    id: str
    title: str = ""
    needs: tuple[str, ...] = ()
    door: str = ""
    introduction: tuple[Block, ...] = ()
    lessons: list[str] = field(default_factory=list)
    listed: bool = False


class _Loader:
    """Reads one folder."""

    def __init__(self, path: Path, folder: Folder) -> None:
        self.path = path
        self.folder = folder
        self.problems = list(folder.problems)
        self.readings: list[Reading] = []
        self.heads: dict[str, LessonHead] = {}
        self.plans: dict[str, _Plan] = {}

    def course(self) -> Course:
        """Heads first, then the indexes in their order, then what no index lists."""
        for path in self.folder.lessons:
            self._head(path)
        root = self._index(self.folder.indexes.get(self.path))
        self._chapters(root)
        self._unlisted()
        chapters = tuple(self._chapter(plan) for plan in self.plans.values())
        title = root.title if root else self.path.resolve().name
        self.problems += [problem for reading in self.readings for problem in reading.problems]
        return Course(title, self.path, root.introduction if root else (),
                      tuple(chapter for chapter in chapters if chapter.lessons), tuple(dict.fromkeys(self.problems)))

    def _head(self, path: Path) -> None:
        reading = self._read(path)
        front = lesson_front(split_front(reading).options, path)
        if front.id in self.heads:
            other = shown(self.heads[front.id].path)
            self.problems.append(Problem(path, 1, 1, f"The id {front.id} is taken.",
                                         f"{other} has it; choose another."))
            return
        self.heads[front.id] = LessonHead(front.id, front.title, front.minutes, front.needs, path)

    def _read(self, path: Path) -> Reading:
        text, problems = read_file(path)
        self.problems += problems
        self.readings.append(read_lines(text, path))
        return self.readings[-1]

    def _index(self, path: Path | None) -> _Index | None:
        if path is None:
            return None
        reading = self._read(path)
        options, body, body_line = split_front(reading)
        options = options or Options(reading, {}, 1, "The front matter")
        title = options.text("title") or shown(Path(path.parent.resolve().name))
        if not options.has("title") and not reading.problems:
            reading.report(1, "This index has no title.", "Add it, for example title: Convolution")
        return _Index(options, title, introduction(reading, body, body_line))

    def _chapters(self, root: _Index | None) -> None:
        if root:
            for name in root.options.names("chapters"):
                self._listed_chapter(root.options, name)
            if root.options.has("lessons"):
                self._fill(_Plan(self.path.resolve().name, root.title, listed=True), root.options)
            self._finish(root.options)
        for place in self.folder.indexes:
            name = place.relative_to(self.path).as_posix()
            if place != self.path and name not in self.plans:
                if root and root.options.has("chapters"):
                    self._warn(place / INDEX, f"No index lists the chapter {name}.",
                               f"Add it to {INDEX} above.")
                self._open_chapter(name)

    def _listed_chapter(self, options: Options, name: str) -> None:
        folders = {file.parent.relative_to(self.path).as_posix() for file in self.folder.lessons}
        if name in self.plans:
            options.complain("chapters", f"{name} is listed twice.", "Keep one.")
        elif name in folders or self.path / name in self.folder.indexes:
            self._open_chapter(name)
        else:
            options.complain("chapters", f"there is no folder {name} with lessons.",
                             one_of(name, sorted(folders)))

    def _open_chapter(self, name: str) -> None:
        index = self._index(self.folder.indexes.get(self.path / name))
        if index is None:
            self.plans[name] = _Plan(name, name)
            return
        door = index.options.text("door")
        if door and door not in DOORS:
            index.options.complain("door", f"{door} is no door.", one_of(door, DOORS))
            door = ""
        plan = _Plan(name, index.title, needs(index.options), door, index.introduction,
                     listed=index.options.has("lessons"))
        self._fill(plan, index.options)
        self._finish(index.options)

    def _fill(self, plan: _Plan, options: Options) -> None:
        self.plans[plan.id] = plan
        taken = {identity for other in self.plans.values() for identity in other.lessons}
        for identity in options.names("lessons"):
            if identity not in self.heads:
                options.complain("lessons", f"there is no lesson {identity}.", near(identity, self.heads)
                                 or "Write its id, chapter/name, or take it out.")
            elif identity in taken:
                options.complain("lessons", f"{identity} is listed twice.", "Keep one.")
            else:
                plan.lessons.append(identity)
                taken.add(identity)

    def _finish(self, options: Options) -> None:
        for name in ("title", "chapters", "lessons", "needs", "door"):
            options.entry(name)
        options.finish()

    def _unlisted(self) -> None:
        listed = {identity for plan in self.plans.values() for identity in plan.lessons}
        for identity, head in self.heads.items():
            if identity in listed:
                continue
            name = identity.partition("/")[0]
            warn = self.plans[name].listed if name in self.plans else self.path in self.folder.indexes
            self.plans.setdefault(name, _Plan(name, name)).lessons.append(identity)
            if warn:
                self._warn(head.path, f"No index lists {identity}.", f"Add it to lessons: in {name}/{INDEX}.")

    def _warn(self, path: Path, what: str, mend: str) -> None:
        self.problems.append(Problem(path, 1, 1, what, mend, warning=True))

    def _chapter(self, plan: _Plan) -> Chapter:
        lessons: Iterable[LessonHead] = (self.heads[identity] for identity in plan.lessons)
        return Chapter(plan.id, plan.title, plan.needs, plan.door, plan.introduction, tuple(lessons))
