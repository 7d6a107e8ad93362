"""Front matter: what a lesson or an index says about itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tui_dl.course.clean import clean_line
from tui_dl.course.fields import read_options, split_options
from tui_dl.course.options import Options
from tui_dl.course.reading import Reading

_ID = re.compile(r"[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Front:
    """Front matter of a lesson; what is missing or wrong is replaced by a likely value."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    sources: tuple[str, ...]
    terms: dict[str, str]


class Split(NamedTuple):
    """Front matter as options, None if it cannot be read; and the text below it, from `body_line` on."""

    options: Options | None
    body: str
    body_line: int


def split_front(reading: Reading) -> Split:
    """Take the front matter off a file."""
    parts = split_options(reading.lines)
    if not parts.skipped or parts.short:
        reading.report(1, "There is no front matter.",
                       "Begin with a line ---, then the keys, then a line ---.")
        return Split(None, "\n".join(reading.lines), 1)
    fields = read_options(reading, parts, 1, "The front matter")
    options = None if fields is None else Options(reading, fields, 1, "The front matter")
    return Split(options, "\n".join(parts.rest), 1 + parts.skipped)


def lesson_front(options: Options | None, path: Path) -> Front:
    """The front matter of a lesson."""
    likely = f"{_slug(path.parent.name) or 'lessons'}/{_slug(path.stem) or 'lesson'}"
    return _front(options, likely, path.stem) if options else Front(likely, clean_line(path.stem), 0, (), (),
                                                                    {})


def _front(options: Options, likely: str, stem: str) -> Front:
    identity = options.required("id", likely)
    if identity and not _ID.fullmatch(identity):
        options.complain("id", f"{identity} is not chapter/name.",
                         f"Write small letters and hyphens: id: {likely}")
        identity = ""
    title = options.required("title", "Stride and padding")
    minutes = _minutes(options)
    for name in ("needs", "sources"):
        if not options.has(name):
            options.reading.report(1, f"The front matter has no {name}.",
                                   f"Add it; {name}: [] if there are none.")
    front = Front(identity or likely, title or clean_line(stem), minutes, needs(options),
                  _list(options, "sources"),
                  _terms(options))
    options.finish()
    return front


def is_lesson_id(text: str) -> bool:
    """Whether a text can be the id of a lesson: chapter/name."""
    return _ID.fullmatch(text) is not None


def needs(options: Options) -> tuple[str, ...]:
    """The ids in `needs`."""
    return _list(options, "needs")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _minutes(options: Options) -> int:
    if not options.has("minutes"):
        options.required("minutes", "15")
        return 0
    return options.whole("minutes", 0, 600)


def _list(options: Options, name: str) -> tuple[str, ...]:
    entry = options.entry(name)
    if entry is None or entry.value in ([], ""):
        return ()
    if isinstance(entry.value, str):
        options.complain(name, "a list is wanted.", f"Write {name}: [one, two], or a line `- one` for each.")
        return ()
    return options.texts(name)


def _terms(options: Options) -> dict[str, str]:
    terms = {}
    for name, entry in options.mapping("terms").items():
        if isinstance(entry.value, str) and entry.value and "\n" not in entry.value:
            terms[name] = entry.value
        else:
            options.reading.report(entry.line, f"The term {name} has no one-line meaning.",
                                   f"Write {name}: what it means; put text with `: ` in quotes.", at=name)
    return terms
