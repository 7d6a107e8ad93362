"""Construct quizzes: some design must hold, and not every one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from tui_dl.check.asker import Asker, Clock, Deadline, each_value
from tui_dl.check.manuscript import Manuscript
from tui_dl.course.model import ConstructQuiz, Problem
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError

SECONDS = 10.0
MOST = 20_000  # designs tried
HOPELESS = 1_000  # of them without any value
LARGE = (24, 28, 32, 48, 56, 64, 96, 100, 128, 224, 256, 512, 1024)  # sizes that nets have
ROUND = (*range(21), *LARGE)


def design_problems(script: Manuscript, quiz: ConstructQuiz, asker: Asker, clock: Clock) -> Iterator[Problem]:
    """A construct quiz that nothing was found to meet, that cannot be evaluated, or that anything meets."""
    deadline, errors, refused = Deadline(SECONDS, clock), list[TuiDlError](), 0
    designs = candidates(quiz.names)
    found = False
    for value in each_value(asker, [Question(quiz.holds, design) for design in designs]):
        if isinstance(value, TuiDlError):
            errors.append(value)
        elif value:
            found = True
        else:
            refused += 1
        hopeless = not (found or refused) and len(errors) >= HOPELESS
        if deadline.over or hopeless or (found and refused):
            break
    if found and not refused and not errors:
        yield script.about(quiz.line, "holds", f"{quiz.holds} holds whatever is designed.", "Ask for more.")
    elif not found and errors and not refused:
        yield script.about(quiz.line, "holds", errors[0].message, errors[0].hint)
    elif not found:
        yield script.about(quiz.line, "holds", f"no values were found that make {quiz.holds} true.",
                           "Tried were small whole numbers and common sizes; ask for something within them.")


def candidates(names: Sequence[str]) -> list[dict[str, int]]:
    """Designs to try, those with small numbers first: fewer values for each name where there are more names."""
    most = max(2, int(MOST ** (1 / len(names))))
    values = ROUND if len(names) == 2 else tuple(range(min(most, 2_049)))
    tuples = itertools.islice(itertools.product(values, repeat=len(names)), MOST)
    by_size = sorted(tuples, key=lambda design: (sum(design), design))
    return [dict(zip(names, design, strict=True)) for design in by_size]
