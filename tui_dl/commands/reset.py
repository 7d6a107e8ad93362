"""`tui-dl reset LESSON-ID`: start a lesson anew. The log keeps everything."""

from __future__ import annotations

import argparse

from tui_dl.commands.opened import open_log
from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.learner.entries import Reset


def run(options: argparse.Namespace) -> int:
    """The command."""
    lesson = open_lesson(load_course(options.course or default_course_path()), options.lesson)
    with open_log() as log:
        log.record(Reset(lesson.id))
    print(f"{lesson.id} starts anew; your answers stay in the log.")
    return 0
