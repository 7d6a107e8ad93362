"""An author saves a lesson; the terminal beside the editor shows it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tui_dl.course.load import default_course_path


def test_a_lesson_is_shown_as_it_is_saved(terminal, tmp_path: Path) -> None:
    course = shutil.copytree(default_course_path(), tmp_path / "course")
    lesson = course / "cnn" / "stride-padding.md"
    t = terminal("--course", str(course), "--watch", "cnn/stride-padding")
    t.sees("you can tell the size of any convolution")
    good = lesson.read_text("utf-8")
    lesson.write_text(good.replace("you can tell the size", "everybody can tell the size"), "utf-8")
    t.sees("everybody can tell the size")
    lesson.write_text(good.replace("minutes: 15", "minutes: many"), "utf-8")
    t.sees("stride-padding.md:4:1: minutes")
    assert "everybody can tell the size" in t.screen() and t.quit() == 0
