"""Every page of every lesson in windows from 60x18 to 200x60: nothing sticks out, nothing scrolls sideways."""

from __future__ import annotations

import asyncio
import itertools
import random
from pathlib import Path
from time import monotonic

import pytest
from textual.screen import Screen

from tui_dl.app.app import TuiDlApp
from tui_dl.app.desk import Desk
from tui_dl.app.screens.lesson import LessonScreen
from tui_dl.app.services import WELCOME, Services
from tui_dl.course.load import default_course_path, load_course
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.frames import Frame
from tui_dl.learner.log import Log

COURSE = load_course(default_course_path())
IDS = [WELCOME, *(head.id for head in COURSE.heads())]
CORNERS = [(60, 18), (80, 24), (200, 18), (60, 60), (200, 60)]


def first_frame(run: Run) -> list[Frame]:
    return list(itertools.islice(play(run), 1))


def sticking_out(screen: Screen[object]) -> list[str]:
    """What lies outside the window, or is wider than the room it scrolls in."""
    width, height = screen.size
    found = []
    for widget in screen.walk_children():
        region = widget.region
        if not region or not widget.display:
            continue
        if region.x < 0 or region.right > width or (widget.parent is screen and region.bottom > height):
            found.append(f"{widget!r} at {region} of {width}x{height}")
        if widget.is_scrollable and widget.virtual_size.width > widget.container_size.width > 0:
            found.append(f"{widget!r} scrolls sideways: {widget.virtual_size.width} in {widget.container_size.width}")
    return found


@pytest.mark.parametrize("lesson_id", IDS)
async def test_pages_of_a_lesson(lesson_id: str, tmp_path: Path) -> None:
    sizes = random.Random(lesson_id)
    with Log.open(tmp_path) as log:
        services = Services(COURSE, log, Desk(ScriptedEngine(first_frame, instant=True)), rng=sizes)
        app = TuiDlApp(lambda: services, lesson_id=lesson_id)
        async with app.run_test(size=(80, 24)) as pilot:
            deadline = monotonic() + 15
            while not (isinstance(app.screen, LessonScreen) and app.screen.query("#text > *")):
                assert monotonic() < deadline, "the lesson does not open"
                await asyncio.sleep(0.01)
            lesson = app.screen
            for number in range(len(lesson.pages)):
                await lesson.show_page(number)
                for size in (sizes.choice(CORNERS), (sizes.randint(60, 200), sizes.randint(18, 60))):
                    await pilot.resize_terminal(*size)
                    await pilot.pause()
                    assert sticking_out(app.screen) == [], f"page {number + 1}"
