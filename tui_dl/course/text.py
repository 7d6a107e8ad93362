"""A lesson as plain text, for `tui-dl show`. No key of a question is given away."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from random import Random
from string import ascii_lowercase

from rich.cells import cell_len, chop_cells

from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    Challenge,
    ChoiceQuiz,
    CodeBlock,
    ConstructQuiz,
    DemoBlock,
    Divider,
    Drawn,
    Heading,
    Lesson,
    ListBlock,
    LiveBlock,
    MathBlock,
    Note,
    Paragraph,
    Predict,
    Quote,
    Step,
    TableBlock,
)
from tui_dl.course.order import asking_order
from tui_dl.course.plain import plain

__all__ = ["lesson_text", "plain", "plain_blocks"]

NARROWEST = 10
TITLES = {"note": "Note", "slip": "A common slip", "since": "Since then"}


def lesson_text(lesson: Lesson, width: int = 78, spoken: bool = False) -> str:
    """The whole lesson, wrapped to `width` cells; `spoken` as `plain_blocks` has it."""
    head = [*_titled(lesson.title, "=", spoken), f"{lesson.id}, {lesson.minutes} minutes"]
    parts = [head, *(_step(step, number, lesson, width, spoken) for number, step in enumerate(lesson.steps, 1))]
    if lesson.sources:
        parts.append([*_titled("Sources", "-", spoken), ""] + _items(lesson.sources, width))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def plain_blocks(blocks: Iterable[Block], width: int = 78, spoken: bool = False) -> list[str]:
    """Blocks as lines of text, a blank line between two of them.

    `spoken` for somebody who hears them: a formula on one line, a table row by row with the names of its columns,
    no lines of strokes.
    """
    lines: list[str] = []
    for block in blocks:
        found = _LAYOUT[type(block)](block, max(width, NARROWEST), spoken)
        lines += ([""] if lines and found else []) + found
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at spaces, or within a word that is wider."""
    return [line for part in text.split("\n") for line in _wrapped(part, width)]


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines += chop_cells(word, width)
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def _titled(title: str, mark: str, spoken: bool) -> list[str]:
    return [title] if spoken else [title, mark * max(1, cell_len(title))]


def _indented(lines: Sequence[str], first: str = "  ") -> list[str]:
    rest = " " * cell_len(first)
    return [f"{rest if number else first}{line}".rstrip() for number, line in enumerate(lines)]


def _items(texts: Iterable[str], width: int) -> list[str]:
    return [line for text in texts for line in _indented(wrap(text, width - 2), "- ")]


def _step(step: Step, number: int, lesson: Lesson, width: int, spoken: bool) -> list[str]:
    body = plain_blocks(step.blocks, width, spoken)
    if not step.slug:
        return body
    title = f"Step {number} of {len(lesson.steps)}: {step.title}" if spoken else step.title
    return [*_titled(title, "-", spoken), "", *body]


# ---------------------------------------------------------------------------- plain blocks


def _paragraph(block: Paragraph, width: int, spoken: bool) -> list[str]:
    return wrap(plain(block.inlines), width)


def _heading(block: Heading, width: int, spoken: bool) -> list[str]:
    return _titled(plain(block.inlines), ".", spoken)


def _math(block: MathBlock, width: int, spoken: bool) -> list[str]:
    from tui_dl.draw import formula  # a LaTeX parser: only for a text that holds math

    if spoken:
        return _indented(wrap(formula.speak(block.latex), width - 4), "    ")
    return _indented(formula.render(block.latex) or block.latex.split("\n"), "    ")


def _code(block: CodeBlock, width: int, spoken: bool) -> list[str]:
    return _indented(block.code.split("\n"), "    ")


def _table(block: TableBlock, width: int, spoken: bool) -> list[str]:
    rows = [[plain(cell).replace("\n", " ") for cell in row] for row in (block.header, *block.rows)]
    if spoken:
        return [line for row in rows[1:] for line in wrap(_row(rows[0], row), width)]
    widths = [max(cell_len(cell) for cell in column) for column in zip_longest(*rows, fillvalue="")]
    lines = ["  ".join(_aligned(*cell) for cell in zip(row, widths, block.align, strict=False)).rstrip()
             for row in rows]
    return [lines[0], "  ".join("-" * wide for wide in widths), *lines[1:]]


def _row(names: Sequence[str], cells: Sequence[str]) -> str:
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell)


