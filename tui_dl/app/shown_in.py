"""Which lessons show which demo, read off their text: nothing is parsed for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tui_dl.course.model import Course, LessonHead

DEMO = re.compile(r"""^\s*(?::{3,}\{demo\}|:?demo:)\s*["']?([a-z0-9-]+)""", re.MULTILINE)


def shown_in(course: Course) -> Mapping[str, list[LessonHead]]:
    """The lessons of every demo that any shows, both in the order of the course."""
    found: dict[str, list[LessonHead]] = {}
    for head in course.heads():
        try:
            text = head.path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        for demo in dict.fromkeys(DEMO.findall(text)):
            found.setdefault(demo, []).append(head)
    return found
