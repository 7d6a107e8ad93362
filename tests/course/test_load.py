"""A folder as a course; one broken file never hides the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_dl.course.load import CourseError, default_course_path, load_course, open_lesson
from tui_dl.course.model import Course
from tui_dl.errors import UsageError


def lesson(identity: str, body: str = "Text.\n") -> str:
    """A small lesson."""
    return f"---\nid: {identity}\ntitle: {identity.title()}\nminutes: 5\nneeds: []\nsources: []\n---\n{body}"


def write(folder: Path, files: dict[str, str]) -> Path:
    """Put files into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def found(course: Course) -> list[tuple[str, list[str]]]:
    """Its chapters and the ids of their lessons."""
    return [(chapter.id, [head.id for head in chapter.lessons]) for chapter in course.chapters]


TREE = {
    "index.md": "---\ntitle: All\nchapters: [b, a]\n---\n# All\n\nWelcome to $x$.\n",
    "a/index.md": "---\ntitle: The A\nneeds: [b]\ndoor: read\nlessons: [a/two, a/one]\n---\nAbout A.\n",
    "a/one.md": lesson("a/one"),
    "a/two.md": lesson("a/two"),
    "b/index.md": "---\ntitle: The B\nlessons: [b/deep]\n---\n",
    "b/further/down/deep.md": lesson("b/deep"),
    "README.md": "about this folder\n",
    ".git/x.md": "no lesson\n",
}


def test_the_indexes_give_order_titles_and_introductions(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, TREE))
    assert course.problems == ()
    assert course.title == "All" and len(course.introduction) == 1
    assert found(course) == [("b", ["b/deep"]), ("a", ["a/two", "a/one"])]
    a = course.chapters[1]
    assert (a.title, a.needs, a.door, len(a.introduction)) == ("The A", ("b",), "read", 1)
    assert [head.title for head in course.heads()] == ["B/Deep", "A/Two", "A/One"]


def test_a_folder_without_index_is_a_course_of_all_its_lessons(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, {"x.md": lesson("a/one"), "deep/y.md": lesson("b/two")}))
    assert course.problems == ()
    assert sorted(head.id for head in course.heads()) == ["a/one", "b/two"]


def test_an_index_may_list_lessons_without_chapters(tmp_path: Path) -> None:
    files = {"index.md": "---\ntitle: T\nlessons: [b/two, a/one]\n---\n", "1.md": lesson("a/one"),
             "2.md": lesson("b/two")}
    course = load_course(write(tmp_path, files))
    assert course.problems == ()
    assert [head.id for head in course.heads()] == ["b/two", "a/one"]


def test_a_listed_chapter_without_index_has_all_its_lessons(tmp_path: Path) -> None:
    files = {"index.md": "---\ntitle: T\nchapters: [a]\n---\n", "a/1.md": lesson("a/one")}
    course = load_course(write(tmp_path, files))
    assert course.problems == ()
    assert found(course) == [("a", ["a/one"])]


def test_a_lesson_no_index_lists_is_found_with_a_warning(tmp_path: Path) -> None:
    course = load_course(write(tmp_path,
                               TREE | {"a/three.md": lesson("a/three"), "c/four.md": lesson("c/four")}))
    assert found(course) == [("b", ["b/deep"]), ("a", ["a/two", "a/one", "a/three"]), ("c", ["c/four"])]
    assert [(problem.path.name, problem.warning) for problem in course.problems] == [
        ("three.md", True), ("four.md", True)]


