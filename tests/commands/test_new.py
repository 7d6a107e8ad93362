"""`tui-dl new`: what it writes passes the check and its own tests as it stands; what is there is never touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_dl.commands import new
from tui_dl.commands.listed import extended
from tui_dl.course.load import load_course, open_lesson
from tui_dl.demos.catalogue import catalogue

TESTS = Path(__file__).parent.parent
PLAY = """
import sys, pytest
from tui_dl.demos.catalogue import include
include("rolling_weight")
sys.exit(pytest.main(["-p", "no:cacheprovider", "-k", "rolling", *sys.argv[1:]]))
"""


# ---------------------------------------------------------------------------- lessons


def test_a_course_from_nothing_passes_the_check(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for lesson in ("intro/first", "intro/second-one", "later/third"):
        assert cli("--course", "mine", "new", "lesson", lesson).code == 0
    course = load_course(tmp_path / "mine")
    assert [head.id for head in course.heads()] == ["intro/first", "intro/second-one", "later/third"]
    assert course.problems == () and [chapter.title for chapter in course.chapters] == ["Intro", "Later"]
    assert open_lesson(course, "intro/second-one").title == "Second one"
    done = cli("check", "mine")
    assert done.code == 0 and done.out.splitlines()[-1].endswith(", 0 problems")
    assert {line.partition("warning: ")[2].partition(" 3")[0] for line in done.out.splitlines()[:-1]} == {
        "This lesson has"}  # too few words: that is the author's part


def test_in_the_course_that_ships_nothing_is_missing(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "default_course_path", lambda: tmp_path / "lessons")
    monkeypatch.setattr("tui_dl.check.session.default_course_path", lambda: tmp_path / "lessons")
    done = cli("new", "lesson", "intro/first")
    assert done.code == 0 and "Read it: tui-dl intro/first\n" in done.out
    done = cli("check", tmp_path / "lessons", "--full")
    assert done.code == 0, done.out


def test_it_says_what_it_wrote_and_what_to_do_next(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = cli("--course", "my course", "new", "lesson", "a/b").out.splitlines()
    assert lines == ["Wrote my course/a/b.md", "Wrote my course/a/index.md", "Wrote my course/index.md",
                     "Read it: tui-dl --course 'my course' a/b", "Check it: tui-dl check 'my course/a/b.md'"]
    lines = cli("--course", "my course", "new", "lesson", "a/c").out.splitlines()
    assert lines[:2] == ["Wrote my course/a/c.md", "Listed it in my course/a/index.md"] and len(lines) == 4


def test_a_folder_without_indexes_gets_none(cli, course: Path) -> None:
    assert cli("--course", course, "new", "lesson", "try/two").code == 0
    assert [head.id for head in load_course(course).heads()] == ["try/one", "try/two"]
    assert list(course.rglob("index.md")) == []


def test_an_index_that_cannot_be_extended_is_told(cli, course: Path) -> None:
    index = course / "try" / "index.md"
    index.write_text("---\ntitle: Try\nlessons: [try/one,\n  ]\n---\n", "utf-8")
    done = cli("--course", course, "new", "lesson", "try/two")
    assert done.code == 0 and "add try/two to lessons" in done.out
    assert index.read_text("utf-8") == "---\ntitle: Try\nlessons: [try/one,\n  ]\n---\n"


@pytest.mark.parametrize(("before", "after"), [
    ("---\nlessons: [a/b]\n---\n", "---\nlessons: [a/b, a/c]\n---\n"),
    ("---\nlessons: [a/b, ]  # all\ntitle: A\n---\nlessons: [x]\n",
     "---\nlessons: [a/b, a/c]  # all\ntitle: A\n---\nlessons: [x]\n"),
    ("---\nlessons: []\n---\n", "---\nlessons: [a/c]\n---\n"),
    ("---\ntitle: A\n---\nText.\n", "---\ntitle: A\nlessons: [a/c]\n---\nText.\n"),
    ("---\nlessons:\n  - a/b\ntitle: A\n---\n", "---\nlessons:\n  - a/b\n  - a/c\ntitle: A\n---\n"),
    ("---\r\nlessons: [a/b]\r\n---\r\n", "---\r\nlessons: [a/b, a/c]\r\n---\r\n"),
    ("---\nlessons: all\n---\n", None), ("---\nlessons: [a/b,\n a/d]\n---\n", None),
    ("No front matter.\n", None), ("", None), ("---\nnever closed\n", None),
], ids=range(11))
def test_lists_are_extended_as_they_are_written(before: str, after: str | None) -> None:
    assert extended(before, "lessons", "a/c") == after


# ---------------------------------------------------------------------------- demos


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of a checkout, and nothing in them."""
    monkeypatch.setattr(new, "PACKAGE", tmp_path / "tui_dl")
    (tmp_path / "tests" / "demos").mkdir(parents=True)
    return tmp_path


