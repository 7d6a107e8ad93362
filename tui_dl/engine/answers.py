"""Answers of the worker: the value of an expression, and where a number comes from. No torch at the top."""

from __future__ import annotations

import random
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tui_dl.demos.catalogue import load
from tui_dl.engine.events import Answered
from tui_dl.engine.trouble import describe
from tui_dl.engine.wire import Evaluate, Explain
from tui_dl.errors import TuiDlError
from tui_dl.frames import Curve, Explanation, Frame, Index, View

LIMIT = 1.0  # seconds of the processor an expression may take; of a busy machine's clock it may take more


def answer(command: Evaluate | Explain, begin: Callable[[], None]) -> Answered:
    """The answer to a request; `begin` is called before each expression. Errors are in the answer."""
    try:
        with untouched_generators():
            if isinstance(command, Evaluate):
                return Answered(command.request_id, values=_values(command, begin))
            begin()
            return Answered(command.request_id, explanation=explanation(command))
    except Exception as error:
        if not isinstance(error, TuiDlError):
            traceback.print_exc()
            sys.stderr.flush()
        return Answered(command.request_id, error=describe(error))


def _values(command: Evaluate, begin: Callable[[], None]) -> tuple[Any, ...]:
    from tui_dl.oracles import evaluate

    values = []
    for question in command.questions:
        begin()
        with time_limit(question.expression):
            values.append(evaluate(question.expression, question.names))
    return tuple(values)


def explanation(command: Explain) -> Explanation:
    """Where a number of a frame comes from. TuiDlError where the demo does not say, or there is no such cell."""
    explain = load(command.demo).explain
    if explain is None:
        raise TuiDlError(f"{command.demo} has no explanation of its numbers.")
    check_cell(command.frame, command.view, command.index)
    return explain(command.frame, command.view, command.index)


def check_cell(frame: Frame, name: str, index: Index) -> None:
    """TuiDlError if the frame has no such view, the view no such cell, or the cell no value yet."""
    views = {view.name: view for view in frame.views}
    if name not in views:
        raise TuiDlError(f"There is no view {name}.", f"This frame has {', '.join(views) or 'none'}.")
    shape = _shape(views[name])
    if shape is None:
        return
    if len(index) > len(shape) or not all(0 <= i < size for i, size in zip(index, shape, strict=False)):
        inside = " × ".join(map(str, shape))
        raise TuiDlError(f"There is no cell {list(index)} in {name}.", f"It has {inside} of them.")
    known = getattr(views[name], "known", None)
    if known is not None and not np.any(np.asarray(known)[tuple(index[: np.ndim(known)])]):
        raise TuiDlError(f"{name}{list(index)} is not computed yet.", "Let the demo go on.")


def _shape(view: View) -> tuple[int, ...] | None:
    """The shape of a view's cells, or None where it has none."""
    if isinstance(view, Curve):
        return None
    try:
        return np.shape(view.values)
    except ValueError:  # rows of different lengths
        return None


@contextmanager
def untouched_generators() -> Iterator[None]:
    """Whatever draws random numbers inside, the run outside draws the same ones as without it."""
    import torch

    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.set_rng_state(states[2])


@contextmanager
def time_limit(expression: str) -> Iterator[None]:
    """TuiDlError inside once it has computed for `LIMIT` seconds; no limit where there is no timer signal."""
    if sys.platform == "win32":
        yield
        return

    def ring(*_: object) -> None:
        raise TuiDlError(f"{expression} took too long: more than {LIMIT:g} second.")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
