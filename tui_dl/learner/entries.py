"""What the learner's log holds: one dataclass a kind of entry. Plain data, written as JSON.

Every entry has a subject (a lesson id, an item id `lesson-id#item-id`, or a name); its other fields are data.
Kinds this version does not know are kept in the log and read as `Unknown`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, Literal

Context = Literal["lesson", "review", "checkpoint", "check-in", "retry"]


@dataclass(frozen=True, slots=True)
class Visit:
    """A page was on screen: a step of a lesson, and the part of it where a step fills several pages."""

    kind: ClassVar[str] = "visit"
    lesson: str
    step: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A quiz (or, in review, a prediction) was answered.

    `given` is what was typed, or the list of texts of the choices picked: texts outlive a reordering.
    `drawn` are the numbers of a drawn quiz, `rule` the bug rule's expression the answer equalled.
    """

    kind: ClassVar[str] = "answer"
    item: str
    given: Any = None
    right: bool = False
    form: str = ""
    drawn: Mapping[str, Any] | None = None
    rule: str = ""
    dont_know: bool = False
    looked_back: bool = False
    sure: bool = False
    seconds: float = 0.0
    context: str = "lesson"


@dataclass(frozen=True, slots=True)
class Prediction:
    """A guess before the reveal, and what the run then said.

    In the context "lesson" it is a pretest, never graded. It is recorded twice: without an outcome when it is
    made, so that it cannot be lost, and with one when the run has spoken.
    """

    kind: ClassVar[str] = "predict"
    item: str
    guess: Any = None
    outcome: Any = None
    right: bool = False
    sure: bool = False
    skipped: bool = False
    seconds: float = 0.0
    context: str = "lesson"

    @property
    def waits(self) -> bool:
        """Whether the run has not spoken yet."""
        return self.outcome is None and not self.skipped


@dataclass(frozen=True, slots=True)
class ChallengeMet:
    """A challenge's goal was reached by this run."""

    kind: ClassVar[str] = "challenge"
    item: str
    run_line: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A check-in marked this lesson known."""

    kind: ClassVar[str] = "known"
    lesson: str


@dataclass(frozen=True, slots=True)
class Undo:
    """The entry with this uuid no longer counts."""

    kind: ClassVar[str] = "undo"
    of: str


@dataclass(frozen=True, slots=True)
class Reset:
    """The lesson starts anew; what was logged before stays in the log."""

    kind: ClassVar[str] = "reset"
    lesson: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice of the learner's that outlives the session."""

    kind: ClassVar[str] = "setting"
    name: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A run the learner played, for the notebook, with a note of theirs; `lesson` is empty in the Lab."""

    kind: ClassVar[str] = "run"
    lesson: str
    run_line: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """The app was opened ("start") or left ("stop"). A killed app leaves no stop."""

    kind: ClassVar[str] = "session"
    event: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An entry of a kind, or with values, that this version does not know."""

    kind: str
    subject: str
    data: Mapping[str, Any]


Typed = Visit | Answer | Prediction | ChallengeMet | Known | Undo | Reset | Setting | Tried | Session
Entry = Typed | Unknown
KINDS: dict[str, type[Typed]] = {
    cls.kind: cls
    for cls in (Visit, Answer, Prediction, ChallengeMet, Known, Undo, Reset, Setting, Tried, Session)
}


def item_id(lesson: str, item: str) -> str:
    """The name under which the log knows an item or a challenge of a lesson."""
    return f"{lesson}#{item}"


def lesson_of(subject: str) -> str:
    """The lesson of an item id; a lesson id is its own."""
    return subject.partition("#")[0]


def taken_apart(entry: Entry) -> tuple[str, str, dict[str, Any]]:
    """Kind, subject and data of an entry, as the log stores them."""
    if isinstance(entry, Unknown):
        return entry.kind, entry.subject, dict(entry.data)
    subject, *others = (field.name for field in fields(entry))
    return entry.kind, getattr(entry, subject), {name: getattr(entry, name) for name in others}


def put_together(kind: str, subject: str, data: Mapping[str, Any]) -> Entry:
    """The entry with this kind, subject and data; Unknown if they fit no entry of this version."""
    cls = KINDS.get(kind)
    if cls is None:
        return Unknown(kind, subject, data)
    defaults = _defaults(kind)
    known = {name: value for name, value in data.items() if name in defaults}
    if not all(_fits(value, defaults[name]) for name, value in known.items()):
        return Unknown(kind, subject, data)
    return cls(subject, **known)


@cache
def _defaults(kind: str) -> dict[str, Any]:
    """The fields of a kind of entry beside its subject, with their defaults."""
    return {field.name: field.default for field in fields(KINDS[kind])[1:]}


def _fits(value: Any, default: Any) -> bool:
    """Whether a value read from JSON has the type of its field's default; None takes anything."""
    if default is None:
        return True
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)


def to_json(data: Mapping[str, Any]) -> str:
    """Data as one line of strict JSON: tuples as lists, "nan", "inf" and "-inf" as words."""
    return json.dumps(_plain(data), allow_nan=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    return _plain(value.tolist()) if hasattr(value, "tolist") else str(value)  # numpy's numbers and arrays
