"""The words of quizzes."""

from __future__ import annotations

import pytest
from linting import Lint, only

QUIZ = """Every layer takes two pixels off the width of the picture.

:::{{quiz}} q
{question}

- [x] {right}
- [ ] {wrong}
  > {reason}
:::
"""
GOOD = {"question": "What is lost?", "right": "Two pixels, one on each side.", "wrong": "Four pixels, two on a side.",
        "reason": "Half of that."}


def test_nothing_is_wrong_with_the_good_one(lint: Lint) -> None:
    assert lint(QUIZ.format(**GOOD)) == []


@pytest.mark.parametrize(
    ("part", "text", "line", "words"),
    [
        ("question", "Which is NOT lost?", 4, "Ask what is"),
        ("question", "Which of these does not lose any?", 4, "Ask what is"),
        ("question", "What does this demo lose?", 4, "alone"),
        ("question", "What is lost in the formula above?", 4, "above"),
        ("question", "As shown above, what is lost?", 4, "above"),
        ("right", "All of the above, on the sides.", 6, "of the above"),
        ("wrong", "None of the above, on a side.", 7, "of the above"),
        ("reason", "The text above says half.", 8, "above"),
        ("right", "One", 6, "3, 27 characters"),
        ("right", "Takes two pixels off the width.", 6, "repeats the lesson"),
        ("wrong", "Takes *two* pixels off the width", 7, "takes two pixels off the width"),
    ],
)
def test_words(lint: Lint, part: str, text: str, line: int, words: str) -> None:
    found = lint(QUIZ.format(**GOOD | {part: text}))
    assert words in " ".join(map(str, found)) and {problem.line for problem in found} == {line}


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("question", "What has an accuracy above 0.9, and which layer is not needed?"),
        ("question", "Which filter is above chance?"),
        ("question", "Which width, 8 or above, leaves a pixel unread?"),
        ("question", "Column 8, which is not there: what becomes of it?"),
        ("right", "Two pixels off the width each."),
    ],
)
def test_harmless_words(lint: Lint, part: str, text: str) -> None:
    assert lint(QUIZ.format(**GOOD | {part: text})) == []


def test_a_quarter_is_allowed_and_a_character_more_is_not(lint: Lint) -> None:
    assert lint(QUIZ.format(**GOOD | {"right": "x" * 40, "wrong": "y" * 50})) == []
    assert "40, 51 characters" in only(lint(QUIZ.format(**GOOD | {"right": "x" * 40, "wrong": "y" * 51}))).what


def test_a_choice_may_repeat_its_own_quiz(lint: Lint) -> None:
    same = "One filter costs two pixels a side."
    assert lint(QUIZ.format(**GOOD | {"question": same, "right": same, "wrong": same[::-1]})) == []
