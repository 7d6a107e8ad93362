"""The text of an answer quiz, filled in: every name in braces gets its value, and no brace is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tui_dl.check.asker import Deadline
from tui_dl.check.manuscript import Manuscript, every_block, leaves, pieces
from tui_dl.course import questions
from tui_dl.course.expressions import Value
from tui_dl.course.inlines import inline
from tui_dl.course.model import AnswerQuiz, Block, CodeSpan, Inline, Problem, Text
from tui_dl.errors import TuiDlError

Draw = Mapping[str, questions.Number]


def filling_problems(script: Manuscript, quiz: AnswerQuiz, draws: Sequence[Draw], keys: Sequence[Value],
                     deadline: Deadline) -> Iterator[Problem]:
    """What does not read right in question, rules and worked solution, with these draws and their keys."""
    for name in sorted({drawn.name for drawn in quiz.draw} - _asked(quiz)):
        yield script.about(quiz.line, "draw", f"{name} is drawn, and the question does not tell it.",
                           f"Write {{{name}}} where its value belongs.")
    yield from _question(script, quiz, draws[0])
    for rule in quiz.wrong:
        yield from _filled(script, script.option(rule.line, "say"), "say", rule.say, draws, deadline)
    with_answers = [{**values, "answer": key} for values, key in zip(draws, keys, strict=True)]
    yield from _filled(script, script.option(quiz.line, "work"), "work", quiz.work, with_answers, deadline)


def _asked(quiz: AnswerQuiz) -> set[str]:
    """The names in braces in the running text of the question."""
    return {name for block in every_block(quiz.question) for piece in pieces(block) for leaf in leaves(piece.inlines)
            if isinstance(leaf, Text) for name in questions.places(leaf.text)}


def _question(script: Manuscript, quiz: AnswerQuiz, values: Draw) -> Iterator[Problem]:
    try:
        filled = questions.fill(quiz.question, values)
    except TuiDlError as error:
        yield script.problem(quiz.line, f"The question cannot be filled in: {error.message}", error.hint)
        return
    if (left := left_over(filled, values)) is not None:
        yield script.problem(quiz.line, f"{left} stays as it is in the question.", _mend(quiz))


def _mend(quiz: AnswerQuiz) -> str:
    names = ", ".join(f"{{{drawn.name}}}" for drawn in quiz.draw)
    return f"Filled in are {names}, and only in text: not in code." if names else "Nothing is drawn: add draw:."


def left_over(blocks: Sequence[Block], values: Mapping[str, Value]) -> str | None:
    """A name in braces that was not filled in; with drawn values any brace in the text, and their names in code."""
    for block in every_block(blocks):
        for piece in pieces(block):
            for leaf in leaves(piece.inlines):
                if (left := _left(leaf, values)) is not None:
                    return left
    return None


def _left(leaf: Inline, values: Mapping[str, Value]) -> str | None:
    if isinstance(leaf, CodeSpan):
        return next((f"{{{name}}}" for name in sorted(questions.places(leaf.text)) if name in values), None)
    if not isinstance(leaf, Text):
        return None
    if names := questions.places(leaf.text):
        return f"{{{min(names)}}}"
    return next((brace for brace in "{}" if values and brace in leaf.text), None)


def _filled(script: Manuscript, line: int, name: str, text: str, draws: Sequence[Mapping[str, Value]],
            deadline: Deadline) -> Iterator[Problem]:
    """A text of the options, filled in for every draw."""
    filled = ""
    for values in draws:
        try:
            deadline.check(f"filling in {name}")
            filled = questions.fill_text(text, values)
        except TuiDlError as error:
            yield script.problem(line, f"{name}: {error.message}", error.hint, at=name)
            return
    left = next((found for leaf in leaves(inline(filled)) if (found := _left(leaf, draws[0])) is not None), None)
    if left is not None:
        yield script.problem(line, f"{name}: {left} stays as it is.", "Names in braces are those drawn; {= W - F}.",
                             at=name)
