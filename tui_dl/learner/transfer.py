"""The whole log as JSON and back: lossless, and the same however often it is read in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tui_dl.learner.entries import to_json
from tui_dl.learner.log import Log, LogError, as_text
from tui_dl.learner.store import RawRow

FORMAT = "tui-dl log"
VERSION = 1


def export_log(log: Log) -> str:
    """Every entry of the log, also undone ones and those of unknown kinds, as JSON text. LogError."""
    entries = [{"uuid": row.uuid, "at": row.at, "kind": row.kind, "subject": row.subject, "data": row.data}
               for row in log.rows()]
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
    return f'{{"format": "{FORMAT}", "version": {VERSION}, "entries": [\n{lines}\n]}}\n'


def import_log(log: Log, text: str) -> int:
    """Add the entries of an export that are not in the log yet; how many. LogError: then nothing is added."""
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise LogError("This file is no JSON; nothing was read in.", _HINT) from None
    entries = found.get("entries") if isinstance(found, dict) and found.get("format") == FORMAT else None
    if not isinstance(entries, list):
        raise LogError("This file is no log of tui-dl; nothing was read in.", _HINT)
    if found.get("version") != VERSION:
        raise LogError("This log was written by a newer tui-dl; nothing was read in.", "Update tui-dl.")
    return log.add([_row(entry, number) for number, entry in enumerate(entries, 1)])


_HINT = "`tui-dl export` writes a file that can be read in."


def _no_number(constant: str) -> None:
    raise ValueError(constant)


def _row(entry: Any, number: int) -> RawRow:
    """One entry, checked. LogError names its number."""
    try:
        texts = [entry[name] for name in ("uuid", "kind", "subject")]
        moment = datetime.fromisoformat(entry["at"])
        if not all(isinstance(text, str) and _is_unicode(text) for text in texts):
            raise TypeError
        if not isinstance(entry["data"], dict) or moment.tzinfo is None or not texts[0]:
            raise TypeError
        return texts[0], as_text(moment), texts[1], texts[2], to_json(entry["data"])
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        raise LogError(f"Entry {number} of this log is damaged; nothing was read in.", _HINT) from None


def _is_unicode(text: str) -> bool:
    """Whether SQLite can store the text: it has no half of a surrogate pair, and no NUL."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
