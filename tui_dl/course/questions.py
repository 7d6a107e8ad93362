"""Questions that run: drawing numbers, filling them in, and saying what a wrong answer means.

A key may need torch, so it is never worked out here: the caller asks the worker and hands it in.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from tui_dl.course.answers import AnswerError, plain, read_for, same, same_text, shown
from tui_dl.course.expressions import ExpressionError, Value, evaluate
from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    BugRule,
    ChoiceQuiz,
    ConstructQuiz,
    Emphasis,
    Heading,
    Inline,
    Link,
    ListBlock,
    Note,
    Paragraph,
    Predict,
    Quote,
    Strong,
    TableBlock,
    Text,
)
from tui_dl.errors import TuiDlError

Values = Mapping[str, Value]
Number = int | float

TRIES = 500  # blind draws before the combinations are gone through in order
SCANNED = 20_000  # combinations gone through

_PLACE = re.compile(r"\{([^{}]*)\}")


class QuestionError(TuiDlError):
    """A question that cannot be asked as it is written; the linter reports it to the author."""


# ---------------------------------------------------------------------------- drawing


def draw(quiz: AnswerQuiz, rng: Random) -> dict[str, Number]:
    """Fresh numbers for which `where` holds, each such draw as likely as any other. QuestionError if none does."""
    for _ in range(TRIES):
        values = {drawn.name: _whole(rng.choice(drawn.candidates())) for drawn in quiz.draw}
        if _kept(quiz, values):
            return values
    found = list(all_draws(quiz))
    if not found:
        raise QuestionError(f"No numbers of {quiz.id} make `{quiz.where}` true.", "Loosen `where`, or draw from more.")
    return rng.choice(found)


def all_draws(quiz: AnswerQuiz, limit: int = SCANNED) -> Iterator[dict[str, Number]]:
    """Draws for which `where` holds, in order, at most `limit`; the first 20,000 combinations are gone through."""
    combinations = itertools.product(*(drawn.candidates() for drawn in quiz.draw))
    names = [drawn.name for drawn in quiz.draw]
    draws = (dict(zip(names, map(_whole, numbers), strict=True))
             for numbers in itertools.islice(combinations, SCANNED))
    return itertools.islice((values for values in draws if _kept(quiz, values)), limit)


def _whole(number: float) -> Number:
    return int(number) if float(number).is_integer() else number


def _kept(quiz: AnswerQuiz, values: Mapping[str, Number]) -> bool:
    return not quiz.where or bool(evaluate(quiz.where, values))


# ---------------------------------------------------------------------------- filling in


def fill(blocks: Sequence[Block], values: Values) -> tuple[Block, ...]:
    """The blocks with {W} replaced by its value, in running text only: never in math or code."""
    if not values:
        return tuple(blocks)
    return tuple(_filled_block(block, values) for block in blocks)


def fill_text(text: str, values: Values) -> str:
    """`text` with {W} replaced by its value and {= W - F} by what it comes to; other braces stay."""
    def put(match: re.Match[str]) -> str:
        body = match[1].strip()
        if body.startswith("="):
            return shown(evaluate(body[1:], values))
        return shown(values[body]) if body in values else match[0]

    return _PLACE.sub(put, text)


def places(text: str) -> frozenset[str]:
    """The names in braces in a text, {= expressions} aside."""
    return frozenset(body.strip() for body in _PLACE.findall(text) if body.strip().isidentifier())


def _filled_block(block: Block, values: Values) -> Block:
    def blocks(some: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(_filled_block(one, values) for one in some)

    def cells(row: tuple[tuple[Inline, ...], ...]) -> tuple[tuple[Inline, ...], ...]:
        return tuple(_filled(cell, values) for cell in row)

    if isinstance(block, Paragraph | Heading):
        return replace(block, inlines=_filled(block.inlines, values))
    if isinstance(block, Quote | Note):
        return replace(block, blocks=blocks(block.blocks))
    if isinstance(block, ListBlock):
        return replace(block, items=tuple(map(blocks, block.items)))
    if isinstance(block, TableBlock):
        return replace(block, header=cells(block.header), rows=tuple(map(cells, block.rows)))
    return block


def _filled(inlines: tuple[Inline, ...], values: Values) -> tuple[Inline, ...]:
    return tuple(_filled_inline(inline, values) for inline in inlines)


def _filled_inline(inline: Inline, values: Values) -> Inline:
    if isinstance(inline, Text):
        return Text(fill_text(inline.text, values))
    if isinstance(inline, Strong | Emphasis | Link):
        return replace(inline, children=_filled(inline.children, values))
    return inline


# ---------------------------------------------------------------------------- grading


def grade_choices(quiz: ChoiceQuiz, picked: set[int]) -> bool:
    """Whether exactly the right choices were picked, counted from 0."""
    return picked == {place for place, choice in enumerate(quiz.choices) if choice.right}


def answer_right(quiz: AnswerQuiz, given: Value, key: Value) -> bool:
    """Whether an answer is the key, or for a quiz of short text one of those accepted."""
    if quiz.accept:
        return isinstance(given, str) and same_text(given, quiz.accept)
    return same(given, key, quiz.within)


def rules(question: AnswerQuiz | Predict, values: Values, key: Value) -> tuple[tuple[Value, str], ...]:
    """The bug rules that speak for these values: what was answered, and what to say.

    A rule that equals the key, or a rule before it, says nothing. ExpressionError if a rule has no value.
    """
    return tuple((value, fill_text(rule.say, values)) for value, rule in _speaking(question, values, key))


def fitting(question: AnswerQuiz | Predict, given: Value, values: Values, key: Value) -> BugRule | None:
    """The bug rule that a wrong answer equals; None if there is none, also where a rule has no value."""
    try:
        speaking = _speaking(question, values, key)
    except ExpressionError:
        return None
    return next((rule for value, rule in speaking if same(given, value, question.within)), None)


def diagnose(question: AnswerQuiz | Predict, given: Value, values: Values, key: Value) -> str | None:
    """What a wrong answer means, if a bug rule knows; None otherwise."""
    rule = fitting(question, given, values, key)
    return None if rule is None else fill_text(rule.say, values)


def _speaking(question: AnswerQuiz | Predict, values: Values, key: Value) -> list[tuple[Value, BugRule]]:
    speaking: list[tuple[Value, BugRule]] = []
    for rule in question.wrong:
        value = evaluate(rule.when, values)
        taken = [key, *(earlier for earlier, _ in speaking)]
        if not any(same(value, other, question.within) for other in taken):
            speaking.append((value, rule))
    return speaking


def work_text(quiz: AnswerQuiz | ConstructQuiz, values: Values, key: Value) -> str:
    """The worked solution with these numbers; {answer} is the key."""
    return fill_text(quiz.work, {**values, "answer": key})


def read_names(quiz: ConstructQuiz, text: str) -> dict[str, Number]:
    """The values typed for the names of a construct quiz: `F=3 S=2 P=1`, `3 2 1` or `3, 2, 1`."""
    form = "Write " + " ".join(f"{name}=1" for name in quiz.names) + ", or the numbers in that order."
    tokens = re.sub(r"\s*=\s*", "=", plain(text)).replace(",", " ").replace(";", " ").split()
    given: dict[str, Number] = {}
    for place, token in enumerate(tokens):
        name, named, number = token.rpartition("=")
        name = _name(quiz, name) if named else "".join(quiz.names[place:place + 1])
        if not name:
            raise AnswerError(f"Wanted: {' and '.join(quiz.names)}. There are {len(tokens)} numbers.", form)
        if name not in quiz.names or name in given:
            raise AnswerError(f"`{token[:40]}` is none of {', '.join(quiz.names)}, or is there twice.", form)
        value = read_for(number, 0)
        if isinstance(value, int | float):
            given[name] = _whole(value)
    lacking = [name for name in quiz.names if name not in given]
    if lacking:
        raise AnswerError(f"{' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing.", form)
    return given


def _name(quiz: ConstructQuiz, typed: str) -> str:
    alike = [name for name in quiz.names if name.casefold() == typed.casefold()]
    return alike[0] if len(alike) == 1 else typed


# ---------------------------------------------------------------------------- predictions


def key_of(predict: Predict, readings: Mapping[str, object], knobs: Mapping[str, object]) -> Value:
    """What a prediction asks for, once the readings are there; for a choice, the place of the band that holds."""
    if predict.form == "choice":
        return band_of(predict, readings, knobs)
    return evaluate(predict.ask, {**knobs, **readings})


def band_of(predict: Predict, readings: Mapping[str, object], knobs: Mapping[str, object]) -> int:
    """The place of the one band that is true of the readings. QuestionError if none is, or several are."""
    names = {**knobs, **readings}
    holding = [place for place, band in enumerate(predict.bands) if evaluate(band.when, names)]
    if len(holding) != 1:
        which = " and ".join(f"`{predict.bands[place].when}`" for place in holding) or "none"
        raise QuestionError(f"Exactly one choice of {predict.id} must be true of the run; true: {which}.",
                            "Change the `when` of its choices.")
    return holding[0]


def guess_right(predict: Predict, guess: Value, key: Value) -> bool:
    """Whether a guess was right: a number within its tolerance, yes or no, a cell, or the place of a choice."""
    if predict.form == "yes-no":
        return guess is bool(key)
    return same(guess, key, predict.within if predict.form == "number" else None)
