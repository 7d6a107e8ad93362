"""Checked numbers: what stands on the right of a {calc} must be what its left comes to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tui_dl.check.asker import Asker, each_value
from tui_dl.check.manuscript import Manuscript, formulas_and_numbers
from tui_dl.course.answers import shown
from tui_dl.course.expressions import Value, evaluate
from tui_dl.course.model import Calc, Problem
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError


def number_problems(script: Manuscript, asker: Asker) -> Iterator[Problem]:
    """Checked numbers that do not hold, or cannot be evaluated."""
    calcs = [leaf for leaf in formulas_and_numbers(script) if isinstance(leaf, Calc)]
    values = each_value(asker, [Question(calc.expression, {}) for calc in calcs])
    for calc, value in zip(calcs, values, strict=True):
        if isinstance(value, TuiDlError):
            yield script.problem(calc.line, f"{{calc}} {calc.expression}: {value.message}", value.hint,
                                 at=calc.expression)
        elif not holds(value, calc.literal):
            what = f"{calc.expression} is {shown(value)}, not {calc.shown}."
            yield script.problem(calc.line, what, "Mend the number, or the expression.", at=calc.expression)


def holds(value: Value, literal: str) -> bool:
    """Whether a value is what is written: a float at the digits written, all else exactly."""
    return _holds(value, literal, ast.parse(literal.strip(), mode="eval").body)


def _holds(value: Value, source: str, node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return isinstance(value, tuple) and len(value) == len(node.elts) and all(
            _holds(part, source, element) for part, element in zip(value, node.elts, strict=True))
    text = ast.get_source_segment(source.strip(), node) or ""
    written = evaluate(text, {})
    if isinstance(written, float) and isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value - written) <= _half_a_digit(text) * (1 + 1e-9)
    return isinstance(value, bool) == isinstance(written, bool) and value == written


def _half_a_digit(text: str) -> float:
    """Half a unit of the last digit written: 0.05 for 1.5, 500 for 1.5e4."""
    mantissa, _, exponent = text.lower().replace("_", "").partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals)
