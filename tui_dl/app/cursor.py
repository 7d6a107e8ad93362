"""Where the cursor goes in a view: pure functions of its shape."""

from __future__ import annotations

from tui_dl.draw.pointing import Tape
from tui_dl.draw.view import cells_of
from tui_dl.frames import Bars, Curve, Gallery, Grid, Image, Index, Table, Tokens, View

POINTS = 200  # presses that cross a curve at most


def first(view: View, tape: Tape | None, step: int = 0) -> Index:
    """Where the cursor begins: at what is marked, or the first cell; on a followed curve at the step on screen."""
    if isinstance(view, Curve) and view.follow and tape is not None:
        steps, _ = tape.readings(view.follow[0])
        return 0, max(int((steps <= step).sum()) - 1, 0)
    if isinstance(view, Grid | Image) and view.marks:
        mark = min(view.marks, key=lambda mark: mark.role)  # focus before source
        return moved(view, tape, (mark.row, mark.col), 0, 0)
    if isinstance(view, Tokens) and view.marks:
        return (view.marks[0],)
    if isinstance(view, Bars | Table) and view.mark is not None:
        return (view.mark, *(0,) * isinstance(view, Table))
    return (0,) * max(len(cells_of(view, tape)), 1)


def moved(view: View, tape: Tape | None, index: Index, rows: int, cols: int) -> Index:
    """The cell so many rows and columns on, at the edge if there is none; from picture to picture in a gallery."""
    shape = cells_of(view, tape)
    if not shape:
        return index
    index = tuple(index[:len(shape)]) + (0,) * (len(shape) - len(index))
    if isinstance(view, Curve):
        cols *= max(1, shape[1] // POINTS)
    if isinstance(view, Gallery) and not 0 <= index[2] + cols < shape[2]:
        picture = index[0] + (1 if cols > 0 else -1)
        if 0 <= picture < shape[0]:
            return picture, index[1], 0 if cols > 0 else shape[2] - 1
    steps = (0,) * (len(shape) - 2) + (rows, cols) if len(shape) >= 2 else (rows + cols,)
    return tuple(max(0, min(place + step, size - 1)) for place, step, size in zip(index, steps, shape, strict=True))


def fitted(view: View, tape: Tape | None, index: Index) -> Index:
    """The index, or the nearest there is: views may change their shape from frame to frame."""
    return moved(view, tape, index, 0, 0)
