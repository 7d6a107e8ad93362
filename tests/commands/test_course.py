"""Commands about a course and its learner: list, show, progress, reset, notes, export, import."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui_dl.course.load import default_course_path, load_course
from tui_dl.learner.entries import Answer, Prediction, Reset, Setting, Tried, Visit
from tui_dl.learner.notes import notes
from tui_dl.learner.progress import TriedRun

KEYS = {"id": str, "title": str, "chapter": str, "minutes": int, "steps": int, "items": int, "demos": int}


def test_list_shows_the_course_that_ships(cli):
    done = cli("list")
    assert (done.code, done.err) == (0, "")
    for head in load_course(default_course_path()).heads():
        assert any(line.split()[:1] == [head.id] and head.title in line for line in done.out.splitlines())


def test_list_as_json_has_the_documented_keys(cli, course: Path):
    lessons = json.loads(cli("list", "--json").out)
    assert [lesson["id"] for lesson in lessons] == [head.id for head in load_course(default_course_path()).heads()]
    assert all({key: type(lesson[key]) for key in KEYS} == KEYS for lesson in lessons)
    (lesson,) = json.loads(cli("--course", course, "list", "--json").out)
    assert {key: lesson[key] for key in KEYS} == {
        "id": "try/one", "title": "A first lesson", "chapter": "try", "minutes": 3, "steps": 3, "items": 3, "demos": 1}


def test_list_says_how_far_one_is(cli, home, course: Path):
    assert "of" not in cli("list", "--course", course).out
    home.record(Visit("try/one", "look"), Answer("try/one#choose", ["The second one here"], True))
    assert "1 of 3 steps, 1 of 3 questions" in cli("list", "--course", course).out


def test_show_gives_no_answer_away(cli, course: Path):
    done = cli("show", "try/one", "--course", course)
    assert (done.code, done.err) == (0, "")
    assert "Which is right?" in done.out and "It can stand in three places." not in done.out
    plain = cli("show", "try/one", "--plain", "--course", course).out.splitlines()
    assert all(len(line) <= 78 for line in plain if "tui-dl demo" not in line)  # a command is never broken


def test_progress(cli, home, course: Path):
    assert "Nothing begun yet." in cli("progress", "--course", course).out
    home.record(Visit("try/one", "look"), Prediction("try/one#wide", 5, 3), Answer("try/one#choose", None, False))
    (lesson,) = json.loads(cli("progress", "--json", "--course", course).out)["lessons"]
    assert (lesson["items_done"], lesson["surprises"], lesson["right_at_first"]) == (2, 1, 0)
    assert "A first lesson" in cli("progress", "--course", course).out
    questions = json.loads(cli("progress", "--questions", "--course", course).out)
    assert {row["item"]: row["right"] for row in questions} == {"try/one#choose": 0, "try/one#wide": 0}


def test_reset_starts_anew_and_keeps_the_log(cli, home, course: Path):
    home.record(Visit("try/one", "look"))
    assert cli("reset", "try/one", "--course", course).code == 0
    assert [row.kind for row in home.rows()] == [Visit.kind, Reset.kind]
    assert "0 of 3 steps, 0 of 3 questions" in cli("list", "--course", course).out


# ---------------------------------------------------------------------------- notes


def test_notes_lists_the_runs_that_were_tried(cli, home, course: Path):
    assert "Nothing yet." in cli("notes").out
    home.record(Tried("try/one", "stride-padding size=5", "smaller\nthan I thought"), Tried("", "overfit --seed 2"))
    done = cli("notes", "--course", course)
    assert (done.code, done.err) == (0, "")
    assert "### A first lesson (try/one)" in done.out and "### In the Lab" in done.out
    assert "`tui-dl demo stride-padding size=5`\n\n  smaller\n  than I thought\n" in done.out


def test_notes_are_grouped_by_day_and_lesson_and_are_safe_markdown():
    def tried(day: int, lesson: str, line: str) -> TriedRun:
        return TriedRun(datetime(2026, 5, day, 9, 30, tzinfo=UTC), lesson, line, "")

    runs = [tried(1, "a/b", "one"), tried(1, "a/b", "two"), tried(1, "", "three"), tried(2, "", "a=`x``y`\x1b[2J")]
    text = notes(runs, {"a/b": "Title"}, UTC)
    assert text.splitlines() == [
        "# What you tried", "", "## 2026-05-01", "", "### Title (a/b)", "", "- 09:30 `tui-dl demo one`",
        "- 09:30 `tui-dl demo two`", "", "### In the Lab", "", "- 09:30 `tui-dl demo three`", "",
        "## 2026-05-02", "", "### In the Lab", "", "- 09:30 ``` tui-dl demo a=`x``y` ```"]


# ---------------------------------------------------------------------------- export and import


def test_a_log_goes_out_and_in_again(cli, home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home.record(Visit("try/one", "look"), Setting("theme", "dark"))
    file = tmp_path / "log.json"
    assert cli("export", file) == (0, f"{file}\n", "")
    assert cli("export").out.strip() == file.read_text("utf-8").strip()
    assert cli("import", file).out == "0 entries added.\n"
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "other"))
    assert cli("import", file).out == "2 entries added.\n"
    assert cli("export").out.strip() == file.read_text("utf-8").strip()


GARBAGE = [b"", b"not json", b"\xff\xfe\x00", b"[]", b"{}", b'{"format": "tui-dl log", "version": 99, "entries": []}',
           b'{"format": "tui-dl log", "version": 1, "entries": [{"uuid": "1"}]}', b"[" * 100_000]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda data: repr(data[:24]))
def test_importing_garbage_changes_nothing(cli, home, tmp_path: Path, garbage: bytes):
    home.record(Visit("try/one", "look"))
    before = home.rows()
    file = tmp_path / "garbage"
    file.write_bytes(garbage)
    done = cli("import", file)
    assert (done.code, done.out) == (1, "") and done.err.count("\n") == 1
    assert home.rows() == before


def test_files_that_are_not_there(cli, tmp_path: Path):
    for words in (["import", tmp_path / "none.json"], ["import", tmp_path], ["export", tmp_path / "no" / "file"]):
        done = cli(*words)
        assert (done.code, done.out) == (1, "") and done.err.count("\n") == 1


# ---------------------------------------------------------------------------- broken courses and data folders


@pytest.mark.parametrize("words", [["list"], ["show", "try/one"], ["progress"], ["review", "--plain"], ["notes"],
                                   ["reset", "try/one"], []], ids=str)
def test_a_course_that_is_not_there_or_empty(cli, tmp_path: Path, words):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    for name in ("nowhere", "empty", "file"):
        done = cli("--course", tmp_path / name, *words)
        assert (done.code, done.out) == (2, "") and done.err.count("\n") == 1 and name in done.err


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_checking_what_is_not_there(cli, tmp_path: Path, name):
    (tmp_path / "empty").mkdir()
    for words in (["check", tmp_path / name], ["--course", tmp_path / name, "check"]):
        done = cli(*words)
        assert (done.code, done.out) == (2, "") and done.err.count("\n") == 1 and name in done.err


def test_a_lesson_that_is_not_utf8_hides_no_other(cli, course: Path):
    (course / "try" / "latin.md").write_bytes(b"---\nid: try/latin\ntitle: D\xe9j\xe0\n---\nText \xff\n")
    done = cli("list", "--course", course)
    assert (done.code, done.err) == (0, "") and "try/one" in done.out
    assert any("latin.md:" in line and "UTF-8" in line for line in done.out.splitlines())
    assert "try/one" in [lesson["id"] for lesson in json.loads(cli("list", "--json", "--course", course).out)]
    assert cli("show", "try/one", "--course", course).code == 0
    assert "Traceback" not in cli("show", "try/latin", "--course", course).err


@pytest.mark.parametrize("words", [["list"], ["progress"], ["reset", "cnn/stride-padding"], ["export"], ["notes"],
                                   ["review", "--plain"]], ids=str)
def test_a_data_folder_that_is_a_file(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words):
    blocked = tmp_path / "blocked"
    blocked.write_text("mine")
    monkeypatch.setenv("TUI_DL_HOME", str(blocked))
    done = cli(*words)
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1 and "learner's log" in done.err and "TUI_DL_HOME" in done.err
    assert blocked.read_text() == "mine"
    assert cli("show", "cnn/stride-padding").code == 0 and cli("demo", "stride-padding", "size=3").code == 0


def test_a_log_that_is_a_folder(cli, home):
    (home.path / "learner.db").mkdir(parents=True)
    done = cli("progress")
    assert (done.code, done.out) == (1, "") and done.err.count("\n") == 1 and "TUI_DL_HOME" in done.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_folder_that_may_only_be_read(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    monkeypatch.setenv("TUI_DL_HOME", str(locked))
    done = cli("progress")
    assert (done.code, done.out) == (1, "") and done.err.count("\n") == 1


def test_a_damaged_log_is_set_aside_and_said(cli, home):
    home.path.mkdir()
    (home.path / "learner.db").write_bytes(b"no database" * 100)
    done = cli("progress")
    assert done.code == 0 and "Nothing begun yet." in done.out
    assert done.err.count("\n") == 1 and "damaged" in done.err
    (aside,) = home.path.glob("learner.damaged-*.db")
    assert aside.read_bytes() == b"no database" * 100


def test_a_log_of_a_newer_version_is_left_as_it_is(cli, home):
    home.record(Visit("try/one", "look"))
    with sqlite3.connect(home.path / "learner.db") as database:
        database.execute("PRAGMA user_version=999")
    done = cli("progress")
    assert (done.code, done.out) == (1, "") and "newer tui-dl" in done.err and done.err.count("\n") == 1
