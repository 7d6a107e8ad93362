"""Every page of every lesson, at every width the app promises: typeset without overflowing, and readable as text."""

from collections import Counter
from pathlib import Path

import pytest

from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.model import AnswerQuiz, ChoiceQuiz, ConstructQuiz, Predict
from tui_dl.course.pages import pages
from tui_dl.course.plain import plain
from tui_dl.course.text import lesson_text, plain_blocks
from tui_dl.draw.look import Look
from tui_dl.draw.prose import line_width, typeset

COURSE = load_course(default_course_path())
ASKING = (ChoiceQuiz, AnswerQuiz, ConstructQuiz, Predict)
IDS = [head.id for head in COURSE.heads()]


def test_the_course_has_lessons_and_no_problems():
    assert IDS
    assert [str(problem) for problem in COURSE.problems if not problem.warning] == []


def test_every_lesson_file_is_in_the_course():
    files = {path for path in Path(default_course_path()).rglob("*.md") if path.name != "index.md"}
    assert files == {head.path for head in COURSE.heads()}


def test_the_readme_counts_the_lessons_of_each_chapter():
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")
    for chapter in COURSE.chapters:
        assert f"| {chapter.title} | {len(chapter.lessons)} |" in readme


@pytest.mark.parametrize("lesson_id", IDS)
@pytest.mark.parametrize("width", [40, 56, 76, 80])
@pytest.mark.parametrize("ascii", [False, True])
def test_no_line_of_a_page_is_wider_than_its_column(lesson_id, width, ascii):
    lesson = open_lesson(COURSE, lesson_id)
    look = Look(ascii=ascii)
    for page in pages(lesson):
        for block in page.blocks:
            inner = (block.question if isinstance(block, ASKING) else (block,))
            for line in typeset(inner, width, look):
                text = "".join(segment.text for segment in line)
                assert line_width(line) <= width, f"{lesson_id}, {page.step.title}: {text!r}"


@pytest.mark.parametrize("lesson_id", IDS)
def test_a_lesson_reads_as_plain_text(lesson_id):
    text = lesson_text(open_lesson(COURSE, lesson_id))
    assert "\x1b" not in text
    assert ":::" not in text
    assert "{calc}" not in text
    lesson = open_lesson(COURSE, lesson_id)
    for step in lesson.steps:
        assert step.title in text


def test_in_the_text_of_the_course_no_letter_is_the_best_guess():
    quizzes = [item for lesson_id in IDS for item in open_lesson(COURSE, lesson_id).items()
               if isinstance(item, ChoiceQuiz) and not item.several]
    places = Counter()
    for quiz in quizzes:
        right = next(plain(choice.inlines) for choice in quiz.choices if choice.right)
        shown = [line[5:] for line in plain_blocks([quiz], 10_000)[-len(quiz.choices):]]
        places[shown.index(right)] += 1
    assert max(places.values()) < 0.5 * len(quizzes)
