"""One view as lines of cells, and what a cursor needs to move over it."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from tui_dl.draw import bars, curve, gallery, grid, grid_layout, pictures, words
from tui_dl.draw.canvas import Area, Canvas
from tui_dl.draw.look import Line, Look
from tui_dl.draw.number import number
from tui_dl.draw.pointing import NOTHING, Pointing, Tape
from tui_dl.draw.room import Size
from tui_dl.frames import Bars, Boxes, Curve, Gallery, Grid, Image, Index, Table, Tokens, View


def draw_view(view: View, width: int, height: int, look: Look, *, tape: Tape | None = None,
              cursor: Index | None = None, lit: Collection[Index] = ()) -> list[Line]:
    """A view in at most `height` lines of exactly `width` cells.

    `tape` gives a curve the readings it follows; `cursor` is the cell under the cursor, `lit` are the cells
    to light up as sources of another one.
    """
    if width < 1 or height < 1:
        return []
    canvas = Canvas(width, height, look.ascii)
    used = paint(view, Area(canvas, 0, 0, width, height), look, Pointing(cursor, lit), tape)
    return canvas.lines()[:used]


def paint(view: View, area: Area, look: Look, pointing: Pointing = NOTHING, tape: Tape | None = None) -> int:
    """Draw a view into an area; the number of lines used."""
    if area.width < 1 or area.height < 1:
        return 0
    match view:
        case Grid():
            return grid.paint(view, area, look, pointing)
        case Gallery():
            return gallery.paint(view, area, look, pointing)
        case Image():
            return pictures.paint_image(view, area, look, pointing)
        case Boxes():
            return pictures.paint_boxes(view, area, look, pointing)
        case Curve():
            return curve.paint(view, area, look, pointing, tape)
        case Bars():
            return bars.paint(view, area, look, pointing)
        case Tokens():
            return words.paint_tokens(view, area, look, pointing)
        case Table():
            return words.paint_table(view, area, look, pointing)


def sizes(view: View, width: int, height: int, like: View | None = None) -> list[Size]:
    """The sizes at which a view can be drawn within this room, best first; never empty.

    A picture takes the scales open to another one that it stands beside, if it is to be `like` that.
    """
    match view:
        case Grid():
            found = grid_layout.sizes(view, width, height)
        case Gallery():
            found = gallery.sizes(view, width, height)
        case Image() | Boxes():
            found = pictures.image_sizes(view, width, height, like if isinstance(like, Image | Boxes) else None)
        case Curve():
            found = curve.sizes(view, width, height)
        case Bars():
            found = bars.sizes(view, width, height)
        case Tokens():
            found = words.token_sizes(view, width, height)
        case Table():
            found = words.table_sizes(view, width, height)
    return [Size(max(1, min(w, width)), max(1, min(h, height)), share, ample) for w, h, share, ample in found]


def notes(view: View, width: int, height: int, look: Look, pointing: Pointing = NOTHING) -> list[str]:
    """What the title of a view drawn at this size should add, if there is room: its range, which part is seen."""
    if isinstance(view, Grid):
        return grid.notes(view, width, height, look, pointing)
    if isinstance(view, Gallery):
        shown, count = gallery.shown(view, width, height), len(view.values)
        return [f"{count - shown} left out"] if shown < count else []
    if isinstance(view, Bars | Table):
        count, room = len(view.values), height - isinstance(view, Table)
        return [f"{room} of {count}"] if room < count else []
    return []


def cells_of(view: View, tape: Tape | None = None) -> tuple[int, ...]:
    """The shape over which a cursor moves: as the values; (lines, points of the longest) of a curve."""
    if isinstance(view, Curve):
        lines = curve.lines_of(view, tape)
        return len(lines), max((y.size for _, y in lines.values()), default=0)
    if isinstance(view, Tokens):
        return (len(view.tokens),)
    if isinstance(view, Boxes):
        return (len(view.boxes),)
    if isinstance(view, Table):
        return len(view.cells), max(map(len, view.cells), default=0)
    shape = np.shape(view.values)
    return shape[:2] if isinstance(view, Image) else shape


def value_at(view: View, index: Index, tape: Tape | None = None) -> str:
    """The value of one cell as text; "unknown" where nothing is computed yet, "" outside.

    A grid's padding is 0. IndexError never.
    """
    if isinstance(view, Grid) and view.pad and len(index) == 2 and _in_padding(view, index):
        return "0"
    if len(index) != len(cells_of(view, tape)) or any(
            not 0 <= place < size for place, size in zip(index, cells_of(view, tape), strict=True)):
        return ""
    match view:
        case Curve():
            values = list(curve.lines_of(view, tape).values())[index[0]][1]
            return number(values[index[1]]) if index[1] < values.size else ""
        case Boxes():
            box = view.boxes[index[0]]
            return f"{number(box.label)} {number(box.score)}".strip()
        case Table():
            row = view.cells[index[0]]
            return number(row[index[1]]) if index[1] < len(row) else ""
    if view.known is not None and not np.all(np.asarray(view.known)[index[:np.ndim(view.known)]]):
        return "unknown"
    if isinstance(view, Tokens):
        weight = "" if view.weights is None else f" {number(np.ravel(view.weights)[index[0]])}"
        return number(view.tokens[index[0]]) + weight
    value = np.asarray(view.values)[index]
    return number(value) if np.ndim(value) == 0 else " ".join(number(part) for part in value)


def _in_padding(view: Grid, index: Index) -> bool:
    rows, cols = np.atleast_2d(view.values).shape[:2]
    inside = 0 <= index[0] < rows and 0 <= index[1] < cols
    return not inside and -view.pad <= index[0] < rows + view.pad and -view.pad <= index[1] < cols + view.pad
