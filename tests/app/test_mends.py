"""Keys and clicks that come twice, too early or too late: nothing ends the app, and nothing else is taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pane import lab
from textual.command import CommandPalette
from textual.events import Key, MouseDown
from textual.screen import Screen
from textual.widgets import OptionList

from tui_dl.app.breaking import FILE, Breaking
from tui_dl.app.mends import mend
from tui_dl.app.screens.demo_menu import DemoMenu
from tui_dl.app.screens.home import HomeScreen
from tui_dl.app.screens.lab import LabScreen
from tui_dl.app.screens.lesson import LessonScreen
from tui_dl.app.screens.too_small import TooSmall
from tui_dl.app.widgets.predict_card import PredictCard
from tui_dl.app.widgets.quiz_card import QuizCard
from tui_dl.course.model import AnswerQuiz, Predict
from tui_dl.learner.grading import Asked
from tui_dl.learner.guessing import Guessed


async def test_a_menu_that_is_answered_twice_takes_nothing_else_away(stage):
    async with lab(stage, "image-filter") as s:
        await s.press("f10")
        await s.until(lambda: isinstance(s.app.screen, DemoMenu), "the menu")
        menu = s.app.screen
        menu.dismiss("")
        menu.dismiss("")
        await s.pilot.pause()
        assert isinstance(s.app.screen, LabScreen)


def test_a_list_that_is_not_laid_out_has_no_pages() -> None:
    mend()
    options = OptionList("one", "two")
    options._move_page(1)
    assert options.highlighted == 0


async def test_a_key_that_comes_while_a_screen_is_put_together_waits_for_it(stage):
    async with stage() as s:
        await s.sees("Begin:")
        s.app.open_lesson("try/one")
        assert not s.app.screen.is_mounted
        await s.app.on_event(Key("f5", None))  # as in Enter, F5
        assert s.app.screen.is_mounted
        await s.sees("Opening words")


async def test_a_click_on_what_was_taken_away(stage, monkeypatch):
    async with stage() as s:
        def gone(screen: Screen[object], event: object) -> None:
            raise AttributeError("'NoneType' object has no attribute 'region'")

        with monkeypatch.context() as patch:
            patch.setattr(Screen, "_forward_event", gone)
            await s.app.on_event(MouseDown(None, 1, 1, 0, 0, 1, False, False, False, 1, 1))
        await s.press("f1")
        await s.sees("Everywhere")


async def test_nothing_opens_in_a_terminal_that_is_too_small(stage):
    async with stage() as s:
        await s.pilot.resize_terminal(20, 5)
        await s.until(lambda: isinstance(s.app.screen, TooSmall), "the polite word")
        for key in ("ctrl+p", "f1", "f2", "pagedown", "enter", "escape"):
            await s.press(key)
            assert isinstance(s.app.screen, TooSmall), key
        await s.pilot.resize_terminal(80, 24)
        await s.until(lambda: isinstance(s.app.screen, HomeScreen), "Home again")


async def test_a_palette_in_a_terminal_that_becomes_too_small_waits_below(stage):
    async with stage() as s:
        await s.press("ctrl+p")
        await s.until(lambda: isinstance(s.app.screen, CommandPalette), "the palette")
        palette = s.app.screen
        await s.pilot.resize_terminal(20, 5)
        await s.until(lambda: isinstance(s.app.screen, TooSmall), "the polite word")
        palette.dismiss()
        assert isinstance(s.app.screen, TooSmall)
        await s.pilot.resize_terminal(80, 24)
        await s.until(lambda: s.app.screen is palette, "the palette again")
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, HomeScreen), "Home again")


async def test_a_lesson_that_was_asked_for_waits_for_room(stage):
    async with stage(size=(40, 10), lesson="try/one") as s:
        await s.until(lambda: isinstance(s.app.screen, TooSmall) and isinstance(s.app.screen_stack[-2], LessonScreen),
                      "the polite word, over the lesson")
        await s.pilot.resize_terminal(80, 24)
        await s.until(lambda: isinstance(s.app.screen, LessonScreen), "the lesson")
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, HomeScreen), "Home")


def test_what_breaks_says_where_it_is_written_and_no_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path))
    app = Breaking()
    try:
        raise ZeroDivisionError("of a demo")
    except ZeroDivisionError:
        app._fatal_error()
    assert "ZeroDivisionError: of a demo" in (tmp_path / FILE).read_text()
    (said,) = app._exit_renderables
    assert str(tmp_path / FILE) in str(said) and "Traceback" not in str(said)


async def test_a_question_that_does_not_stand_yet_or_no_more(stage):
    quiz = AnswerQuiz("four", (), "2 + 2", (), None, (), "", (), "", False, False, 1)
    async with stage(lesson="try/one") as s:
        await s.sees("Opening words")
        card = QuizCard(Asked(quiz, "try/one#four"), s.services)
        card.focus_answer("4")  # a digit that was quicker than the page
        await s.app.screen.query_one("#text").mount(card)
        await s.until(lambda: card.answer_widget.value == "4", "the digit in its answer")
        QuizCard(Asked(quiz, "try/one#four", done=True), s.services).on_mount()  # a page that is turned meanwhile
        predict = next(block for step in s.app.screen.lesson.steps for block in step.blocks
                       if isinstance(block, Predict))
        PredictCard(Guessed(predict, "try/one#guess", skipped=True), s.services).on_mount()
