"""Which files were saved: new ones, changed ones, written in place or put in place; none twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_dl.course.saved import Saved


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.md", "b.md", "index.md", "notes.txt"):
        (tmp_path / name).write_text("one")
    return tmp_path


def test_files_below_a_folder(folder: Path) -> None:
    saved = Saved([folder])
    assert saved.files() == []
    (folder / "b.md").write_text("longer")
    (folder / "index.md").write_text("longer")
    (folder / "notes.txt").write_text("longer")
    (folder / "new.md").write_text("")
    assert [file.name for file in saved.files()] == ["b.md", "index.md", "new.md"]
    assert saved.files() == []


def test_a_save_of_the_same_length(folder: Path) -> None:
    saved = Saved([folder / "a.md"])
    stamp = (folder / "a.md").stat().st_mtime_ns
    (folder / "a.md").write_text("two")
    os.utime(folder / "a.md", ns=(stamp + 1, stamp + 1))
    (folder / "b.md").write_text("not looked at")
    assert [file.name for file in saved.files()] == ["a.md"]


def test_a_file_put_in_place_of_another(folder: Path) -> None:
    saved = Saved([folder])
    stamp = (folder / "a.md").stat().st_mtime_ns
    (folder / ".a.swp").write_text("two")
    os.utime(folder / ".a.swp", ns=(stamp, stamp))
    (folder / ".a.swp").rename(folder / "a.md")
    assert [file.name for file in saved.files()] == ["a.md"]


def test_a_file_that_is_gone_for_a_moment(folder: Path) -> None:
    saved = Saved([folder / "a.md", folder])
    (folder / "a.md").rename(folder / "a.bak")
    assert saved.files() == []
    (folder / "a.bak").rename(folder / "a.md")
    assert saved.files() == []  # the same file: nothing was saved
