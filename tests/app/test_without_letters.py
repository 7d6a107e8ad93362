"""Everything in the app without a letter key: arrows, Enter, Space, Tab, Escape, digits, F-keys, paging, Ctrl.

A Korean or Japanese input method keeps letters to itself; some keyboards have none. Nobody has to type a word:
"I don't know" is a button.
"""

from __future__ import annotations

import itertools
import random
from collections import deque
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from tests.app.conftest import Stage
from tui_dl.app.app import TuiDlApp
from tui_dl.app.desk import Desk
from tui_dl.app.screens.chapter import ChapterScreen
from tui_dl.app.screens.code import CodeScreen
from tui_dl.app.screens.glossary import GlossaryScreen
from tui_dl.app.screens.help import HelpScreen
from tui_dl.app.screens.home import HomeScreen
from tui_dl.app.screens.lab import LabMenu, LabScreen
from tui_dl.app.screens.lesson import LessonScreen
from tui_dl.app.screens.progress import ProgressScreen
from tui_dl.app.screens.review import ReviewScreen
from tui_dl.app.services import Services
from tui_dl.app.widgets.chapter_map import ChapterMap
from tui_dl.app.widgets.knob_bar import KnobBar
from tui_dl.course.load import default_course_path, load_course
from tui_dl.course.model import AnswerQuiz, ConstructQuiz, Lesson, Predict
from tui_dl.demos.play import play
from tui_dl.draw.course_map import neighbour
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.learner.entries import item_id
from tui_dl.learner.log import Log
from tui_dl.learner.progress import answers
from tui_dl.oracles import evaluate

COURSE = load_course(default_course_path())
KEYS = {"up", "down", "left", "right", "enter", "space", "tab", "shift+tab", "escape", "pageup", "pagedown", "home",
        "end", "backspace", "comma", "ctrl+p", "ctrl+q", *(f"f{n}" for n in range(1, 11)), *"0123456789"}
ARROWS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class Letterless(Stage):
    """A stage whose keyboard has no letters."""

    async def press(self, *keys: str) -> None:
        """Press keys, each handled before the next."""
        assert set(keys) <= KEYS
        await super().press(*keys)

    async def on(self, screen: type) -> None:
        """Wait until this kind of screen is on top."""
        await self.until(lambda: isinstance(self.app.screen, screen) and self.app.screen.is_current, screen.__name__)


@pytest.fixture
def keyboard(tmp_path):
    """The course that ships, its demos, and a keyboard without letters."""

    @asynccontextmanager
    async def running(frames=1, days=0):
        engine = ScriptedEngine(lambda run: list(itertools.islice(play(run), frames)), instant=True,
                                answers=lambda q: evaluate(q.expression, q.names))
        with Log.open(tmp_path, clock=lambda: datetime.now().astimezone() + timedelta(days=days)) as log:
            services = Services(COURSE, log, Desk(engine), rng=random.Random(1))
            app = TuiDlApp(lambda: services)
            async with app.run_test(size=(80, 24)) as pilot:
                s = Letterless(app, pilot, engine, services)
                await s.until(lambda: app.warm and isinstance(app.screen, HomeScreen), "Home")
                yield s

    return running


async def to_chapter(s: Letterless, chapter: str) -> None:
    """From Home into a chapter, by arrows over the map."""
    await s.press("down")
    chapters = s.app.screen.query_one(ChapterMap)
    await s.until(lambda: chapters.has_focus, "the map to have the focus")
    paths, queue = {chapters.here: []}, deque([chapters.here])
    while queue:
        here = queue.popleft()
        for key, way in ARROWS.items():
            there = neighbour(chapters._map.places, here, *way)
            if there is not None and there not in paths:
                paths[there] = [*paths[here], key]
                queue.append(there)
    await s.press(*paths[chapter], "enter")
    await s.on(ChapterScreen)


async def answer(s: Letterless, item, kept) -> None:
    """Give some answer to the question on screen: a digit, a number; "I don't know" where it takes words or several."""
    if isinstance(item, Predict) and item.form == "cell":
        await s.press("1", "comma", "1", "enter")
    elif isinstance(item, ConstructQuiz) or (isinstance(item, AnswerQuiz) and item.accept):
        await s.press("tab", "enter")
    else:
        await s.press("1", "enter")
        await s.until(lambda: kept() or "numbers are asked for" in s.screen(), f"an answer to {item.id}")
        if not kept():
            await s.press("tab", "enter")
    await s.until(kept, f"the answer to {item.id} kept")


def waiting(s: Letterless, lesson: Lesson) -> list:
    """The items of the page on screen that the log does not have yet."""
    had, items = answers(s.services.log, lesson.id), lesson.items()
    return [block for block in s.app.screen.page.blocks if block in items and item_id(lesson.id, block.id) not in had]


