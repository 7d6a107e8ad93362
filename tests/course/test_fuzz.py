"""Whatever a file holds, it is read without a crash and nothing in it can steer the terminal."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_dl.course.clean import CONTROLS
from tui_dl.course.inlines import inline
from tui_dl.course.load import default_course_path
from tui_dl.course.model import Lesson
from tui_dl.course.pages import pages
from tui_dl.course.parse import parse_lesson

EXAMPLE = (default_course_path() / "cnn" / "stride-padding.md").read_text(encoding="utf-8")
HEAD = "---\nid: cnn/x\ntitle: X\nminutes: 5\nneeds: []\nsources: []\n---\n"
WORDS = [
    ":::", "::::", ":::{quiz} q", ":::{note}", ":::{demo} d", ":::{predict} p", ":::{challenge} c", ":::{x}",
    "---", "```", "~~~py", "$", "$$", "**", "*", "_", "`", "{calc}`", "{calc}`1 == 1`", "|", "|--|--|",
    "| a | b |", "> ", "- ", "- [x] ", "- [ ] ", "1. ", "## ", "# ", "\n", "\n\n", "    ", "\t", "[a](", "](",
    "<b>", "<!--", "\\", "&#8238;", "\x1b[31m", "\x9b", "가", "(나)", "draw: {W: 1..2}", "answer: 3",
    ":answer: 3", "as: choice", "knobs: {a: 1}", "a: [", "wrong:\n  - when: 1", "&a [*a]", "\"\\e\"", "\u2028",
    "\r", "\ud800", "x",
]
EDITS = st.tuples(st.integers(0, len(EXAMPLE)), st.integers(0, 30), st.sampled_from(WORDS))

quick = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def strings(value: Any) -> list[str]:
    """Every text in a model."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for part in fields(value) for text in strings(getattr(value, part.name))]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings(part)]
    return [text for part in value for text in strings(part)] if isinstance(value, tuple) else []


def check(lesson: Lesson, text: str) -> None:
    """Properties of any lesson."""
    assert not any(CONTROLS.search(part) or "\t" in part or "\r" in part for part in strings(lesson))
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= problem.line <= last + 1 and problem.what for problem in lesson.problems)
    slugs = [step.slug for step in lesson.steps]
    assert slugs and len(set(slugs)) == len(slugs)
    keys = [page.key for page in pages(lesson)]
    assert keys and len(set(keys)) == len(keys)
    ids = [item.id for item in (*lesson.items(), *lesson.challenges())]
    assert len(set(ids)) == len(ids)


@quick
@given(st.text(max_size=300))
def test_random_text(text: str) -> None:
    check(parse_lesson(text, Path("x.md")), text)


@quick
@given(st.lists(st.sampled_from([*WORDS, "\n"]), max_size=40), st.booleans())
def test_random_markdown(words: list[str], fronted: bool) -> None:
    text = (HEAD if fronted else "---\n") + "".join(words)
    check(parse_lesson(text, Path("x.md")), text)


@quick
@given(st.lists(EDITS, min_size=1, max_size=6))
def test_random_mutations_of_the_example(edits: list[tuple[int, int, str]]) -> None:
    text = EXAMPLE
    for at, length, word in edits:
        text = text[:at] + word + text[at + length:]
    check(parse_lesson(text, Path("x.md")), text)


@quick
@given(st.lists(st.sampled_from(WORDS), max_size=20).map("".join) | st.text(max_size=80))
def test_random_lines(text: str) -> None:
    assert not any(CONTROLS.search(part) for part in strings(inline(text)))


@pytest.mark.parametrize(
    "body",
    ["*a " * 3000, "*a **b " * 2000, ">" * 3000, "[" * 3000, "- " * 1500, ":::{note}\n" * 1500,
     ":::\n" * 1501,
     "```\n\n" * 1501, "$" * 3001, "{calc}`" * 3000, "## a\n" * 500, "| a " * 3000 + "\n" + "|-" * 3000 + "\n"],
)
def test_what_nests_or_repeats_without_end(body: str) -> None:
    check(parse_lesson(HEAD + body, Path("x.md")), HEAD + body)
