"""A lesson as it is turned."""

from __future__ import annotations

from collections.abc import Callable

from tui_dl.course.model import AnswerQuiz, ChoiceQuiz, ConstructQuiz, Lesson
from tui_dl.course.pages import pages

Parse = Callable[[str], Lesson]
QUIZ = ":::{{quiz}} {0}\n:answer: 3\n\nQ\n:::\n\n"


def test_the_pages_of_the_example(example: Lesson) -> None:
    assert [(page.key, page.kind) for page in pages(example)] == [
        (("", 0), "text"),
        (("nine-cells-must-fit", 0), "text"),
        (("what-a-filter-costs", 0), "text"),
        (("what-a-filter-costs", 1), "quiz"),
        (("padding-keeps-the-size", 0), "text"),
        (("a-stride-skips-places", 0), "text"),
        (("torch-rounds-down", 0), "text"),
        (("torch-rounds-down", 1), "quiz"),
        (("holes-in-the-filter", 0), "text"),
        (("holes-in-the-filter", 1), "quiz"),
        (("choose-a-layer", 0), "text"),
        (("choose-a-layer", 1), "quiz"),
        (("choose-a-layer", 2), "text"),
        (("recap", 0), "text"),
    ]


def test_pages_hold_every_block_once_and_in_order(example: Lesson) -> None:
    for step in example.steps:
        parts = [page for page in pages(example) if page.step is step]
        assert tuple(block for page in parts for block in page.blocks) == step.blocks
        assert {page.step_number for page in parts} == {example.steps.index(step) + 1}


def test_a_quiz_is_alone_on_its_page(parse: Parse) -> None:
    lesson = parse("## A\n\n" + QUIZ.format("a") + QUIZ.format("b") + "Text.\n\nMore.\n\n" + QUIZ.format("c"))
    assert [(page.kind, len(page.blocks)) for page in pages(lesson)] == [
        ("quiz", 1), ("quiz", 1), ("text", 2), ("quiz", 1)]
    quizzes = (ChoiceQuiz, AnswerQuiz, ConstructQuiz)
    assert all(isinstance(page.blocks[0], quizzes) == (page.kind == "quiz") for page in pages(lesson))


def test_live_blocks_are_those_of_the_page(parse: Parse) -> None:
    lesson = parse(":::{demo} d\n:::\n\n" + QUIZ.format("a") + ":::{challenge} c\n---\ndemo: d\nuntil: a == 1\n"
                   "solution: a=1\n---\nGoal.\n:::\n")
    assert [[type(block).__name__ for block in page.live] for page in pages(lesson)] == [
        ["DemoBlock"], [], ["Challenge"]]


def test_a_step_without_text_is_a_page(parse: Parse) -> None:
    assert [page.key for page in pages(parse("## A\n\n## B\n"))] == [("a", 0), ("b", 0)]
