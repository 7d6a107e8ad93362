"""`tui-dl` and `tui-dl LESSON-ID`: open the app."""

from __future__ import annotations

import gc
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tui_dl.doctor.pixels import TEXTUAL_IMAGE, Way, way_of_pixels
from tui_dl.errors import TuiDlError, UsageError

if TYPE_CHECKING:
    from tui_dl.app.services import Services


def run(course_path: Path | None, lesson_id: str | None, *, review: bool = False, watch: bool = False) -> int:
    """Open the app, at a lesson or at what is due; its exit code. `watch` reads lessons again as they are saved.

    TuiDlError.
    """
    if lesson_id is not None or course_path is not None:
        must_exist(course_path, lesson_id)
    if not has_terminal():
        raise TuiDlError("The app needs a terminal.",
                         "`tui-dl --plain` and `tui-dl demo NAME --plain` do not.")
    pixels = ask_for_pixels() if os.environ.get("TUI_DL_PIXELS", "0") not in ("", "0") else ""
    sys.setswitchinterval(0.0005)  # a key does not wait for the thread that reads frames
    gc.disable()  # nothing of what is imported now is garbage
    if watch:
        from tui_dl.app.watching import WatchingApp as App
    else:
        from tui_dl.app.app import TuiDlApp as App  # type: ignore[assignment]  # the one above is one of these

    from tui_dl.engine.nursery import prepare

    prepare()  # torch begins to load, before the app takes the terminal
    opened: list[Services] = []

    def opening() -> Services:
        opened.append(_services(course_path))
        return opened[0]

    app = App(opening, _warm, lesson_id, ascii=wants_ascii(), review=review)
    app.pixels = pixels
    try:
        app.run()
    finally:
        for services in opened:
            _close(services)
        _sweep()
    if app.refused is not None:
        raise app.refused
    return app.return_code or 0


def _services(course_path: Path | None) -> Services:
    """Course and log, as quickly as may be."""
    from tui_dl.course.load import default_course_path, load_course
    from tui_dl.learner.log import Log

    course = load_course(course_path or default_course_path())
    log = Log.open()
    import tui_dl.app.widgets.chapter_map  # noqa: F401  # what Home is about to show
    from tui_dl.app.services import Services

    return Services(course, log)


def _warm(services: Services) -> None:
    """Begin the session in the log, start the engine, import what lessons need."""
    import tui_dl.app.screens.lesson  # so that the first lesson opens at once
    import tui_dl.app.widgets.chapter_outline  # noqa: F401  # what Home shows next
    from tui_dl.app.desk import Desk
    from tui_dl.demos.catalogue import catalogue
    from tui_dl.engine.loading import Loading
    from tui_dl.engine.process import ProcessEngine
    from tui_dl.learner.entries import Session
    from tui_dl.learner.store import cache_folder

    services.log.record(Session("start"))
    services.desk = Desk(ProcessEngine(), Loading(cache_folder()))
    catalogue()  # is kept
    gc.freeze()  # what is there now stays
    gc.enable()


def _close(services: Services) -> None:
    from tui_dl.learner.entries import Session

    if services.has_desk:
        services.desk.engine.close()
        services.log.record(Session("stop"))
    services.log.close()


def _sweep() -> None:
    from tui_dl.engine.nursery import sweep

    sweep()


def must_exist(course_path: Path | None, lesson_id: str | None) -> None:
    """A lesson or course that is not there is said before the app opens. UsageError."""
    from tui_dl.course.load import default_course_path, load_course

    known = [head.id for head in load_course(course_path or default_course_path()).heads()]
    if lesson_id is not None and lesson_id not in known:
        import difflib

        near = difflib.get_close_matches(lesson_id, known, n=1)
        raise UsageError(f"There is no lesson {lesson_id}.",
                         f"Did you mean {near[0]}?" if near else "`tui-dl list` shows them.")


def ask_for_pixels() -> Way:
    """How the terminal shows real pixels; once the app has taken it, it cannot be asked. UsageError."""
    if find_spec("textual_image") is None:
        raise UsageError("TUI_DL_PIXELS asks for real pixels, but textual-image is not installed.",
                         f"`{sys.executable} -m pip install 'textual-image=={TEXTUAL_IMAGE}'`")
    return way_of_pixels() or ""


def has_terminal() -> bool:
    """Whether there is a terminal for the app: to read keys from, and to draw on. A browser's is one, too."""
    if "WebDriver" in os.environ.get("TEXTUAL_DRIVER", ""):
        return True
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def wants_ascii() -> bool:
    """Whether to draw with ASCII only: TUI_DL_ASCII is set, or the terminal's locale is not UTF-8."""
    if "TUI_DL_ASCII" in os.environ:
        return os.environ["TUI_DL_ASCII"] not in ("", "0")
    return "utf" not in (sys.stdout.encoding or "").lower()
