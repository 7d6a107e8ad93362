"""The machine: the log in every state it can be in, and a worker that starts or does not."""

from __future__ import annotations

import sqlite3
from importlib.metadata import version
from pathlib import Path

import pytest

from tui_dl.doctor import machine
from tui_dl.learner.entries import Visit
from tui_dl.learner.log import Log


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_packages_are_read_and_not_imported() -> None:
    assert machine.package("torch", "the demos").value == version("torch")
    missing = machine.package("torch-of-nowhere", "the demos")
    assert missing.level == "mend" and "pip install torch-of-nowhere" in missing.do


def test_a_log_that_is_not_there_is_not_begun(home: Path) -> None:
    found = machine.log()
    assert found.level == "ok" and "not begun yet" in found.says and not home.exists()


def test_a_log_is_counted(home: Path) -> None:
    with Log.open() as log:
        log.record(Visit("cnn/pooling", ""))
        assert "1 entries" in machine.log().says  # also while a window has it open


def test_a_folder_that_is_a_file(home: Path) -> None:
    home.write_text("")
    assert machine.log().level == "mend" and machine.disk().level == "advice"


def test_a_damaged_log_is_left_as_it_is(home: Path) -> None:
    home.mkdir()
    (home / "learner.db").write_bytes(b"no database at all" * 100)
    found = machine.log()
    assert found.level == "mend" and "damaged" in found.says
    assert [file.name for file in home.iterdir()] == ["learner.db"]


def test_a_newer_log(home: Path) -> None:
    Log.open().close()
    with sqlite3.connect(home / "learner.db") as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    found = machine.log()
    assert found.level == "mend" and "newer tui-dl" in found.says and "Update" in found.do


def test_a_full_disk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.disk().level == "ok"
    monkeypatch.setattr(machine, "LEAST_ROOM", 10**18)
    assert machine.disk().level == "mend"


def test_a_worker_starts_and_is_gone_afterwards(home: Path) -> None:
    import multiprocessing

    found = machine.worker()
    assert found.level == "ok" and isinstance(found.value, float) and found.value > 0
    assert multiprocessing.active_children() == []


def test_a_worker_that_never_loads(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = machine.worker(longest=0.0)
    assert found.level == "mend" and "worker.log" in found.do


def test_without_torch_no_worker_is_tried(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui_dl.doctor.finding import Finding

    monkeypatch.setattr(machine, "package", lambda name, what: Finding(name, "not installed", "mend", "install it"))
    *_, last = machine.machine_findings()
    assert (last.name, last.level, last.do) == ("worker", "mend", "install it")
