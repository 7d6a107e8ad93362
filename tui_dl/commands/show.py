"""`tui-dl show`: a lesson as text."""

from __future__ import annotations

import argparse
import shutil

from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.text import lesson_text


def run(options: argparse.Namespace) -> int:
    """The command."""
    course = load_course(options.course or default_course_path())
    lesson = open_lesson(course, options.lesson)
    width = 78 if options.plain else min(shutil.get_terminal_size((80, 24)).columns - 2, 80)
    print(lesson_text(lesson, width, spoken=options.plain))
    return 0
