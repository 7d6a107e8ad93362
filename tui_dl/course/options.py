"""The options of a directive, given their type by whoever asks; what nobody asks for is unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tui_dl.course.fields import Entry, Fields
from tui_dl.course.reading import Reading, one_of


class Options:
    """Typed access to options. Each getter reports what is wrong and returns the default."""

    def __init__(self, reading: Reading, fields: Fields, line: int, owner: str) -> None:
        self.reading = reading
        self.fields = fields
        self.line = line
        self.owner = owner
        self.asked: dict[str, None] = {}

    def has(self, name: str) -> bool:
        """Whether it is given."""
        return name in self.fields

    def line_of(self, name: str) -> int:
        """The line on which it is given, or else that of its owner."""
        return self.fields[name].line if name in self.fields else self.line

    def complain(self, name: str, what: str, mend: str = "") -> None:
        """Report something about one option."""
        self.reading.report(self.line_of(name), f"{name}: {what}", mend, at=name)

    def entry(self, name: str) -> Entry | None:
        """The option as it is written."""
        self.asked[name] = None
        return self.fields.get(name)

    def text(self, name: str, default: str = "") -> str:
        """Text. A list stands for a tuple: [3, 4] is (3, 4)."""
        entry = self.entry(name)
        if entry is None:
            return default
        if isinstance(entry.value, list):
            words = [part.value for part in entry.value if isinstance(part.value, str)]
            if len(words) == len(entry.value) > 0:
                return f"({', '.join(words)}{',' if len(words) == 1 else ''})"
        if not isinstance(entry.value, str):
            self.complain(name, "text is wanted here.",
                          "Put it in quotes if it holds `: ` or begins with a bracket.")
            return default
        return entry.value

    def required(self, name: str, example: str) -> str:
        """Text that must be there; the empty string, and a problem, if it is not."""
        found = self.text(name)
        if not self.has(name):
            self.reading.report(self.line, f"{self.owner} has no {name}.",
                                f"Add it, for example {name}: {example}")
        elif not found:
            self.complain(name, "it is empty.", f"For example {name}: {example}")
        return found

    def flag(self, name: str) -> bool:
        """true or false; false if it is not given."""
        text = self.text(name, "false")
        if text not in ("true", "false"):
            self.complain(name, f"{text or 'nothing'} is neither true nor false.",
                          f"Write {name}: true, or leave it out.")
        return text == "true"

    def whole(self, name: str, default: int, highest: int = 10**9) -> int:
        """A whole number from 0."""
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdecimal() and len(text) <= 12 and int(text) <= highest):
            self.complain(name, f"{text or 'nothing'} is no whole number from 0 to {highest}.")
            return default
        return int(text)

    def number(self, name: str) -> float | None:
        """A number above 0, or None."""
        if self.entry(name) is None:
            return None
        text = self.text(name)
        found = number(text)
        if found is None or found <= 0:
            self.complain(name, f"{text or 'nothing'} is no number above 0.", f"For example {name}: 0.05")
            return None
        return float(found)

    def names(self, name: str) -> tuple[str, ...]:
        """A list of words; text is split at its commas."""
        entry = self.entry(name)
        if entry is None:
            return ()
        if isinstance(entry.value, str):
            return tuple(word.strip() for word in entry.value.split(",") if word.strip())
        return self._words(name, entry)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, or a single one."""
        entry = self.entry(name)
        if entry is None:
            return ()
        return (entry.value,) if isinstance(entry.value, str) and entry.value else self._words(name, entry)

    def _words(self, name: str, entry: Entry) -> tuple[str, ...]:
        parts = entry.value if isinstance(entry.value, list) else []
        words = tuple(part.value for part in parts if isinstance(part.value, str) and part.value)
        if not words or len(words) != len(parts):
            self.complain(name, "a list of texts is wanted.",
                          f"Write {name}: [one, two]; put text with `: ` in quotes.")
        return words

    def mapping(self, name: str) -> Fields:
        """Keys and values."""
        entry = self.entry(name)
        if entry is None:
            return {}
        if not isinstance(entry.value, dict):
            self.complain(name, "keys and values are wanted.", f"Write {name}: {{one: 1, two: 2}}.")
            return {}
        return entry.value

    def records(self, name: str) -> list[Options]:
        """A list of mappings, each with options of its own."""
        entry = self.entry(name)
        if entry is None:
            return []
        parts = entry.value if isinstance(entry.value, list) else [entry]
        records = [Options(self.reading, part.value, part.line, f"An entry of {name}")
                   for part in parts if isinstance(part.value, dict)]
        if len(records) != len(parts):
            self.complain(name, "a list of entries with keys is wanted.",
                          f"Each begins with `- ` under {name}:")
        return records

    def rest(self) -> Fields:
        """What nobody has asked for yet; now somebody has."""
        rest = {name: entry for name, entry in self.fields.items() if name not in self.asked}
        self.asked |= dict.fromkeys(rest)
        return rest

    def finish(self) -> None:
        """Report every option that nobody asked for."""
        known = list(self.asked)
        for name, entry in self.rest().items():
            self.reading.report(entry.line, f"{self.owner} knows no option {name}.", one_of(name, known),
                                at=name)


def number(text: str) -> int | float | None:
    """A number as it is written: whole if it can be; None if it is none, or not finite."""
    try:
        found = int(text) if len(text) < 30 else float(text)
    except ValueError:
        try:
            found = float(text)
        except ValueError:
            return None
    return found if math.isfinite(found) else None


def knob_texts(options: Options, fields: Fields, owner: str) -> dict[str, str]:
    """Knobs as they are written; a list is joined with commas."""
    knobs: dict[str, str] = {}
    for name, entry in fields.items():
        parts: Sequence[Entry] = entry.value if isinstance(entry.value, list) else [entry]
        words = [part.value for part in parts if isinstance(part.value, str)]
        if len(words) != len(parts) or "" in words:
            options.reading.report(entry.line, f"The knob {name} of {owner} has no value.",
                                   f"For example {name}: 3, or {name}: [1, 2] for several.", at=name)
        else:
            knobs[name] = ",".join(words)
    return knobs
