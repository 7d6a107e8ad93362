"""A new lesson takes its place in the indexes of its course."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tui_dl.commands.places import near
from tui_dl.course.files import INDEX, shown

FENCE = "---"
NEW_INDEX = "---\ntitle: {title}\n{key}: [{name}]\n---\n\n# {title}\n\nWhat it is about, in a sentence or two.\n"


def list_lesson(course: Path, lesson_id: str, alone: bool) -> Iterator[str]:
    """Add a lesson that was just written to its chapter, and a new chapter to its course; what was done, by lines.

    `alone`: it is the first lesson of the course. A folder without an index lists all its lessons by itself.
    """
    chapter = lesson_id.partition("/")[0]
    index = course / chapter / INDEX
    if index.is_file():
        yield from _extended(index, "lessons", lesson_id)
    elif len(list(index.parent.glob("*.md"))) == 1:
        yield _begun(index, chapter, "lessons", lesson_id)
    root = course / INDEX
    if root.is_file():
        yield from _extended(root, "chapters", chapter)
    elif alone:
        yield _begun(root, course.resolve().name, "chapters", chapter)


def _begun(index: Path, name: str, key: str, listed: str) -> str:
    words = name.replace("-", " ")
    with index.open("x", encoding="utf-8") as new:
        new.write(NEW_INDEX.format(title=words[:1].upper() + words[1:], key=key, name=listed))
    return f"Wrote {shown(near(index))}"


def _extended(index: Path, key: str, name: str) -> Iterator[str]:
    text = index.read_bytes().decode(errors="surrogateescape")
    longer = text if _names(text, key, name) else extended(text, key, name)
    if longer is None:
        yield f"List it: in {shown(near(index))}, add {name} to {key}, such as `{key}: [{name}]`"
    elif longer != text:
        index.write_bytes(longer.encode(errors="surrogateescape"))
        yield f"Listed it in {shown(near(index))}"


def extended(text: str, key: str, name: str) -> str | None:
    """An index with one name more in a list of its front matter; None where that list is written in other ways."""
    lines = text.splitlines(keepends=True)
    end = _end_of_front(lines)
    for number, line in enumerate(lines[:end]):
        if found := re.match(rf"{key}:[ \t]*\[([^\[\]#]*)\]", line):
            listed = f"{found[1].rstrip(' ,')}, {name}" if found[1].strip() else name
            lines[number] = f"{key}: [{listed}]{line[found.end():]}"
            return "".join(lines)
        if re.match(rf"{key}:", line):
            return _one_more_line(lines, number + 1, name) if not line.partition(":")[2].strip() else None
    if not end:
        return None
    lines.insert(end, f"{key}: [{name}]{_newline(lines[end])}")
    return "".join(lines)


def _one_more_line(lines: list[str], first: int, name: str) -> str | None:
    """A list with a line for each name: one more, below the last."""
    last = first
    while last < len(lines) and (found := re.match(r"([ \t]*- )", lines[last])):
        last, dash = last + 1, found[1]
    if last == first:
        return None
    lines.insert(last, f"{dash}{name}{_newline(lines[last - 1])}")
    return "".join(lines)


def _end_of_front(lines: list[str]) -> int:
    """The line that closes the front matter, counted from 0; 0 if there is none."""
    if not lines or lines[0].strip() != FENCE:
        return 0
    return next((number for number, line in enumerate(lines[1:], 1) if line.strip() == FENCE), 0)


def _names(text: str, key: str, name: str) -> bool:
    """Whether the list holds the name already."""
    front = "".join((lines := text.splitlines(keepends=True))[:_end_of_front(lines)])
    found = re.search(rf"^{key}:((?:.*\n)(?:[ \t-].*\n)*)", front, re.MULTILINE)
    return found is not None and name in re.split(r"[\s,\[\]]+", found[1])


def _newline(line: str) -> str:
    return line[len(line.rstrip("\r\n")):]
