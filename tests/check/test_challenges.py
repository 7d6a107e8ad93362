"""Challenges."""

from __future__ import annotations

import pytest
from linting import Lint, Scripted, only

from tui_dl.frames import Frame

BODY = """{demo}
:::{{challenge}} c
---
demo: stride-padding
knobs: {{size: 8, kernel: 3}}
until: {until}
solution: {solution}
---
Keep the size.
:::
"""


def body(until: str, solution: str, demo: str = "") -> str:
    return BODY.format(until=until, solution=solution, demo=demo)


@pytest.mark.parametrize(
    ("broken", "mended", "line", "words"),
    [
        (("out >= 6", "padding=1"), ("out == 8", "padding=1"), 6, "holds from the start"),
        (("out == size", "padding=2"), ("out == size", "padding=1"), 7, "does not meet `out == size`"),
        (("outs == size", "padding=1"), ("out == size", "padding=1"), 6, "outs is neither a knob nor a reading"),
        (("out = size", "padding=1"), ("out == size", "padding=1"), 6, "is no expression"),
        (("out == size", "pading=1"), ("out == size", "padding=1"), 7, "no knob pading"),
        (("out == size", "padding=9"), ("out == size", "padding=1"), 7, "out of range"),
        (("out == size", "padding"), ("out == size", "padding=1"), 7, "not understood"),
        (("out == size", "'padding=1"), ("out == size", "padding=1"), 7, "quot"),
        (("out == size", "kernel=5 size=3"), ("out == size", "kernel=5 padding=2"), 7, "does not fit"),
        (("out == size", '"@3:padding=1"'), ("out == size", "padding=1"), 7, "cannot change while"),
    ],
)
def test_challenges(lint: Lint, broken: tuple[str, str], mended: tuple[str, str], line: int, words: str) -> None:
    problem = only(lint(body(*broken)))
    assert problem.line == line and words in str(problem)
    assert lint(body(*mended)) == []


def test_the_solution_overrules_the_knobs_of_the_challenge_and_keeps_the_others(lint: Lint) -> None:
    assert lint(body("size == 8 and kernel == 5 and out == 8", "kernel=5 padding=2")) == []


def test_a_failed_solution_says_how_close_it_came(lint: Lint) -> None:
    assert "size 8, out 10" in only(lint(body("out == size", "padding=2"))).mend


def test_not_met_by_the_demo_of_its_step(lint: Lint) -> None:
    demo = ":::{demo} stride-padding\n:padding: 1\n:::\n"
    assert "stride-padding padding=1" in only(lint(body("out == size", "padding=1", demo))).what
    assert lint(body("out == size", "padding=1", demo + "## Next")) == []


def test_a_reading_may_be_missing_except_in_some_frame(lint: Lint) -> None:
    def late(step: int) -> Scripted:
        readings = [{}, {"loss": 0.5} if step else {}, {}]
        return Scripted({"stride-padding": [Frame(n, 2, "", found) for n, found in enumerate(readings)]})

    assert "loss is neither" in only(lint(body("loss < 0.6", "padding=1"), late(0))).what
    assert lint(body("loss < 0.6", "padding=1"), late(1)) == []


def test_a_seed_and_changes_are_part_of_a_solution(lint: Lint) -> None:
    asker = Scripted({"gan-digits": [Frame(0, 1, "", {"modes": 3}, knobs={"lr": 1}), Frame(1, 1, "", {"modes": 10})]})
    text = body("modes == 10", "--seed 4 @1:lr=0.001").replace("stride-padding", "gan-digits")
    assert lint(text.replace("knobs: {size: 8, kernel: 3}\n", ""), asker) == []
    assert "gan-digits --seed 4 @1:lr=0.001" in asker.played


def test_each_run_line_is_played_once(lint: Lint) -> None:
    predict = ":::{predict} p\n---\ndemo: stride-padding\nknobs: {size: 8, padding: 1}\nask: value\n---\nHow?\n:::\n"
    demo = ":::{demo} stride-padding\n:size: 8\n:padding: 1\n:::\n"
    asker = Scripted()
    challenge = body("out == size", "padding=1").replace(", kernel: 3", "")
    text = "\n## Next\n\n".join((predict, demo, challenge))
    assert lint(text, asker) == []
    assert asker.played == {"stride-padding size=8 padding=1": 1, "stride-padding size=8": 1}
