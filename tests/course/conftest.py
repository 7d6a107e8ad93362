"""Lessons to try the parser on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tui_dl.course.model import Lesson
from tui_dl.course.parse import parse_lesson

HEAD = "---\nid: cnn/x\ntitle: X\nminutes: 5\nneeds: []\nsources: [a paper]\n---\n"
HEAD_LINES = HEAD.count("\n")

Parse = Callable[[str], Lesson]


@pytest.fixture
def parse() -> Parse:
    """A lesson of this body, its first line right after seven lines of front matter."""
    return lambda body: parse_lesson(HEAD + body, Path("x.md"))


@pytest.fixture(scope="session")
def example_path() -> Path:
    """A whole lesson with every kind of block; lessons that ship may change, this one does not."""
    return Path(__file__).parent / "model_lesson.md"


@pytest.fixture(scope="session")
def example(example_path: Path) -> Lesson:
    """The model lesson, parsed."""
    return parse_lesson(example_path.read_text(encoding="utf-8"), example_path)
