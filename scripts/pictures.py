"""`make pictures`: the pictures of README.md, taken from the running app. Nothing in them is drawn by hand."""

from __future__ import annotations

import asyncio
import inspect
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from textual.pilot import Pilot

from tui_dl.app.app import TuiDlApp
from tui_dl.app.desk import Desk
from tui_dl.app.screens.lab import LabScreen
from tui_dl.app.screens.lesson import LessonScreen
from tui_dl.app.services import Services
from tui_dl.app.widgets.demo_pane import DemoPane
from tui_dl.app.widgets.predict_card import PredictCard
from tui_dl.course.load import default_course_path, load_course
from tui_dl.demos.run import Change, parse_run
from tui_dl.engine.nursery import prepare, sweep
from tui_dl.engine.process import ProcessEngine
from tui_dl.learner.log import Log

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
SIZE, WIDE = (100, 30), (140, 34)
SECONDS = 0.8  # each picture of a recording


async def until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition, with a bound. TimeoutError."""
    deadline = monotonic() + 60
    while not condition():
        if monotonic() > deadline:
            raise TimeoutError(what)
        await asyncio.sleep(0.02)


class Studio(TuiDlApp):
    """The app as a terminal shows it that has all colours, whichever one the pictures are taken from."""

    CSS_PATH = Path(inspect.getfile(TuiDlApp)).with_name("app.tcss")
    sixteen = False


class Camera:
    """Takes pictures of a running app."""

    def __init__(self, app: TuiDlApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def svg(self) -> str:
        """The screen as it is."""
        await self.pilot.pause()
        return re.sub(r"@font-face \{.*?\}", "", self.app.export_screenshot(title="tui-dl"), flags=re.S)  # no web fonts

    async def keep(self, name: str) -> None:
        """Write the screen to a file."""
        (FOLDER / f"{name}.svg").write_text(await self.svg(), "utf-8")

    async def lab(self, line: str) -> DemoPane:
        """Open a run in the Lab."""
        self.app.push_screen(LabScreen(self.app.services, parse_run(line)))
        await until(lambda: isinstance(self.app.screen, LabScreen) and self.app.screen.query(DemoPane), line)
        pane = self.app.screen.query_one(DemoPane)
        await until(lambda: pane.player.frame, f"the first frame of {line}")
        return pane


async def shown(pane: DemoPane, step: int) -> None:
    """Go to a step, once it is there."""
    player = pane.player
    player.to_end()
    await until(lambda: player.track is not None and player.track.over, "the end of the run")
    player.seek(step)
    pane.show_now()


async def pictures(camera: Camera) -> None:
    """Home; a lesson, its guess and what the run says; a GAN as it learns; a fork that ruins a net."""
    await until(lambda: camera.app.screen.query("#chapters"), "the map")
    await camera.keep("home")
    pane = await camera.lab("gan-digits")
    frames = []
    for step in (0, 40, 100, 300, 600):
        await shown(pane, step)
        frames.append(await camera.svg())
    (FOLDER / "gan.svg").write_text(recording(frames), "utf-8")
    pane = await camera.lab("cnn-digits steps=200")
    await shown(pane, 100)
    pane.player.fork(Change(100, "lr", 1.0))
    await shown(pane, 200)
    await camera.keep("fork")
    await camera.pilot.resize_terminal(*WIDE)
    await lesson(camera, "transformer/self-attention", 3)


async def lesson(camera: Camera, lesson_id: str, page: int) -> None:
    """A page with a prediction, once the guess is held against the run."""
    camera.app.open_lesson(lesson_id)
    await until(lambda: isinstance(camera.app.screen, LessonScreen) and camera.app.screen.is_mounted, lesson_id)
    screen = camera.app.screen
    await screen.show_page(page)
    await until(lambda: screen.pane.player.frame, "the first frame")
    await camera.pilot.press("1", "enter")
    await until(lambda: all(card.guessed.revealed for card in screen.query(PredictCard)), "the outcome")
    screen.text.scroll_end(animate=False)
    await camera.keep("lesson")


def recording(frames: list[str]) -> str:
    """Screens of one size, one after the other, as one SVG that starts again at its end."""
    whole = SECONDS * len(frames)
    opening = re.search(r"<svg[^>]*>", frames[0])
    assert opening is not None
    share = 100 / len(frames)
    style = (f"@keyframes turn {{ 0%, {share:.3f}% {{ visibility: visible }} {share + 0.001:.3f}%, 100% "
             f"{{ visibility: hidden }} }} .turn {{ visibility: hidden; animation: turn {whole}s step-end infinite }}")
    parts = [f'<g class="turn" style="animation-delay: {SECONDS * place}s">{inside(frame)}</g>'
             for place, frame in enumerate(frames)]
    return f"{opening[0]}<style>{style}</style>{''.join(parts)}</svg>\n"


def inside(svg: str) -> str:
    """What stands between the tags of an SVG."""
    return svg[svg.index(">", svg.index("<svg")) + 1:svg.rindex("</svg>")]


async def main() -> None:
    """Take them all, as a new learner."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, Log.open(Path(home)) as log:
        engine = ProcessEngine()
        services = Services(load_course(default_course_path()), log, Desk(engine))
        try:
            app = Studio(lambda: services)
            async with app.run_test(size=SIZE) as pilot:
                await until(lambda: app.warm, "the app")
                await pictures(Camera(app, pilot))
        finally:
            engine.close()
            sweep()


if __name__ == "__main__":
    prepare()
    asyncio.run(main())
