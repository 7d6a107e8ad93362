"""Typesetting of lesson text: blocks in, lines of cells out. Quizzes and live blocks are drawn elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text as RichText

from tui_dl.course.model import (
    Block,
    Calc,
    CodeBlock,
    CodeSpan,
    Divider,
    Emphasis,
    Heading,
    Inline,
    InlineMath,
    LineBreak,
    Link,
    ListBlock,
    MathBlock,
    Note,
    Paragraph,
    Quote,
    Strong,
    TableBlock,
    Text,
)
from tui_dl.draw import formula
from tui_dl.draw.code import code_lines
from tui_dl.draw.look import Line, Look
from tui_dl.draw.roles import role

GLUE = "\ue000"  # stands for a space that must not break a line
NOTE_TITLES = {"note": "Note", "slip": "A slip that circulates", "since": "Since then"}


def typeset(blocks: Sequence[Block], width: int, look: Look) -> list[Line]:
    """The blocks as lines at most `width` cells wide, a blank line between two of them."""
    lines: list[Line] = []
    for block in blocks:
        part = _block(block, max(width, 8), look)
        if lines and part:
            lines.append([])
        lines += part
    return lines


def inline_text(inlines: Iterable[Inline], look: Look) -> RichText:
    """Inlines as one styled text, not yet broken into lines."""
    text = RichText()
    for inline in inlines:
        text.append_text(_inline(inline, look))
    return text


def wrap(text: RichText, width: int) -> list[Line]:
    """A styled text as lines at most `width` cells wide."""
    rows = text.wrap(_console(), max(width, 1), overflow="fold")
    whole = _console().get_style(text.style)  # a text without spans renders without it
    return [[Segment(s.text.replace(GLUE, " "), s.style or whole) for s in row.render(_console()) if s.text]
            for row in rows]


def line_width(line: Line) -> int:
    """Cells a line takes."""
    return sum(cell_len(segment.text) for segment in line)


def _inline(inline: Inline, look: Look) -> RichText:
    match inline:
        case Text(text):
            return RichText(text)
        case Calc():
            return RichText(inline.shown)
        case LineBreak():
            return RichText("\n")
        case CodeSpan(text):
            return RichText(text, role("code", look))
        case InlineMath(latex):
            return _inline_math(latex, look)
        case Strong(children):
            return _styled(children, look, Style(bold=True))
        case Emphasis(children):
            return _styled(children, look, Style(italic=True))
        case Link(children):
            return _styled(children, look, Style(underline=True))


def _styled(children: Iterable[Inline], look: Look, style: Style) -> RichText:
    text = inline_text(children, look)
    text.stylize(style)
    return text


def _inline_math(latex: str, look: Look) -> RichText:
    row = formula.inline(latex, ascii=look.ascii)
    if row is None:
        return RichText(f"${latex}$", role("code", look))
    glued = row.replace(" ", GLUE) if cell_len(row) <= 32 else row
    return RichText(glued, role("math", look))


def _block(block: Block, width: int, look: Look) -> list[Line]:
    match block:
        case Paragraph(inlines):
            return wrap(inline_text(inlines, look), width)
        case Heading(_, inlines):
            return wrap(_styled(inlines, look, role("heading", look)), width)
        case MathBlock(latex):
            return _math(latex, width, look)
        case CodeBlock(code, language):
            return _code(code, language, width, look)
        case TableBlock():
            return _table(block, width, look)
        case ListBlock():
            return _list(block, width, look)
        case Quote(blocks):
            return _barred(typeset(blocks, width - 2, look), "muted", look)
        case Note():
            return _note(block, width, look)
        case Divider():
            return [[Segment(("-" if look.ascii else "─") * width, role("muted", look))]]
        case _:
            return []


def _math(latex: str, width: int, look: Look) -> list[Line]:
    """A formula, centred; on one row where it is too wide; its source where it cannot be set."""
    rows = formula.render(latex, ascii=look.ascii)
    if rows is None:
        return [[Segment("  " + line, role("code", look))] for line in latex.strip().splitlines()]
    size = max(cell_len(row) for row in rows)
    if size > width:
        return wrap(RichText(formula.inline(latex, ascii=look.ascii) or latex, role("math", look)), width)
    indent = " " * ((width - size) // 2)
    return [[Segment(indent), Segment(row, role("math", look))] for row in rows]


def _code(code: str, language: str, width: int, look: Look) -> list[Line]:
    bar = Segment("| " if look.ascii else "│ ", role("muted", look))
    return [[bar, *line] for row in code_lines(code, language, look) for line in wrap(row, width - 2)]


def highlighted(code: str, language: str, look: Look) -> list[Line]:
    """Code as one line of cells a line of code, however long."""
    return [[Segment(s.text, s.style) for s in row.render(_console()) if s.text]
            for row in code_lines(code, language, look)]


def _table(table: TableBlock, width: int, look: Look) -> list[Line]:
    from rich import box

    drawn = Table(box=box.ASCII2 if look.ascii else box.SIMPLE_HEAD, pad_edge=False, show_edge=False,
                  border_style=role("muted", look))
    for cells, align in zip(table.header, table.align, strict=True):
        drawn.add_column(_unglued(cells, look), justify=align, overflow="fold")
    for row in table.rows:
        drawn.add_row(*(_unglued(cells, look) for cells in row))
    options = _console().options.update(width=width)
    return [list(line) for line in _console().render_lines(drawn, options, pad=False)]


def _unglued(cells: Iterable[Inline], look: Look) -> RichText:
    text = inline_text(cells, look)
    return RichText(text.plain.replace(GLUE, " "), spans=text.spans)


def _list(block: ListBlock, width: int, look: Look) -> list[Line]:
    lines: list[Line] = []
    last = (block.start or 0) + len(block.items) - 1
    indent = len(f"{last}. ") if block.start is not None else 2
    for number, item in enumerate(block.items, block.start or 0):
        mark = f"{number}." if block.start is not None else ("*" if look.ascii else "•")
        for row, line in enumerate(typeset(item, width - indent, look)):
            lines.append([Segment((mark if row == 0 else "").ljust(indent), role("muted", look)), *line])
    return lines


def _note(note: Note, width: int, look: Look) -> list[Line]:
    title = note.title or NOTE_TITLES[note.kind]
    name = "slip" if note.kind == "slip" else "note"
    body = [[Segment(title, role(name, look) + Style(bold=True))], *typeset(note.blocks, width - 2, look)]
    return _barred(body, name, look)


def _barred(lines: list[Line], name: str, look: Look) -> list[Line]:
    bar = Segment("| " if look.ascii else "▌ ", role(name, look))
    return [[bar, *line] for line in lines]


@cache
def _console() -> Console:
    """A console to measure with; nothing is ever printed to it."""
    return Console(file=io.StringIO(), color_system="truecolor", width=200, legacy_windows=False)
