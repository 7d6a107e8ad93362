"""Formulas: drawn, or reported where they stand."""

from __future__ import annotations

import pytest
from linting import Lint, only

WIDE = "$$\n" + " + ".join(f"\\text{{number {n}}}" for n in range(12)) + "\n$$\n"


@pytest.mark.parametrize(
    ("broken", "mended", "line", "words"),
    [
        ("Text.\n\n$$\n\\overbracket{x}\n$$\n", "Text.\n\n$$\n\\overbrace{x}\n$$\n", 3, r"\overbracket"),
        ("One.\nTwo, $\\mathchoice{a}$.\n", "One.\nTwo, $a$.\n", 2, r"\mathchoice"),
        ("$$\n\\begin{tikzcd} a \\end{tikzcd}\n$$\n", "$$\n\\begin{aligned} a \\end{aligned}\n$$\n", 1, "tikzcd"),
        ("$$\n\\frac{a\n$$\n", "$$\n\\frac{a}{b}\n$$\n", 1, "cannot be drawn"),
        (WIDE, "$$\na + b\n$$\n", 1, "cells wide; a page has 76"),
        (f"An inline ${WIDE[3:-4].strip()}$ one.\n", "An inline $a$ one.\n", 1, "between $$"),
        ("- a\n\n  > so $\\nocommand x$\n", "- a\n\n  > so $x$\n", 3, r"\nocommand"),
    ],
)
def test_formulas(lint: Lint, broken: str, mended: str, line: int, words: str) -> None:
    problem = only(lint(broken))
    assert problem.line == line and words in str(problem)
    assert lint(mended) == []


QUIZ = """:::{{quiz}} q
---
answer: 3
wrong:
  - when: "4"
    say: It is $\\{}{{3}}$ here.
---
How many?
:::
"""


def test_a_formula_in_an_option_is_found_on_its_line(lint: Lint) -> None:
    problem = only(lint(QUIZ.format("nocommand")))
    assert problem.line == 6
    assert lint(QUIZ.format("sqrt")) == []