def test_a_chapter_no_index_lists_is_found_with_a_warning(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, TREE | {"index.md": "---\ntitle: T\nchapters: [b]\n---\n"}))
    assert found(course) == [("b", ["b/deep"]), ("a", ["a/two", "a/one"])]
    (problem,) = course.problems
    assert (problem.path, problem.warning) == (tmp_path / "a/index.md", True)


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("a/index.md", "---\ntitle: A\nlessons: [a/two, a/onee]\n---\n", 3, "Did you mean a/one?"),
        ("a/index.md", "---\ntitle: A\nlessons: [a/two, a/two]\n---\n", 3, "listed twice"),
        ("a/index.md", "---\ntitle: A\nlessons: [a/one, a/two]\ndoor: back\n---\n", 4, "back is no door"),
        ("a/index.md", "---\ntitle: A\nlesson: [a/one]\n---\n", 3, "Did you mean lessons?"),
        ("a/index.md", "---\nlessons: [a/one, a/two]\n---\n", 1, "no title"),
        ("a/index.md", "---\ntitle: [\n---\n", 3, "YAML"),
        ("a/index.md", "no front matter", 1, "no front matter"),
        ("index.md", "---\ntitle: T\nchapters: [b, a, c]\n---\n", 3, "no folder c"),
        ("index.md", "---\ntitle: T\nchapters: [b, a, ../../etc]\n---\n", 3, "no folder ../../etc"),
        ("a/three.md", lesson("a/one"), 1, "a/one is taken"),
        ("a/three.md", "---\nid: [\n---\n", 3, "YAML"),
        ("a/three.md", "", 1, "no front matter"),
        ("a/three.md", lesson("a/three", "x" * 1_000_001), 1, "more than 1 MB"),
    ],
)
def test_problems_hide_no_other_lesson(tmp_path: Path, name: str, text: str, line: int, words: str) -> None:
    course = load_course(write(tmp_path, TREE | {name: text}))
    assert any(problem.path == tmp_path / name and problem.line == line and words in str(problem)
               for problem in course.problems), course.problems
    assert {"a/one", "a/two", "b/deep"} <= {head.id for head in course.heads()}


def test_text_that_is_not_utf8_is_reported_and_read_all_the_same(tmp_path: Path) -> None:
    write(tmp_path, TREE)
    (tmp_path / "a/one.md").write_bytes(lesson("a/one").encode() + b"\n caf\xe9\n")
    course = load_course(tmp_path)
    (problem,) = course.problems
    assert (problem.line, problem.column, problem.what) == (10, 5, "This file is not UTF-8.")
    assert open_lesson(course, "a/one").problems == (problem,)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a Unix file system")
def test_links_in_circles_pipes_and_unreadable_files(tmp_path: Path) -> None:
    write(tmp_path, TREE)
    (tmp_path / "a/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a/self.md").symlink_to(tmp_path / "a/self.md")
    (tmp_path / "a/gone.md").symlink_to(tmp_path / "nowhere.md")
    os.mkfifo(tmp_path / "a/pipe.md")
    (tmp_path / "a/folder.md").mkdir()
    course = load_course(tmp_path)
    assert {problem.path.name for problem in course.problems} >= {"self.md", "gone.md", "pipe.md"}
    assert {"a/one", "a/two", "b/deep"} <= {head.id for head in course.heads()}


def test_no_course(tmp_path: Path) -> None:
    file = tmp_path / "file.md"
    for path in (tmp_path, tmp_path / "nowhere", file):
        with pytest.raises(CourseError) as caught:
            load_course(path)
        assert caught.value.exit_code == 2
        assert "\n" not in str(caught.value) and str(path) in str(caught.value)
        file.write_text("text", encoding="utf-8") if path.name == "nowhere" else None


def test_open_a_lesson_by_its_id(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, TREE | {"b/index.md": "---\ntitle: B\nlessons: []\n---\n"}))
    assert open_lesson(course, "b/deep").title == "B/Deep"
    for wrong, hint in [("a/tow", "a/two"), ("deep", "b/deep"), ("c/one", "a/one"), ("zzz", "tui-dl list")]:
        with pytest.raises(UsageError) as caught:
            open_lesson(course, wrong)
        assert hint in caught.value.hint


def test_a_lesson_that_went_away_says_so(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, TREE))
    (tmp_path / "a/one.md").unlink()
    assert "no file" in str(open_lesson(course, "a/one").problems[0])


def test_paths_cannot_steer_the_terminal(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, {"a\x1b[2J.md": "no front matter"}))
    assert all("\x1b" not in str(problem) for problem in course.problems)
    assert all("\x1b" not in head.id + head.title for head in course.heads())


def test_the_course_that_comes_along_opens_without_problems() -> None:
    course = load_course(default_course_path())
    assert course.problems == ()
    assert "cnn/stride-padding" in {head.id for head in course.heads()}
