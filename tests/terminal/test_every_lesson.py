"""Every lesson, walked through once in a real terminal with the real engine: every page, every question.

Each page is read to its end, each guess is made, each question answered.
"""

import pytest

from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.model import ChoiceQuiz, Predict
from tui_dl.course.pages import pages

COURSE = load_course(default_course_path())
IDS = [head.id for head in COURSE.heads()]
GUESS = {"number": "5", "choice": "1", "yes-no": "1"}
BELOW = "more below"


def flat(text: str) -> str:
    """Text without its line breaks, as far as a screen can be compared with a lesson."""
    return " ".join(text.replace("▌", " ").split())


def read_on(t):
    """Down, until there is no more below."""
    while BELOW in t.screen():
        before = t.screen()
        t.press("down")
        t.until(lambda before=before: t.screen() != before or BELOW not in t.screen(), "the next line")


@pytest.mark.parametrize("lesson_id", IDS)
def test_a_lesson_from_its_first_page_to_its_last(terminal, lesson_id):
    lesson = open_lesson(COURSE, lesson_id)
    t = terminal(lesson_id)
    for number, page in enumerate(pages(lesson), 1):
        t.sees(f"page {number} of {len(pages(lesson))}")
        if page.kind == "quiz":
            quiz = page.blocks[0]
            t.press("0" if isinstance(quiz, ChoiceQuiz) else "tab", "enter")
            t.sees("Not yet.")
        for block in page.live:
            if isinstance(block, Predict):
                read_on(t)
                t.press(*(GUESS[block.form], "enter") if block.form in GUESS else ("f9",))
                t.until(lambda: "The run says" in flat(t.screen()), f"the outcome of {block.id}")
        read_on(t)
        assert "Traceback" not in t.screen()
        t.press("pagedown")
    t.sees("Continue")
    assert t.quit() == 0
    assert b"Traceback" not in t.received
