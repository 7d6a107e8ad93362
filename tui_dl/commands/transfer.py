"""`tui-dl export` and `tui-dl import`: the whole log as JSON."""

from __future__ import annotations

import argparse

from tui_dl.commands.opened import open_log
from tui_dl.errors import TuiDlError
from tui_dl.learner.log import Log
from tui_dl.learner.transfer import export_log, import_log


def run(options: argparse.Namespace) -> int:
    """The command."""
    with open_log() as log:
        if options.command == "export":
            _export(log, options)
            return 0
        try:
            text = options.file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            what = f"{options.file} cannot be read: {error}."
            raise TuiDlError(what, "It must be a file that `export` wrote.") from error
        added = import_log(log, text)
    print(f"{added:,} entries added.")
    return 0


def _export(log: Log, options: argparse.Namespace) -> None:
    text = export_log(log)
    if options.file is None:
        print(text, end="")
        return
    try:
        options.file.write_text(text, "utf-8")
    except OSError as error:
        raise TuiDlError(f"{options.file} cannot be written: {error.strerror}.", "Choose another file.") from error
    print(options.file)
