"""What a checkpoint and a check-in ask: so many items, of every lesson, those first that tell most."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tui_dl.course.checkpoint import CHECK_IN, CHECKPOINT, check_in_items, checkpoint_items
from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.model import (
    AnswerQuiz,
    Choice,
    ChoiceQuiz,
    Drawn,
    Item,
    Lesson,
    Pane,
    Paragraph,
    Predict,
    Step,
    Text,
)

QUESTION = (Paragraph((Text("What?"),)),)
CHOICES = (Choice((Text("a"),), True, (), 1), Choice((Text("b"),), False, (), 1))


def item(kind: str, name: str) -> Item:
    if kind == "predict":
        return Predict(name, QUESTION, "stride-padding", {}, 0, "out", 0, None, "number", None, (), (), "", (), Pane(),
                       True, 1)
    if kind == "drawn":
        return AnswerQuiz(name, QUESTION, "W", (), None, (Drawn("W", 1, 99),), "", (), "", False, False, 1)
    return ChoiceQuiz(name, QUESTION, CHOICES, kind == "why", False, 1)


def lesson(number: int, kinds: list[str]) -> Lesson:
    items = tuple(item(kind, f"{kind}-{n}") for n, kind in enumerate(kinds))
    return Lesson(f"c/{number}", "T", 5, (), (), {}, (Step("", "", items, 1),), Path("x.md"))


LESSONS = st.lists(st.lists(st.sampled_from(["drawn", "why", "plain", "predict"]), max_size=9), max_size=9)


@given(LESSONS, st.integers(0, 99))
def test_so_many_quizzes_each_once_and_no_prediction(kinds: list[list[str]], seed: int) -> None:
    lessons = [lesson(number, some) for number, some in enumerate(kinds)]
    quizzes = {f"{one.id}#{quiz.id}" for one in lessons for quiz in one.items() if not isinstance(quiz, Predict)}
    for chosen, most in ((checkpoint_items(lessons, Random(seed)), CHECKPOINT),
                         (check_in_items(lessons, Random(seed)), CHECK_IN)):
        assert len(chosen) == len(set(chosen)) == min(most, len(quizzes))
        assert set(chosen) <= quizzes
        counts = Counter(one.partition("#")[0] for one in chosen)
        available = Counter(one.partition("#")[0] for one in quizzes)
        for name, count in counts.items():  # a lesson gives two more than another only if that one has no more
            assert all(count <= counts[other] + 1 for other in available if counts[other] < available[other]), name


@given(LESSONS, st.integers(0, 99))
def test_drawn_and_why_come_before_the_others_of_their_lesson(kinds: list[list[str]], seed: int) -> None:
    lessons = [lesson(number, some) for number, some in enumerate(kinds)]
    chosen = checkpoint_items(lessons, Random(seed))
    for one in lessons:
        own = [name.partition("#")[2] for name in chosen if name.startswith(f"{one.id}#")]
        telling = sum(quiz.id.startswith(("drawn", "why")) for quiz in one.items())
        assert all(not name.startswith("plain") for name in own[:telling])


def test_another_day_other_questions() -> None:
    lessons = [lesson(number, ["drawn", "why", "plain", "drawn"]) for number in range(4)]
    asked = {tuple(checkpoint_items(lessons, Random(seed))) for seed in range(20)}
    assert len(asked) > 10


def test_every_chapter_that_ships_fills_a_check_in() -> None:
    course = load_course(default_course_path())
    for chapter in course.chapters:
        lessons = [open_lesson(course, head.id) for head in chapter.lessons]
        assert not lessons or len(check_in_items(lessons, Random(0))) == CHECK_IN
