"""A frame in words and numbers, line by line, for screen readers, pipes and files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from tui_dl.draw.axes import axes_of, beyond
from tui_dl.draw.canvas import clean, plain_ascii
from tui_dl.draw.curve import lines_of
from tui_dl.draw.grid import mask
from tui_dl.draw.legend import peak_said
from tui_dl.draw.look import Look
from tui_dl.draw.number import number
from tui_dl.draw.pointing import Tape
from tui_dl.frames import Array, Bars, Boxes, Curve, Frame, Gallery, Grid, Image, Mark, Table, Tokens, View

__all__ = ["frame_text", "number", "readings_text", "view_text"]

SPELT = 256  # no more numbers of a picture than this are spelt out
POINTS = 12  # of a line


def frame_text(frame: Frame, look: Look | None = None, *, hidden: Collection[str] = (),
               tape: Tape | None = None) -> str:
    """A frame as text without boxes or colour: step, caption, a line a reading, then every view.

    Under an ASCII look everything else becomes "?". Of hidden views only the name is said.
    """
    total = f" of {number(frame.total)}" if frame.total else ", until stopped"
    lines = [f"step {number(frame.step)}{total}: {clean(frame.caption)}"]
    lines += [f"{clean(name)} {number(value, ascii=True)}" for name, value in frame.readings.items()]
    for view in frame.views:
        lines.append("")
        lines += [f"{clean(view.name)}: hidden"] if view.name in hidden else view_text(view, tape)
    text = "\n".join(line.rstrip() for line in lines)
    return plain_lines(text) if look is not None and look.ascii else text


def plain_lines(text: str) -> str:
    """Text of several lines in ASCII."""
    return "\n".join(plain_ascii(line) for line in text.split("\n"))


def readings_text(frame: Frame) -> str:
    """The readings of a frame in one line: `out 5, value -12`."""
    return ", ".join(f"{clean(name)} {number(value, ascii=True)}" for name, value in frame.readings.items())


def view_text(view: View, tape: Tape | None = None) -> list[str]:
    """One view in words and numbers: a line that says what it is, then its rows."""
    match view:
        case Grid():
            return list(_grid(view))
        case Gallery():
            return list(_gallery(view))
        case Image():
            return list(_image(view.name, view.values, view.known, view.marks))
        case Boxes():
            return list(_boxes(view))
        case Curve():
            return list(_curve(view, tape))
        case Bars():
            return list(_bars(view))
        case Tokens():
            return list(_tokens(view))
        case Table():
            return list(_table(view))


def _say(value: float, known: bool = True) -> str:
    return number(value, ascii=True) if known else "unknown"


def _count(amount: int, noun: str) -> str:
    return f"{number(amount)} {noun}{'' if amount == 1 else 's'}"


def _grid(view: Grid) -> Iterator[str]:
    values = np.atleast_2d(np.asarray(view.values, dtype=float))
    rows, cols = values.shape
    padding = f", around it {_count(view.pad, 'ring')} of zeros" if view.pad else ""
    yield f"{clean(view.name)}: grid of {_count(rows, 'row')} and {_count(cols, 'column')}{padding}"
    if view.cols:
        yield "columns: " + ", ".join(map(clean, view.cols))
    yield from _rows(values, mask(view.known, values), view.rows)
    yield from _marks(view.marks)


def _rows(values: Array, known: Array, names: tuple[str, ...] = ()) -> Iterator[str]:
    for index, row in enumerate(values):
        name = clean(names[index]) if index < len(names) else f"row {index}"
        yield f"{name}: " + " ".join(_say(*cell) for cell in zip(row, known[index], strict=True))


def _marks(marks: Iterable[Mark]) -> Iterator[str]:
    for role, said in (("focus", "looking at"), ("source", "made from")):
        cells = [f"row {mark.row} column {mark.col}" for mark in marks if mark.role == role]
        if cells:
            yield f"{said}: {', '.join(cells)}"


def _gallery(view: Gallery) -> Iterator[str]:
    pictures = np.asarray(view.values, dtype=float)
    size = f" of {pictures.shape[1]} by {pictures.shape[2]} pixels" if pictures.ndim >= 3 else ""
    yield f"{clean(view.name)}: {_count(len(pictures), 'picture')}{size}"
    for index, picture in enumerate(pictures):
        label = f", {clean(view.labels[index])}" if index < len(view.labels) else ""
        known = view.known is None or bool(np.all(np.asarray(view.known)[index]))
        yield f"picture {index}{label}: " + (_brightness(picture) if known else "unknown")


def _brightness(picture: Array) -> str:
    finite = picture[np.isfinite(picture)]
    return f"mean {_say(float(finite.mean()))}, brightest {_say(float(finite.max()))}" if finite.size else "nothing"


def _image(name: str, values: Array, known: Array | None, marks: Iterable[Mark]) -> Iterator[str]:
    picture = np.asarray(values, dtype=float)
    colour = " in colour" if picture.ndim == 3 else ""
    yield f"{clean(name)}: picture of {' by '.join(map(str, picture.shape[:2]))} pixels{colour}, {_brightness(picture)}"
    if picture.ndim == 2 and picture.size <= SPELT:
        yield from _rows(picture, mask(known, picture))
    yield from _marks(marks)


def _boxes(view: Boxes) -> Iterator[str]:
    yield from _image(view.name, np.asarray(view.image), None, ())
    for index, box in enumerate(view.boxes):
        corners = " ".join(f"{side} {_say(getattr(box, side))}" for side in ("left", "top", "right", "bottom"))
        yield f"box {index}: {clean(box.label) or 'no label'}, score {_say(box.score)}, {corners}"


def _curve(view: Curve, tape: Tape | None) -> Iterator[str]:
    yield f"{clean(view.name)}: curve over {clean(view.x_label)}"
    lines = lines_of(view, tape)
    for name, (x, y) in lines.items():
        if not y.size:
            yield f"{clean(name)}: no points yet"
            continue
        spots = np.unique(np.linspace(0, y.size - 1, min(POINTS, y.size)).astype(int))
        said = ", ".join(f"{_say(y[i])} at {_say(x[i])}" for i in spots)
        yield f"{clean(name)}, {_count(y.size, 'point')}: {said}"
    for peak in beyond(lines, axes_of(view, lines)):
        yield f"far from the rest: {peak_said(view, peak, ascii=True)}"


def _bars(view: Bars) -> Iterator[str]:
    values = np.ravel(view.values)
    known = mask(view.known, values)
    yield f"{clean(view.name)}: {_count(values.size, 'bar')}"
    for index, value in enumerate(values):
        name = clean(view.labels[index]) if index < len(view.labels) else f"bar {index}"
        yield f"{name}: {_say(value, known[index])}" + (" (marked)" if index == view.mark else "")


def _tokens(view: Tokens) -> Iterator[str]:
    yield f"{clean(view.name)}: {_count(len(view.tokens), 'token')}"
    known = mask(view.known, np.asarray(view.values))
    for index, token in enumerate(view.tokens):
        weight = "" if view.weights is None else f": {_say(np.ravel(view.weights)[index])}"
        mark = " (marked)" if index in view.marks else ""
        yield f"{clean(token)}{weight}{mark}" if known[index] else f"unknown{mark}"


def _table(view: Table) -> Iterator[str]:
    yield f"{clean(view.name)}: table of {_count(len(view.cells), 'row')}"
    for index, row in enumerate(view.cells):
        names = [*map(clean, view.header)] + [""] * (len(row) - len(view.header))
        said = ", ".join(f"{name} {number(cell, ascii=True)}".strip() for name, cell in zip(names, row, strict=False))
        yield said + (" (marked)" if index == view.mark else "")
