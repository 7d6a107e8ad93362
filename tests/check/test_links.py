"""Links."""

from __future__ import annotations

from pathlib import Path

import pytest
from linting import HEAD, HEAD_LINES, script_of

from tui_dl.check.links import link_problems

BODY = "One.\nNext: [it]({}).\n\n## Torch rounds\n\nText.\n"


@pytest.mark.parametrize("href", ["pooling.md", "./pooling.md", "../rnn/lstm.md", "#torch-rounds", "https://arxiv.org/abs/1",
                                  "pooling.md#a-step", "mailto:a@b.c"])
def test_good_links(tmp_path: Path, href: str) -> None:
    lessons = {tmp_path / "cnn" / "pooling.md", tmp_path / "rnn" / "lstm.md"}
    assert list(link_problems(script_of(BODY.format(href), HEAD, tmp_path / "cnn" / "x.md"), lessons)) == []


@pytest.mark.parametrize(
    ("href", "words"),
    [("poling.md", "Did you mean pooling.md?"), ("lstm.md", "no lesson lstm.md"),
     ("#torch-round", "Did you mean torch-rounds?"), ("ftp://example.org/x", "cannot be followed")],
)
def test_dead_links(tmp_path: Path, href: str, words: str) -> None:
    lessons = {tmp_path / "cnn" / "pooling.md", tmp_path / "rnn" / "x.md"}
    problem, = link_problems(script_of(BODY.format(href), HEAD, tmp_path / "cnn" / "x.md"), lessons)
    assert (problem.line, problem.column) == (HEAD_LINES + 2, 12) and words in str(problem)


def test_a_lesson_on_its_own_may_link_to_files_that_are_there(tmp_path: Path) -> None:
    script = script_of(BODY.format("pooling.md"), HEAD, tmp_path / "x.md")
    assert len(list(link_problems(script, None))) == 1
    (tmp_path / "pooling.md").touch()
    assert list(link_problems(script, None)) == []
