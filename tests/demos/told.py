"""What tests of several demos share: the bits of a frame, its cells, and what must hold of an explanation."""

import itertools
import struct
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from tui_dl.demos.catalogue import load
from tui_dl.demos.play import play
from tui_dl.demos.run import parse_run
from tui_dl.frames import Boxes, Curve, Explanation, Frame, Image, Index, Table, Timing, Tokens, View


def frames(line: str, most: int | None = None) -> list[Frame]:
    """The frames of a run line, at most so many."""
    return list(itertools.islice(play(parse_run(line)), most))


def bits(thing: Any) -> Any:
    """A frame, or a part of one, as plain values that are equal only bit for bit; times are left out."""
    if isinstance(thing, Timing):
        return "a time"
    if isinstance(thing, float):
        return struct.pack("d", thing)
    if isinstance(thing, np.ndarray):
        return thing.dtype.str, thing.shape, thing.tobytes()
    if isinstance(thing, Mapping):
        return [(name, bits(value)) for name, value in thing.items()]
    if isinstance(thing, tuple | list):
        return [bits(item) for item in thing]
    if is_dataclass(thing):
        return type(thing).__name__, [(field.name, bits(getattr(thing, field.name))) for field in fields(thing)]
    assert thing is None or isinstance(thing, str | int), f"{type(thing)} has no place in a frame"
    return type(thing).__name__, thing


def assert_same(one: Iterable[Frame], other: Iterable[Frame]) -> None:
    """The same frames, bit for bit."""
    for first, second in itertools.zip_longest(one, other):
        assert first is not None and second is not None, "one run is longer than the other"
        assert bits(first.readings) == bits(second.readings), f"readings at step {first.step}"
        for view, again in zip(first.views, second.views, strict=True):
            assert bits(view) == bits(again), f"{view.name} at step {first.step}"
        assert bits(first) == bits(second), f"step {first.step}"


def shape_of(view: View) -> tuple[int, ...]:
    """The shape over which a cursor moves; of a curve that follows readings, their newest points."""
    if isinstance(view, Curve):
        return (len(view.follow), 1) if view.follow else (len(view.lines), len(view.x))
    if isinstance(view, Table):
        return len(view.cells), len(view.header)
    if isinstance(view, Tokens | Boxes):
        return (len(view.values),)
    return view.values.shape[:2] if isinstance(view, Image) else view.values.shape


def number_at(frame: Frame, view: View, index: Index) -> Any:
    """What is drawn in a cell: a number, a text, or the channels of a pixel."""
    if isinstance(view, Curve):
        line = tuple(view.follow or view.lines)[index[0]]
        return frame.readings.get(line, "") if view.follow else view.lines[line][index[1]]
    if isinstance(view, Table):
        return view.cells[index[0]][index[1]]
    if isinstance(view, Tokens) and view.weights is None:
        return view.tokens[index[0]]
    return view.values[index[0]] if isinstance(view, Tokens | Boxes) else view.values[index]


def cells(view: View) -> list[Index]:
    """Every known cell of a view, as a cursor meets it; gaps in a line are no cells."""
    every = itertools.product(*map(range, shape_of(view)))
    if isinstance(view, Curve) and view.lines:
        lines = list(view.lines.values())
        return [(row, at) for row, at in every if at < len(lines[row]) and np.isfinite(lines[row][at])]
    known = getattr(view, "known", None)
    return [index for index in every if known is None or known.reshape(shape_of(view))[index]]


def assert_explained(frame: Frame, demo: str, view: View, index: Index) -> None:
    """The demo says where this number comes from: the terms come to it, and what it depends on is there."""
    explain, drawn = load(demo).explain, number_at(frame, view, index)
    assert explain is not None
    told = explain(frame, view.name, index)
    assert isinstance(told, Explanation) and told.what
    if np.ndim(drawn) == 0 and not isinstance(drawn, str):
        assert float(told.value) == pytest.approx(float(drawn), nan_ok=True)
    if told.terms:
        assert told.combined() == pytest.approx(float(told.value), rel=1e-4, abs=1e-5, nan_ok=True)
        assert told.torch and told.torch.isprintable()
    for name, sources in told.depends.items():
        assert set(sources) <= set(cells(frame.view(name))), name
