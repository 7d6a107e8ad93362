"""What a chapter holds, in whatever room is left below the map: what it is about, and its lessons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.segment import Segment

from tui_dl.course.model import Chapter
from tui_dl.draw.canvas import clean
from tui_dl.draw.columns import beside, in_columns
from tui_dl.draw.course_map import SIGN_ROLES, Mark, sign
from tui_dl.draw.look import Line, Look
from tui_dl.draw.prose import line_width, typeset
from tui_dl.draw.roles import role

GAP, NARROWEST, MEASURE = 4, 36, 64  # cells between columns; of a line of text, the fewest and the most


def chapter_outline(chapter: Chapter, marks: Sequence[Mark], width: int, height: int, look: Look,
                    lefts: Sequence[int] = ()) -> list[Line]:
    """The fullest form that fits with air around it, else with less air; nothing where none does.

    `lefts`: where the columns of the map above begin; a second column stands below one of them if it can.
    """
    for above, below in ((1, 1), (1, 0), (0, 0)):
        for form in _forms(chapter, marks, width, look, lefts):
            if above + len(form) + below <= height and max(map(line_width, form)) <= width:
                return [*[[]] * above, *form]
    return []


def _forms(chapter: Chapter, marks: Sequence[Mark], width: int, look: Look, lefts: Sequence[int]
           ) -> Iterator[list[Line]]:
    """The introduction beside the lessons or above them, the lessons alone, their names alone."""
    title: Line = [Segment(chapter.title, role("heading", look))]
    counts = range(1, max(len(chapter.lessons), 1) + 1)
    listed = [in_columns(_lessons(chapter, marks, look), count, GAP) for count in counts]
    if chapter.introduction:
        for lessons in listed:
            last = width - max(map(line_width, lessons), default=0)
            for left in (*lefts, min(last, MEASURE + GAP)):
                if NARROWEST + GAP <= left <= last:
                    yield beside([title, [], *typeset(chapter.introduction, left - GAP, look)], lessons, left)
        about = typeset(chapter.introduction, min(width, MEASURE), look)
        yield from ([title, [], *about, [], *lessons] for lessons in listed)
    yield from ([title, [], *lessons] for lessons in listed)
    yield from ([title, *lessons] for lessons in listed)
    for short in (False, True):
        names = _lessons(chapter, marks, look, minutes=False, short=short)
        yield from ([title, *in_columns(names, count, GAP - 1)] for count in counts)


def _lessons(chapter: Chapter, marks: Sequence[Mark], look: Look, *, minutes: bool = True,
             short: bool = False) -> list[Line]:
    """A line a lesson: how far it is, its title or what stands before the colon in it, its minutes."""
    titles = [clean(head.title.partition(": ")[0] if short else head.title) for head in chapter.lessons]
    longest = max(map(cell_len, titles), default=0)
    digits = max((len(str(head.minutes)) for head in chapter.lessons), default=0)
    lines: list[Line] = []
    for head, title, mark in zip_longest(chapter.lessons, titles, marks[:len(titles)]):
        line = [Segment(f"{sign(mark or 'new', look)} ", role(SIGN_ROLES[mark or "new"], look)),
                Segment(title, role("text", look))]
        if minutes:
            room = longest - cell_len(title) + 2 + digits
            line.append(Segment(f"{head.minutes:{room}} min", role("muted", look)))
        lines.append(line)
    return lines
