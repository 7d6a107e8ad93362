"""`tui-dl --plain`: a lesson learnt line by line, kept as the app keeps it, with nothing to stumble over."""

from __future__ import annotations

import random

import pytest

from tui_dl.learner.entries import Answer, ChallengeMet, Prediction, Visit

MORE = """
## Turn

Rows and numbers:

| size | cost |
|---|--:|
| small | 1 |
| large | 9 |

$$
\\frac{a}{b}
$$

:::{challenge} same
---
demo: stride-padding
until: kernel == 3 and out == size
solution: kernel=3 padding=1
views: [output]
---
Keep the size.
:::

:::{demo} stride-padding
:size: 5
:::
"""


@pytest.fixture
def walked(cli, course, monkeypatch):
    """Walks the lesson with these lines typed; what was printed."""
    monkeypatch.setattr(random.Random, "choice", lambda self, candidates: 20)
    monkeypatch.setattr(random.Random, "sample", lambda self, population, k: list(population)[:k])
    path = course / "try" / "one.md"
    path.write_text(path.read_text("utf-8") + MORE, "utf-8")

    def walk(*lines: str) -> str:
        done = cli("--plain", "--course", course, "try/one", typed="".join(f"{line}\n" for line in lines))
        assert (done.code, done.err) == (0, "")
        return done.out

    return walk


def test_a_lesson_from_its_first_line_to_its_last(walked, home):
    out = walked("", "5!", "", "1", "", "17", "16", "", "size=5", "size=5 padding=1", "play", "", "")
    for said in ("Step 1 of 4, page 1 of 5: A first lesson.", "Opening words.", "How wide will the output be?",
                 "You said 5. The run says 3. The filter does not fit", "It can stand in three places.",
                 "Not that.", "Because it is the first.", "Right is 2: The second one here", "You forgot the start.",
                 "The challenge is not met yet.", "Met, at step", "output: grid of 5 rows and 5 columns",
                 "The end of the lesson."):
        assert said in out, said
    guesses = [row.entry for row in home.rows(Prediction.kind)]
    assert [(guess.guess, guess.outcome, guess.sure, guess.context) for guess in guesses] == [
        (5, None, True, "lesson"), (5, 3, True, "lesson")]
    given = [row.entry for row in home.rows(Answer.kind)]
    assert [(answer.item, answer.right, answer.context) for answer in given] == [
        ("try/one#choose", False, "lesson"), ("try/one#drawn", False, "lesson"), ("try/one#drawn", False, "retry")]
    assert [row.entry.item for row in home.rows(ChallengeMet.kind)] == ["try/one#same"]
    assert len(home.rows(Visit.kind)) == 5


def test_it_can_be_left_passed_and_taken_up_again(walked, home):
    out = walked("", "", "", "2", "q")
    assert "Right." in out and "You left." in out
    assert [row.entry.skipped for row in home.rows(Prediction.kind)] == [True]
    again = walked("", "q")
    assert "page 3 of 5" in again and "your first answer was right" in again
    assert "Opening words." not in again
    back = walked("", "b", "q")
    assert "page 2 of 5" in back and "You were asked this before." in back


def test_the_end_of_input_ends_it(walked):
    assert "You left." in walked("")


def test_nothing_is_drawn(walked):
    out = walked("", "3", "", "2", "", "18", "", "play", "", "", "")
    assert "size: small; cost: 1" in out and "a/b" in out.replace(" ", "")
    for line in out.splitlines():
        assert not any("\u2500" <= character <= "\u28ff" for character in line), line
        assert not any(mark * 3 in line for mark in "-=._*|"), line


def test_with_no_lesson_named_it_begins_at_the_first(cli, course):
    out = cli("--plain", "--course", course, typed="q\n").out
    assert out.startswith("A first lesson.")