def test_a_demo_keeps_every_promise_of_the_catalogue_and_passes_its_test(cli, checkout: Path) -> None:
    done = cli("new", "demo", "rolling-weight")
    assert done.code == 0 and "tui-dl demo rolling-weight" in done.out
    demo, test = checkout / "tui_dl/demos/rolling_weight.py", checkout / "tests/demos/test_rolling_weight.py"
    assert 'title="Rolling weight"' in demo.read_text("utf-8") and "untitled" not in demo.read_text("utf-8").lower()
    lint = subprocess.run([sys.executable, "-m", "ruff", "check", "--isolated", "--line-length=120", "--select=E,F,I",
                           "--config=lint.isort.known-first-party=['tui_dl']", demo, test],
                          capture_output=True, text=True)
    assert lint.returncode == 0, lint.stdout
    path = os.pathsep.join([str(demo.parent), str(TESTS / "demos")])
    done = subprocess.run([sys.executable, "-c", PLAY, test, TESTS / "demos/test_all_demos.py"], cwd=TESTS.parent,
                          env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout
    assert "rolling" not in " ".join(catalogue())


@pytest.mark.parametrize("name", ["Rolling", "rolling_weight", "rolling-", "-rolling", "7up", "class", "match", "ünder",
                                  "", "a/b"])
def test_names_that_are_none(cli, checkout: Path, name: str) -> None:
    done = cli("new", "demo", "--", name)
    assert (done.code, done.out) == (2, "") and "no name for a demo" in done.err and done.err.count("\n") == 1
    assert not (checkout / "tui_dl").exists()


def test_without_the_source_no_demo_is_written(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "PACKAGE", tmp_path / "site-packages" / "tui_dl")
    done = cli("new", "demo", "rolling-weight")
    assert done.code == 2 and "Get the source" in done.err and list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------------- nothing is overwritten


@pytest.mark.parametrize("lesson", ["first", "Intro/first", "intro/", "/first", "../up/first", "a/b/c", "intro/fi rst",
                                    "", "a/\x1b[2J", "intro/index", "intro/readme"])
def test_ids_that_are_none(cli, tmp_path: Path, lesson: str) -> None:
    done = cli("--course", tmp_path / "mine", "new", "lesson", lesson)
    assert (done.code, done.out) == (2, "") and "is no lesson id" in done.err
    assert done.err.count("\n") == 1 and "\x1b" not in done.err and not (tmp_path / "mine").exists()


def test_a_lesson_that_is_there_stays(cli, course: Path) -> None:
    before = (course / "try" / "one.md").read_bytes()
    for lesson, moved in (("try/one", "try/one.md"), ("try/one", "try/elsewhere.md")):
        (course / "try").joinpath("one.md").rename(course / moved)
        done = cli("--course", course, "new", "lesson", lesson)
        assert done.code == 2 and "is there already" in done.err and done.err.count("\n") == 1
        (course / moved).rename(course / "try" / "one.md")
    assert (course / "try" / "one.md").read_bytes() == before


def test_a_file_of_another_id_stays_too(cli, course: Path) -> None:
    (course / "try" / "one.md").rename(course / "try" / "two.md")
    done = cli("--course", course, "new", "lesson", "try/two")
    assert done.code == 2 and "is there already" in done.err


@pytest.mark.parametrize("taken", ["tui_dl/demos/rolling.py", "tests/demos/test_rolling.py"])
def test_a_demo_that_is_there_stays(cli, checkout: Path, taken: str) -> None:
    (checkout / taken).parent.mkdir(parents=True, exist_ok=True)
    (checkout / taken).write_text("mine")
    done = cli("new", "demo", "rolling")
    assert done.code == 2 and "is there already" in done.err
    assert [file.read_text() for file in checkout.rglob("*.py")] == ["mine"]
    assert "There is a demo" in cli("new", "demo", "stride-padding").err


def test_a_course_that_is_a_file(cli, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    done = cli("--course", tmp_path / "mine", "new", "lesson", "a/b")
    assert done.code == 2 and "is no folder" in done.err


def test_a_program_that_is_installed_says_where_to_write(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "default_course_path", lambda: new.PACKAGE / "lessons")
    done = cli("new", "lesson", "a/b")
    assert done.code == 2 and "--course my-course" in done.err
