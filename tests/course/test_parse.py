"""Every form of a lesson that the design names, and the model lesson whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from tui_dl.course.model import (
    AnswerQuiz,
    Band,
    BugRule,
    Challenge,
    ChoiceQuiz,
    ConstructQuiz,
    DemoBlock,
    Drawn,
    Heading,
    Lesson,
    Note,
    Pane,
    Paragraph,
    Predict,
    Text,
)
from tui_dl.course.parse import parse_lesson
from tui_dl.course.plain import plain

Parse = Callable[[str], Lesson]


def only(lesson: Lesson) -> Any:
    """The one block of a lesson without problems."""
    assert lesson.problems == ()
    (block,) = lesson.steps[0].blocks
    return block


def test_the_model_lesson_has_no_problems(example: Lesson) -> None:
    assert example.problems == ()
    assert example.id == "cnn/stride-padding"
    assert [step.slug for step in example.steps][:3] == ["", "nine-cells-must-fit", "what-a-filter-costs"]
    assert [item.id for item in example.items()] == [
        "shrink", "why-crash", "leftover", "conv-out", "keep-with-holes", "why-same"]
    assert [item.id for item in example.challenges()] == ["keep-the-size", "twins", "halve"]
    assert example.demos() == ("stride-padding",)
    assert list(example.terms) == ["stride", "padding", "dilation"]


def test_lines_of_the_model_lesson_are_those_of_its_file(example: Lesson, example_path: Path) -> None:
    lines = example_path.read_text(encoding="utf-8").split("\n")
    for item in (*example.items(), *example.challenges()):
        assert lines[item.line - 1].endswith(f" {item.id}")
    for step in example.steps[1:]:
        assert lines[step.line - 1] == f"## {step.title}"
    for item in example.items():
        for rule in getattr(item, "wrong", ()):
            assert rule.when in lines[rule.line - 1]
        for choice in getattr(item, "choices", ()):
            assert lines[choice.line - 1].startswith("- [x]" if choice.right else "- [ ]")


def test_front_matter() -> None:
    text = ("---\nid: rnn/lstm\ntitle: 'LSTM: gates'\nminutes: 20\nneeds: [rnn/rnn, start/loss]\nsources:\n"
            "  - A paper. arXiv:1\nterms:\n  gate: a number from 0 to 1\n---\n# Title\n\nHello\n")
    lesson = parse_lesson(text, Path("a.md"))
    assert lesson.problems == ()
    assert (lesson.id, lesson.title, lesson.minutes) == ("rnn/lstm", "LSTM: gates", 20)
    assert lesson.needs == ("rnn/rnn", "start/loss")
    assert lesson.sources == ("A paper. arXiv:1",)
    assert lesson.terms == {"gate": "a number from 0 to 1"}
    assert [(step.title, step.slug) for step in lesson.steps] == [("LSTM: gates", "")]


def test_steps_begin_at_second_level_headings_and_have_slugs_of_their_own(parse: Parse) -> None:
    lesson = parse("# X\n\n## A `b` *c*\n\n### Inner\n\n## 합성곱 신경망\n\n## !?\n\n## a b c\n")
    assert [(step.title, step.slug, step.line) for step in lesson.steps] == [
        ("A b c", "a-b-c", 10), ("합성곱 신경망", "합성곱-신경망", 14), ("!?", "step", 16),
        ("a b c", "a-b-c-2", 18)]
    assert lesson.steps[0].blocks == (Heading(3, (Text("Inner"),)),)


def test_slugs_stay_unique_when_a_title_looks_like_one(parse: Parse) -> None:
    lesson = parse("## a\n## a-2\n## a\n## a\n")
    slugs = [step.slug for step in lesson.steps]
    assert len(set(slugs)) == len(slugs) == 4


def test_a_lesson_without_text_still_has_a_page(parse: Parse) -> None:
    assert [step.slug for step in parse("").steps] == [""]


SHORT = """:::{demo} stride-padding
:size: 7
:seed: 3
:look: Watch: the edge
:show: size, kernel
:views: [output]
:::"""
BLOCK = """:::{demo} stride-padding
---
knobs: {size: 7}
seed: 3
look: "Watch: the edge"
show: [size, kernel]
views: [output]
---
:::"""


@pytest.mark.parametrize("text", [SHORT, BLOCK])
def test_demo(parse: Parse, text: str) -> None:
    pane = Pane("Watch: the edge", ("size", "kernel"), ("output",))
    assert only(parse(text)) == DemoBlock("stride-padding", {"size": "7"}, 3, pane, 8)


def test_knobs_are_text_and_a_list_of_values_is_joined(parse: Parse) -> None:
    demo = only(parse(":::{demo} mlp\n---\nknobs: {widths: [16, 32], lr: 1e-3, bias: no, name: 'a b'}\n---\n:::"))
    assert demo.knobs == {"widths": "16,32", "lr": "1e-3", "bias": "no", "name": "a b"}


def test_choice_quiz(parse: Parse) -> None:
    quiz = only(parse(":::{quiz} q\n:why: true\n:review: true\n\nWhat is $x$?\n\n- [ ] **A** b\n  > No.\n  >\n"
                      "  > Really.\n- [x] C\n- [X] D\n:::"))
    assert isinstance(quiz, ChoiceQuiz)
    assert (quiz.id, quiz.why, quiz.review, quiz.several, quiz.line) == ("q", True, True, True, 8)
    assert [(plain(choice.inlines), choice.right, len(choice.reason),
             choice.line) for choice in quiz.choices] == [
        ("A b", False, 2, 14), ("C", True, 0, 18), ("D", True, 0, 19)]


def test_drawn_quiz(parse: Parse) -> None:
    quiz = only(parse("""::::{quiz} q
