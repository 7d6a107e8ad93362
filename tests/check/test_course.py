"""Between lessons."""

from __future__ import annotations

from pathlib import Path

import pytest
from linting import script_of

from tui_dl.check.course import course_problems, cycles
from tui_dl.course.load import load_course
from tui_dl.course.model import Problem


def lesson(folder: Path, name: str, needs: str = "[]", terms: str = "{}", identity: str = "") -> None:
    file = folder / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\nid: {identity or name}\ntitle: A\nminutes: 5\nsources: []\nneeds: {needs}\nterms: {terms}\n"
                    "---\n\nText.\n", "utf-8")


def told(folder: Path) -> list[Problem]:
    course = load_course(folder)
    scripts = [script_of(head.path.read_text("utf-8"), "", head.path) for head in course.heads()]
    return list(course_problems(course, scripts))


def test_needs_exist(tmp_path: Path) -> None:
    lesson(tmp_path, "cnn/a")
    lesson(tmp_path, "cnn/b", "[cnn/c]")
    problem, = told(tmp_path)
    assert problem.path == tmp_path / "cnn" / "b.md"
    assert (problem.line, problem.column) == (6, 9) and "no lesson cnn/c" in problem.what
    lesson(tmp_path, "cnn/b", "[cnn/a]")
    assert told(tmp_path) == []


def test_needs_do_not_go_in_circles(tmp_path: Path) -> None:
    lesson(tmp_path, "cnn/a", "[cnn/b]")
    lesson(tmp_path, "cnn/b", "[cnn/a]")
    problem, = told(tmp_path)
    assert problem.line == 6 and "can never begin" in problem.what
    lesson(tmp_path, "cnn/a")
    assert told(tmp_path) == []


def test_chapters_need_chapters(tmp_path: Path) -> None:
    lesson(tmp_path, "cnn/a")
    (tmp_path / "index.md").write_text("---\ntitle: C\nchapters: [cnn]\n---\n")
    (tmp_path / "cnn" / "index.md").write_text("---\ntitle: CNN\nneeds: [start]\nlessons: [cnn/a]\n---\n")
    problem, = told(tmp_path)
    assert (problem.path.name, problem.line) == ("index.md", 3) and "no chapter start" in problem.what
    (tmp_path / "cnn" / "index.md").write_text("---\ntitle: CNN\nlessons: [cnn/a]\n---\n")
    assert told(tmp_path) == []


def test_ids_are_unique(tmp_path: Path) -> None:
    lesson(tmp_path, "cnn/a")
    lesson(tmp_path, "cnn/b", identity="cnn/a")
    problem, = told(tmp_path)
    assert problem.path.name == "b.md" and "cnn/a is taken" in problem.what


def test_a_term_with_two_meanings_is_a_warning(tmp_path: Path) -> None:
    lesson(tmp_path, "cnn/a", terms="{stride: a step}")
    lesson(tmp_path, "cnn/b", terms="{Stride: a leap}")
    problem, = told(tmp_path)
    assert problem.warning and "Stride means something else in cnn/a" in problem.what
    lesson(tmp_path, "cnn/b", terms="{Stride: a step}")
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["a"]}, [{"a"}]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, [{"a", "b", "c"}]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [{"a", "b"}, {"c", "d"}]),
        ({"a": ["x"]}, []),
    ],
)
def test_cycles(needs: dict[str, list[str]], expected: list[set[str]]) -> None:
    found = list(cycles(needs))
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
    assert all(b in needs[a] for cycle in found for a, b in zip(cycle, (*cycle[1:], cycle[0]), strict=True))


def test_many_ways_are_no_cycle_and_take_no_time() -> None:
    layers = {f"{layer}-{n}": [f"{layer + 1}-{m}" for m in range(4)] for layer in range(40) for n in range(4)}
    assert list(cycles(layers)) == []
