"""`tui-dl list`: the course and your progress."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from tui_dl.commands.opened import open_log
from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.model import Chapter, Course, Lesson, Predict
from tui_dl.errors import TuiDlError
from tui_dl.learner.progress import LessonState, lesson_states, measured, outline


def run(options: argparse.Namespace) -> int:
    """The command."""
    course = load_course(options.course or default_course_path())
    if options.json:
        print(json.dumps([_record(chapter.id, lesson) for chapter, lesson in _lessons(course)],
                         ensure_ascii=False, indent=1))
        return 0
    with open_log() as log:
        states = lesson_states(log)
    chapter_id = None
    for chapter, lesson in _lessons(course):
        if chapter.id != chapter_id:
            print(f"{chapter.title}")
            chapter_id = chapter.id
        print(f"  {lesson.id:<34} {lesson.title:<34} {lesson.minutes:>3} min  {_how_far(lesson, states)}".rstrip())
    for problem in course.problems:
        if not problem.warning:
            print(problem)
    return 0


def _lessons(course: Course) -> Iterator[tuple[Chapter, Lesson]]:
    for chapter in course.chapters:
        for head in chapter.lessons:
            try:
                yield chapter, open_lesson(course, head.id)
            except TuiDlError:
                continue


def _how_far(lesson: Lesson, states: dict[str, LessonState]) -> str:
    if lesson.id not in states:
        return ""
    progress = measured(outline(lesson), states[lesson.id])
    if progress.done:
        return "done"
    return f"{progress.steps_seen} of {progress.steps} steps, {progress.items_done} of {progress.items} questions"


def _record(chapter: str, lesson: Lesson) -> dict[str, object]:
    """One lesson, as the public JSON names it; steps, items and demos are counts."""
    return {"id": lesson.id, "title": lesson.title, "chapter": chapter, "minutes": lesson.minutes,
            "steps": len(lesson.steps), "items": len(lesson.items()), "demos": len(lesson.demos()),
            "predictions": sum(isinstance(item, Predict) for item in lesson.items())}