---
draw: {W: 16..64, F: [7, 9], P: -2..2, r: [0.5, 1]}
where: W > F
answer: W - F + 1
within: 0.05
wrong:
  - {when: W - F, say: "Add 1: it started."}
work: "{W} - {F} = {= W - F}; plus 1: {answer}"
---
How wide, {W} by {F}?
::::"""))
    assert isinstance(quiz, AnswerQuiz)
    assert quiz.draw == (Drawn("W", 16, 64), Drawn("F", values=(7, 9)), Drawn("P", -2, 2),
                         Drawn("r", values=(0.5, 1)))
    assert (quiz.where, quiz.answer, quiz.accept, quiz.within) == ("W > F", "W - F + 1", (), 0.05)
    assert quiz.wrong == (BugRule("W - F", "Add 1: it started.", 15),)
    assert quiz.work == "{W} - {F} = {= W - F}; plus 1: {answer}"
    assert quiz.question == (Paragraph((Text("How wide, {W} by {F}?"),)),)


@pytest.mark.parametrize(
    ("option", "answer", "accept"),
    [
        (":answer: (3, 224, 224)", "(3, 224, 224)", ()),
        (":answer: [3, 4]", "(3, 4)", ()),
        (":accept: [softmax, \"the softmax, of logits\"]", "", ("softmax", "the softmax, of logits")),
        (":accept: softmax", "", ("softmax",)),
    ],
)
def test_answer_quiz(parse: Parse, option: str, answer: str, accept: tuple[str, ...]) -> None:
    quiz = only(parse(f":::{{quiz}} q\n{option}\n\nWhich?\n:::"))
    assert (quiz.answer, quiz.accept, quiz.draw, quiz.within) == (answer, accept, (), None)


def test_construct_quiz(parse: Parse) -> None:
    quiz = only(parse(":::{quiz} q\n---\nnames: [F, S]\nholds: conv_out(224, F=F, S=S) == 56\n---\nFind one.\n:::"))
    assert isinstance(quiz, ConstructQuiz)
    assert (quiz.names, quiz.holds) == (("F", "S"), "conv_out(224, F=F, S=S) == 56")


def test_predict_a_number(parse: Parse) -> None:
    predict = only(parse(""":::{predict} p
---
demo: cnn-digits
knobs: {lr: 0.1}
ask: accuracy
seed: 4
stop: 10
at: 200
within: 0.02
hide: [accuracy, loss]
wrong:
  - when: "0.1"
    say: That is chance.
