"""One picture, several small ones, or one with boxes over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.cells import cell_len

from tui_dl.draw.canvas import Area, clean
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.look import Look
from tui_dl.draw.number import number
from tui_dl.draw.pixels import fit, paint_picture
from tui_dl.draw.pointing import Pointing
from tui_dl.draw.roles import line_style, role
from tui_dl.draw.room import Size, window
from tui_dl.frames import Array, Box, Boxes, Gallery, Image, View


def image_sizes(view: Image | Boxes, width: int, height: int, like: Image | Boxes | None = None) -> list[Size]:
    """Sizes it can use, best first; at the scales open to a picture that stands `like` it beside it, one for each."""
    rows, cols = _picture(view).shape[:2]
    model_rows, model_cols = _picture(like or view).shape[:2]
    lowest = min(height, 4)
    found = dict.fromkeys(fit(model_rows, model_cols, width, h) for h in range(height, lowest - 1, -1))
    scales = [across / max(model_cols, 1) for across, _ in found]
    return [Size(max(1, round(cols * scale)), max(1, -(-round(rows * scale) // 2))) for scale in scales]


def models(views: Sequence[View]) -> list[int]:
    """For every picture the place of the one whose scale it takes, so that pixels side by side are equally large.

    That is the largest, unless it is more than twice as large; -1 for a view that is no picture.
    """
    sizes = [max(_picture(view).shape[:2]) if isinstance(view, Image | Boxes) else 0 for view in views]
    found = []
    for size in sizes:
        near = [place for place, other in enumerate(sizes) if other <= 2 * size]
        found.append(max(near, key=lambda place: sizes[place]) if size else -1)
    return found


def paint_image(view: Image, area: Area, look: Look, pointing: Pointing) -> int:
    """Draw it, its unknown pixels left blank; the number of lines used."""
    picture = _picture(view)
    shown = _known_pixels(picture, view.known)
    inner = _inside(shown, area)
    paint_picture(shown, inner, look)
    lit = [*pointing.lit, *((m.row, m.col) for m in view.marks if m.role == "source")]
    focus = [(m.row, m.col) for m in view.marks if m.role == "focus"]
    for cells, name in ((lit, "source"), (focus, "focus"), ([pointing.cursor], "cursor")):
        for cell in cells:
            _point(picture, cell, inner, name, look)
    return inner.height


def _picture(view: Image | Boxes) -> Array:
    picture = np.asarray(view.image if isinstance(view, Boxes) else view.values, dtype=float)
    return picture if picture.ndim == 3 else np.atleast_2d(picture)


def _known_pixels(picture: Array, known: Array | None) -> Array:
    """The picture with NaN where a pixel is unknown; `known` is a mask of its pixels or of all its channels."""
    if known is None:
        return picture
    seen = np.asarray(known, bool)
    seen = seen[..., None] if seen.ndim < picture.ndim and seen.shape == picture.shape[:seen.ndim] else seen
    return np.asarray(np.where(np.broadcast_to(seen, picture.shape), picture, np.nan))


def _inside(picture: Array, area: Area) -> Area:
    width, height = fit(picture.shape[0], picture.shape[1], area.width, area.height)
    return area.part(0, 0, width, height)


def _point(picture: Array, cell: tuple[int, ...] | None, area: Area, name: str, look: Look) -> None:
    rows, cols = picture.shape[:2]
    if cell is None or len(cell) < 2 or not (0 <= cell[0] < rows and 0 <= cell[1] < cols):
        return
    signs = glyphs(look)
    sign = {"source": signs.unknown, "focus": signs.focus_one, "cursor": signs.cursor_one}[name]
    area.glyphs(cell[0] * area.height // rows, cell[1] * area.width // cols, sign,
                role("bracket" if name == "source" else name, look))


def gallery_sizes(view: Gallery, width: int, height: int) -> list[Size]:
    """Sizes it can use, best first, with rows as even as can be; the last ones show only some of the pictures."""
    count, rows, cols = _shape(view)
    across, down = _tile(view, rows, cols, width, height)
    most = max(1, min((width + 1) // (across + 1), count))
    found = [Size(columns * (across + 1) - 1, min(lines * down, height), min(1, columns * lines / max(count, 1)))
             for columns in range(most, 0, -1)
             for lines in range(min(-(-count // columns), max(1, height // down)), 0, -1)]
    even = {-(-count // lines) for lines in range(1, count + 1)}
    whole = [size for size in found if size.share == 1 and (size.width + 1) // (across + 1) in even]
    part = sorted((size for size in found if size.share < 1), key=lambda size: (-size.share, size.height))
    return [*whole, *part] or [Size(min(across, width), min(down, height))]


def _shape(view: Gallery) -> tuple[int, int, int]:
    values = np.asarray(view.values)
    if values.ndim != 3:
        values = values.reshape(len(values), *values.shape[1:3]) if values.ndim > 3 else np.zeros((0, 1, 1))
    return values.shape[0], values.shape[1], values.shape[2]


def _tile(view: Gallery, rows: int, cols: int, width: int, height: int) -> tuple[int, int]:
    """Cells of one picture with its label: across, down."""
    label = 1 if view.labels else 0
    if rows <= 2 * (height - label) and cols <= width and max(rows, cols) <= 32:
        return max(cols, 1), max(-(-rows // 2), 1) + label
    across, down = fit(rows, cols, min(width, 24), max(min(height - label, 12), 1))
    return max(across, 1), max(down, 1) + label


def gallery_shown(view: Gallery, width: int, height: int) -> tuple[int, int]:
    """How many pictures stand side by side, and how many are visible at all."""
    count, rows, cols = _shape(view)
    across, down = _tile(view, rows, cols, width, height)
    columns = max(1, (width + 1) // (across + 1))
    return columns, min(count, columns * max(1, height // down))


def tiles(view: Gallery, width: int, height: int, pointing: Pointing) -> tuple[int, int, tuple[int, int]]:
    """The first picture that is seen, how many stand side by side, and the cells of one: across, down."""
    columns, shown = gallery_shown(view, width, height)
    count, rows, cols = _shape(view)
    first = window(count, shown, pointing.cursor[0] if pointing.cursor else None) // columns * columns
    return min(first, max(0, count - shown)), columns, _tile(view, rows, cols, width, height)


def paint_gallery(view: Gallery, area: Area, look: Look, pointing: Pointing) -> int:
    """Draw as many pictures as fit, around the cursor; the number of lines used."""
    shown = gallery_shown(view, area.width, area.height)[1]
    first, columns, (across, down) = tiles(view, area.width, area.height, pointing)
    label_row = 1 if view.labels else 0
    for place in range(shown):
        index = first + place
        top, left = place // columns * down, place % columns * (across + 1)
        tile = area.part(top, left, across, down)
        picture = np.asarray(view.values[index], dtype=float)
        picture = _known_pixels(picture, None if view.known is None else np.asarray(view.known)[index])
        inner = tile.part(0, 0, across, tile.height - label_row)
        paint_picture(picture, inner, look)
        if label_row:
            _label(view, index, tile, look, pointing)
        if pointing.cursor and pointing.cursor[0] == index:
            _point(picture, pointing.cursor[1:], inner, "cursor", look)
    return min(area.height, -(-shown // columns) * down)


def _label(view: Gallery, index: int, tile: Area, look: Look, pointing: Pointing) -> None:
    text = clean(view.labels[index]) if index < len(view.labels) else ""
    here = pointing.cursor is not None and pointing.cursor[:1] == (index,)
    start = max(0, (tile.width - cell_len(text)) // 2)
    tile.text(tile.height - 1, start, text, role("cursor" if here else "muted", look))


def paint_boxes(view: Boxes, area: Area, look: Look, pointing: Pointing) -> int:
    """Draw the picture and the outline, label and score of each box; the number of lines used."""
    picture = _picture(view)
    inner = _inside(picture, area)
    paint_picture(picture, inner, look)
    for index, box in enumerate(view.boxes):
        _outline(box, index, picture, inner, look, pointing.cursor == (index,) or (index,) in pointing.lit)
    return inner.height


def _outline(box: Box, index: int, picture: Array, area: Area, look: Look, here: bool) -> None:
    rows, cols = picture.shape[:2]
    edges = [box.left / cols * area.width, box.top / rows * area.height,
             box.right / cols * area.width, box.bottom / rows * area.height]
    if not np.all(np.isfinite(edges)) or min(area.width, area.height) < 1:
        return
    left, right = (int(min(max(edge, 0), area.width - 1)) for edge in (edges[0], edges[2] - 0.01))
    top, bottom = (int(min(max(edge, 0), area.height - 1)) for edge in (edges[1], edges[3] - 0.01))
    sign, style = glyphs(look).box, role("cursor", look) if here else line_style(index, look)
    for row in range(top + 1, bottom):
        area.text(row, left, sign[5], style)
        area.text(row, right, sign[5], style)
    area.text(top, left, (sign[0] + sign[4] * (right - left - 1) + sign[1])[:right - left + 1], style)
    if bottom > top:
        area.text(bottom, left, (sign[2] + sign[4] * (right - left - 1) + sign[3])[:right - left + 1], style)
    room = max(right - left - 1, 3)
    label, score = clean(box.label), number(round(box.score, 2), ascii=look.ascii)
    text = f"{label} {score}".strip() if cell_len(label) + 1 + len(score) <= room else label or score
    area.text(top, left + 1, text, style, width=room)
