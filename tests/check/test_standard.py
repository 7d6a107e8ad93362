"""What every lesson has."""

from __future__ import annotations

import pytest
from linting import HEAD, script_of

from tui_dl.check.standard import standard_problems
from tui_dl.course.load import default_course_path

BARE = "Text.\n"
LACKS = ["no demo", "no prediction", "no challenge", "0 of 4 quizzes", "asks why", "behaves", "draws fresh numbers"]


def test_a_bare_lesson_lacks_everything_if_it_ships() -> None:
    problems = list(standard_problems(script_of(BARE), shipped=True))
    told = [problem.what for problem in problems if not problem.warning]
    assert len(told) == len(LACKS) and all(words in what for words, what in zip(LACKS, told, strict=True))


CHOICE = """:::{{quiz}} q
{why}
What happens?

- [x] {right}
- [ ] {wrong}
  > No.
:::
"""


@pytest.mark.parametrize(("why", "right", "wrong", "found"), [
    ("", "It grows.", "It fades.", True), (":why: true\n", "It grows.", "It fades.", False),
    ("", "12", "24", False), ("", "12 x 3", "3 by 3", False), ("", "about 9 k", "0.5", False)])
def test_a_behaviour_question_has_sentences_to_choose_from(why: str, right: str, wrong: str, found: bool) -> None:
    script = script_of(CHOICE.format(why=why, right=right, wrong=wrong))
    assert any("behaves" in p.what for p in standard_problems(script, shipped=True)) is not found


def test_elsewhere_these_are_warnings() -> None:
    assert all(problem.warning for problem in standard_problems(script_of(BARE), shipped=False))


def test_the_example_has_everything() -> None:
    path = default_course_path() / "cnn" / "stride-padding.md"
    assert list(standard_problems(script_of(path.read_text("utf-8"), head=""), shipped=True)) == []


def test_size_is_a_warning() -> None:
    long = "".join(f"## Step {n}\n\n{'word ' * 200}\n\n" for n in range(9))
    told = [p.what for p in standard_problems(script_of(long), shipped=True) if p.warning]
    assert any("9 steps" in what for what in told) and any("1,800 words" in what for what in told)
    fit = "".join(f"## Step {n}\n\n{'word ' * 200}\n\n" for n in range(4))
    assert [p for p in standard_problems(script_of(fit), shipped=True) if p.warning] == []


def test_a_term_is_used() -> None:
    head = HEAD.removesuffix("---\n") + "terms:\n  stride: a step\n  pooling: less\n---\n"
    told = [p for p in standard_problems(script_of("The **Stride** counts.\n", head), False) if "term" in p.what]
    assert [(p.line, p.column) for p in told] == [(9, 3)] and "pooling" in told[0].what
