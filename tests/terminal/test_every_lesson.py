"""Every lesson, walked through once in a real terminal with the real engine: every page, every question."""

import pytest

from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.model import ChoiceQuiz, Predict
from tui_dl.course.pages import pages

COURSE = load_course(default_course_path())
IDS = [head.id for head in COURSE.heads()]


def flat(text: str) -> str:
    """Text without its line breaks, as far as a screen can be compared with a lesson."""
    return " ".join(text.replace("▌", " ").split())


@pytest.mark.parametrize("lesson_id", IDS)
def test_a_lesson_from_its_first_page_to_its_last(terminal, lesson_id):
    lesson = open_lesson(COURSE, lesson_id)
    t = terminal(lesson_id)
    for number, page in enumerate(pages(lesson), 1):
        t.sees(f"page {number} of {len(pages(lesson))}")
        if page.kind == "quiz":
            quiz = page.blocks[0]
            t.press("0" if isinstance(quiz, ChoiceQuiz) else "tab", "enter")
            t.sees("Not that.")
        for block in page.live:
            if isinstance(block, Predict):
                t.press("f9")
                t.until(lambda: "The run says" in flat(t.screen()), f"the outcome of {block.id}")
        assert "Traceback" not in t.screen()
        t.press("pagedown")
    t.sees("Continue")
    assert t.quit() == 0
    assert b"Traceback" not in t.received
