"""The file below the learner's log: opened, migrated, checked, set aside when damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import platformdirs

from tui_dl.errors import TuiDlError

FILE = "learner.db"
PATIENCE = 0.2  # seconds SQLite waits for another window's write; the log tries a few times
COLUMNS = "uuid, at, kind, subject, data"
INSERT = f"INSERT OR IGNORE INTO entries ({COLUMNS}) VALUES (?, ?, ?, ?, ?)"
RawRow = tuple[str, str, str, str, str]

# MIGRATIONS[n] takes a log from version n to n + 1; a new file has version 0.
MIGRATIONS: tuple[Sequence[str], ...] = (
    (
        """CREATE TABLE entries (
            seq INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            at TEXT NOT NULL,       -- UTC, 2026-08-01T09:30:00.000000+00:00, so that text order is time order
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,  -- a lesson id, an item id or a name
            data TEXT NOT NULL      -- one line of JSON
        )""",
        "CREATE INDEX entries_by_kind ON entries (kind, at)",
        "CREATE INDEX entries_by_subject ON entries (kind, subject, at)",
        "CREATE INDEX entries_by_time ON entries (at)",
    ),
)


class LogError(TuiDlError):
    """The learner's log cannot be opened, read or written."""


class NotALog(sqlite3.DatabaseError):
    """The file is SQLite, but broken, or with other tables than a log's."""


def data_folder() -> Path:
    """Where a learner's log lives: TUI_DL_HOME, or the platform's folder for user data."""
    home = os.environ.get("TUI_DL_HOME")
    return Path(home).expanduser() if home else Path(platformdirs.user_data_dir("tui-dl", appauthor=False))


def cache_folder() -> Path:
    """Where what can be found out anew is kept: below TUI_DL_HOME, or the platform's folder for caches."""
    home = os.environ.get("TUI_DL_HOME")
    return Path(home).expanduser() / "cache" if home else Path(platformdirs.user_cache_dir("tui-dl", appauthor=False))


def connect(path: Path) -> sqlite3.Connection:
    """An open log of the present version that can be written. sqlite3.Error, LogError, OSError.

    In WAL a commit is appended to the -wal file; with synchronous=FULL that file is flushed to the disk
    before the commit returns. So an entry survives a kill of the app, as it would with NORMAL, and a power
    cut, as it would not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _refuse_newer(connection, path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        _check(connection)
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    found = _version(connection)
    if found > len(MIGRATIONS):
        raise LogError(
            f"The learner's log {path} is of a newer tui-dl: version {found}, here {len(MIGRATIONS)}.",
            "Update tui-dl, or set TUI_DL_HOME to another folder. The log was left as it is.")


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the log to the present version, in one transaction; an attempted write shows that it takes any."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _version(connection)
        for statements in MIGRATIONS[found:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
        connection.execute("COMMIT" if found < len(MIGRATIONS) else "ROLLBACK")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _check(connection: sqlite3.Connection) -> None:
    """NotALog if the file is broken, or is a database of something else."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(entries)")}
    if not set(COLUMNS.split(", ")) <= columns and (columns or _version(connection)):
        raise NotALog("it has no table of entries")
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise NotALog(verdict)


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code. What Python's own layer raises has none, and counts as 0."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file is malformed, or no SQLite at all."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or isinstance(error, NotALog)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another window is writing at this moment."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def explained(error: sqlite3.Error | OSError, path: Path) -> LogError:
    """The error as one line and a hint for a person."""
    move = "Set TUI_DL_HOME to a folder that can be written."
    if isinstance(error, OSError):
        return LogError(f"The learner's log {path} cannot be opened: {error.strerror or error}.", move)
    if is_busy(error):
        return LogError(f"The learner's log {path} is held by another program.", "Close that program.")
    if _code(error) == sqlite3.SQLITE_FULL:
        return LogError(f"The disk is full: the learner's log {path} was not written.", "Make room on it.")
    return LogError(f"The learner's log {path} cannot be written: {error}.", move)


def set_aside(path: Path, now: datetime, identity: int) -> Path | None:
    """Rename a damaged log, with its side files, to `learner.damaged-DATE.db`; where it is now.

    `identity` is the inode that was found damaged; None if another window has begun anew in the meantime.
    """
    if not path.exists() or path.stat().st_ino != identity:
        return None
    aside = _free_name(path, f"{now:%Y-%m-%d}")
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside


def _free_name(path: Path, date: str) -> Path:
    numbered = (path.with_name(f"{path.stem}.damaged-{date}{more}{path.suffix}")
                for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in numbered if not name.exists())


def salvaged(path: Path) -> list[RawRow]:
    """What can still be read of a damaged log, in the order it was written."""
    rows: list[RawRow] = []
    with suppress(sqlite3.Error, OSError), closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        for row in connection.execute(f"SELECT {COLUMNS} FROM entries NOT INDEXED ORDER BY seq"):
            if all(isinstance(cell, str) for cell in row):
                rows.append(row)
    return rows
