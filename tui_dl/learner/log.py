"""The learner's log: append-only entries in SQLite, from which everything else is derived."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar
from uuid import uuid4

from tui_dl.learner import store
from tui_dl.learner.entries import Entry, Setting, Undo, put_together, taken_apart, to_json
from tui_dl.learner.store import LogError, RawRow, data_folder

__all__ = ["Log", "LogError", "Row", "as_text", "data_folder"]

SLACK = timedelta(days=1)
TRIES = 5
T = TypeVar("T")


class Row(NamedTuple):
    """One entry as it is stored, its JSON parsed."""

    uuid: str
    at: str
    kind: str
    subject: str
    data: dict[str, Any]

    @property
    def time(self) -> datetime:
        """When it was recorded, UTC."""
        return datetime.fromisoformat(self.at)

    @property
    def entry(self) -> Entry:
        """The entry itself."""
        return put_together(self.kind, self.subject, self.data)


def local_now() -> datetime:
    """The time now, in this machine's zone."""
    return datetime.now(UTC).astimezone()


def as_text(moment: datetime) -> str:
    """A moment as the log writes it: UTC, to the microsecond, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Log:
    """The log of one learner. Safe to use from several threads; several windows may have it open at once.

    Entries are ordered by time, and time never goes backwards: an entry is dated after the newest, even if
    the clock was set back. Entries more than a day ahead of the clock come from a clock that ran ahead: they
    count, as older than all others, and hold nothing up.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self.path = path
        self.clock = clock
        self.notice = ""  # what a person should know about the opening, or empty
        self._lock = threading.RLock()
        self._unsaved: list[RawRow] = []
        self._identity = 0
        self._connection: sqlite3.Connection | None = self._opened()

    @classmethod
    def open(cls, folder: Path | None = None, clock: Callable[[], datetime] = local_now) -> Log:
        """The log in `folder` (default: data_folder()), begun if there is none. LogError.

        A damaged file is set aside and what can be read of it carried over; `notice` then says so.
        """
        return cls((folder or data_folder()) / store.FILE, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what could not be written before is tried once more. LogError."""
        with self._lock:
            try:
                self._save()
            finally:
                if self._connection:
                    self._connection.close()

    # ------------------------------------------------------------------------ writing

    def record(self, entry: Entry) -> str:
        """Append an entry; it is on disk when this returns. Its uuid. LogError.

        After a LogError it is not lost: it waits in memory and is written with the next; do not repeat it.
        """
        kind, subject, data = taken_apart(entry)
        uuid = str(uuid4())
        with self._lock:
            self._unsaved.append((uuid, as_text(self.clock()), kind, subject, to_json(data)))
            self._save()
        return uuid

    def add(self, rows: Iterable[RawRow]) -> int:
        """Append entries that have a uuid and a date already, those not yet here; how many. LogError."""
        given = list(rows)

        def insert(connection: sqlite3.Connection) -> int:
            before = connection.total_changes
            connection.executemany(store.INSERT, given)
            return connection.total_changes - before

        return self._write(insert)

    @property
    def unsaved(self) -> int:
        """How many entries wait in memory because the disk would not take them."""
        return len(self._unsaved)

    def _save(self) -> None:
        def insert(connection: sqlite3.Connection) -> None:
            for uuid, at, *rest in self._unsaved:
                connection.execute(store.INSERT, (uuid, _after_newest(connection, at), *rest))

        if self._unsaved:
            self._write(insert)
            self._unsaved.clear()

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

        return self._run(transaction)

    # ------------------------------------------------------------------------ reading

    def now(self) -> datetime:
        """The clock's time, or the newest entry's if the clock was set back a little; in the clock's zone."""
        now = self.clock()
        newest = self._run(lambda connection: _after_newest(connection, as_text(now)))
        return max(now.astimezone(), datetime.fromisoformat(newest)).astimezone(now.tzinfo)

    def rows(self, *kinds: str, subject: str | None = None, lesson: str | None = None) -> list[Row]:
        """Entries of these kinds (none: all) in order; of one subject, of a lesson and its items. LogError.

        Entries that were undone are left out, unless all kinds are asked for.
        """
        where, values = ["1"], list[str]()
        if kinds:
            no_index = "+" if subject is None and lesson is None else ""  # a scan is quicker for so many
            where.append(f"{no_index}kind IN ({', '.join('?' * len(kinds))})")
            values += kinds
            where.append("uuid NOT IN (SELECT subject FROM entries WHERE kind = 'undo')")
        if subject is not None:
            where.append("subject = ?")
            values.append(subject)
        if lesson is not None:  # its items are lesson#item, and $ follows # in ASCII
            where.append("subject >= ? AND subject < ?")
            values += [lesson, f"{lesson}$"]
        limit = self._limit()
        found = self._select(" AND ".join(where), values)
        return sorted(found, key=lambda row: (row.at <= limit, row.at, row.uuid))

    def last(self, kind: str, lesson: str | None = None) -> Row | None:
        """The newest entry of a kind, in all lessons or in one; quick however long the log is. LogError."""
        where, values = "kind = ?", [kind]
        if lesson is not None:
            where += " AND subject = ?"
            values.append(lesson)
        newest = "ORDER BY at DESC, uuid DESC LIMIT 1"
        found = self._select(f"{where} AND at <= ? {newest}", [*values, self._limit()])
        found = found or self._select(f"{where} {newest}", values)
        return found[0] if found else None

    def _limit(self) -> str:
        return as_text(self.clock() + SLACK)

    def _select(self, rest: str, values: Sequence[str]) -> list[Row]:
        query = f"SELECT {store.COLUMNS} FROM entries WHERE {rest}"
        found = self._run(lambda connection: connection.execute(query, values).fetchall())
        parsed = _parsed([row[4] for row in found])
        return [Row(uuid, at, kind, subject, data)
                for (uuid, at, kind, subject, _), data in zip(found, parsed, strict=True)]

    # ------------------------------------------------------------------------ small things

    def undo(self, uuid: str) -> str:
        """Take an entry back: it stays in the log but no longer counts. LogError."""
        return self.record(Undo(uuid))

    def settings(self) -> dict[str, Any]:
        """The learner's settings, the newest value of each. LogError."""
        entries = (row.entry for row in self.rows(Setting.kind))
        return {entry.name: entry.value for entry in entries if isinstance(entry, Setting)}

    # ------------------------------------------------------------------------ the file

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it with the file; if that turns out damaged, once more with a new one. LogError."""
        with self._lock:
            connection = self._connection = self._connection or self._opened()
            try:
                return _patiently(lambda: work(connection))
            except sqlite3.Error as error:
                if not store.is_damage(error):
                    raise store.explained(error, self.path) from error
            connection.close()
            self._connection = None
            renewed = self._connection = self._begun_anew()
            try:
                return _patiently(lambda: work(renewed))
            except sqlite3.Error as error:
                raise store.explained(error, self.path) from error

    def _opened(self) -> sqlite3.Connection:
        try:
            self._identity = self.path.stat().st_ino if self.path.exists() else 0
            connection = _patiently(lambda: store.connect(self.path))
            self._identity = self.path.stat().st_ino
            return connection
        except sqlite3.Error as error:
            if store.is_damage(error):
                return self._begun_anew()
            raise store.explained(error, self.path) from error
        except OSError as error:
            raise store.explained(error, self.path) from error

    def _begun_anew(self) -> sqlite3.Connection:
        """A new log in place of a damaged one, with what could be read of it. LogError."""
        try:
            aside = store.set_aside(self.path, self.clock(), self._identity)
            connection = _patiently(lambda: store.connect(self.path))
            rows = store.salvaged(aside) if aside else []
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(store.INSERT, rows)
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise store.explained(error, self.path) from error
        self._identity = self.path.stat().st_ino
        if aside:
            self.notice = (f"The learner's log was damaged. It is kept as {aside}; a new one was begun"
                           f" with the {len(rows)} entries that could be read.")
        return connection


def _patiently(work: Callable[[], T]) -> T:
    """Do it, again if another window is writing: at most a second in all. sqlite3.Error."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except sqlite3.OperationalError as error:
            if not store.is_busy(error):
                raise
    return work()


def _after_newest(connection: sqlite3.Connection, at: str) -> str:
    """The date of an entry recorded at `at`: later than the newest entry that is at most a day ahead."""
    limit = as_text(datetime.fromisoformat(at) + SLACK)
    newest = connection.execute("SELECT max(at) FROM entries WHERE at <= ?", (limit,)).fetchone()[0]
    if newest is None or at > newest:
        return at
    return as_text(datetime.fromisoformat(newest) + timedelta(microseconds=1))


def _parsed(texts: Sequence[str]) -> list[dict[str, Any]]:
    """JSON objects, parsed in one go where all are sound."""
    try:
        found = json.loads(f"[{','.join(texts)}]")
        if len(found) == len(texts) and all(isinstance(data, dict) for data in found):
            return list(found)
    except (ValueError, RecursionError):
        pass
    return [_parsed_alone(text) for text in texts]


def _parsed_alone(text: str) -> dict[str, Any]:
    """A JSON object; the text itself under "unreadable" if it is none, so that an export keeps it."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    return data if isinstance(data, dict) else {"unreadable": text}
