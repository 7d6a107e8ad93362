"""A lesson as plain text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.cells import cell_len

from tui_dl.course.clean import CONTROLS
from tui_dl.course.model import ChoiceQuiz, Lesson
from tui_dl.course.plain import plain
from tui_dl.course.text import lesson_text, plain_blocks, wrap

Parse = Callable[[str], Lesson]


def lines(lesson: Lesson, width: int = 40) -> list[str]:
    """The first step's blocks."""
    return plain_blocks(lesson.steps[0].blocks, width)


def test_the_example_keeps_to_its_width_apart_from_commands(example: Lesson) -> None:
    for width in (40, 78):
        long = [line for line in lesson_text(example, width).split("\n") if cell_len(line) > width]
        assert all("tui-dl demo" in line or "nn.Conv2d" in line for line in long)


def test_the_example_gives_no_key_away(example: Lesson) -> None:
    text = " ".join(lesson_text(example).split())
    for item in example.items():
        for choice in getattr(item, "choices", ()):
            assert plain(choice.inlines) in text
            assert all(" ".join(plain_blocks(choice.reason, 10_000)) not in text for _ in choice.reason)
        for rule in getattr(item, "wrong", ()):
            assert rule.say not in text
    assert "[x]" not in text
    for challenge in example.challenges():
        assert challenge.solution not in " ".join(plain_blocks([challenge]))


def test_choices_look_alike_whether_right_or_wrong(example: Lesson) -> None:
    for quiz in (item for item in example.items() if isinstance(item, ChoiceQuiz)):
        found = plain_blocks([quiz], 1_000)[-len(quiz.choices):]
        assert [line[:4] for line in found] == ["  a)", "  b)", "  c)"][: len(found)]
        assert {line[5:] for line in found} == {plain(choice.inlines) for choice in quiz.choices}


def test_a_demo_names_its_run_and_its_command(parse: Parse) -> None:
    lesson = parse(":::{demo} markov-text\n:seed: 3\n:text: to be, or not\n:n: 2\n:::")
    run = "markov-text --seed 3 'text=to be, or not' n=2"
    assert lines(lesson) == [f"demo: {run}  (tui-dl demo {run})"]


def test_a_prediction_asks_before_what_follows(example: Lesson) -> None:
    text = lesson_text(example)
    asked, answer_first = text.index("How wide will the output"), text.index("Answer first")
    assert asked < answer_first < text.index("What a filter costs\n---")


def test_blocks(parse: Parse) -> None:
    lesson = parse("### Inner\n\nOne *two*\nthree\\\nfour.\n\n- a\n- b\n  - c\n\n3. x\n4. y\n\n> quoted\n\n***\n\n"
                   "```python\nx = 1\n```\n\n:::{slip}\nNo.\n:::\n\n:::{since} 2021\nYes.\n:::\n")
    assert lines(lesson) == [
        "Inner", ".....", "", "One two three", "four.", "", "- a", "- b", "", "  - c", "", "3. x", "4. y", "",
        "> quoted", "", "* * *", "", "    x = 1", "", "A common slip:", "  No.", "", "Since then: 2021", "  Yes."]


def test_a_table_lines_up_also_with_wide_characters(parse: Parse) -> None:
    lesson = parse("| 이름 | n | c |\n|:--|--:|:-:|\n| 손실 | 1 | x |\n| loss | 1,000 | xyz |\n")
    found = lines(lesson)
    assert found == ["이름      n   c", "----  -----  ---", "손실      1   x", "loss  1,000  xyz"]


@pytest.mark.parametrize("width", [1, 7, 20, 80])
def test_wrapping_keeps_every_word_within_the_width(width: int) -> None:
    text = "손실이 줄어들면 the loss goes down, and 아주긴단어도나누어진다 averyverylongword too"
    found = wrap(text, max(width, 2))
    assert all(cell_len(line) <= max(width, 2) for line in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_text_is_free_of_controls(parse: Parse) -> None:
    text = lesson_text(parse("a\x1b[31m b\x07 $\\text{\x9b}$\n\n```\n\x1b]0;x\x07\n```\n"))
    assert not CONTROLS.search(text)


def test_spoken_there_is_nothing_but_words(parse: Parse) -> None:
    lesson = parse("### Inner\n\n> quoted\n\n***\n\n$$\n\\frac{a}{b}\n$$\n\n"
                   "| | n |\n|:--|--:|\n| loss | 1,000 |\n| none | |\n")
    found = plain_blocks(lesson.steps[0].blocks, 40, spoken=True)
    assert found == ["Inner", "", "Quote:", "  quoted", "", "    a / b", "", "loss; n: 1,000", "none"]
    assert lesson_text(lesson, 40, spoken=True).split("\n")[0] == lesson.title
    assert "---" not in lesson_text(lesson, 40, spoken=True)
