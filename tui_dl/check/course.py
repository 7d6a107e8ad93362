"""What must hold between lessons: what a lesson needs exists and comes before it, a term has one meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tui_dl.check.manuscript import Manuscript, manuscript
from tui_dl.course.files import INDEX, read_file
from tui_dl.course.model import Block, Course, Lesson, Problem, Step
from tui_dl.course.reading import near

Needs = Mapping[str, Sequence[str]]


def course_problems(course: Course, scripts: Sequence[Manuscript]) -> Iterator[Problem]:
    """Problems between the lessons of a course; `scripts` are its lessons."""
    yield from course.problems
    indexes = {script.lesson.id: script for script in index_manuscripts(course)}
    chapters = {chapter.id: chapter.needs for chapter in course.chapters}
    yield from _needs_problems(indexes, chapters, "chapter")
    lessons = {script.lesson.id: script for script in scripts}
    yield from _needs_problems(lessons, {head.id: head.needs for head in course.heads()}, "lesson")
    yield from _term_problems(scripts)


def index_manuscripts(course: Course) -> tuple[Manuscript, ...]:
    """The introductions of a course and its chapters, each as a lesson of one step, under the chapter's id."""
    places: list[tuple[str, Path, tuple[Block, ...]]] = [("", course.path / INDEX, course.introduction)]
    places += [(chapter.id, course.path / chapter.id / INDEX, chapter.introduction) for chapter in course.chapters]
    return tuple(_index(*place) for place in places if place[1].is_file())


def _index(name: str, path: Path, blocks: tuple[Block, ...]) -> Manuscript:
    lesson = Lesson(name, "", 0, (), (), {}, (Step("", "", blocks, 1),), path)
    return manuscript(lesson, read_file(path)[0])


# ---------------------------------------------------------------------------- needs


def _needs_problems(scripts: Mapping[str, Manuscript], needs: Needs, kind: str) -> Iterator[Problem]:
    for name, needed in needs.items():
        for other in needed:
            if other not in needs and name in scripts:
                yield _about_need(scripts[name], other, f"There is no {kind} {other}.",
                                  near(other, needs) or f"Leave it out until that {kind} exists.")
    for cycle in cycles(needs):
        if cycle[0] in scripts:
            way = " needs ".join((*cycle, cycle[0]))
            yield _about_need(scripts[cycle[0]], cycle[1 % len(cycle)], f"This can never begin: {way}.",
                              "Leave out one of them.")


def _about_need(script: Manuscript, other: str, what: str, mend: str) -> Problem:
    return script.problem(script.front("needs", other), what, mend, at=other)


def cycles(needs: Needs) -> Iterator[tuple[str, ...]]:
    """What needs itself, by way of others: each needs the next, and the last the first. Every loop is cut once."""
    graph = {name: {other for other in needed if other in needs} for name, needed in needs.items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            cycle = tuple(reversed(error.args[1]))[:-1]
            graph[cycle[0]].discard(cycle[1 % len(cycle)])
            yield cycle
        else:
            return


# ---------------------------------------------------------------------------- terms


def _term_problems(scripts: Sequence[Manuscript]) -> Iterator[Problem]:
    first: dict[str, tuple[str, str]] = {}
    for script in scripts:
        for term, meaning in script.lesson.terms.items():
            lesson, said = first.setdefault(term.casefold(), (script.lesson.id, meaning))
            if said != meaning:
                yield script.problem(script.front("terms", term), f"{term} means something else in {lesson}.",
                                     f"There it is: {said}. Say it once, or name the two apart.", at=term,
                                     warning=True)
