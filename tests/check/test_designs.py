"""Construct quizzes."""

from __future__ import annotations

import itertools

import pytest
from linting import Lint, Scripted, only

from tui_dl.check.designs import MOST, candidates

QUIZ = """:::{{quiz}} q
---
names: {}
holds: {}
---
Find a layer.
:::
"""


@pytest.mark.parametrize(
    ("names", "broken", "mended", "words"),
    [
        ("[F, S, P]", "conv_out(224, F=F, S=S, P=P) == 500", "conv_out(224, F=F, S=S, P=P) == 56",
         "no values were found"),
        ("[F]", "F*F == 2", "F*F == 1024", "no values were found"),
        ("[F, S]", "F + S > 0 or F + S == 0", "F + S == 512", "holds whatever is designed"),
        ("[F]", "K == 3", "F == 3", "K has no value here"),
        ("[F]", "conv_oot(9, F=F) == 3", "conv_out(9, F=F) == 3", "Did you mean conv_out?"),
        ("[A, B, C, D]", "A + B + C + D < 0", "A + B + C + D == 9", "no values were found"),
    ],
)
def test_designs(lint: Lint, names: str, broken: str, mended: str, words: str) -> None:
    problem = only(lint(QUIZ.format(names, broken)))
    assert problem.line == 4 and words in str(problem)
    assert lint(QUIZ.format(names, mended)) == []


def test_the_search_ends_with_the_first_witness(lint: Lint) -> None:
    asker = Scripted()
    assert lint(QUIZ.format("[F, S, P]", "F == 1"), asker) == []
    assert len(asker.asked) < 200


def test_the_search_ends_in_time(lint: Lint) -> None:
    ticks = itertools.count(step=5)
    asker = Scripted()
    problem = only(lint(QUIZ.format("[F, S, P]", "nothing(F)"), asker, clock=lambda: float(next(ticks))))
    assert "no function" in problem.what and len(asker.asked) < 200


@pytest.mark.parametrize("count", range(1, 12))
def test_candidates_are_bounded_and_begin_small(count: int) -> None:
    designs = candidates([f"n{i}" for i in range(count)])
    assert 0 < len(designs) <= MOST and sum(designs[0].values()) == 0
    assert all(len(design) == count for design in designs)
