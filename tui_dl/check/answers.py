"""Answer quizzes: keys come to something, bug rules say something, and the text reads right for every draw."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod
from random import Random

from tui_dl.check.asker import Asker, Clock, Deadline, each_value
from tui_dl.check.filling import Draw, filling_problems
from tui_dl.check.manuscript import Manuscript
from tui_dl.course import questions
from tui_dl.course.answers import AnswerError, read_for, shown
from tui_dl.course.expressions import Value, evaluate
from tui_dl.course.model import AnswerQuiz, Problem
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError

DRAWS = 200
DIFFERENT = 20  # draws that `where` must leave
SHARE = 0.2  # of the draws in which a rule must have something to say
SCANNED = 2_000  # combinations gone through one by one; of more, some are drawn
TRIES = 4_000
SECONDS = 5.0  # for what is worked out here, without the worker


@dataclass
class Tried:
    """What came of a drawn quiz: how many draws were checked, and in what share of them each rule spoke."""

    draws: int = 0
    shares: tuple[float, ...] = ()


def answer_problems(script: Manuscript, quiz: AnswerQuiz, asker: Asker, clock: Clock,
                    tried: Tried) -> Iterator[Problem]:
    """Problems of one answer quiz; `tried` is filled in on the way."""
    deadline = Deadline(SECONDS, clock)
    if quiz.accept:
        if not any(text.strip() for text in quiz.accept):
            yield script.about(quiz.line, "accept", "it holds nothing that can be typed.", "For example [ReLU, relu].")
        return
    try:
        draws = sample(quiz, deadline) if quiz.draw else [{}]
    except TuiDlError as error:
        yield script.about(quiz.line, "where", error.message, error.hint)
        return
    if quiz.draw and len(draws) < DIFFERENT:
        yield script.about(quiz.line, "where" if quiz.where else "draw", f"it leaves {len(draws)} different draws.",
                           f"At least {DIFFERENT}, so that nobody learns the answers by heart.")
    keys, problem = _keys(script, quiz, draws, asker)
    tried.draws = len(draws) if quiz.draw else 0
    if problem:
        yield problem
        return
    yield from _typed(script, quiz, draws, keys)
    yield from _rules(script, quiz, draws, keys, deadline, tried)
    yield from filling_problems(script, quiz, draws, keys, deadline)


# ---------------------------------------------------------------------------- draws and keys


def sample(quiz: AnswerQuiz, deadline: Deadline) -> list[Draw]:
    """At most `DRAWS` different draws, all of them where there are few. TuiDlError if `where` cannot be evaluated."""
    rng = Random(0)
    if prod(len(drawn.candidates()) for drawn in quiz.draw) > SCANNED:
        found = _some(quiz, rng, deadline)
        if len(found) == DRAWS:
            return found
    everything: Iterator[Draw] = questions.all_draws(replace(quiz, where=""))
    kept = [values for values in everything if _kept(quiz, values, deadline)]
    if not kept:
        raise TuiDlError("no draw makes it true.", "Loosen it, or draw from more.")
    return kept if len(kept) <= DRAWS else rng.sample(kept, DRAWS)


def _some(quiz: AnswerQuiz, rng: Random, deadline: Deadline) -> list[Draw]:
    found: dict[tuple[questions.Number, ...], Draw] = {}
    blind = replace(quiz, where="")
    for _ in range(TRIES):
        values = questions.draw(blind, rng)
        if _kept(quiz, values, deadline):
            found[tuple(values.values())] = values
        if len(found) == DRAWS:
            break
    return list(found.values())


def _kept(quiz: AnswerQuiz, values: Draw, deadline: Deadline) -> bool:
    deadline.check("choosing the draws")
    return not quiz.where or bool(evaluate(quiz.where, values))


def _keys(script: Manuscript, quiz: AnswerQuiz, draws: Sequence[Draw],
          asker: Asker) -> tuple[list[Value], Problem | None]:
    """The key of every draw, or the first problem with one."""
    keys: list[Value] = []
    for values, key in zip(draws, each_value(asker, [Question(quiz.answer, draw) for draw in draws]), strict=True):
        if isinstance(key, TuiDlError):
            return keys, script.about(quiz.line, "answer", f"no value{_with(values)}: {key.message}", key.hint)
        if not is_key(key):
            return keys, script.about(quiz.line, "answer", f"{quiz.answer} comes to {key}{_with(values)}.",
                                      "A key is a number, several, yes or no, or a short text.")
        keys.append(key)
    return keys, None


def is_key(value: Value) -> bool:
    """Whether a value can be a key: numbers must be finite."""
    if isinstance(value, tuple):
        return bool(value) and all(map(is_key, value))
    return value is not None and value != "" and not (isinstance(value, float) and not math.isfinite(value))


def _with(values: Draw) -> str:
    return f" with {', '.join(f'{name}={value}' for name, value in values.items())}" if values else ""


def _typed(script: Manuscript, quiz: AnswerQuiz, draws: Sequence[Draw], keys: Sequence[Value]) -> Iterator[Problem]:
    """The key as it is shown, typed back, must be right."""
    for values, key in zip(draws, keys, strict=True):
        try:
            right = questions.answer_right(quiz, read_for(shown(key), key), key)
        except AnswerError:
            right = False
        if not right:
            name = "answer" if quiz.within is None else "within"
            what = f"the key{_with(values)} is {shown(key)}, and typing that is not right."
            yield script.about(quiz.line, name, what,
                               "Round the key, or widen `within`.")
            return


# ---------------------------------------------------------------------------- bug rules


def _rules(script: Manuscript, quiz: AnswerQuiz, draws: Sequence[Draw], keys: Sequence[Value], deadline: Deadline,
           tried: Tried) -> Iterator[Problem]:
    numbered = replace(quiz, wrong=tuple(replace(rule, say=str(n)) for n, rule in enumerate(quiz.wrong)))
    counts = [0] * len(quiz.wrong)
    for values, key in zip(draws, keys, strict=True):
        try:
            deadline.check("working out the rules")
            for _, said in questions.rules(numbered, values, key):
                counts[int(said)] += 1
        except TuiDlError as error:
            line = _at_fault(quiz, values)
            yield script.problem(line, f"wrong: no value{_with(values)}: {error.message}", error.hint, at="when")
            return
    tried.shares = tuple(count / len(draws) for count in counts)
    for rule, count, share in zip(quiz.wrong, counts, tried.shares, strict=True):
        if share < SHARE:
            what = f"wrong: {rule.when} differs from the key and the rules before it in {count} of {len(draws)} draws."
            yield script.problem(rule.line, what, f"At least {SHARE:.0%}; draw other numbers, or leave it out.",
                                 at="when")


def _at_fault(quiz: AnswerQuiz, values: Draw) -> int:
    """The line of the first rule that has no value."""
    for rule in quiz.wrong:
        try:
            evaluate(rule.when, values)
        except TuiDlError:
            return rule.line
    return quiz.line
