"""Checks of files and folders, and what is kept of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from linting import HEAD, Scripted, script_of

from tui_dl.check.cache import FILE, Cache, imports
from tui_dl.check.lesson import Findings
from tui_dl.check.session import Result, Session, Total, course_root
from tui_dl.course.load import CourseError, default_course_path
from tui_dl.course.model import Problem
from tui_dl.errors import UsageError

LESSON = HEAD + """
It is {calc}`1 + 1 == 2`.

:::{quiz} q
---
draw: {W: 1..50}
answer: W + 1
---
One more than {W}?
:::

:::{challenge} c
---
demo: stride-padding
until: padding == 1
solution: padding=1
---
Pad.
:::
"""
NAMED = "id: cnn/x"


class Course:
    """A course of two lessons in a folder, a check of it, and the cache beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder / "lessons", folder / "home"
        self.asker = Scripted()
        self.write("index.md", "---\ntitle: C\nchapters: [cnn]\n---\n")
        self.write("cnn/index.md", "---\ntitle: CNN\nlessons: [cnn/x, cnn/y]\n---\n\nIt is {calc}`3 == 3`.\n")
        self.write("cnn/x.md", LESSON)
        self.write("cnn/y.md", LESSON.replace(NAMED, "id: cnn/y"))

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def check(self, *names: str, full: bool = False, package: Path | None = None) -> tuple[list[Result], Total]:
        self.asker = Scripted()
        session = Session(self.asker, Cache(self.home, package), full, clock=lambda: 0.0)
        total, results = Total(), list(session.check([self.folder / name for name in names or ("",)]))
        for result in results:
            total.add(result)
        return results, total

    @property
    def calls(self) -> int:
        """What was asked of the worker in the last check."""
        return len(self.asker.asked) + sum(self.asker.played.values())


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path)


def told(results: list[Result]) -> list[str]:
    return [str(problem) for result in results for problem in result.problems if not problem.warning]


def test_a_course(course: Course) -> None:
    results, total = course.check()
    assert told(results) == []
    assert str(total) == "2 lessons, 2 items, 100 draws, 0 problems"


def test_the_last_line_counts() -> None:
    assert str(Total(4, 31, 6_200, 0)) == "4 lessons, 31 items, 6,200 draws, 0 problems"
    assert str(Total(1, 1, 1, 1)) == "1 lesson, 1 item, 1 draw, 1 problem"


def test_a_file_a_chapter_and_both_at_once(course: Course) -> None:
    assert course.check("cnn/x.md")[1].lessons == 1
    assert course.check("cnn")[1].lessons == 2
    assert course.check("cnn", "cnn/x.md", "")[1].lessons == 2
    assert course.check("cnn/index.md")[1].lessons == 0


def test_only_what_was_asked_about_is_told(course: Course) -> None:
    broken = LESSON.replace(NAMED, "id: cnn/y").replace("1 == 2", "1 == 3").replace("needs: []", "needs: [a/b]")
    course.write("cnn/y.md", broken)
    assert told(course.check("cnn/x.md")[0]) == []
    assert len(told(course.check("cnn/y.md")[0])) == len(told(course.check()[0])) == 2


def test_a_lesson_knows_its_course(course: Course) -> None:
    course.write("cnn/x.md", LESSON.replace("needs: []", "needs: [cnn/y]"))
    assert told(course.check("cnn/x.md")[0]) == []


def test_a_file_on_its_own_has_no_course(tmp_path: Path) -> None:
    alone = tmp_path / "x.md"
    alone.write_text(LESSON.replace("needs: []", "needs: [cnn/y]"), "utf-8")
    assert course_root(alone) is None
    session = Session(Scripted(), Cache(tmp_path / "home"), clock=lambda: 0.0)
    assert told(list(session.check([alone]))) == []


def test_introductions_are_checked(course: Course) -> None:
    index = course.write("cnn/index.md", "---\ntitle: CNN\nlessons: [cnn/x, cnn/y]\n---\n\n{calc}`3 == 4`, $\\nope$.\n")
    results, total = course.check()
    assert [line.startswith(f"{index}:6:") for line in told(results)] == [True, True] and total.lessons == 2


def test_a_problem_of_a_lesson_is_told_once(course: Course) -> None:
    course.write("cnn/x.md", LESSON.replace("minutes: 5", "minutes: soon"))
    assert len(told(course.check()[0])) == 1