def _aligned(text: str, width: int, align: str) -> str:
    room = width - cell_len(text)
    left = {"left": 0, "right": room, "center": room // 2}[align]
    return " " * left + text + " " * (room - left)


def _list(block: ListBlock, width: int, spoken: bool) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items, block.start or 0):
        mark = "- " if block.start is None else f"{number}. "
        lines += _indented(plain_blocks(item, width - len(mark), spoken) or [""], mark)
    return lines


def _quote(block: Quote, width: int, spoken: bool) -> list[str]:
    quoted = plain_blocks(block.blocks, width - 2, spoken)
    return ["Quote:", *_indented(quoted)] if spoken else [f"> {line}".rstrip() for line in quoted]


def _note(block: Note, width: int, spoken: bool) -> list[str]:
    title = f"{TITLES[block.kind]}: {block.title}" if block.title else f"{TITLES[block.kind]}:"
    return [title, *_indented(plain_blocks(block.blocks, width - 2, spoken))]


def _divider(block: Divider, width: int, spoken: bool) -> list[str]:
    return [] if spoken else ["* * *"]


# ---------------------------------------------------------------------------- live blocks


def _words(block: LiveBlock) -> str:
    knobs = [f"{name}={text}" for name, text in block.knobs.items()]
    seed = ["--seed", str(block.seed)] if block.seed else []
    return shlex.join([block.demo, *seed, *knobs])


def _command(block: LiveBlock) -> str:
    return f"tui-dl demo {_words(block)}"


def _demo(block: DemoBlock, width: int, spoken: bool) -> list[str]:
    look = wrap(block.pane.look, width) if block.pane.look else []
    return [f"demo: {_words(block)}  ({_command(block)})", *look]


def _predict(block: Predict, width: int, spoken: bool) -> list[str]:
    choices = _lettered(block.id, [band.text for band in block.bands], width)
    return [f"Predict [{block.id}]", *_indented(plain_blocks(block.question, width - 2, spoken)), *choices,
            f"  Answer first; what follows gives it away.  ({_command(block)})"]


def _challenge(block: Challenge, width: int, spoken: bool) -> list[str]:
    return [f"Challenge [{block.id}]", *_indented(plain_blocks(block.goal, width - 2, spoken)),
            f"  ({_command(block)})"]


# ---------------------------------------------------------------------------- quizzes


def _lettered(block_id: str, texts: Sequence[str], width: int) -> list[str]:
    """Choices in an order of the block's own: the right one often stands first in the file."""
    order = asking_order(texts, Random(block_id))
    return [line for number, text in enumerate(texts[place] for place in order)
            for line in _indented(wrap(text, width - 5), f"  {_letter(number)}) ")]


def _letter(number: int) -> str:
    return ascii_lowercase[number] if number < len(ascii_lowercase) else str(number + 1)


def _question(block: ChoiceQuiz | AnswerQuiz | ConstructQuiz, width: int, spoken: bool) -> list[str]:
    return [f"Quiz [{block.id}]", *_indented(plain_blocks(block.question, width - 2, spoken))]


def _choices(block: ChoiceQuiz, width: int, spoken: bool) -> list[str]:
    several = ["  Several are right."] if block.several else []
    texts = [plain(choice.inlines) for choice in block.choices]
    return _question(block, width, spoken) + several + _lettered(block.id, texts, width)


def _answer(block: AnswerQuiz, width: int, spoken: bool) -> list[str]:
    drawn = f"Drawn afresh each time: {'; '.join(map(_drawn, block.draw))}." if block.draw else ""
    return _question(block, width, spoken) + (_indented(wrap(drawn, width - 2)) if drawn else [])


def _drawn(found: Drawn) -> str:
    values = ", ".join(map(str, found.values)) if found.values else f"{found.low} to {found.high}"
    return f"{found.name} from {values}"


def _construct(block: ConstructQuiz, width: int, spoken: bool) -> list[str]:
    return [*_question(block, width, spoken), f"  To find: {', '.join(block.names)}."]


_LAYOUT: Mapping[type, Callable[..., list[str]]] = {
    Paragraph: _paragraph, Heading: _heading, MathBlock: _math, CodeBlock: _code, TableBlock: _table,
    ListBlock: _list, Quote: _quote, Note: _note, Divider: _divider, DemoBlock: _demo, Predict: _predict,
    Challenge: _challenge, ChoiceQuiz: _choices, AnswerQuiz: _answer, ConstructQuiz: _construct,
}
