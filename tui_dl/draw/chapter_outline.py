"""What a chapter holds, in whatever room is left below the map: what it is about, and its lessons."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment

from tui_dl.course.model import Chapter, LessonHead
from tui_dl.draw.course_map import SIGN_ROLES, Mark, sign
from tui_dl.draw.look import Line, Look
from tui_dl.draw.prose import line_width, typeset
from tui_dl.draw.roles import role

GAP, MEASURE = 4, 80  # cells between two columns of lessons; the longest line of text


def chapter_outline(chapter: Chapter, marks: Sequence[Mark], width: int, height: int, look: Look) -> list[Line]:
    """The fullest form that fits: with the introduction, without it, in columns; nothing where none does."""
    entries = [_entry(head, mark, look) for head, mark in zip(chapter.lessons, _all(marks, chapter), strict=True)]
    title: Line = [Segment(chapter.title, role("heading", look))]
    about = typeset(chapter.introduction, min(width, MEASURE), look)
    forms = ([title, [], *about, [], *_columns(entries, width, 1)], [title, [], *_columns(entries, width, 1)],
             [title, *_columns(entries, width, len(entries))])
    return next((form for form in forms if len(form) <= height), [])


def _all(marks: Sequence[Mark], chapter: Chapter) -> Sequence[Mark]:
    return [*marks, *["new"] * (len(chapter.lessons) - len(marks))]  # type: ignore[list-item]  # a Mark


def _entry(head: LessonHead, mark: Mark, look: Look) -> Line:
    return [Segment(f"{sign(mark, look)} ", role(SIGN_ROLES[mark], look)), Segment(head.title, role("text", look)),
            Segment(f"  {head.minutes} min", role("muted", look))]


def _columns(entries: Sequence[Line], width: int, most: int) -> list[Line]:
    """The entries in columns from top to bottom, as many as fit and at most so many; minutes line up."""
    if not entries:
        return []
    names = max(cell_len(entry[1].text) for entry in entries)
    filled = [[entry[0], entry[1], Segment(" " * (names - cell_len(entry[1].text))), entry[2]] for entry in entries]
    cells = max(line_width(entry) for entry in filled)
    count = max(min((width + GAP) // (cells + GAP), most), 1)
    rows = -(-len(filled) // count)
    return [[segment for place in range(row, len(filled), rows)
             for segment in (*filled[place], Segment(" " * (cells + GAP - line_width(filled[place]))))]
            for row in range(rows)]
