"""The runs of a demo that the course shows, and where: what the Lab offers to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui_dl.app.services import Services
from tui_dl.course.model import Lesson, Predict
from tui_dl.course.pages import pages
from tui_dl.demos.run import Run, make_run
from tui_dl.errors import TuiDlError
from tui_dl.learner.entries import item_id
from tui_dl.learner.progress import answers


@dataclass(frozen=True, slots=True)
class Preset:
    """A run, and the page of the lesson that shows it; no lesson for the defaults."""

    run: Run
    title: str
    lesson: str = ""
    at: tuple[str, int] = ("", 0)


def presets(services: Services, demo: str) -> list[Preset]:
    """The defaults, then every other run of this demo in the order of the course; each once.

    Predictions that are not answered yet are left out: their runs would give them away.
    """
    found = {Run(demo).line(): Preset(Run(demo), "as it comes")}
    for lesson in lessons_with(services, demo):
        answered = answers(services.log, lesson.id)
        for page in pages(lesson):
            for block in page.live:
                waits = isinstance(block, Predict) and item_id(lesson.id, block.id) not in answered
                if block.demo == demo and not waits:
                    try:
                        run = make_run(block.demo, block.knobs, block.seed)
                    except TuiDlError:
                        continue
                    title = f"{lesson.title}: {page.step.title or lesson.title}"
                    found.setdefault(run.line(), Preset(run, title, lesson.id, page.key))
    return list(found.values())


def lessons_with(services: Services, demo: str) -> Iterator[Lesson]:
    """The lessons that show this demo, in the order of the course; the others are not parsed for it."""
    for head in services.course.heads():
        try:
            if demo in head.path.read_text("utf-8") and demo in (lesson := services.lesson(head.id)).demos():
                yield lesson
        except (OSError, UnicodeDecodeError, TuiDlError):
            continue


def place_of(services: Services, demo: str) -> tuple[str, tuple[str, int]] | None:
    """The lesson of a demo, and the first page that shows it."""
    for lesson in lessons_with(services, demo):
        page = next(page for page in pages(lesson) if any(block.demo == demo for block in page.live))
        return lesson.id, page.key
    return None