because: It learns $W$.
review: true
look: The curve
---
How good?
:::"""))
    assert isinstance(predict, Predict)
    assert (predict.demo, predict.knobs, predict.seed) == ("cnn-digits", {"lr": "0.1"}, 4)
    assert (predict.ask, predict.stop, predict.at, predict.form, predict.within) == ("accuracy", 10, 200,
                                                                                     "number", 0.02)
    assert (predict.hide, predict.because, predict.review) == (("accuracy", "loss"), "It learns $W$.", True)
    assert predict.wrong == (BugRule("0.1", "That is chance.", 19),)
    assert predict.pane == Pane("The curve")


def test_predict_a_choice_and_its_defaults(parse: Parse) -> None:
    predict = only(parse(""":::{predict} p
---
demo: gan-1d
choices:
  - {when: modes == 1, text: one, say: Why one?}
  - when: modes > 1
    text: several
---
How many?
:::"""))
    assert predict.form == "choice"
    assert (predict.seed, predict.stop, predict.at, predict.within) == (0, 0, None, None)
    assert predict.bands == (Band("modes == 1", "one", "Why one?", 12), Band("modes > 1", "several", "", 13))


@pytest.mark.parametrize("form", ["number", "yes-no", "cell"])
def test_predict_forms(parse: Parse, form: str) -> None:
    predict = only(parse(f":::{{predict}} p\n---\ndemo: d\nask: out > 3\nas: {form}\nat: end\n---\nWell?\n:::"))
    assert (predict.form, predict.at) == (form, None)


def test_challenge(parse: Parse) -> None:
    challenge = only(parse(":::{challenge} c\n---\ndemo: d\nknobs: {a: 1}\nuntil: out == 3\nsolution: a=2 b=3\n---\n"
                           "Make it 3.\n:::"))
    goal = (Paragraph((Text("Make it 3."),)),)
    assert challenge == Challenge("c", goal, "d", {"a": "1"}, 0, "out == 3", "a=2 b=3", Pane(), 8)


@pytest.mark.parametrize("kind", ["note", "slip", "since"])
def test_notes(parse: Parse, kind: str) -> None:
    note = only(parse(f":::{{{kind}}} In 2015\nText.\n\n- a list\n:::"))
    assert isinstance(note, Note)
    assert (note.kind, note.title, len(note.blocks)) == (kind, "In 2015", 2)


def test_nested_fences_need_more_colons_outside(parse: Parse) -> None:
    note = only(parse("::::{note}\nOuter.\n\n:::{slip}\nInner {calc}`1 + 1 == 2`.\n:::\n::::"))
    assert [type(block).__name__ for block in note.blocks] == ["Paragraph", "Note"]
    assert note.blocks[1].blocks[0].inlines[1].line == 12


def test_code_in_a_block_may_show_a_directive(parse: Parse) -> None:
    note = only(parse("::::{note}\n```markdown\n::::{quiz} id\n```\n::::"))
    assert note.blocks[0].code == "::::{quiz} id"


def strings(value: Any) -> list[str]:
    """Every text in a model."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for part in fields(value) for text in strings(getattr(value, part.name))]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings(part)]
    return [text for part in value for text in strings(part)] if isinstance(value, tuple | list) else []


ESCAPES = ["\x1b[31mred", "\x1b]8;;http://a\x07link", "\x9b2J", "\x07", "\x00", "\u202eabc", "\x1bc", "\x85",
           "a\u2028b"]


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_control_survives_and_each_is_reported(escape: str) -> None:
    text = ("---\nid: cnn/x\ntitle: \"T\\e[31m\\x9b\"\nminutes: 5\nneeds: []\n"
            "sources: [\"\\u202e\"]\nterms: {\"k\\a\": v}\n---\n"
            f"# H\n\na {escape} &#8238; &NewLine; [l](<u{escape}>) `c{escape}` $m{escape}$ <b{escape}>\n\n"
            f"```py{escape}\ncode {escape}\n```\n\n:::{{note}} T{escape}\n{escape}\n:::\n\n"
            f":::{{demo}} d{escape}\n:look: {escape}\n:a{escape}: 3\n:::\n")
    lesson = parse_lesson(text, Path("evil\x1b[2J.md"))
    assert all(character.isprintable() or character in "\n\u200b\xa0 "
               for text in strings(lesson) for character in text)
    assert 11 in {problem.line for problem in lesson.problems if "control" in problem.what}
    assert {3, 6} <= {problem.line for problem in lesson.problems if "control" in problem.what}
    assert not any("\x1b" in str(problem) or "\n" in str(problem) for problem in lesson.problems)
