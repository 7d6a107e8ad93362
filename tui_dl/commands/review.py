"""`tui-dl review`: what is due, in the app or line by line."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from tui_dl.errors import TuiDlError


def run(options: argparse.Namespace) -> int:
    """The command: in the app, unless there is no terminal for it or plain text is asked for."""
    from tui_dl.commands import open as opening

    if not options.plain and opening.has_terminal():
        return opening.run(options.course, None, review=True)
    if sys.stdin is None or sys.stdin.closed:
        raise TuiDlError("There is nothing to read answers from.", "Start it in a terminal.")
    _review(options)
    return 0


def _review(options: argparse.Namespace) -> None:
    """Ask what is due on stdin and stdout. The worker loads torch while the first question is read."""
    from tui_dl.app.services import Services
    from tui_dl.commands.dialogue import Dialogue
    from tui_dl.commands.opened import open_log
    from tui_dl.course.load import default_course_path, load_course
    from tui_dl.engine.ask import asking
    from tui_dl.learner.entries import Session
    from tui_dl.learner.schedule import agenda, nothing_due

    course = load_course(options.course or default_course_path())
    with ExitStack() as stack:
        log = stack.enter_context(open_log())
        services = Services(course, log)
        plan = agenda(log, services.review_items())
        if not plan.queue:
            print(nothing_due(plan))
            return
        log.record(Session("start"))
        stack.callback(lambda: log.record(Session("stop")))
        Dialogue(services, stack.enter_context(asking())).ask_all(list(plan.queue))
