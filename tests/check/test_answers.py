"""Answer quizzes: keys, draws, rules, and the text filled in."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from linting import Lint, Scripted, findings_of, only, script_of

from tui_dl.check.answers import Tried, answer_problems, sample
from tui_dl.check.asker import Deadline
from tui_dl.course.model import AnswerQuiz, Drawn

DRAWN = """:::{{quiz}} q
---
draw: {draw}
where: {where}
answer: {answer}
wrong:
  - when: {when}
    say: {say}
  - when: W - F + 2
    say: You counted the start twice.
work: "{work}"
---
{question}
:::
"""
GOOD = {
    "draw": "{W: 16..64, F: [3, 5, 7]}", "where": "W % 2 == 0", "answer": "conv_out(W, F)", "when": "W - F",
    "say": "That is how far it moves, {W} less {F}.", "work": "{W} - {F} = {= W - F}; plus 1: {answer}. $x_{i}$",
    "question": "A filter {F} wide on an image **{W}** wide, $W_{max}$: how wide is the output?",
}


def test_nothing_is_wrong_with_the_good_one(lint: Lint) -> None:
    asker = Scripted()
    assert lint(DRAWN.format(**GOOD), asker) == []
    assert len(asker.asked) == 75, "25 even widths and three filters: every draw is tried once"


@pytest.mark.parametrize(
    ("part", "text", "line", "words"),
    [
        ("where", "W > 100", 4, "no draw makes it true"),
        ("where", "W > 62", 4, "leaves 6 different draws"),
        ("where", "conv_out(W, F) > 3", 4, "no function conv_out"),
        ("where", "W >", 4, "is no expression"),
        ("answer", "conv_out(W, F=2*F + 9)", 5, "no value with W="),
        ("answer", "conv_out(W, K)", 5, "K has no value here"),
        ("answer", "W / (F - 3)", 5, "divides by zero"),
        ("answer", "\"''\"", 5, "A key is a number"),
        ("when", "W - F + 1", 7, "in 0 of 75 draws"),
        ("when", "W - K", 7, "K has no value here"),
        ("say", "You said {X}.", 8, "{X} stays as it is"),
        ("say", "You said {= W /}.", 8, "is no expression"),
        ("work", "{W} - {F} = {= W - K}", 11, "K has no value here"),
        ("work", "{W} - {G}", 11, "{G} stays as it is"),
        ("work", "{W} - {F", 11, "{ stays as it is"),
        ("question", "A filter {F} wide, an image `{W}` wide, {W}?", 1, "{W} stays as it is"),
        ("question", "A filter {F} wide, an image {W} wide, {H} high?", 1, "{H} stays as it is"),
        ("question", "A filter {F} wide, an image {= W /} wide: {W}?", 1, "cannot be filled in"),
        ("question", "An image {W} wide?", 3, "F is drawn, and the question does not tell it"),
        ("question", "An image {F} wide, $W$ and {W?", 3, "W is drawn"),
    ],
)
def test_drawn(lint: Lint, part: str, text: str, line: int, words: str) -> None:
    found = lint(DRAWN.format(**GOOD | {part: text}))
    assert words in str(found[0]) and found[0].line == line


def test_a_rule_that_an_earlier_one_has_said_says_nothing(lint: Lint) -> None:
    problem = only(lint(DRAWN.format(**GOOD | {"when": "W - F + 2"})))
    assert problem.line == 9 and "0 of 75" in problem.what


def test_shares_count_the_draws_in_which_a_rule_speaks() -> None:
    script = script_of(DRAWN.format(**GOOD | {"when": "W - F if F > 3 else W - F + 1"}))
    shares = findings_of(script, Scripted()).shares
    assert "67% of 75 draws" in shares[0].text and "100% of 75 draws" in shares[1].text


def test_a_share_below_a_fifth_is_a_problem(lint: Lint) -> None:
    some = "W - F if W > {} else W - F + 1"
    assert lint(DRAWN.format(**GOOD | {"when": some.format(54)})) == []  # 56 to 64: 15 of 75
    assert "12 of 75" in only(lint(DRAWN.format(**GOOD | {"when": some.format(56)}))).what


FIXED = ":::{{quiz}} q\n---\n{}\n---\nHow many? {}\n:::\n"


@pytest.mark.parametrize(
    ("broken", "mended", "line", "words"),
    [
        ("answer: conv_out(7, F=9)", "answer: conv_out(9, F=7)", 3, "does not fit"),
        ("answer: W + 1", "answer: 2 + 1", 3, "W has no value"),
        ("answer: 1/3\nwithin: 0.0000001", "answer: 1/3\nwithin: 0.001", 4, "typing that is not right"),
        ("answer: 12\nwrong: [{when: 4*3, say: No.}]", "answer: 12\nwrong: [{when: 4+3, say: No.}]", 4, "0 of 1"),
        ("answer: 12\nwrong: [{when: conv_out(9), say: No.}]", "answer: 12\nwrong: [{when: 4+3, say: No.}]", 4,
         "no function"),
        ("answer: 12\nwork: '{x} + 2'", "answer: 12\nwork: '10 + 2 = {answer}'", 4, "{x} stays"),
        ("accept: [' ']", "accept: [relu]", 3, "nothing that can be typed"),
    ],
)
def test_fixed(lint: Lint, broken: str, mended: str, line: int, words: str) -> None:
    problem = only(lint(FIXED.format(broken, "")))
    assert problem.line == line and words in str(problem)
    assert lint(FIXED.format(mended, "")) == []


def test_a_name_in_braces_where_nothing_is_drawn(lint: Lint) -> None:
    assert "nothing is drawn" in str(only(lint(FIXED.format("answer: 3", "{W}")))).lower()
    assert lint(FIXED.format("answer: 3", "{0, 1} or {}")) == []


# ---------------------------------------------------------------------------- which draws


def quiz(where: str = "", **ranges: tuple[int, int]) -> AnswerQuiz:
    draw = tuple(Drawn(name, low, high) for name, (low, high) in ranges.items())
    return AnswerQuiz("q", (), "W", (), None, draw, where, (), "", False, False, 1)


def test_all_draws_if_few_else_two_hundred_different_ones() -> None:
    never = Deadline(1, lambda: 0.0)
    assert len(sample(quiz(W=(1, 30)), never)) == 30
    for many in (quiz(W=(1, 1_000)), quiz(W=(1, 1_000), F=(1, 1_000)), quiz("W % 2 == 0", W=(1, 1_000), F=(1, 1_000))):
        draws = sample(many, never)
        assert len({tuple(values.items()) for values in draws}) == 200
        assert all(not many.where or values["W"] % 2 == 0 for values in draws)


def test_rare_draws_are_found() -> None:
    draws = sample(quiz("W == F", W=(1, 100), F=(1, 100)), Deadline(1, lambda: 0.0))
    assert sorted(values["W"] for values in draws) == list(range(1, 101))


def test_a_where_that_takes_too_long_is_a_problem() -> None:
    ticks = itertools.count()
    script = script_of("")
    slow = replace(quiz("W > 0", W=(1, 1_000)), line=1)
    problem, = answer_problems(script, slow, Scripted(), lambda: float(next(ticks)), Tried())
    assert "takes too long" in problem.what


def test_a_key_that_is_not_finite_is_none() -> None:
    class Infinite(Scripted):
        def values(self, questions: Any) -> tuple[Any, ...]:
            return (float("inf"),) * len(questions)

    problem, = answer_problems(script_of(""), quiz(W=(1, 30)), Infinite(), lambda: 0.0, Tried())
    assert "inf" in problem.what
