"""YAML as text: front matter and the options of a directive, every value with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from tui_dl.course.clean import CONTROLS, clean_line
from tui_dl.course.reading import Reading

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SHORT = re.compile(r":([\w-]+):(?: +(.*))?$")
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as it is written: text, a list, or a mapping; and its line in the file."""

    value: str | list[Entry] | dict[str, Entry]
    line: int


Fields = dict[str, Entry]


class Options(NamedTuple):
    """The options at the top of some lines, and the lines below them."""

    yaml: list[str]
    short: list[str]
    rest: list[str]
    skipped: int
    unclosed: bool = False


def split_options(lines: Sequence[str]) -> Options:
    """Take off a YAML block between `---`, or `:key: value` lines."""
    if lines and lines[0].rstrip() == "---":
        for number, line in enumerate(lines[1:], 1):
            if line.rstrip() in ("---", "..."):
                return Options(list(lines[1:number]), [], list(lines[number + 1:]), number + 1)
        return Options([], [], list(lines[1:]), 1, unclosed=True)
    count = 0
    while count < len(lines) and _SHORT.match(lines[count].strip()):
        count += 1
    return Options([], list(lines[:count]), list(lines[count:]), count)


def _read_short(reading: Reading, lines: Sequence[str], first_line: int) -> Fields:
    """Options written as `:key: value`. A value in brackets or quotes is YAML, any other is text."""
    fields: Fields = {}
    for line, text in enumerate(lines, first_line):
        match = _SHORT.match(text.strip())
        key, value = (match[1], (match[2] or "").strip()) if match else ("", "")
        entry = Entry(value, line)
        if value[:1] in ("[", "{", '"', "'"):
            entry = (read_yaml(reading, f"{key}: {value}", line) or {}).get(key, entry)
        _add(reading, fields, key, entry)
    return fields


def read_options(reading: Reading, options: Options, first_line: int, owner: str) -> Fields | None:
    """Options that stand from `first_line` on; None, and a problem, if they cannot be read."""
    if options.unclosed:
        reading.report(first_line, f"{owner} opens here with --- and is never closed.",
                       "Put --- below its last line.")
        return None
    if options.short:
        return _read_short(reading, options.short, first_line)
    return read_yaml(reading, "\n".join(options.yaml), first_line + 1)


def read_yaml(reading: Reading, text: str, first_line: int) -> Fields | None:
    """A mapping written in YAML; None, and a problem, if it is none."""
    try:
        entry = _Entries(reading, text, first_line).root()
    except yaml.MarkedYAMLError as error:
        _report_yaml(reading, error, first_line)
        return None
    except (yaml.YAMLError, ValueError, _NotPlainError):
        reading.report(first_line, "This YAML cannot be read.",
                       "Write one `key: value` a line, without aliases.")
        return None
    if not isinstance(entry.value, dict):
        reading.report(first_line, "This is not a list of keys and values.", "Write one `key: value` a line.")
        return None
    return entry.value


class _NotPlainError(Exception):
    """Lists in lists in lists, or an alias: a few lines of those can stand for millions of values."""


def _report_yaml(reading: Reading, error: yaml.MarkedYAMLError, first_line: int) -> None:
    mark = error.problem_mark or error.context_mark
    line = first_line + (mark.line if mark else 0)
    column = mark.column + 1 if mark else 1
    what = f"YAML: {clean_line(str(error.problem or error.context))}."
    reading.report_at(line, column, what,
                      "Put a value that holds `: ` or ` #`, or begins with a sign, in quotes.")


class _Entries:
    """YAML to entries, event by event: PyYAML's own composer overflows the C stack on deep nesting."""

    def __init__(self, reading: Reading, text: str, first_line: int) -> None:
        self.reading = reading
        self.first_line = first_line
        self.events: Iterator[Any] = iter(yaml.parse(text, _LOADER))

    def root(self) -> Entry:
        """The first document; an empty text is an empty mapping."""
        for event in self.events:
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                empty = isinstance(event, yaml.StreamEndEvent)
                return Entry({}, self.first_line) if empty else self.entry(event, 0)
        return Entry({}, self.first_line)

    def entry(self, event: Any, depth: int) -> Entry:
        """The value that begins with this event. _NotPlainError for an alias or deep nesting."""
        line = self.line(event)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            raise _NotPlainError
        if isinstance(event, yaml.SequenceStartEvent):
            return Entry(list(self.items(depth)), line)
        if isinstance(event, yaml.MappingStartEvent):
            return Entry(self.mapping(depth), line)
        return Entry(_text(self.reading, event.value, line), line)

    def line(self, event: Any) -> int:
        """The line of the file where this event begins."""
        return int(self.first_line + event.start_mark.line)

    def items(self, depth: int) -> Iterator[Entry]:
        """The items of a list."""
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.entry(event, depth + 1)

    def mapping(self, depth: int) -> Fields:
        """Keys and their values. _NotPlainError for a key that is no text."""
        fields: Fields = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise _NotPlainError
            value = self.entry(next(self.events), depth + 1).value
            _add(self.reading, fields, clean_line(key.value), Entry(value, self.line(key)))
        return fields


def _text(reading: Reading, value: str, line: int) -> str:
    text = "\n".join(clean_line(part) for part in value.strip("\n").split("\n"))
    if CONTROLS.search(value):
        reading.report(line, "A control character in a value.", "Remove it: text cannot steer the terminal.")
    return text


def _add(reading: Reading, fields: Fields, key: str, entry: Entry) -> None:
    if key in fields:
        reading.report(entry.line, f"{key} is given twice.",
                       f"The first is on line {fields[key].line}; keep one.")
    else:
        fields[key] = entry
