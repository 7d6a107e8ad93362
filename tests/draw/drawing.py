"""What the tests of drawing share: views of every kind, hostile text and numbers, and a tape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tui_dl.draw.look import Line, Look
from tui_dl.frames import Bars, Box, Boxes, Curve, Gallery, Grid, Image, Mark, Table, Tokens, View

LOOKS = [Look(dark, colour, plain) for dark in (True, False) for colour in (True, False) for plain in (True, False)]
looks = st.sampled_from(LOOKS)
widths = st.integers(10, 120)
heights = st.integers(3, 40)

texts = st.text(st.one_of(st.characters(), st.sampled_from("ab한日\u0301\u200d\ufe0f\x1b\n\t👩🇫🇷")), max_size=14)
floats = st.one_of(st.floats(width=32), st.floats(), st.integers(-20, 20).map(float), st.just(0.0))
shapes2 = st.tuples(st.integers(0, 20), st.integers(0, 45))


class History:
    """A tape that remembers the same values of every reading."""

    def __init__(self, values: Any) -> None:
        self.values = np.asarray(values, dtype=float)

    def readings(self, name: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Steps 0, 1, 2, … and the values."""
        return np.arange(self.values.size), self.values


def arrays(shape: Any) -> st.SearchStrategy[Any]:
    """Arrays of a shape: drawn from a seed, of some size, with some hostile numbers among them."""
    size = st.sampled_from([0.0, 1.0, 9.0, 1e-5, 1e6, 1e300])
    return st.builds(_array, st.just(shape), st.integers(0, 2**32 - 1), size, st.lists(floats, max_size=4),
                     st.booleans())


def _array(shape: Any, seed: int, size: float, hostile: list[float], whole: bool) -> Any:
    random = np.random.default_rng(seed)
    values = random.standard_normal(shape) * size
    values = np.round(values) if whole else values
    for value in hostile if values.size else ():
        values.flat[random.integers(values.size)] = value
    return values


def masks(shape: Any) -> st.SearchStrategy[Any]:
    """A mask of that shape, or none."""
    return st.none() | st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).random(shape) < 0.5)


@st.composite
def grids(draw: Callable[..., Any]) -> Grid:
    """Grids of any size, with labels, marks and padding or without."""
    shape = draw(shapes2)
    marks = st.builds(Mark, st.integers(-2, 20), st.integers(-2, 45), st.sampled_from(["focus", "source"]))
    return Grid(draw(texts), draw(arrays(shape)), draw(masks(shape)),
                rows=tuple(draw(st.lists(texts, max_size=shape[0]))), cols=tuple(draw(st.lists(texts, max_size=5))),
                marks=tuple(draw(st.lists(marks, max_size=4))),
                scale=draw(st.sampled_from(["sequential", "diverging"])),
                low=draw(st.none() | floats), high=draw(st.none() | floats), pad=draw(st.integers(0, 2)))


@st.composite
def galleries(draw: Callable[..., Any]) -> Gallery:
    """Galleries, empty ones too."""
    shape = draw(st.tuples(st.integers(0, 12), st.integers(1, 40), st.integers(1, 40)))
    return Gallery(draw(texts), draw(arrays(shape)), tuple(draw(st.lists(texts, max_size=3))),
                   draw(masks(shape) | masks(shape[:1])))


@st.composite
def images(draw: Callable[..., Any]) -> Image:
    """Grey and coloured pictures."""
    shape = draw(st.tuples(st.integers(1, 100), st.integers(1, 100)))
    depth = draw(st.sampled_from([(), (3,)]))
    return Image(draw(texts), draw(arrays((*shape, *depth))), draw(masks(shape)),
                 marks=tuple(draw(st.lists(st.builds(Mark, st.integers(-3, 120), st.integers(-3, 120)), max_size=3))))


@st.composite
def all_bars(draw: Callable[..., Any]) -> Bars:
    """Bars with labels, too few or too many."""
    count = draw(st.integers(0, 30))
    return Bars(draw(texts), tuple(draw(st.lists(texts, max_size=32))), draw(arrays(count)), draw(masks(count)),
                draw(st.none() | st.integers(0, 30)), draw(st.none() | st.floats(-5, 5)),
                draw(st.none() | st.floats(-5, 5)))


@st.composite
def all_tokens(draw: Callable[..., Any]) -> Tokens:
    """Tokens with weights or without."""
    words = tuple(draw(st.lists(texts, max_size=15)))
    return Tokens(draw(texts), words, draw(st.none() | arrays(len(words))), draw(st.sampled_from([(), (0,), (3, 4)])),
                  draw(masks(len(words))))


@st.composite
def curves(draw: Callable[..., Any]) -> Curve:
    """Curves of any number of lines and points."""
    count = draw(st.integers(0, 60))
    lines = draw(st.dictionaries(texts, arrays(count), max_size=4))
    return Curve(draw(texts), draw(arrays(count)), lines, tuple(draw(st.lists(texts, max_size=2))), draw(texts),
                 draw(st.none() | floats), draw(st.none() | floats), draw(st.booleans()))


cells = st.one_of(floats, texts, st.booleans(), st.integers())
tables = st.builds(Table, texts, st.lists(texts, max_size=6).map(tuple),
                   st.lists(st.lists(cells, max_size=7).map(tuple), max_size=12).map(tuple),
                   st.none() | st.integers(0, 12))
boxes = st.builds(Boxes, texts, st.tuples(st.integers(1, 60), st.integers(1, 60)).flatmap(arrays),
                  st.lists(st.builds(Box, floats, floats, floats, floats, texts, floats), max_size=4).map(tuple))
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "grid": grids(), "gallery": galleries(), "image": images(), "bars": all_bars(), "tokens": all_tokens(),
    "curve": curves(), "table": tables, "boxes": boxes,
}
views: st.SearchStrategy[View] = st.one_of(*KINDS.values())


def text_of(lines: list[Line]) -> list[str]:
    """The characters of drawn lines."""
    return ["".join(segment.text for segment in line) for line in lines]
