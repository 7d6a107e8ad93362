"""The log keeps what it is given: after a kill, beside another window, on a full disk, through a clock set back."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.engine.child import log_file
from tui_dl.learner.entries import Answer, Setting, Unknown, Visit
from tui_dl.learner.log import Log, LogError, data_folder
from tui_dl.learner.store import cache_folder

WRITER = """
import sys
from pathlib import Path
from tui_dl.learner.entries import Visit
from tui_dl.learner.log import Log
log = Log.open(Path(sys.argv[1]))
for part in range(int(sys.argv[3])):
    log.record(Visit("cnn/x", sys.argv[2], part))
print("recorded", flush=True)
sys.stdin.readline()
"""


def start_writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_data_folder_is_the_platforms_unless_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "here"))
    assert data_folder() == tmp_path / "here"
    monkeypatch.setenv("TUI_DL_HOME", "~/there")
    assert data_folder() == Path.home() / "there"
    monkeypatch.delenv("TUI_DL_HOME")
    assert data_folder() == Path(platformdirs.user_data_dir("tui-dl", appauthor=False))


def test_cache_and_workers_log_lie_where_the_data_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TUI_DL_HOME", "~/there")
    assert cache_folder() == tmp_path / "there" / "cache"
    assert log_file() == str(tmp_path / "there" / "worker.log")
    monkeypatch.delenv("TUI_DL_HOME")
    assert "tui-dl" in cache_folder().name


def test_what_was_recorded_is_there_when_opened_again(tmp_path: Path) -> None:
    entries = [Visit("cnn/x", "stride", 1), Answer("cnn/x#q", "7", True), Unknown("gesture", "left", {"n": [1]})]
    with Log.open(tmp_path / "new" / "folder") as log:
        for entry in entries:
            log.record(entry)
    with Log.open(tmp_path / "new" / "folder") as log:
        assert [row.entry for row in log.rows()] == entries
        assert log.notice == ""


def test_a_killed_app_loses_nothing_that_was_recorded(tmp_path: Path) -> None:
    writer = start_writer(tmp_path, "killed", 5)
    assert writer.stdout is not None and writer.stdout.readline() == "recorded\n"
    os.kill(writer.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    writer.communicate()
    with Log.open(tmp_path) as log:
        assert [row.data["part"] for row in log.rows("visit")] == [0, 1, 2, 3, 4]
        assert log.notice == ""


def test_two_windows_may_write_at_once(tmp_path: Path) -> None:
    writers = [start_writer(tmp_path, name, 60) for name in ("left", "right")]
    with Log.open(tmp_path) as log:
        log.record(Setting("theme", "dark"))
        for writer in writers:
            assert writer.communicate("\n")[0] == "recorded\n"
        rows = log.rows("visit")
    for name in ("left", "right"):
        assert [row.data["part"] for row in rows if row.data["step"] == name] == list(range(60))
    assert len({row.at for row in rows}) == 120


def test_several_threads_may_write_at_once(log: Log) -> None:
    threads = [threading.Thread(target=lambda: [log.record(Setting("n")) for _ in range(20)]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log.rows("setting")) == 60


def test_an_entry_is_on_disk_before_record_returns(log: Log) -> None:
    """Read through a connection of its own, as another process would."""
    uuid = log.record(Answer("cnn/x#q", "7", True))
    other = sqlite3.connect(log.path)
    assert other.execute("SELECT uuid FROM entries").fetchall() == [(uuid,)]
    assert log._connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL: flushed at every commit
    assert log._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


def test_a_full_disk_is_one_line_and_the_entry_is_written_later(log: Log) -> None:
    limit = log._connection.execute("PRAGMA page_count").fetchone()[0]
    log._connection.execute(f"PRAGMA max_page_count = {limit}")
    with pytest.raises(LogError, match="disk is full") as caught:
        log.record(Setting("long", "x" * 100_000))
    assert caught.value.hint and "\n" not in str(caught.value)
    assert log.unsaved == 1 and log.rows() == []
    log._connection.execute("PRAGMA max_page_count = 100000")
    log.record(Setting("short"))
    assert log.unsaved == 0
    assert [row.subject for row in log.rows()] == ["long", "short"]


def test_a_log_held_by_another_program_is_one_line_and_nothing_is_lost(log: Log) -> None:
    holder = sqlite3.connect(log.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogError, match="held by another program"):
        log.record(Setting("theme", "dark"))
    holder.execute("ROLLBACK")
    holder.close()
    log.record(Setting("speed", 2))
    assert log.settings() == {"theme": "dark", "speed": 2}


def test_what_waited_is_written_on_closing(tmp_path: Path) -> None:
    log = Log.open(tmp_path)
    holder = sqlite3.connect(log.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogError):
        log.record(Setting("theme", "dark"))
    holder.close()
    log.close()
    with Log.open(tmp_path) as again:
        assert again.settings() == {"theme": "dark"}


def test_the_newest_setting_counts(log: Log) -> None:
    for value in ("dark", "light"):
        log.record(Setting("theme", value))
    assert log.settings() == {"theme": "light"}


def test_what_was_undone_is_left_out_but_stays_in_the_log(log: Log) -> None:
    log.record(Answer("cnn/x#q", "7", True))
    log.undo(log.record(Answer("cnn/x#q", "8", False)))
    assert [row.data["given"] for row in log.rows("answer")] == ["7"]
    assert [row.kind for row in log.rows()] == ["answer", "answer", "undo"]


def test_rows_of_a_lesson_are_its_own(log: Log) -> None:
    for subject in ("cnn/x", "cnn/x#q", "cnn/x-ray", "cnn/x-ray#q", "cnn/xx#q", "cnn/w"):
        log.record(Unknown("mark", subject, {}))
    assert [row.subject for row in log.rows("mark", lesson="cnn/x")] == ["cnn/x", "cnn/x#q"]
    assert [row.subject for row in log.rows("mark", subject="cnn/x")] == ["cnn/x"]


def test_a_clock_set_back_does_not_change_the_order(log: Log, clock: Any) -> None:
    for part in range(4):
        log.record(Visit("cnn/x", "", part))
        clock.forward(hours=-1)
    rows = log.rows("visit")
    assert [row.data["part"] for row in rows] == [0, 1, 2, 3]
    assert log.now() > rows[-1].time > clock()


def test_a_clock_that_ran_ahead_holds_nothing_up(log: Log, clock: Any) -> None:
    clock.forward(days=30_000)
    log.record(Visit("cnn/ahead"))
    clock.forward(days=-30_000)
    log.record(Visit("cnn/now"))
    last = log.last("visit")
    assert last is not None and last.subject == "cnn/now"
    assert [row.subject for row in log.rows("visit")] == ["cnn/ahead", "cnn/now"]
    assert log.now() - clock() < timedelta(seconds=1)


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.integers(-20, 40), max_size=12))
def test_time_never_goes_backwards(fresh_log: Any, steps: list[int]) -> None:
    """As long as the clock is less than a day wrong, entries are dated in the order they were recorded."""
    with fresh_log() as (log, clock):
        true = clock()
        uuids, moments = [], []
        for number, hours in enumerate(steps):
            clock.now = true + timedelta(hours=number) + timedelta(hours=hours % 20 - 10)
            uuids.append(log.record(Setting("n", number)))
            moments.append(log.now())
        assert [row.uuid for row in sorted(log.rows(), key=lambda row: row.at)] == uuids
        assert moments == sorted(moments)


def test_moments_are_kept_in_utc(tmp_path: Path) -> None:
    east = datetime.fromisoformat("2026-08-01T00:30:00+09:00")
    with Log.open(tmp_path, lambda: east) as log:
        log.record(Setting("n"))
        assert log.rows()[0].at == "2026-07-31T15:30:00.000000+00:00"
        assert log.rows()[0].time == east and log.rows()[0].time.tzinfo == UTC
