"""What lists say of the entry under the cursor: a lesson, a demo, a term. The fullest form that fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text

from tui_dl.course.explained import Place
from tui_dl.course.inlines import inline
from tui_dl.course.model import Lesson, Paragraph
from tui_dl.demos.declare import Declaration, KnobSpec
from tui_dl.draw.course_map import SIGN_ROLES, Mark, sign
from tui_dl.draw.look import Line, Look
from tui_dl.draw.prose import GLUE, inline_text, line_width, typeset, wrap
from tui_dl.draw.roles import role

MEASURE, GAP = 78, 3  # the longest line of text; cells between two columns
Marked = tuple[Mark, str]


def fitting(forms: Iterable[Sequence[list[Line]]], height: int) -> list[Line]:
    """The first form that fits, parts a blank line apart; else the last one without blanks, whole parts only."""
    for parts in forms:
        lines = [line for part in parts if part for line in (*part, [])][:-1]
        if len(lines) <= height:
            return lines
    lines = []
    for part in parts:
        if len(lines) + len(part) <= height:
            lines += part
    return lines


def markdown(text: str, width: int, look: Look) -> list[Line]:
    """One paragraph."""
    return wrap(inline_text(inline(text), look), min(width, MEASURE))


def titled(title: str, words: str, look: Look) -> list[Line]:
    """A heading, and a muted line below it."""
    return [[Segment(title, role("heading", look))], [Segment(words, role("muted", look))]]


def labelled(label: str, words: Text, column: int, width: int, look: Look) -> list[Line]:
    """Words that hang behind a muted label."""
    rows = wrap(words, max(min(width, MEASURE) - column, 8))
    return [[Segment(f"{'' if number else label:<{column}}", role("muted", look)), *row]
            for number, row in enumerate(rows)]


def marked(entries: Iterable[Marked], look: Look) -> list[Line]:
    """A sign and a name each."""
    return [[Segment(f"{sign(mark, look)} ", role(SIGN_ROLES[mark], look)), Segment(name, role("text", look))]
            for mark, name in entries]


def columns(entries: Sequence[Line], width: int) -> list[Line]:
    """Entries in as many columns as fit, from top to bottom."""
    cells = max(map(line_width, entries), default=0)
    count = max((width + GAP) // (cells + GAP), 1)
    rows = -(-len(entries) // count)
    return [[segment for place in range(row, len(entries), rows)
             for segment in (*entries[place], Segment(" " * (cells + GAP - line_width(entries[place]))))][:-1]
            for row in range(rows)]


def text_lines(title: str, words: str, text: str, width: int, height: int, look: Look) -> list[Line]:
    """A title and a paragraph."""
    text_rows = markdown(text, width, look)
    return fitting(([titled(title, words, look), text_rows], [text_rows]), height)


# ---------------------------------------------------------------------- a lesson


def lesson_lines(lesson: Lesson, how_far: str, steps: Sequence[Marked], demos: Sequence[str], needs: Sequence[Marked],
                 width: int, height: int, look: Look) -> list[Line]:
    """What it promises, its steps, its demos, what it needs."""
    first = [block for step in lesson.steps[:1] for block in step.blocks if isinstance(block, Paragraph)]
    promise, question = (typeset(part, min(width, MEASURE), look) for part in (first[:1], first[1:2]))
    listed = marked(steps, look)
    across = columns(listed, width)
    facts = labelled("demo", Text(", ".join(demos)), 7, width, look) if demos else []
    if needs:
        names = (f"{sign(mark, look)} {name}".replace(" ", GLUE) for mark, name in needs)
        facts += labelled("needs", Text("   ".join(names)), 7, width, look)
    head = titled(lesson.title, how_far, look)
    return fitting(([head, promise, question, listed, facts], [head, promise, listed, facts],
                    [head, promise, across, facts], [promise, across, facts]), height)


# ---------------------------------------------------------------------- a term


def term_lines(term: str, lesson: Lesson, place: Place | None, width: int, height: int, look: Look) -> list[Line]:
    """Where it is explained, the paragraph that does it, and what else the lesson explains."""
    step = place.page.step.title if place is not None else ""
    words = f"{lesson.title}: {step}" if step not in ("", lesson.title) else lesson.title
    where = wrap(Text(words, role("muted", look)), width)
    text = typeset(place.shows, min(width, MEASURE), look) if place is not None and place.told else []
    others = labelled("also there", Text(", ".join(other for other in lesson.terms if other != term)), 12, width, look)
    head: list[Line] = [[Segment(term, role("heading", look))], *where]
    return fitting(([head, text, others], [head, text], [where, text]), height)


# ---------------------------------------------------------------------- a demo


def demo_lines(demo: Declaration, lessons: Sequence[str], width: int, height: int, look: Look) -> list[Line]:
    """What it is about, the lessons that show it, its knobs, and the rest of what its author says."""
    head = titled(demo.title, f"tui-dl demo {demo.name}", look)
    summary = markdown(demo.summary, width, look)
    shown = labelled("lessons" if len(lessons) > 1 else "lesson", Text(" · ".join(lessons)), 9, width, look)
    names = labelled("knobs", Text(" ".join(demo.knobs), role("code", look)), 9, width, look)
    table = [line for spec in demo.knobs.values() for line in _knob(spec, demo, width, look)]
    rest = [markdown(" ".join(part.split()), width, look) for part in demo.doc.split("\n\n")[1:]]
    lessons_too = shown if lessons else []
    return fitting(([head, summary, table, lessons_too, *rest], [head, summary, table, lessons_too],
                    [head, summary, names, lessons_too], [summary, [*names, *lessons_too]],
                    [summary, names, lessons_too]), height)


def _knob(spec: KnobSpec, demo: Declaration, width: int, look: Look) -> list[Line]:
    """Its name, its default, what it takes, and what it is for."""
    column = max(map(cell_len, demo.knobs)) + 2
    takes = Text.assemble((spec.shown(spec.default), role("knob", look)), (f"  {_range(spec)}", role("muted", look)))
    help = inline_text(inline(spec.knob.help), look)
    room = min(width, MEASURE) - column
    one = Text("  ").join([takes, help])
    rows = wrap(one, room) if cell_len(one.plain) <= room else [*wrap(takes, room), *wrap(help, room)]
    return [[Segment(f"{'' if number else spec.name:<{column}}", role("code", look)), *row]
            for number, row in enumerate(rows)]


def _range(spec: KnobSpec) -> str:
    if spec.kind == "choice":
        return "of " + ", ".join(spec.choices)
    if spec.knob.low is not None and spec.knob.high is not None:
        return f"from {spec.knob.low:g} to {spec.knob.high:g}"
    return {"bool": "or true" if spec.default is False else "or false"}.get(spec.kind, "")
