"""The command line. Textual and torch are imported only inside the command that needs them."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import NoReturn

from tui_dl import __version__
from tui_dl.course.clean import clean_line
from tui_dl.errors import TuiDlError, UsageError

EXAMPLES = """\
examples:
  tui-dl                                   open the app where you left off
  tui-dl cnn/stride-padding                open that lesson
  tui-dl --plain cnn/stride-padding        learn it line by line, without the app
  tui-dl list                              the course, and how far you are
  tui-dl show cnn/stride-padding           a lesson as text
  tui-dl demo                              the demos and their knobs
  tui-dl demo stride-padding size=8 stride=2
  tui-dl demo gan-digits --seed 7 lr=0.001 @300:lr=0.0001 --json
  tui-dl review                            what is due today
  tui-dl check lessons                     lint lessons: every key is executed
  tui-dl --watch cnn/stride-padding        show that lesson again as it is saved
"""
COMMANDS = {
    "list": ("the course and your progress", "tui-dl list\ntui-dl list --json\ntui-dl --course my-lessons list"),
    "show": ("a lesson as text", "tui-dl show cnn/stride-padding\ntui-dl show rnn/lstm --plain"),
    "demo": ("list the demos, or play a run without the app",
             "tui-dl demo\ntui-dl demo stride-padding size=8 stride=2\n"
             "tui-dl demo cnn-digits lr=1 @30:lr=0.01 --seed 3 --plain\n"
             "tui-dl demo self-attention --svg attention.svg\ntui-dl demo gan-digits steps=300 --py gan.py\n"
             "tui-dl demo stride-padding --at 3 --explain 'output[0, 2]'\n"
             "tui-dl demo cnn-digits lr=1 @30:lr=0.01 --beside lr=0.01\ntui-dl demo cnn-digits --mystery"),
    "review": ("what is due today", "tui-dl review\ntui-dl review --plain"),
    "check": ("lint lessons: every key, draw and challenge is executed",
              "tui-dl check\ntui-dl check lessons/cnn my-lesson.md\ntui-dl check --full\n"
              "tui-dl check --watch my-lesson.md\ntui-dl check --format github lessons"),
    "new": ("begin a lesson or a demo: a file that works as it stands",
            "tui-dl new lesson cnn/my-lesson\ntui-dl new demo bouncing-ball\n"
            "tui-dl --course my-course new lesson intro/first"),
    "serve": ("the app in a browser; needs the extra textual-serve",
              "tui-dl serve\ntui-dl serve cnn/stride-padding --port 8080"),
    "progress": ("what you know and what fades", "tui-dl progress\ntui-dl progress --json"),
    "doctor": ("what this terminal and this machine can do, and what to change", "tui-dl doctor\ntui-dl doctor --json"),
    "notes": ("the runs you tried in the app, as markdown", "tui-dl notes\ntui-dl notes > notes.md"),
    "reset": ("start a lesson anew; the log stays", "tui-dl reset cnn/stride-padding"),
    "export": ("your whole log as JSON", "tui-dl export log.json\ntui-dl export > log.json"),
    "import": ("add another log to yours", "tui-dl import log.json"),
}


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
    parser.add_argument("--plain", action="store_true", help="learn line by line, without the app: for screen readers")
    parser.add_argument("--watch", action="store_true", help="for authors: show a lesson again as it is saved")
    commands = parser.add_subparsers(dest="command", metavar="LESSON-ID or COMMAND")

    made = {name: _command(commands, name) for name in COMMANDS}
    _demo_options(made["demo"])
    made["list"].add_argument("--json", action="store_true", help="one JSON array, an object a lesson")
    made["show"].add_argument("lesson", metavar="LESSON-ID")
    made["show"].add_argument("--plain", action="store_true", help="78 columns wide, whatever the terminal")
    made["review"].add_argument("--plain", action="store_true", help="ask and answer line by line, without the app")
    made["check"].add_argument("paths", nargs="*", type=Path, metavar="PATH", help="lesson files or folders")
    made["check"].add_argument("--full", action="store_true", help="play every prediction on three seeds")
    made["new"].add_argument("kind", choices=["lesson", "demo"])
    made["new"].add_argument("name", metavar="ID or NAME", help="chapter/name of a lesson, or the name of a demo")
    made["check"].add_argument("--format", choices=["text", "github", "json"], default="text",
                               help="lines; annotations of a GitHub workflow; one JSON array")
    made["check"].add_argument("--watch", action="store_true", default=argparse.SUPPRESS,
                               help="go on, and check again what is saved")
    made["serve"].add_argument("lesson", nargs="?", metavar="LESSON-ID")
    made["serve"].add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1: this machine "
                               "alone)")
    made["serve"].add_argument("--port", type=int, default=8000, help="8000; 0 is any that is free")
    made["progress"].add_argument("--json", action="store_true", help="one JSON object")
    made["progress"].add_argument("--questions", action="store_true", help="for authors: how each question is answered")
    made["doctor"].add_argument("--json", action="store_true", help="one JSON object")
    made["reset"].add_argument("lesson", metavar="LESSON-ID")
    made["export"].add_argument("file", nargs="?", type=Path, metavar="FILE", help="a file; the terminal otherwise")
    made["import"].add_argument("file", type=Path, metavar="FILE")
    return parser


def _command(commands: argparse._SubParsersAction[Parser], name: str) -> Parser:
    """The parser of one command, with its examples."""
    what, examples = COMMANDS[name]
    parser = commands.add_parser(
        name, help=what, description=f"{what[0].upper()}{what[1:]}.", allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter, epilog=f"examples:\n{indent(examples, '  ')}")
    parser.add_argument("--course", type=Path, metavar="PATH", default=argparse.SUPPRESS,
                        help="a course folder; the one that ships otherwise")
    return parser


def _demo_options(demo: Parser) -> None:
    demo.add_argument("words", nargs="*", metavar="NAME knob=value @STEP:knob=value")
    demo.add_argument("--seed", default=None, metavar="N", help="the seed of the run (0)")
    form = demo.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true", help="a line a frame, then the last frame in words")
    form.add_argument("--json", action="store_true", help="one frame a line")
    form.add_argument("--svg", type=Path, metavar="FILE", help="the last frame as a picture")
    form.add_argument("--py", type=Path, metavar="FILE", help="a script that reruns it with torch alone")
    demo.add_argument("--at", metavar="STEP", help="stop at this step")
    told = demo.add_mutually_exclusive_group()
    told.add_argument("--explain", metavar="VIEW[ROW,COL]", help="in words: where a number of that frame comes from")
    told.add_argument("--beside", metavar="KNOBS", action="append",
                      help="in words: this run beside one with other knobs; up to three times")
    told.add_argument("--code", action="store_true", help="the file that runs; with --at, the line at work there")
    told.add_argument("--mystery", action="store_true", help="in words: what is broken in this run? Graded, and kept")


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit: 0, 1 for a failure, 2 for wrong usage; errors are one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 shows "?"
    try:
        code = _exit_code(list(sys.argv[1:] if argv is None else argv))
        if sys.stdout is not None:
            sys.stdout.flush()
    except TuiDlError as error:
        print(f"tui-dl: {clean_line(str(error))}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        _drop_output()
        code = 0
    except OSError as error:
        _drop_output()
        print(f"tui-dl: {error.strerror or error}.", file=sys.stderr)
        code = 1
    sys.exit(code)


def _exit_code(words: list[str]) -> int:
    try:
        return run(words)
    except SystemExit as done:  # --help and --version
        return int(done.code or 0)


def _drop_output() -> None:
    """Nobody reads stdout any more: flushing it at exit must not fail again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(words: list[str]) -> int:
    """Run one command; its exit code. TuiDlError."""
    parser = build_parser()
    lesson = _lesson_word(words)
    if lesson is not None:
        words = [word for word in words if word != lesson]
    options, rest = parser.parse_known_args(words)
    if options.command == "demo":  # knobs also stand after an option, as in a run line
        options.words += [word for word in rest if not word.startswith("-")]
        rest = [word for word in rest if word.startswith("-")]
    if rest:
        raise UsageError(f"{rest[0]} is not understood.", f"`tui-dl {options.command or ''} --help` says what is.")
    if options.command is None and options.plain:
        return int(import_module("tui_dl.commands.walk").run(options.course, lesson))
    if options.command is None:
        return int(import_module("tui_dl.commands.open").run(options.course, lesson, watch=options.watch))
    if options.watch and options.command != "check":
        raise UsageError(f"{options.command} does not watch.",
                         "`tui-dl --watch LESSON-ID` and `tui-dl check --watch` do.")
    module = {"import": "transfer", "export": "transfer", "list": "listing"}.get(options.command, options.command)
    return int(import_module(f"tui_dl.commands.{module}").run(options))


def _lesson_word(words: list[str]) -> str | None:
    """The lesson id among the words, if no command comes first. Ids hold a slash, commands never do."""
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = word == "--course"
            continue
        if word in COMMANDS:
            return None
        if "/" not in word:
            import difflib

            near = difflib.get_close_matches(word, COMMANDS, n=1)
            hint = f"Did you mean `tui-dl {near[0]}`?" if near else "Lesson ids hold a slash; `tui-dl list` shows them."
            raise UsageError(f"There is no command or lesson {word}.", hint)
        return word
    return None


if __name__ == "__main__":
    main()
