"""`tui-dl progress`: what you know and what fades."""

from __future__ import annotations

import argparse
import json

from tui_dl.commands.opened import open_log
from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.model import ChoiceQuiz
from tui_dl.course.plain import plain
from tui_dl.course.text import plain_blocks
from tui_dl.errors import TuiDlError
from tui_dl.learner.progress import outline
from tui_dl.learner.report import progress_report
from tui_dl.learner.statistics import question_report
from tui_dl.learner.summary import report_blocks


def run(options: argparse.Namespace) -> int:
    """The command."""
    course = load_course(options.course or default_course_path())
    lessons = []
    for head in course.heads():
        try:
            lessons.append(open_lesson(course, head.id))
        except TuiDlError:
            continue
    with open_log() as log:
        if options.questions:
            wrong = {f"{lesson.id}#{item.id}": [plain(c.inlines) for c in item.choices if not c.right]
                     for lesson in lessons for item in lesson.items() if isinstance(item, ChoiceQuiz)}
            print(json.dumps(question_report(log, wrong), ensure_ascii=False, indent=1))
            return 0
        report = progress_report(log, course.chapters, {lesson.id: outline(lesson) for lesson in lessons})
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print("\n".join(plain_blocks(report_blocks(report))))
    return 0
