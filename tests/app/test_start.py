"""`tui-dl review` opens the app at what is due."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from time import monotonic

from textual.screen import Screen

from tui_dl.app.app import TuiDlApp
from tui_dl.app.desk import Desk
from tui_dl.app.screens.home import HomeScreen
from tui_dl.app.screens.review import ReviewScreen
from tui_dl.app.services import Services
from tui_dl.course.load import load_course
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.learner.log import Log


async def shows(app: TuiDlApp, screen: type[Screen[None]]) -> bool:
    """Wait, with a bound, until this kind of screen is on top."""
    deadline = monotonic() + 15
    while not isinstance(app.screen, screen) and monotonic() < deadline:
        await asyncio.sleep(0.01)
    return isinstance(app.screen, screen)


async def test_the_app_opens_at_the_review_and_goes_back_home(course_path: Path, tmp_path: Path) -> None:
    with Log.open(tmp_path / "home") as log:
        services = Services(load_course(course_path), log, Desk(ScriptedEngine(lambda run: [])), rng=random.Random(1))
        app = TuiDlApp(lambda: services, review=True)
        async with app.run_test(size=(80, 24)) as pilot:
            assert await shows(app, ReviewScreen)
            await pilot.press("escape")
            assert await shows(app, HomeScreen)


def test_all_lessons_are_read_in_the_end_and_a_broken_one_is_passed_over(course_path: Path, tmp_path: Path) -> None:
    (course_path / "try" / "two.md").write_bytes(b"\xff\xfe no text")
    with Log.open(tmp_path / "home") as log:
        services = Services(load_course(course_path), log)
        services.read_rest()
        assert "try/one" in [lesson.id for lesson in services.opened()]
