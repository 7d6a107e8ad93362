"""What can be wrong with the file: each is one clear line, or a new log beside the old file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tui_dl.learner import store
from tui_dl.learner.entries import Setting, Visit
from tui_dl.learner.log import Log, LogError


def filled(folder: Path, count: int = 400) -> Path:
    """A closed log with entries; its file."""
    with Log.open(folder) as log:
        log.add([(f"uuid-{n}", f"2026-03-01T10:00:00.{n:06}+00:00", "setting", f"n{n}", '{"value":"x"}')
                 for n in range(count)])
        return log.path


def assert_one_line(error: LogError) -> None:
    assert error.exit_code == 1
    assert error.message and error.hint and "\n" not in str(error) and "Traceback" not in str(error)


def test_a_folder_that_is_a_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(LogError) as caught:
            Log.open(folder)
        assert_one_line(caught.value)
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_log_that_is_a_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / store.FILE).mkdir()
    with pytest.raises(LogError) as caught:
        Log.open(tmp_path)
    assert_one_line(caught.value)


def test_a_read_only_log_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened read-only by SQLite itself: root may write to any folder, so permissions would prove nothing."""
    path = filled(tmp_path)
    before, real = path.read_bytes(), sqlite3.connect
    monkeypatch.setattr(store.sqlite3, "connect",
                        lambda path, **options: real(f"file:{path}?mode=ro", uri=True, **options))
    with pytest.raises(LogError, match="readonly") as caught:
        Log.open(tmp_path)
    assert_one_line(caught.value)
    assert path.read_bytes() == before


def test_a_file_that_is_no_sqlite_is_set_aside_not_deleted(tmp_path: Path) -> None:
    (tmp_path / store.FILE).write_bytes(b"my diary, by accident\n" * 400)
    with Log.open(tmp_path) as log:
        [aside] = tmp_path.glob("learner.damaged-*.db")
        assert aside.name in log.notice
        log.record(Visit("cnn/x"))
        assert len(log.rows()) == 1
    assert aside.read_bytes() == b"my diary, by accident\n" * 400
    with Log.open(tmp_path) as log:
        assert log.notice == "" and len(log.rows()) == 1


def test_a_second_damaged_file_of_a_day_does_not_replace_the_first(tmp_path: Path) -> None:
    for text in (b"one" * 500, b"two" * 500):
        (tmp_path / store.FILE).write_bytes(text)
        Log.open(tmp_path).close()
    kept = sorted(path.read_bytes() for path in tmp_path.glob("learner.damaged-*.db"))
    assert kept == [b"one" * 500, b"two" * 500]


def test_a_half_written_file_is_set_aside_and_what_can_be_read_is_kept(tmp_path: Path) -> None:
    path = filled(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with Log.open(tmp_path) as log:
        assert "damaged" in log.notice
        assert {row.subject for row in log.rows()} <= {f"n{n}" for n in range(400)}
    [aside] = tmp_path.glob("learner.damaged-*.db")
    assert aside.read_bytes() == whole[: len(whole) // 2]


def test_entries_before_a_broken_index_are_all_carried_over(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as plain:
        page = plain.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entries_by_time'").fetchone()[0]
        size = plain.execute("PRAGMA page_size").fetchone()[0]
        plain.execute("PRAGMA journal_mode=DELETE")
    plain.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size: page * size] = b"\xff" * size
    path.write_bytes(content)
    with Log.open(tmp_path) as log:
        assert len(log.rows()) == 400 and "400" in log.notice


def test_a_log_that_breaks_while_it_is_open_keeps_the_entry(tmp_path: Path) -> None:
    with Log.open(tmp_path) as log:
        log.record(Setting("before", 1))
        log._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        log.path.write_bytes(b"\xff" * log.path.stat().st_size)
        log._connection.execute("PRAGMA shrink_memory")  # no cached page may hide the damage
        log.record(Setting("after", 2))
        assert log.settings() == {"after": 2} and "damaged" in log.notice
    with Log.open(tmp_path) as log:
        assert log.settings().get("after") == 2


def test_a_database_with_other_tables_is_set_aside(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / store.FILE) as plain:
        plain.execute("CREATE TABLE entries (title TEXT, body TEXT)")
        plain.execute("INSERT INTO entries VALUES ('a', 'b')")
    plain.close()
    with Log.open(tmp_path) as log:
        assert log.notice and log.rows() == []
    [aside] = tmp_path.glob("learner.damaged-*.db")
    assert sqlite3.connect(aside).execute("SELECT body FROM entries").fetchall() == [("b",)]


def test_a_newer_log_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA user_version = 99")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(LogError, match="newer") as caught:
        Log.open(tmp_path)
    assert_one_line(caught.value)
    assert path.read_bytes() == before and list(tmp_path.glob("*damaged*")) == []


def test_an_empty_file_of_version_0_becomes_a_log(tmp_path: Path) -> None:
    (tmp_path / store.FILE).touch()
    with Log.open(tmp_path) as log:
        log.record(Setting("n", 1))
        assert log.notice == ""
        assert log._connection.execute("PRAGMA user_version").fetchone()[0] == len(store.MIGRATIONS)


def test_a_log_is_brought_to_the_present_version_with_all_its_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path)
    later = (*store.MIGRATIONS, ("ALTER TABLE entries ADD COLUMN device TEXT NOT NULL DEFAULT ''",))
    monkeypatch.setattr(store, "MIGRATIONS", later)
    with Log.open(tmp_path) as log:
        log.record(Setting("n", 1))
        assert len(log.rows()) == 401 and log.notice == ""
        assert log._connection.execute("PRAGMA user_version").fetchone()[0] == len(later)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    broken = (*store.MIGRATIONS, ("DELETE FROM entries", "INSERT INTO nowhere VALUES (1)"))
    with monkeypatch.context() as patch:
        patch.setattr(store, "MIGRATIONS", broken)
        with pytest.raises(LogError) as caught:
            Log.open(tmp_path)
        assert_one_line(caught.value)
    with Log.open(tmp_path) as log:
        assert len(log.rows()) == 400 and log.notice == ""
