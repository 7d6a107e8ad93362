"""A log in a folder of its own, with a clock that the test sets."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui_dl.learner.log import Log


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move on (or, with a negative span, back)."""
        self.now += timedelta(**span)


@contextmanager
def _fresh_log() -> Iterator[tuple[Log, Clock]]:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, Log.open(Path(folder), clock) as opened:
        yield opened, clock


@pytest.fixture(scope="session")
def fresh_log() -> Callable[[], AbstractContextManager[tuple[Log, Clock]]]:
    """Opens a new log, with its clock, for each example of a property test."""
    return _fresh_log


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> Iterator[Log]:
    with Log.open(tmp_path, clock) as opened:
        yield opened
