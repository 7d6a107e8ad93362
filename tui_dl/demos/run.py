"""A run: demo + knobs + seed + the changes made on the way, and its one-line text form. Needs no torch.

    gan-digits --seed 7 lr=0.0002 @400:lr=0.001
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tui_dl.demos.catalogue import declaration
from tui_dl.demos.declare import KnobError, Value
from tui_dl.errors import UsageError


@dataclass(frozen=True, slots=True)
class Change:
    """A live knob set to a value, handed over in answer to the first frame with step >= `step`."""

    step: int
    knob: str
    value: Value


@dataclass(frozen=True)
class Run:
    """What makes a run; the same run gives the same frames on one machine."""

    demo: str
    knobs: Mapping[str, Value] = field(default_factory=dict)
    seed: int = 0
    changes: tuple[Change, ...] = ()

    def line(self) -> str:
        """The run as one line that `parse_run` reads back."""
        specs = declaration(self.demo).knobs
        words = [self.demo] + ([f"--seed {self.seed}"] if self.seed else [])
        words += [_word(name, specs[name].format(value)) for name, value in self.knobs.items()]
        words += [f"@{c.step}:" + _word(c.knob, specs[c.knob].format(c.value)) for c in self.changes]
        return " ".join(words)

    def all_knobs(self) -> dict[str, Value]:
        """Every knob of the demo, defaults included."""
        return declaration(self.demo).values(self.knobs)

    def pinned(self) -> Run:
        """This run with every file of one's own read, checked and called by its content. OwnFileError."""
        specs = declaration(self.demo).knobs
        kinds = {name: specs[name].own for name, value in self.knobs.items()
                 if name in specs and value not in specs[name].choices}
        files = {name: kind.pinned(str(self.knobs[name])) for name, kind in kinds.items() if kind}
        return replace(self, knobs={**self.knobs, **files}) if files else self

    def as_played(self, knobs: Mapping[str, Value]) -> Run:
        """This run with its files called as in the knobs of its first frame."""
        specs = declaration(self.demo).knobs
        return replace(self, knobs={name: knobs.get(name, value) if specs[name].own else value
                                    for name, value in self.knobs.items()})

    def with_change(self, change: Change) -> Run:
        """This run with one more change, the changes in order of step."""
        return replace(self, changes=tuple(sorted((*self.changes, change), key=lambda change: change.step)))


def _word(name: str, text: str) -> str:
    return shlex.quote(f"{name}={text}") if shlex.quote(text) != text else f"{name}={text}"


def make_run(demo: str, words: Mapping[str, str] | None = None, seed: int = 0) -> Run:
    """A run from knobs written as text, as in a lesson, which never reads a file. UsageError, KnobError."""
    found = declaration(demo)
    for name, text in (words or {}).items():
        spec = found.knob(name)
        if spec.own and text.strip() not in spec.choices:
            choices = f"In a lesson it is {' or '.join(spec.choices)}."
            raise KnobError(f"{name}={text[:40]} is no choice of this knob.", choices)
    return Run(demo, found.parse(words or {}), seed)


def parse_run(words: str | Iterable[str]) -> Run:
    """A run from its line, or from the words of a command. UsageError, KnobError."""
    parts = _words(words) if isinstance(words, str) else list(words)
    if not parts:
        raise UsageError("Which demo?", "`tui-dl demo` lists them.")
    found = declaration(parts.pop(0))
    knobs: dict[str, Value] = {}
    changes: list[Change] = []
    seed = 0
    while parts:
        word = parts.pop(0)
        if word.startswith("--seed"):
            text = word.partition("=")[2] or (parts.pop(0) if parts else "")
            seed = parse_seed(text)
        elif word.startswith("@"):
            changes.append(_change(word, found.name))
        else:
            name, text = _split(word)
            knobs[name] = found.knob(name).parse(text)
    found.values(knobs)
    return Run(found.name, knobs, seed, tuple(sorted(changes, key=lambda change: change.step)))


def parse_seed(text: str) -> int:
    """A seed from text: a whole number from 0 to 2**32 - 1. UsageError."""
    if not _is_count(text) or int(text) >= 2**32:
        raise UsageError(f"--seed {text} is no whole number.", "A seed is a whole number from 0 to 4294967295.")
    return int(text)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{line} is not understood: {error}.", "A quotation mark needs its fellow.") from None


def _is_count(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= 10


def _split(word: str) -> tuple[str, str]:
    name, equals, text = word.partition("=")
    if not equals:
        raise UsageError(f"{word} is not understood.", "Knobs are written knob=value, for example lr=0.01.")
    return name, text


def _change(word: str, demo: str) -> Change:
    at, colon, setting = word[1:].partition(":")
    if not colon or not _is_count(at):
        raise UsageError(f"{word} is not understood.", "A change is written @STEP:knob=value, for example @30:lr=0.01.")
    name, text = _split(setting)
    spec = declaration(demo).knob(name)
    if not spec.live:
        live = [s.name for s in declaration(demo).knobs.values() if s.live]
        raise KnobError(f"{name} cannot change while {demo} runs.", f"These can: {', '.join(live) or 'none'}.")
    return Change(int(at), name, spec.parse(text))
