"""Checked numbers."""

from __future__ import annotations

import pytest
from linting import Lint, Scripted, only

from tui_dl.check.numbers import holds
from tui_dl.course.expressions import Value


@pytest.mark.parametrize(
    ("broken", "mended", "words"),
    [
        ("conv_out(7, F=3) == 6", "conv_out(7, F=3) == 5", "conv_out(7, F=3) is 5, not 6"),
        ("2**20 == 1_048_575", "2**20 == 1_048_576", "1,048,576, not 1,048,575"),
        ("conv_on(7, F=3) == 5", "conv_out(7, F=3) == 5", "Did you mean conv_out?"),
        ("1/3 == 0.334", "1/3 == 0.333", "not 0.334"),
        ("9**9**9 == 1", "9**9 == 387_420_489", "digits"),
        ("conv_out(7, F=9) == 1", "conv_out(9, F=9) == 1", "does not fit"),
        ("(conv_out(7, F=3), 2) == (5, 3)", "(conv_out(7, F=3), 2) == (5, 2)", "(5, 2)"),
    ],
)
def test_numbers(lint: Lint, broken: str, mended: str, words: str) -> None:
    problem = only(lint(f"One.\nIt is {{calc}}`{broken}` wide.\n"))
    assert (problem.line, problem.column) == (2, 14) and words in str(problem)
    assert lint(f"One.\nIt is {{calc}}`{mended}` wide.\n") == []


def test_all_wrong_numbers_are_told_though_a_request_fails_as_a_whole(lint: Lint) -> None:
    numbers = ["1 == 1", "1/0 == 1", "2 == 3", "nothing == 1", *(f"{n} == {n}" for n in range(150)), "5 == 6"]
    problems = lint("".join(f"{{calc}}`{number}`\n" for number in numbers))
    assert [problem.line for problem in problems] == [2, 3, 4, len(numbers)]


def test_numbers_go_in_batches(lint: Lint) -> None:
    asker = Scripted()
    assert lint("".join(f"{{calc}}`{n} == {n}`\n" for n in range(300)), asker) == []
    assert len(asker.asked) == 300


@pytest.mark.parametrize(
    ("value", "literal", "expected"),
    [(4, "4", True), (4.0, "4", True), (3.7, "4", False), (4.2, "4.0", False), (0.3349, "0.33", True),
     (0.3351, "0.33", False), (-2.46, "-2.5", True), (15_234, "1.5e4", True), (15_534, "1.5e4", False),
     (True, "True", True), (1, "True", False), (None, "4", False), ((3, 4.26), "(3, 4.3)", True),
     ((3,), "(3, 4)", False), ("a", "'a'", True), (float("nan"), "1.0", False)],
)
def test_a_float_holds_at_the_digits_written(value: Value, literal: str, expected: bool) -> None:
    assert holds(value, literal) is expected
