"""The files of a course folder. Whatever cannot be read is a problem, never a crash."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tui_dl.course.clean import clean_line
from tui_dl.course.model import Problem

MOST_BYTES = 1_000_000
MOST_FILES = 5_000
INDEX = "index.md"


@dataclass
class Folder:
    """The markdown files below a folder: its indexes by folder, its lessons, what is wrong with the files."""

    indexes: dict[Path, Path] = field(default_factory=dict)
    lessons: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_file(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file. Bytes that are no UTF-8 are replaced; a file that cannot be read is empty."""
    try:
        if not path.is_file():
            return "", (Problem(path, 1, 1, "This is no file.", "Remove it, or mend the link."),)
        if path.stat().st_size > MOST_BYTES:
            what = f"This file has more than {MOST_BYTES // 1_000_000} MB."
            return "", (Problem(path, 1, 1, what, "A lesson has a few pages; split it."),)
        data = path.read_bytes()
    except OSError as error:
        what = f"This file cannot be read: {error.strerror or error}."
        return "", (Problem(path, 1, 1, what, "See who may read it."),)
    return _decoded(data, path)


def _decoded(data: bytes, path: Path) -> tuple[str, tuple[Problem, ...]]:
    try:
        return data.decode(), ()
    except UnicodeDecodeError as error:
        before = data[:error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        problem = Problem(path, line, column, "This file is not UTF-8.", "Save it as UTF-8.")
        return data.decode(errors="replace"), (problem,)


def walk(path: Path) -> Folder:
    """Find the markdown files, by name. Links to folders are not followed, so none can loop."""
    folder = Folder()
    for count, file in enumerate(_markdown(path, folder.problems)):
        if count >= MOST_FILES:
            what = f"There are more than {MOST_FILES} markdown files here; the rest is not read."
            folder.problems.append(Problem(path, 1, 1, what, "Give the folder of a course."))
            break
        if file.name == INDEX:
            folder.indexes[file.parent] = file
        else:
            folder.lessons.append(file)
    return folder


def _markdown(path: Path, problems: list[Problem]) -> Iterator[Path]:
    def report(error: OSError) -> None:
        what = f"This folder cannot be read: {error.strerror or error}."
        problems.append(Problem(Path(error.filename or path), 1, 1, what, "See who may read it."))

    for place, folders, files in os.walk(path, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(".md") and not name.startswith(".") and name.lower() != "readme.md":
                yield Path(place) / name


def shown(path: Path) -> str:
    """A path as text for the terminal."""
    return clean_line(str(path))
