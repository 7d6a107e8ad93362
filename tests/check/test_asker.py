"""Asking in batches, and in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from linting import Scripted

from tui_dl.check.asker import CHUNK, Deadline, each_value
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError


class Requests(Scripted):
    """Notes how many questions each request holds."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def values(self, questions: Sequence[Question]) -> tuple[Any, ...]:
        self.sizes.append(len(questions))
        return super().values(questions)


def questions(*expressions: str) -> list[Question]:
    return [Question(expression, {}) for expression in expressions]


def test_values_come_in_order_in_few_requests() -> None:
    asker = Requests()
    assert list(each_value(asker, questions(*map(str, range(200))))) == list(range(200))
    assert asker.sizes == [1, CHUNK, CHUNK, CHUNK, 200 - 1 - 3 * CHUNK]


def test_each_error_stands_in_its_place() -> None:
    wanted = ["1", "1/0", "2", *["3"] * 70, "x", "1/0"]
    found = list(each_value(Requests(), questions(*wanted)))
    assert [isinstance(value, TuiDlError) for value in found] == [text in ("1/0", "x") for text in wanted]


def test_what_is_not_read_is_not_asked() -> None:
    asker = Requests()
    assert isinstance(next(each_value(asker, questions("1/0", *["1"] * 500))), TuiDlError)
    assert asker.sizes == [1]


def test_nothing_to_ask() -> None:
    asker = Requests()
    assert list(each_value(asker, [])) == [] and asker.sizes == []


def test_a_deadline() -> None:
    now = [0.0]
    deadline = Deadline(5, lambda: now[0])
    deadline.check("It")
    now[0] = 6
    assert deadline.over
    with pytest.raises(TuiDlError, match="It takes too long: more than 5 seconds"):
        deadline.check("It")
