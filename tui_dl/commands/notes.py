"""`tui-dl notes`: the notebook of what you tried, as markdown."""

from __future__ import annotations

import argparse

from tui_dl.commands.opened import open_log
from tui_dl.course.load import default_course_path, load_course
from tui_dl.learner.notes import notes
from tui_dl.learner.progress import notebook


def run(options: argparse.Namespace) -> int:
    """The command."""
    course = load_course(options.course or default_course_path())
    with open_log() as log:
        runs = notebook(log)
    print(notes(runs, {head.id: head.title for head in course.heads()}), end="")
    return 0
