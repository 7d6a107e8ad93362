"""One picture, or one with boxes over it."""

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
from tui_dl.draw.room import Size
from tui_dl.frames import Array, Box, Boxes, Image, View


def image_sizes(view: Image | Boxes, width: int, height: int, like: Image | Boxes | None = None) -> list[Size]:
    """Sizes it can use, best first; at the scales open to a picture that stands `like` it beside it, one for each."""
    rows, cols = _picture(view).shape[:2]
    model_rows, model_cols = _picture(like or view).shape[:2]
    lowest = min(height, 4)
    found = dict.fromkeys(fit(model_rows, model_cols, width, h) for h in range(height, lowest - 1, -1))
    scales = [across / max(model_cols, 1) for across, _ in found]
    return [Size(max(1, round(cols * scale)), max(1, -(-round(rows * scale) // 2)), ample=scale > 1)
            for scale in scales]


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
    shown = known_pixels(picture, view.known)
    inner = _inside(shown, area)
    paint_picture(shown, inner, look)
    lit = [*pointing.lit, *((m.row, m.col) for m in view.marks if m.role == "source")]
    focus = [(m.row, m.col) for m in view.marks if m.role == "focus"]
    for cells, name in ((lit, "source"), (focus, "focus"), ([pointing.cursor], "cursor")):
        for cell in cells:
            point(picture, cell, inner, name, look)
    return inner.height


def _picture(view: Image | Boxes) -> Array:
    picture = np.asarray(view.image if isinstance(view, Boxes) else view.values, dtype=float)
    return picture if picture.ndim == 3 else np.atleast_2d(picture)


def known_pixels(picture: Array, known: Array | None) -> Array:
    """The picture with NaN where a pixel is unknown; `known` is a mask of its pixels or of all its channels."""
    if known is None:
        return picture
    seen = np.asarray(known, bool)
    seen = seen[..., None] if seen.ndim < picture.ndim and seen.shape == picture.shape[:seen.ndim] else seen
    return np.asarray(np.where(np.broadcast_to(seen, picture.shape), picture, np.nan))


def _inside(picture: Array, area: Area) -> Area:
    width, height = fit(picture.shape[0], picture.shape[1], area.width, area.height)
    return area.part(0, 0, width, height)


def point(picture: Array, cell: tuple[int, ...] | None, area: Area, name: str, look: Look) -> None:
    rows, cols = picture.shape[:2]
    if cell is None or len(cell) < 2 or not (0 <= cell[0] < rows and 0 <= cell[1] < cols):
        return
    signs = glyphs(look)
    sign = {"source": signs.unknown, "focus": signs.focus_one, "cursor": signs.cursor_one}[name]
    area.glyphs(cell[0] * area.height // rows, cell[1] * area.width // cols, sign,
                role("bracket" if name == "source" else name, look))


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
