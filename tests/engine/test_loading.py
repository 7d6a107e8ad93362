"""How long torch loads is told by what the last time took."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_dl.engine.loading import FILE, Loading


def load(folder: Path | None, seconds: float) -> Loading:
    """A load in which so many seconds have passed."""
    times = iter([10.0, *[10.0 + seconds] * 2])
    return Loading(folder, lambda: next(times))


def test_the_first_time_only_what_has_passed_is_told(tmp_path: Path) -> None:
    assert load(tmp_path / "cache", 3).said() == "3 s so far"
    assert load(None, 3).expected() == ""


def test_the_next_time_tells_what_the_last_took(tmp_path: Path) -> None:
    for seconds in (7, 4):
        load(tmp_path / "cache", seconds).done()
    assert load(tmp_path / "cache", 3).said() == "3 s so far, 4 s the last time"


@pytest.mark.parametrize("text", ["", "long", "\x00", "nan"])
def test_a_broken_record_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert load(tmp_path, 3).said() == "3 s so far"


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    load(tmp_path / "file" / "cache", 3).done()
    assert load(tmp_path / "file" / "cache", 3).last is None
