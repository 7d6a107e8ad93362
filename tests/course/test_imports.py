"""Reading a course needs neither torch nor Textual, and importing it does nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest

SHOW = """
import sys
from tui_dl.course import load, pages, text
course = load.load_course(load.default_course_path())
for head in course.heads():
    lesson = load.open_lesson(course, head.id)
    pages.pages(lesson), text.lesson_text(lesson)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"torch", "textual", "numpy"}))
"""


@pytest.mark.parametrize(("code", "loaded"), [(SHOW, "[]")])
def test_no_torch_and_no_textual(code: str, loaded: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60,
                          check=True)
    assert done.stdout.strip() == loaded
    assert done.stderr == ""
