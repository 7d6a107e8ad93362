"""What the linter asks of a worker, and how it asks so that no lesson can keep it waiting for long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from tui_dl.demos.run import Run
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame

Clock = Callable[[], float]

CHUNK = 64  # expressions a request


class Asker(Protocol):
    """Evaluates expressions and plays runs somewhere they can do no harm; `engine.ask.Ask` is one."""

    def values(self, questions: Sequence[Question]) -> tuple[Any, ...]:
        """One value an expression. TuiDlError if one of them has none, or takes too long."""

    def frames(self, run: Run) -> Iterator[Frame]:
        """The frames of a run. TuiDlError."""


class Deadline:
    """A moment by which something is to be done."""

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self.seconds, self._clock = seconds, clock
        self._end = clock() + seconds

    @property
    def over(self) -> bool:
        """Whether it has passed."""
        return self._clock() > self._end

    def check(self, what: str) -> None:
        """TuiDlError once it has passed."""
        if self.over:
            raise TuiDlError(f"{what} takes too long: more than {self.seconds:g} seconds.", "Make it simpler.")


def each_value(asker: Asker, questions: Sequence[Question]) -> Iterator[Any]:
    """For every question, in order, its value or the TuiDlError it ends in. Asks as it is read, one first.

    A request fails as a whole; one that does is split until the question at fault stands alone.
    """
    yield from _each(asker, questions[:1])
    for start in range(1, len(questions), CHUNK):
        yield from _each(asker, questions[start:start + CHUNK])


def _each(asker: Asker, questions: Sequence[Question]) -> Iterator[Any]:
    try:
        values: Sequence[Any] = asker.values(questions) if questions else ()
    except TuiDlError as error:
        if len(questions) == 1:
            values = (error,)
        else:
            half = len(questions) // 2
            yield from _each(asker, questions[:half])
            yield from _each(asker, questions[half:])
            return
    yield from values