def test_what_is_not_there(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        course.check("nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CourseError):
        course.check("../empty")
    assert course.calls == 0


def test_the_lessons_that_ship_must_be_complete(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(course.check()[0]) == []
    monkeypatch.setattr("tui_dl.check.session.default_course_path", lambda: course.folder)
    assert any("no prediction" in line for line in told(course.check()[0]))


# ---------------------------------------------------------------------------- the cache


def test_a_second_check_asks_nothing(course: Course) -> None:
    first = course.check()[1]
    assert course.calls > 0
    assert str(course.check()[1]) == str(first) and course.calls == 0


def test_a_changed_lesson_is_run_again_and_no_other(course: Course) -> None:
    course.check()
    course.write("cnn/x.md", LESSON.replace("1 + 1 == 2", "1 + 2 == 3"))
    course.check()
    assert "1 + 2" in {question.expression for question in course.asker.asked}
    assert "3" not in {question.expression for question in course.asker.asked}
    assert len(course.asker.asked) == 51


def test_a_lesson_with_a_problem_is_run_again(course: Course) -> None:
    course.write("cnn/x.md", LESSON.replace("1 + 1 == 2", "1 + 1 == 3"))
    assert course.check()[1].problems == course.check()[1].problems == 1
    assert course.calls > 0


def test_warnings_are_kept(course: Course) -> None:
    script = script_of(LESSON, "", course.write("cnn/x.md", LESSON))
    warning = Problem(script.path, 9, 4, "Rather long.", "Shorten it.", warning=True)
    Cache(course.home).put(script, False, Findings([warning], 50, []))
    results, total = course.check("cnn/x.md")
    assert course.calls == 0 and total.draws == 50
    assert warning in [problem for result in results for problem in result.problems]


def test_full_is_kept_apart_and_tells_shares_as_does_a_lesson_by_itself(course: Course) -> None:
    ruled = LESSON.replace("---\nOne more", "wrong: [{when: W, say: Add one.}]\n---\nOne more")
    course.write("cnn/x.md", ruled)
    assert all(not result.shares for name in ("", "cnn") for result in course.check(name)[0])
    alone = course.check("cnn/x.md")[0][-1]
    assert "W speaks in 100% of 50 draws" in alone.shares[0].text
    for calls in (True, False):
        shares = [share for result in course.check(full=True)[0] for share in result.shares]
        assert "W speaks in 100% of 50 draws" in shares[0].text and bool(course.calls) is calls
    course.check()
    assert course.calls == 0


def package(folder: Path) -> Path:
    for name, text in {"demos/convolution.py": "from tui_dl.demos.digits import x\n", "demos/digits.py": "x = 1\n",
                       "demos/other.py": "", "check/a.py": "", "frames.py": ""}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(("changed", "again"), [("demos/convolution.py", True), ("demos/digits.py", True),
                                                ("demos/other.py", False), ("check/a.py", True), ("frames.py", True)])
def test_the_code_that_a_lesson_depends_on(course: Course, tmp_path: Path, changed: str, again: bool) -> None:
    source = package(tmp_path / "package")
    course.check(package=source)
    (source / changed).write_text("from tui_dl.demos.digits import y\n")
    course.check(package=source)
    assert bool(course.calls) is again


def test_imports_beside_a_demo(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("import torch, tui_dl.demos.judge\nfrom tui_dl.demos import digits\nfrom tui_dl.frames import x\n")
    assert {"tui_dl.demos.judge", "tui_dl.demos.digits"} <= imports(file)
    assert not {name for name in imports(file) if not name.startswith("tui_dl.demos.")}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"%s": 3}', '{"%s": {"key": 1}}', "\x00"])
def test_a_broken_cache_is_ignored(course: Course, text: str) -> None:
    course.home.mkdir()
    (course.home / FILE).write_text(text.replace("%s", str(course.folder / "cnn" / "x.md")))
    assert course.check()[1].problems == 0 and course.calls > 0
    assert course.check()[1].problems == 0 and course.calls == 0


def test_an_entry_with_the_right_key_and_nonsense_is_ignored(course: Course) -> None:
    course.check()
    entries = json.loads((course.home / FILE).read_text())
    (course.home / FILE).write_text(json.dumps({name: {"key": entry["key"]} for name, entry in entries.items()}))
    assert course.check()[1].problems == 0 and course.calls > 0


def test_a_cache_that_cannot_be_written_is_ignored(course: Course) -> None:
    course.home.write_text("a file where a folder should be")
    assert course.check()[1].problems == 0
    assert course.check()[1].problems == 0 and course.calls > 0


def test_lessons_that_are_gone_leave_the_cache(course: Course) -> None:
    course.check()
    (course.folder / "cnn" / "y.md").unlink()
    course.write("cnn/x.md", LESSON + "More.\n")
    course.check("cnn/x.md")
    assert not any("y.md" in name for name in json.loads((course.home / FILE).read_text()))


def test_the_root_of_the_course_that_ships() -> None:
    root = default_course_path()
    assert course_root(root / "cnn" / "stride-padding.md") == course_root(root / "cnn") == course_root(root) == root
