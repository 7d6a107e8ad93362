"""A frame as lines of cells: its views with their titles, in whatever room there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rich.cells import cell_len

from tui_dl.draw.arrange import Choices, Place, Sheet, arrange, title_room
from tui_dl.draw.canvas import Area, Canvas, clean
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.look import Line, Look
from tui_dl.draw.pictures import models
from tui_dl.draw.pointing import Pointing, Tape
from tui_dl.draw.roles import role
from tui_dl.draw.room import Size
from tui_dl.draw.view import draw_view, notes, paint, sizes
from tui_dl.frames import Curve, Frame, Grid, Index, Table, View

__all__ = ["draw_frame", "draw_view"]

COVERED = Size(16, 3)  # of a hidden view, whatever its own size
COVER = Table("", (), ())  # stands for one, so that nothing is made like it


def draw_frame(frame: Frame, width: int, height: int, look: Look, *, views: Collection[str] = (),
               hidden: Collection[str] = (), tape: Tape | None = None,
               cursor: tuple[str, Index] | None = None,
               lit: Mapping[str, Collection[Index]] | None = None) -> list[Line]:
    """The chosen views (all if none is named) with their titles, in at most `height` lines of `width` cells.

    Hidden views are covered; size, kind and values are not given away. What does not fit is named in the
    last line, but never the view that the cursor is in. `cursor` is a view's name and the index of a cell, `lit`
    the cells to light up in each view.
    """
    if width < 1 or height < 1:
        return []
    chosen, sheet = laid_out(frame, width, height, views, hidden, cursor[0] if cursor else "")
    canvas = Canvas(width, height, look.ascii)
    area = Area(canvas, 0, 0, width, height)
    for place in sheet.places:
        view = chosen[place.view]
        _title(view.name, place, sheet.beside, area, look)
        body = area.part(place.top, place.left, place.size.width, place.size.height)
        if view.name in hidden:
            _cover(body, look)
            continue
        at = cursor[1] if cursor and cursor[0] == view.name else None
        pointing = Pointing(at, (lit or {}).get(view.name, ()), frame.step)
        _notes(view, place, sheet.beside, area, look, pointing)
        paint(view, body, look, pointing, tape)
    left_out = chosen[len(sheet.places):]
    if left_out:
        line = f"+ {len(left_out)} more: {', '.join(clean(view.name) for view in left_out)}"
        area.text(sheet.height, 0, line, role("muted", look))
    return canvas.lines()[:sheet.height + bool(left_out)]


def laid_out(frame: Frame, width: int, height: int, views: Collection[str], hidden: Collection[str],
             current: str) -> tuple[list[View], Sheet]:
    """The chosen views and where they stand; the current one comes first if it would be left out otherwise."""
    chosen = [view for view in frame.views if not views or view.name in views]
    sheet = _sheet(chosen, hidden, width, height)
    if current in [view.name for view in chosen[len(sheet.places):]]:
        chosen.sort(key=lambda view: view.name != current)
        sheet = _sheet(chosen, hidden, width, height)
    return chosen, sheet


def _sheet(views: Sequence[View], hidden: Collection[str], width: int, height: int) -> Sheet:
    titles = tuple(min(cell_len(clean(view.name)), width) for view in views)
    wide = frozenset(i for i, view in enumerate(views) if isinstance(view, Curve) and view.name not in hidden)
    alike = frozenset(i for i, view in enumerate(views) if isinstance(view, Grid) and view.name not in hidden)
    narrow = max(width - title_room(titles), 1)
    like = tuple(models([COVER if view.name in hidden else view for view in views]))
    return arrange(_choices(views, hidden, like, width, max(height - 1, 1)),
                   _choices(views, hidden, like, narrow, height), like, titles, wide, alike, width, height)


def _choices(views: Sequence[View], hidden: Collection[str], like: Sequence[int], width: int, height: int) -> Choices:
    covered = (Size(min(COVERED.width, width), min(COVERED.height, height)),)
    return tuple(covered if view.name in hidden else tuple(sizes(view, width, height, views[place]))
                 for view, place in zip(views, like, strict=True))


def _title(name: str, place: Place, beside: bool, area: Area, look: Look) -> None:
    top, left = (place.top, 0) if beside else (place.top - 1, place.left)
    area.text(top, left, name, role("title", look), width=place.title)


def _notes(view: View, place: Place, beside: bool, area: Area, look: Look, pointing: Pointing) -> None:
    """What a title adds: as much as fits after it or, beside the view, below it."""
    found = notes(view, place.size.width, place.size.height, look, pointing)
    muted = role("muted", look)
    if beside:
        for row, said in enumerate(found[:place.size.height - 1]):
            area.text(place.top + 1 + row, 0, said, muted, width=place.title)
        return
    used = cell_len(clean(view.name)) + 2
    while found and used + len(", ".join(found)) > place.title:
        found.pop()
    area.text(place.top - 1, place.left + used, ", ".join(found), muted)


def _cover(area: Area, look: Look) -> None:
    box, inside = glyphs(look).box, area.width - 2
    lines = [box[0] + box[4] * inside + box[1], box[5] + "?".center(inside) + box[5],
             box[2] + box[4] * inside + box[3]]
    for row, line in enumerate(lines if area.height >= 3 and area.width >= 3 else ["?" * area.width]):
        area.text(row, 0, line, role("muted", look))
