"""An app with a scripted engine: frames come when the test says so, keys from a table."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot

from tui_dl.app.app import TuiDlApp
from tui_dl.app.desk import Desk
from tui_dl.app.services import Services
from tui_dl.course.load import load_course
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.frames import Frame
from tui_dl.learner.log import Log
from tui_dl.oracles import evaluate

sys.path.append(str(Path(__file__).parent))  # so that tests share their steps

A_WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)

LESSON = """---
id: try/one
title: A first lesson
minutes: 3
needs: []
sources: []
terms:
  stride: how far the filter moves
---

Opening words of the lesson.

## Look

Some text to read.

:::{predict} wide
---
demo: stride-padding
knobs: {size: 5, kernel: 3}
review: true
ask: out
hide: [output]
because: It can stand in three places.
wrong:
  - when: size
    say: The filter does not fit at the border.
---
How wide will the output be?
:::

Text after the guess.

## Ask

Words before the questions.

:::{quiz} choose
:review: true

Which is right?

- [ ] The first one here
  > Because it is the first.
- [x] The second one here
:::

:::{quiz} several
Which two?

- [x] One of them
- [ ] None at all
  > There are two.
- [x] Other of them
:::

:::{quiz} drawn
---
draw: {W: 10..30}
review: true
answer: conv_out(W, F=3)
wrong:
  - when: W - 3
    say: You forgot the start.
work: "{W} - 3 + 1 = {answer}"
---
How wide is the output of {W} under a filter of 3?
:::

:::{quiz} word
---
accept: [padding]
---
What adds zeros?
:::

:::{quiz} build
---
names: [F, P]
holds: conv_out(20, F=F, P=P) == 20 and F > 1
---
Keep 20 wide with F above 1.
:::

## Turn

:::{demo} stride-padding
:size: 5
:::

:::{challenge} same
---
demo: stride-padding
until: kernel == 3 and out == size
solution: kernel=3 padding=1
---
Keep the size.
:::
"""


class AsWritten(random.Random):
    """Draws as ever, but leaves choices in the order of their lesson."""

    def sample(self, population, k, **_):
        """The first k of them."""
        return list(population)[:k]


@pytest.fixture(autouse=True)
def all_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal that runs the tests has as many colours as any."""
    monkeypatch.setattr(TuiDlApp, "sixteen", False)


@pytest.fixture
def course_path(tmp_path: Path) -> Path:
    """A course of one lesson."""
    folder = tmp_path / "course" / "try"
    folder.mkdir(parents=True)
    (folder / "one.md").write_text(LESSON, "utf-8")
    return tmp_path / "course"


def frames_of(run: Run) -> list[Frame]:
    """What the real demo makes of a run."""
    return list(play(run))


class Stage:
    """A running app under test."""

    def __init__(self, app: TuiDlApp, pilot: Pilot[None], engine: ScriptedEngine, services: Services) -> None:
        self.app, self.pilot, self.engine, self.services = app, pilot, engine, services

    async def press(self, *keys: str) -> None:
        """Press keys, each handled before the next."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def until(self, condition: Callable[[], bool], what: str, seconds: float = 15.0) -> None:
        """Wait for a condition, with a bound."""
        deadline = monotonic() + seconds
        while not condition():
            assert monotonic() < deadline, f"timed out waiting for {what}\n{self.screen()}"
            await asyncio.sleep(0.01)
        await self.pilot.pause()

    async def sees(self, text: str) -> None:
        """Wait until a text is on screen."""
        await self.until(lambda: text in self.screen(), f"the screen to show {text!r}")

    def screen(self) -> str:
        """The screen as text."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)


@pytest.fixture
def stage(course_path: Path, tmp_path: Path):
    """`async with stage() as s:` runs the app; the log outlives it, so that it can be run again."""

    @asynccontextmanager
    async def running(size: tuple[int, int] = (80, 24), lesson: str | None = None,
                      engine: ScriptedEngine | None = None, days_later: int = 0,
                      rng: random.Random | None = None) -> AsyncIterator[Stage]:
        engine = engine or ScriptedEngine(lambda run: frames_of(run), answers=lambda q: evaluate(q.expression, q.names),
                                          instant=True)
        began, day = datetime.now(UTC), A_WEDNESDAY + timedelta(days=days_later)
        with Log.open(tmp_path / "home", clock=lambda: (day + (datetime.now(UTC) - began)).astimezone()) as log:
            services = Services(load_course(course_path), log, Desk(engine), rng=rng or AsWritten(1))
            app = TuiDlApp(lambda: services, lesson_id=lesson)
            async with app.run_test(size=size) as pilot:
                stage = Stage(app, pilot, engine, services)
                await stage.until(lambda: app.warm, "the app to be warm")
                yield stage

    return running
