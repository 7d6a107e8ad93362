"""The command line. Textual and torch are imported only inside the command that needs them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from tui_dl import __version__
from tui_dl.errors import TuiDlError, UsageError

EXAMPLES = """\
examples:
  tui-dl                                   open the app where you left off
  tui-dl cnn/stride-padding                open that lesson
  tui-dl list                              the course, and how far you are
  tui-dl show cnn/stride-padding           a lesson as text
  tui-dl demo                              the demos and their knobs
  tui-dl demo stride-padding size=8 stride=2
  tui-dl demo gan-digits --seed 7 lr=0.001 @300:lr=0.0001 --json
  tui-dl check lessons                     lint lessons: every key is executed
"""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage."""
        raise UsageError(f"{message[0].upper()}{message[1:]}.", f"`{self.prog} --help` says how.")


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = Parser(
        prog="tui-dl", description="Learn the foundations of deep learning by running them, in a terminal.",
        epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tui-dl {__version__}")
    parser.add_argument("--course", type=Path, metavar="PATH", help="a course folder; the one that ships otherwise")
    commands = parser.add_subparsers(dest="command", metavar="LESSON-ID or COMMAND")

    def command(name: str, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
        sub.add_argument("--course", type=Path, metavar="PATH", default=argparse.SUPPRESS,
                         help="a course folder; the one that ships otherwise")
        return sub

    listing = command("list", "the course and your progress")
    listing.add_argument("--json", action="store_true", help="one JSON array, an object a lesson")

    show = command("show", "a lesson as text")
    show.add_argument("lesson", metavar="LESSON-ID")
    show.add_argument("--plain", action="store_true", help="no boxes, no colour: for pipes and screen readers")

    demo = command("demo", "list the demos, or play a run without the app")
    demo.add_argument("words", nargs="*", metavar="NAME knob=value @STEP:knob=value")
    demo.add_argument("--seed", default=None, metavar="N", help="the seed of the run (0)")
    form = demo.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true", help="a line a frame, then the last frame in words")
    form.add_argument("--json", action="store_true", help="one frame a line")
    form.add_argument("--svg", type=Path, metavar="FILE", help="the last frame as a picture")

    review = command("review", "what is due today")
    review.add_argument("--plain", action="store_true", help="ask and answer line by line, without the app")

    check = command("check", "lint lessons: every key, draw and challenge is executed")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="lesson files or folders; or the course")
    check.add_argument("--full", action="store_true", help="play every prediction on three seeds")

    progress = command("progress", "what you know and what fades")
    progress.add_argument("--json", action="store_true")
    progress.add_argument("--questions", action="store_true", help="for authors: how each question is answered")

    reset = command("reset", "start a lesson anew; the log stays")
    reset.add_argument("lesson", metavar="LESSON-ID")

    export = command("export", "your whole log as JSON")
    export.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a file; the terminal otherwise")
    imported = command("import", "add another log to yours")
    imported.add_argument("file", type=Path, metavar="FILE")
    return parser


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit: 0, 1 for a failure, 2 for wrong usage; errors are one line on stderr."""
    try:
        code = run(list(sys.argv[1:] if argv is None else argv))
    except TuiDlError as error:
        print(f"tui-dl: {error}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that flushing stdout at exit does not fail again
        code = 0
    sys.exit(code)


def run(words: list[str]) -> int:
    """Run one command; its exit code. TuiDlError."""
    parser = build_parser()
    lesson = _lesson_word(words, parser)
    if lesson is not None:
        words = [word for word in words if word != lesson]
    options = parser.parse_args(words)
    if options.command is None:
        return int(import_module("tui_dl.commands.open").run(options.course, lesson))
    module = {"import": "transfer", "export": "transfer", "list": "listing"}.get(options.command, options.command)
    return int(import_module(f"tui_dl.commands.{module}").run(options))


def _lesson_word(words: list[str], parser: argparse.ArgumentParser) -> str | None:
    """The lesson id among the words, if no command comes first. Ids hold a slash, commands never do."""
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = word == "--course"
            continue
        choices = next(action for action in parser._actions if action.dest == "command").choices or ()
        if word in choices:
            return None
        if "/" not in word:
            import difflib

            near = difflib.get_close_matches(word, list(choices), n=1)
            hint = f"Did you mean `tui-dl {near[0]}`?" if near else "Lesson ids hold a slash; `tui-dl list` shows them."
            raise UsageError(f"There is no command or lesson {word}.", hint)
        return word
    return None


if __name__ == "__main__":
    main()
