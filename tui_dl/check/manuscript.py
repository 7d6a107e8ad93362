"""A lesson and the lines it was written in: where its words stand, and how a problem says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tui_dl.course.clean import clean
from tui_dl.course.inlines import inline
from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    BugRule,
    Calc,
    Challenge,
    ChoiceQuiz,
    ConstructQuiz,
    Emphasis,
    Heading,
    Inline,
    InlineMath,
    Lesson,
    Link,
    ListBlock,
    Note,
    Paragraph,
    Predict,
    Problem,
    Quote,
    Strong,
    TableBlock,
)

_FENCE = re.compile(r"\s*:{3,}")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A lesson with the lines of its file; lines and columns count from 1."""

    lesson: Lesson
    lines: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The lesson's file."""
        return self.lesson.path

    def problem(self, line: int, what: str, mend: str = "", *, at: str = "", warning: bool = False) -> Problem:
        """A problem whose column is where `at` stands in that line."""
        text = self.lines[line - 1] if at and 0 < line <= len(self.lines) else ""
        return Problem(self.path, line, text.find(at) + 1 or 1, what, mend, warning)

    def option(self, line: int, name: str) -> int:
        """The line of an option of the directive, or the entry, that begins on `line`; `line` if it has none."""
        form = re.compile(rf"\s*(?:- )?:?{re.escape(name)}:(?:\s|$)")
        for number in range(line, len(self.lines) + 1):
            text = self.lines[number - 1]
            if form.match(text):
                return number
            if number > line and _FENCE.match(text):
                break
        return line

    def about(self, line: int, name: str, what: str, mend: str = "") -> Problem:
        """A problem with an option of the directive that opens on `line`."""
        return self.problem(self.option(line, name), f"{name}: {what}", mend, at=name)

    def front(self, name: str, word: str = "") -> int:
        """The line of the front matter with this key, or below it that with this word; 1 if there is none."""
        start = next((n for n, text in enumerate(self.lines, 1) if text.startswith(f"{name}:")), 0)
        below = range(start, len(self.lines) + 1) if start else range(0)
        return next((n for n in below if word in self.lines[n - 1]), start or 1)

    def search(self, pattern: re.Pattern[str], first: int, last: int) -> int | None:
        """The first line from `first` to `last` in which the pattern is found."""
        lines = range(max(first, 1), min(last, len(self.lines)) + 1)
        return next((n for n in lines if pattern.search(self.lines[n - 1])), None)


def manuscript(lesson: Lesson, text: str) -> Manuscript:
    """A lesson with the text it was parsed from."""
    return Manuscript(lesson, tuple(clean(text).split("\n")))


# ---------------------------------------------------------------------------- its words


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together. `line` is where, or 0 if only their formulas know; `option` is what holds them."""

    inlines: tuple[Inline, ...]
    line: int = 0
    option: str = ""


def every_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, and those inside them."""
    for block in blocks:
        yield block
        yield from every_block(_inside(block))


def _inside(block: Block) -> tuple[Block, ...]:
    match block:
        case ListBlock():
            return tuple(inner for item in block.items for inner in item)
        case Quote() | Note():
            return block.blocks
        case ChoiceQuiz():
            return block.question + tuple(inner for choice in block.choices for inner in choice.reason)
        case AnswerQuiz() | ConstructQuiz() | Predict():
            return block.question
        case Challenge():
            return block.goal
        case _:
            return ()


def pieces(block: Block) -> Iterator[Piece]:
    """The words of one block, without those of the blocks inside it."""
    match block:
        case Paragraph() | Heading():
            yield Piece(block.inlines)
        case TableBlock():
            yield from (Piece(cell) for row in (block.header, *block.rows) for cell in row)
        case ChoiceQuiz():
            yield from (Piece(choice.inlines) for choice in block.choices)
        case AnswerQuiz():
            yield from _rules(block.wrong)
            yield Piece(inline(block.work), block.line, "work")
        case ConstructQuiz():
            yield Piece(inline(block.work), block.line, "work")
        case Predict():
            yield from _rules(block.wrong)
            yield Piece(inline(block.because), block.line, "because")
            yield from (Piece(inline(text), band.line) for band in block.bands for text in (band.text, band.say))
        case _:
            pass


def _rules(rules: Iterable[BugRule]) -> Iterator[Piece]:
    return (Piece(inline(rule.say), rule.line, "say") for rule in rules)


def leaves(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """The inlines, and those inside them."""
    for part in inlines:
        yield part
        if isinstance(part, Strong | Emphasis | Link):
            yield from leaves(part.children)


def formulas_and_numbers(script: Manuscript) -> Iterator[InlineMath | Calc]:
    """Every inline formula and every checked number, each with its line in the file."""
    for step in script.lesson.steps:
        for block in every_block(step.blocks):
            for piece in pieces(block):
                for leaf in leaves(piece.inlines):
                    if isinstance(leaf, InlineMath | Calc):
                        yield replace(leaf, line=_line(script, piece, leaf.line))


def _line(script: Manuscript, piece: Piece, own: int) -> int:
    if piece.option:
        return script.option(piece.line, piece.option)
    return piece.line or own
