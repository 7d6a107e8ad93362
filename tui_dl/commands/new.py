"""`tui-dl new`: a lesson, or a demo with its test, that works as it stands and is yours to rewrite."""

from __future__ import annotations

import argparse
import keyword
import re
import shlex
from pathlib import Path

import tui_dl
from tui_dl.commands.listed import list_lesson
from tui_dl.commands.places import near
from tui_dl.course.files import shown, walk
from tui_dl.course.front import is_lesson_id
from tui_dl.course.load import default_course_path, load_course
from tui_dl.errors import TuiDlError, UsageError

PACKAGE = Path(tui_dl.__file__).parent
SKELETONS = PACKAGE / "skeletons"
DEMO_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def run(options: argparse.Namespace) -> int:
    """The command."""
    if options.kind == "lesson":
        _lesson(options.name, options.course)
    else:
        _demo(options.name)
    return 0


# ---------------------------------------------------------------------------- a lesson


def _lesson(lesson_id: str, course: Path | None) -> None:
    if not is_lesson_id(lesson_id) or lesson_id.rpartition("/")[2] in ("index", "readme"):
        raise UsageError(f"{shown(Path(lesson_id))} is no lesson id.",
                         "It is chapter/name in small letters, digits and hyphens, such as cnn/my-lesson.")
    root = course or _own_lessons()
    _must_be_free(lesson_id, root)
    file = root / f"{lesson_id}.md"
    _must_be_new(file)
    text = (SKELETONS / "lesson.md").read_text("utf-8")
    alone = not root.is_dir() or not walk(root).lessons
    _write(file, text.replace("chapter/name", lesson_id).replace("Untitled", _title(lesson_id)))
    for line in list_lesson(root, lesson_id, alone):
        print(line)
    given = f"--course {shlex.quote(str(course))} " if course else ""
    print(f"Read it: tui-dl {given}{lesson_id}\nCheck it: tui-dl check {shlex.quote(shown(near(file)))}")


def _own_lessons() -> Path:
    """The lessons of this checkout. UsageError if this program is installed: what is written there would be lost."""
    if default_course_path().parent == PACKAGE:
        raise UsageError("This tui-dl is installed, not a checkout of its source.",
                         "Write into a course of your own: `tui-dl --course my-course new lesson intro/first`.")
    return default_course_path()


def _must_be_free(lesson_id: str, root: Path) -> None:
    """UsageError if a lesson has this id, or a file this path."""
    if root.exists() and not root.is_dir():
        raise UsageError(f"{shown(root)} is no folder.", "A course is a folder of lessons.")
    if root.is_dir() and walk(root).lessons:
        for head in load_course(root).heads():
            if head.id == lesson_id:
                raise UsageError(f"{lesson_id} is there already: {shown(near(head.path))}.", "Choose another name.")


def _title(lesson_id: str) -> str:
    words = lesson_id.rpartition("/")[2].replace("-", " ")
    return words[0].upper() + words[1:]


# ---------------------------------------------------------------------------- a demo


def _demo(name: str) -> None:
    from tui_dl.demos.catalogue import catalogue

    function = name.replace("-", "_")
    if not DEMO_NAME.fullmatch(name) or keyword.iskeyword(function) or keyword.issoftkeyword(function):
        raise UsageError(f"{shown(Path(name))} is no name for a demo.",
                         "Write small letters, digits and hyphens, such as bouncing-ball.")
    if name in catalogue():
        raise UsageError(f"There is a demo {name} already.", f"`tui-dl demo {name}` plays it.")
    tests = PACKAGE.parent / "tests" / "demos"
    if not tests.is_dir():
        raise UsageError("A demo is written into the source of tui-dl, and this one is installed without it.",
                         "Get the source, and run `make run` there once.")
    files = {PACKAGE / "demos" / f"{function}.py": "demo.py", tests / f"test_{function}.py": "demo_test.py"}
    for file in files:
        _must_be_new(file)
    for file, skeleton in files.items():
        text = (SKELETONS / skeleton).read_text("utf-8").replace("tui_dl.skeletons.demo", f"tui_dl.demos.{function}")
        word = function if skeleton == "demo.py" else name  # Python's name, or the one in a run line
        _write(file, text.replace("Untitled", _title(name)).replace("untitled", word))
    print(f"Play it: tui-dl demo {name}\nTest it: make test ARGS=tests/demos/test_{function}.py\n"
          f"And what every demo promises: make test ARGS='tests/demos/test_all_demos.py -k {name}'")


# ---------------------------------------------------------------------------- files


def _must_be_new(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise UsageError(f"{shown(near(file))} is there already.", "Choose another name; nothing is overwritten.")


def _write(file: Path, text: str) -> None:
    """A new file. TuiDlError if it cannot be written, or has come into being meanwhile."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except OSError as error:
        what = f"{shown(near(file))} cannot be written: {error.strerror}."
        raise TuiDlError(what, "See who may write there.") from error
    print(f"Wrote {shown(near(file))}")
