"""The learner's log, as the command line opens it."""

from __future__ import annotations

import sys

from tui_dl.learner.log import Log


def open_log() -> Log:
    """The log; what a person should know about its opening goes to stderr. LogError."""
    log = Log.open()
    if log.notice:
        print(f"tui-dl: {log.notice}", file=sys.stderr)
    return log
