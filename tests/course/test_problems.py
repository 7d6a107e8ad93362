"""What can be wrong in a lesson: each is found on its line, said plainly, with a way to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tui_dl.course.model import Lesson
from tui_dl.course.parse import parse_lesson

Parse = Callable[[str], Lesson]

FRONT = {"id": "cnn/x", "title": "X", "minutes": "5", "needs": "[]", "sources": "[a]"}


def lesson_with(**changed: str | None) -> Lesson:
    """A lesson whose front matter is changed; None leaves a key out."""
    keys = FRONT | changed
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items() if value is not None)
    return parse_lesson(f"---\n{lines}---\n\nText.\n", Path("cnn/some-name.md"))


FRONT_MATTER = [
    ({"id": None}, 1, "no id"),
    ({"title": None}, 1, "no title"),
    ({"minutes": None}, 1, "no minutes"),
    ({"needs": None}, 1, "no needs"),
    ({"sources": None}, 1, "no sources"),
    ({"id": "stride"}, 2, "not chapter/name"),
    ({"id": "CNN/Stride"}, 2, "not chapter/name"),
    ({"id": "a/b/c"}, 2, "not chapter/name"),
    ({"title": "[a: b]"}, 3, "title"),
    ({"minutes": "soon"}, 4, "no whole number"),
    ({"minutes": "-3"}, 4, "no whole number"),
    ({"needs": "cnn/a"}, 5, "a list is wanted"),
    ({"sources": "[{He: 2015}]"}, 6, "a list of texts is wanted"),
    ({"level": "3"}, 7, "no option level"),
    ({"terms": "[a]"}, 7, "keys and values are wanted"),
    ({"terms": "{stride: }"}, 7, "stride has no one-line meaning"),
    ({"minute": "3", "minutes": None}, 6, "Did you mean minutes?"),
]


@pytest.mark.parametrize(("changed", "line", "words"), FRONT_MATTER)
def test_front_matter(changed: dict[str, str | None], line: int, words: str) -> None:
    lesson = lesson_with(**changed)
    assert any(problem.line == line and words in str(problem) for problem in lesson.problems)
    assert lesson.steps[0].blocks, "the text still comes out"
    assert "/" in lesson.id and lesson.title, "and it can be opened"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Just text.\n", 1, "no front matter"),
        ("", 1, "no front matter"),
        ("---\nid: cnn/x\n\nText.\n", 1, "never closed"),
        ("---\nid: cnn/x\ntitle: a: b\n---\nText.\n", 3, "YAML"),
        ("---\n- a\n---\nText.\n", 2, "keys and values"),
        ("---\na: &x 1\nb: *x\n---\nText.\n", 2, "without aliases"),
        ("---\na: " + "[" * 100_000 + "\n---\nText.\n", 2, "YAML"),
    ],
)
def test_front_matter_that_cannot_be_read_is_one_problem(text: str, line: int, words: str) -> None:
    (problem,) = parse_lesson(text, Path("x.md")).problems
    assert problem.line == line
    assert words in str(problem)


def test_a_key_given_twice() -> None:
    text = "---\nid: cnn/x\ntitle: X\nminutes: 5\nneeds: []\nsources: []\ntitle: Y\n---\n"
    lesson = parse_lesson(text, Path("x.md"))
    assert [(problem.line, problem.what) for problem in lesson.problems] == [(7, "title is given twice.")]
    assert lesson.title == "X"


CHOICES = "\n\nQ\n\n- [x] a\n- [ ] b\n  > no\n"


def quiz(options: str, body: str = "Q") -> str:
    """A quiz with a block of options."""
    return f":::{{quiz}} q\n---\n{options}\n---\n{body}\n:::\n"


def predict(options: str) -> str:
    """A prediction with a block of options."""
    return f":::{{predict}} p\n---\n{options}\n---\nQ\n:::\n"


# Body, line in the body (from 1), words of the problem, whether the item is still there.
BODIES = [
    (":::{quizz} q\n:::\n", 1, "Did you mean quiz?", 0),
    (":::{figure} q\nText.\n:::\n", 1, "Unknown directive figure. Known: demo,", 0),
    (":::quiz q\n:::\n", 1, "Write :::{quiz}.", 0),
    ("Text.\n\n:::{quiz} q\n:answer: 3\n\nQ\n", 3, "is never closed", 0),
    (":::{note}\nText.\n\n:::{demo} d\n:::\n", 1, "is not closed before line 11", 0),
    ("Text.\n\n:::\n", 3, "closes nothing", 0),
    ("Text.\n\n```python\nx = 1\n", 3, "is never closed", 0),
    ("::::{note}\nText.\n\n```python\nx\n::::\n", 4, "is never closed", 0),
    (quiz("answr: 3\naccept: [a]"), 3, "Did you mean answer?", 1),
    (quiz("answer: 3\nwithin: near"), 4, "no number above 0", 1),
    (quiz("answer: 3\nwithin: nan"), 4, "no number above 0", 1),
    (quiz("answer: 3\nwhy: perhaps"), 4, "neither true nor false", 1),
    (quiz("answer: 3\naccept: [a]"), 1, "both answer and accept", 0),
    (quiz("draw: {W: 1..2}"), 1, "neither answer nor accept", 0),
    (quiz("answer: W\ndraw: {W: 16-64}"), 4, "W cannot be drawn from 16-64", 0),
    (quiz("answer: W\ndraw: {W: 9..3}"), 4, "W cannot be drawn from 9..3", 0),
    (quiz("answer: W\ndraw: {W: 0..99999999}"), 4, "W cannot be drawn from", 0),
    (quiz("answer: W\ndraw: {W: [a, b]}"), 4, "W cannot be drawn from", 0),
    (quiz("answer: W\ndraw: {W: []}"), 4, "W cannot be drawn from", 0),
    (quiz("answer: W\ndraw:\n  V: 1..2\n  lambda: 1..2"), 6, "lambda is no name", 0),
    (quiz("answer: 3\nwhere: W > 3"), 4, "nothing is drawn", 1),
    (quiz("answer: 3\nwrong:\n  - when: 2"), 5, "An entry of wrong has no say", 1),
    (quiz("answer: 3\nwrong:\n  - when: 2\n    say: no\n    why: x"), 7, "knows no option why", 1),
    (quiz("answer: 3\nwrong: 4"), 4, "a list of entries", 1),
    (quiz("answer: 3", body=""), 1, "asks nothing", 1),
    (quiz("answer: 3", body="A $x"), 5, "without a partner", 1),
    (quiz("answer: 3\nwrong:\n  - {when: 2, say: 'a $x'}"), 5, "without a partner", 1),
    (quiz("answer: a: b"), 3, "YAML", 0),
    (":::{quiz} q\n---\nanswer: 3\n\nQ\n:::\n", 2, "never closed", 0),
    (quiz("names: [F]"), 1, "no holds", 0),
    (quiz("holds: F == 3"), 1, "no names", 0),
    (f":::{{quiz}}{CHOICES}:::\n", 1, "has no id", 0),
    (f":::{{quiz}} Why Not{CHOICES}:::\n", 1, "is no id", 0),
    (f":::{{quiz}} q{CHOICES}:::\n\n:::{{quiz}} q{CHOICES}:::\n", 10, "is taken. It stands on line 8", 1),
    (":::{quiz} q\nQ\n:::\n", 1, "nothing to answer", 0),
    (":::{quiz} q\nQ\n\n- [x] only\n:::\n", 1, "only one choice", 0),
    (":::{quiz} q\nQ\n\n- [ ] a\n  > n\n- [ ] b\n  > n\n:::\n", 1, "no right choice", 0),
    (":::{quiz} q\nQ\n\n- [x] a\n- [x] b\n:::\n", 1, "no wrong choice", 0),
    (":::{quiz} q\nQ\n\n- [x] a\n- [ ] b\n:::\n", 5, "no reason", 1),
    (":::{quiz} q\nQ\n\n- [x] a\n- b\n  > n\n:::\n", 5, "neither right nor wrong", 1),
    (":::{quiz} q\nQ\n\n- [x] a\n- [ ] b\n\n  n\n:::\n", 5, "one paragraph", 1),
    (":::{quiz} q\nQ\n\n- [x] a\n- [ ]\n  > n\n:::\n", 5, "empty", 1),
    (":::{quiz} q\nQ\n\n- [x] a\n- [ ] b\n  > n\n\nMore.\n:::\n", 8, "after the choices", 1),
    (predict("ask: out"), 1, "has no demo", 0),
    (predict("demo: d"), 1, "has no ask", 0),
    (predict("demo: d\nask: out\nas: guess"), 5, "no kind of guess", 1),
    (predict("demo: d\nas: choice"), 4, "at least two choices", 0),
    (predict("demo: d\nchoices:\n  - {when: a, text: b}"), 4, "at least two choices", 0),
    (predict("demo: d\nask: o\nas: cell\nchoices:\n  - {when: a, text: b}"), 6, "go with as: choice", 1),
    (predict("demo: d\nask: out\nstop: soon"), 5, "no whole number", 1),
    (predict("demo: d\nask: out\nat: last"), 5, "no whole number", 1),
    (predict("demo: d\nask: out\nstop: 9\nat: 3"), 6, "comes before stop", 1),
    (predict("demo: d\nask: out\nseed: 4294967296"), 5, "no whole number", 1),
    (predict("demo: d\nask: out\nsize: 7"), 5, "knows no option size", 1),
    (predict("demo: d\nask: out\nknobs: 7"), 5, "keys and values", 1),
    (predict("demo: d\nask: out\nknobs: {size: }"), 5, "knob size", 1),
    (predict("demo: d\nask: out\nbecause: a $b"), 5, "without a partner", 1),
    (":::{challenge} c\n---\ndemo: d\nsolution: a=1\n---\nGoal.\n:::\n", 1, "has no until", 0),
    (":::{challenge} c\n---\ndemo: d\nuntil: a == 1\n---\nGoal.\n:::\n", 1, "has no solution", 0),
    (":::{demo}\n:::\n", 1, "Which demo?", 0),
    (":::{demo} d\n:size:\n:::\n", 2, "knob size", 0),
    (":::{demo} d\n\nText.\n:::\n", 3, "no text of its own", 0),
    ("- a\n\n  :::{quiz} q\n  :answer: 3\n\n  Q\n  :::\n", 3, "cannot stand inside", 0),
    ("::::{note}\n:::{demo} d\n:::\n::::\n", 2, "cannot stand inside", 0),
    ("::::{note}\n## A\n::::\n", 2, "heading of level 2", 0),
    ("## A\n\n:::{demo} d\n:::\n\n:::{demo} d\n:::\n", 6, "A second demo", 0),
    (":::{demo} d\n:::\n\n" + predict("demo: e\nask: out"), 4, "shows d and e", 1),
    ("Text.\n\nMore {calc}`3 = 3`.\n", 3, "not expression == literal", 0),
    ("{calc}`f(3)`\n", 1, "not expression == literal", 0),
    ("{calc}`3 == f(3)`\n", 1, "not expression == literal", 0),
    ("a\nb {clac}`3 == 3`\n", 2, "Unknown role {clac}. Did you mean calc?", 0),
    ("Costs $x and more\n", 1, "without a partner", 0),
    ("Text.\n\n$$\na + b\n", 3, "without a partner", 0),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | $a|b$ |\n", 4, "has 3 cells, the table 2", 0),
    ("# A\n\n# B\n", 3, "second title", 0),
    ("##\n", 1, "without a title", 0),
    ("\n".join(f":::{{quiz}} q{n}\n:answer: 3\n:review: true\n\nQ\n:::" for n in range(4)), 19, "More than 3",
     4),
    (":::::::::::::::{note}\n" * 20, 1, "not closed", 0),
]


@pytest.mark.parametrize(("body", "line", "words", "items"), BODIES)
def test_each_problem_is_found_on_its_line(parse: Parse, body: str, line: int, words: str,
                                           items: int) -> None:
    lesson = parse(f"{body}\n\n## The end\n\nStill here.\n")
    found = [problem for problem in lesson.problems if words in str(problem)]
    assert [problem.line for problem in found][:1] == [line + 7], lesson.problems
    assert not found[0].warning
    assert found[0].mend or found[0].what.endswith("."), "a plain sentence"
    assert len(lesson.items()) == items
    assert (lesson.steps[-1].title, len(lesson.steps[-1].blocks)) == ("The end", 1), "the rest comes out"


WARNINGS = [
    ("A <b>bold</b> word\n", 1, 3, "Raw HTML, <b>"),
    ("Text.\n\n<div>\nx\n</div>\n", 3, 1, "Raw HTML, <div>"),
    ("<!-- a note to myself -->\n", 1, 1, "Raw HTML"),
    ("a ** b and\nthen **bold **\n", 1, 3, "asterisks"),
    ("See ![a cat](cat.png)\n", 1, 5, "picture"),
]


@pytest.mark.parametrize(("body", "line", "column", "words"), WARNINGS)
def test_warnings(parse: Parse, body: str, line: int, column: int, words: str) -> None:
    problem = parse(body).problems[0]
    assert (problem.line, problem.column, problem.warning) == (line + 7, column, True)
    assert words in problem.what


def test_the_column_is_where_the_fault_begins(parse: Parse) -> None:
    (problem,) = parse("Good $x$ but a {clac}`1 == 1` here.").problems
    assert str(problem).startswith("x.md:8:16: ")


def test_the_example_with_each_line_taken_out_is_reported_within_the_file(example_path: Path) -> None:
    lines = example_path.read_text(encoding="utf-8").split("\n")
    for number in range(0, len(lines), 3):
        text = "\n".join(lines[:number] + lines[number + 1:])
        for problem in parse_lesson(text, example_path).problems:
            assert 1 <= problem.line <= len(lines)
            assert problem.column >= 1


def test_an_unclosed_quiz_does_not_hide_the_steps_below(example_path: Path) -> None:
    text = example_path.read_text(encoding="utf-8")
    start = text.index(":::{quiz} why-crash")
    end = text.index("\n:::\n", start)
    lesson = parse_lesson(text[:end] + text[end + 4:], example_path)
    opening = text[:start].count("\n") + 1
    assert [problem.line for problem in lesson.problems if "not closed" in problem.what] == [opening]
    assert [step.slug for step in lesson.steps][-2:] == ["choose-a-layer", "recap"]
    assert [item.id for item in lesson.items()] == ["shrink", "leftover", "conv-out", "keep-with-holes",
                                                    "why-same"]