async def walk(s: Letterless) -> None:
    """Through the lesson on screen: every page of it, every question."""
    lesson = s.app.screen.lesson
    for page in range(len(s.app.screen.pages)):
        await s.until(lambda page=page: s.app.screen.number == page, f"page {page + 1} of {lesson.id}")
        while asked := waiting(s, lesson):
            await answer(s, asked[0], lambda asked=asked: waiting(s, lesson) != asked)
        while isinstance(s.app.screen, LessonScreen) and s.app.screen.number == page:
            await s.press("pagedown")
    await s.on(ChapterScreen)
    assert set(answers(s.services.log, lesson.id)) == {item_id(lesson.id, item.id) for item in lesson.items()}


@pytest.mark.parametrize("chapter", COURSE.chapters, ids=lambda chapter: chapter.id)
async def test_every_page_and_every_question_of_the_course(keyboard, chapter):
    async with keyboard() as s:
        await to_chapter(s, chapter.id)
        for number, _ in enumerate(chapter.lessons):
            await s.press(*["down"] * min(number, 1), "enter")
            await s.on(LessonScreen)
            await walk(s)
        await s.press("escape")
        await s.on(HomeScreen)


async def test_the_lab_the_tape_and_the_rest_of_it(keyboard):
    async with keyboard(frames=30) as s:
        await s.press("f3")
        await s.on(LabMenu)
        names = [option.id for option in s.app.screen.query_one("#demos").options if not option.disabled]
        await s.press(*["down"] * names.index("stride-padding"), "enter")
        await s.on(LabScreen)
        await s.sees("step 0 of 25")
        await s.press("f5")
        await s.until(lambda: s.app.screen.pane.player.frame.step > 0, "the demo to play")
        await s.press("space", "end")
        await s.sees("step 25 of 25")
        await s.press("left", "left", "right")
        await s.sees("step 24 of 25")
        await s.press("enter", "1", "2", "enter")
        await s.sees("step 12 of 25")
        await s.press("home")
        await s.sees("step 0 of 25")
        while not isinstance(s.app.focused, KnobBar):
            await s.press("shift+tab")
        await s.press("right", "enter", "backspace", "2", "enter")
        await s.sees("kernel=2")
        await s.press("up")
        await s.until(lambda: "kernel=2" not in s.screen(), "another kernel")
        await s.press("tab", "enter")
        await s.press("f7")
        await s.on(CodeScreen)
        await s.press("escape", "f10")
        await s.until(lambda: not isinstance(s.app.screen, LabScreen), "the menu")
        await s.press("escape")
        await s.on(LabScreen)
        await s.press("escape", "escape")
        await s.on(HomeScreen)


async def test_help_glossary_palette_progress_and_review(keyboard):
    async with keyboard() as s:
        await s.press("enter")
        await s.on(LessonScreen)
        await s.press("1", "enter")
        await s.press("f1")
        await s.on(HelpScreen)
        await s.press("escape", "f2")
        await s.on(GlossaryScreen)
        await s.press("escape", "escape")
        await s.on(HomeScreen)
        await s.press("f4")
        await s.on(ProgressScreen)
        await s.press("escape")
        await s.on(HomeScreen)
        await s.press("ctrl+p")
        await s.sees("Welcome")
        assert offered(s)[0].startswith("Welcome")  # lessons first, whatever else is listed
        await s.press("down", "enter")
        await s.on(LessonScreen)
        await s.press("escape")
        await s.on(HomeScreen)
        await s.press("ctrl+q")
        await s.until(lambda: s.app._exit, "the end")


def offered(s: Letterless) -> list[str]:
    """What the palette lists before anything is typed."""
    return [str(option.prompt) for lists in s.app.screen.query("CommandList") for option in lists.options]


async def test_how_it_looks_is_chosen_from_the_palette(keyboard):
    async with keyboard() as s:
        for words, changed in (("Colours: light", lambda: s.app.theme == "tui-dl-light"),
                               ("Characters: ASCII", lambda: s.app.ascii), ("Motion", lambda: s.app.still)):
            await s.press("ctrl+p")
            await s.until(lambda words=words: any(words in name for name in offered(s)), words)
            place = next(n for n, name in enumerate(offered(s)) if words in name)
            await s.press("down")
            await s.until(lambda: s.app.screen.query_one("CommandList").highlighted is not None, "a cursor")
            await s.press(*["down"] * (place - s.app.screen.query_one("CommandList").highlighted), "enter")
            await s.until(changed, words)
            await s.on(HomeScreen)


async def test_a_review(keyboard):
    async with keyboard() as s:
        await to_chapter(s, "start")
        await s.press("enter")
        await s.on(LessonScreen)
        await walk(s)
    async with keyboard(frames=500, days=9) as s:
        await s.sees("due")
        await s.press("tab", "enter")
        await s.on(ReviewScreen)
        for _ in s.app.screen.queue:
            card = s.app.screen.query_one("QuizCard, PredictCard")
            asked = card.asked if hasattr(card, "asked") else card.guessed
            item, done = (asked.quiz, "done") if hasattr(asked, "quiz") else (asked.predict, "revealed")
            await answer(s, item, lambda asked=asked, done=done: bool(getattr(asked, done)))
            await s.press("pagedown")
        await s.sees("right. What was not right comes back")
        await s.press("escape")
        await s.on(HomeScreen)
