"""`tui-dl` and `tui-dl LESSON-ID`: open the app."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tui_dl.course.load import default_course_path, load_course
from tui_dl.errors import TuiDlError, UsageError


def run(course_path: Path | None, lesson_id: str | None) -> int:
    """Open the app; its exit code."""
    course = load_course(course_path or default_course_path())
    _must_exist(lesson_id, [head.id for head in course.heads()])
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise TuiDlError("The app needs a terminal.", "`tui-dl show LESSON-ID --plain` and `tui-dl demo NAME --plain` do not.")
    from tui_dl.engine.process import ProcessEngine, prepare

    prepare()  # before the app takes the terminal: torch begins to load here
    from tui_dl.learner.entries import Session
    from tui_dl.learner.log import Log

    log = Log.open()
    log.record(Session("start"))
    from tui_dl.app.app import TuiDlApp
    from tui_dl.app.desk import Desk
    from tui_dl.app.services import Services

    engine = ProcessEngine()
    try:
        app = TuiDlApp(Services(course, log, Desk(engine)), lesson_id, ascii=wants_ascii())
        app.run()
        return app.return_code or 0
    finally:
        engine.close()
        log.record(Session("stop"))
        log.close()


def _must_exist(lesson_id: str | None, known: list[str]) -> None:
    if lesson_id is not None and lesson_id not in known:
        import difflib

        near = difflib.get_close_matches(lesson_id, known, n=1)
        raise UsageError(f"There is no lesson {lesson_id}.",
                         f"Did you mean {near[0]}?" if near else "`tui-dl list` shows them.")


def wants_ascii() -> bool:
    """Whether to draw with ASCII only: TUI_DL_ASCII is set, or the terminal's locale is not UTF-8."""
    if "TUI_DL_ASCII" in os.environ:
        return os.environ["TUI_DL_ASCII"] not in ("", "0")
    return "utf" not in (sys.stdout.encoding or "").lower()
