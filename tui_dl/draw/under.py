"""Which cell of which view lies under a place of a drawn frame: what a mouse points at."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from tui_dl.draw import bars, curve, gallery, grid_layout, words
from tui_dl.draw.axes import axes_of
from tui_dl.draw.canvas import Area, Canvas
from tui_dl.draw.frame import laid_out
from tui_dl.draw.look import Look
from tui_dl.draw.pixels import fit
from tui_dl.draw.pointing import Pointing, Tape
from tui_dl.draw.room import Size
from tui_dl.draw.view import cells_of
from tui_dl.frames import Bars, Boxes, Curve, Frame, Gallery, Grid, Image, Index, Table, Tokens, View

Cell = tuple[str, Index]


def cell_under(frame: Frame, width: int, height: int, look: Look, row: int, col: int, *, views: Collection[str] = (),
               hidden: Collection[str] = (), tape: Tape | None = None, cursor: Cell | None = None) -> Cell | None:
    """The view and the index of the cell at a row and column of what `draw_frame` draws, or None where there is none.

    Everything but the place as it was given to `draw_frame`.
    """
    chosen, sheet = laid_out(frame, width, height, views, hidden, cursor[0] if cursor else "")
    for place in sheet.places:
        view, size = chosen[place.view], place.size
        inside = 0 <= row - place.top < size.height and 0 <= col - place.left < size.width
        if inside and view.name not in hidden:
            pointing = Pointing(cursor[1] if cursor and cursor[0] == view.name else None)
            index = index_under(view, size, look, row - place.top, col - place.left, pointing, tape)
            return None if index is None else (view.name, index)
    return None


def index_under(view: View, size: Size, look: Look, row: int, col: int, pointing: Pointing,
                tape: Tape | None = None) -> Index | None:
    """The index of the cell at a place of one view that is drawn at this size, or None."""
    match view:
        case Grid():
            found = _grid(view, size, row, col, pointing)
        case Gallery():
            found = _gallery(view, size, row, col, pointing)
        case Image():
            found = _pixel(np.shape(view.values)[:2], size, row, col)
        case Boxes():
            found = _box(view, size, row, col)
        case Curve():
            found = _point(view, size, look, row, col, pointing, tape)
        case Bars():
            found = (bars.first_of(view, size.height, pointing) + row,)
        case Tokens():
            found = words.token_under(view, size.width, size.height, row, col, pointing)
        case Table():
            found = words.table_cell_under(view, size.width, size.height, row, col, pointing)
    shape = cells_of(view, tape)
    if found is None or len(found) != len(shape):
        return None
    return found if all(0 <= place < count for place, count in zip(found, shape, strict=True)) else None


def _grid(view: Grid, size: Size, row: int, col: int, pointing: Pointing) -> Index | None:
    plan = grid_layout.plan_for(view, size.width, size.height)
    part = grid_layout.part_of(view, plan, size.width, size.height, pointing)
    line, place = (row - plan.header) // plan.tall, (col - plan.label) // plan.cell
    if not (0 <= line < part.rows and 0 <= place < part.cols):
        return None
    return part.top + line - view.pad, part.left + place - view.pad


def _pixel(shape: tuple[int, ...], size: Size, row: int, col: int) -> Index | None:
    """The first pixel of a picture (rows, columns) that is drawn in this cell."""
    across, down = fit(shape[0], shape[1], size.width, size.height)
    if not (0 <= row < down and 0 <= col < across):
        return None
    return -(-row * shape[0] // down), -(-col * shape[1] // across)


def _gallery(view: Gallery, size: Size, row: int, col: int, pointing: Pointing) -> Index | None:
    first, tiling = gallery.seen(view, size.width, size.height, pointing)
    across, down, gap = tiling.tile[:3]
    if col // (across + 1) >= tiling.columns:
        return None
    index = first + row // (down + gap) * tiling.columns + col // (across + 1)
    tall = down - (1 if view.labels else 0)
    line = min(row % (down + gap), tall - 1)  # a label or a gap stands for the picture above it
    place = min(col % (across + 1), across - 1)
    rows, cols = np.shape(view.values)[1:3]
    return index, -(-line * rows // tall), -(-place * cols // across)


def _box(view: Boxes, size: Size, row: int, col: int) -> Index | None:
    """The smallest box around the place."""
    rows, cols = np.shape(view.image)[:2]
    across, down = fit(rows, cols, size.width, size.height)
    x, y = (col + 0.5) * cols / across, (row + 0.5) * rows / down
    around = [(abs((box.right - box.left) * (box.bottom - box.top)), number) for number, box in enumerate(view.boxes)
              if box.left - cols / across <= x <= box.right + cols / across
              and box.top - rows / down <= y <= box.bottom + rows / down]
    return (min(around)[1],) if around else None


def _point(view: Curve, size: Size, look: Look, row: int, col: int, pointing: Pointing,
           tape: Tape | None) -> Index | None:
    """The nearest point in this column, or else in the nearest one."""
    lines = curve.lines_of(view, tape)
    axes = axes_of(view, lines)
    area = Area(Canvas(size.width, size.height), 0, 0, size.width, size.height)
    plot = curve.framed(view, lines, axes, area, look, pointing)
    if plot is None or not any(y.size for _, y in lines.values()):
        return None
    nearest: tuple[float, Index] = (np.inf, ())
    for number, (x, y) in enumerate(lines.values()):
        if y.size:
            at = curve.in_cells(x, y, axes, plot, look)
            away = abs(at[:, 0] - (col - plot.left)) * size.height + abs(
                np.where(np.isfinite(at[:, 1]), at[:, 1], plot.height - 1) - (row - plot.top))
            point = int(away.argmin())
            nearest = min(nearest, (float(away[point]), (number, point)))
    return nearest[1]
