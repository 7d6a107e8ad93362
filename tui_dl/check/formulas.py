"""Every formula must render, and fit the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len

from tui_dl.check.manuscript import Manuscript, every_block, formulas_and_numbers
from tui_dl.course.model import InlineMath, MathBlock, Problem
from tui_dl.draw import formula

WIDEST = 76  # cells

_COMMAND = re.compile(r"\\[a-zA-Z]+")
_ENVIRONMENT = re.compile(r"\\begin\s*\{([^{}]*)\}")

Render = Callable[[str], Sequence[str] | None]


def formula_problems(script: Manuscript) -> Iterator[Problem]:
    """Formulas that cannot be drawn, or are wider than a page."""
    for step in script.lesson.steps:
        for block in every_block(step.blocks):
            if isinstance(block, MathBlock):
                yield from _problems(script, block.latex, block.line, formula.render, "Break it into several lines.")
    for leaf in formulas_and_numbers(script):
        if isinstance(leaf, InlineMath):
            yield from _problems(script, leaf.latex, leaf.line, _one_row, "Set it on lines of its own, between $$.")


def _one_row(latex: str) -> Sequence[str] | None:
    row = formula.inline(latex)
    return None if row is None else (row,)


def _problems(script: Manuscript, latex: str, line: int, render: Render, mend: str) -> Iterator[Problem]:
    rows = render(latex)
    at = latex.strip().split("\n")[0][:12]
    if rows is None:
        name = culprit(latex, render)
        what = f"{name} cannot be drawn." if name else f"The formula {_short(latex)} cannot be drawn."
        yield script.problem(line, what, "Write it with other commands; see the formulas of other lessons.",
                             at=at)
    elif (width := max(map(cell_len, rows), default=0)) > WIDEST:
        yield script.problem(line, f"The formula is {width} cells wide; a page has {WIDEST}.", mend, at=at)


def culprit(latex: str, render: Render) -> str:
    """The command or environment without which the formula could be drawn, "" if that cannot be said."""
    for found in _COMMAND.finditer(latex):
        name = found[0]
        if render(re.sub(rf"{re.escape(name)}(?![a-zA-Z])", "x ", latex)) is not None:
            return name
    for found in _ENVIRONMENT.finditer(latex):
        if render(latex.replace(f"{{{found[1]}}}", "{aligned}")) is not None:
            return f"The environment {found[1]}"
    return ""


def _short(latex: str) -> str:
    line = " ".join(latex.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
