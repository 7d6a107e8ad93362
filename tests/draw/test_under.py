"""What a mouse points at: the oracle is where the cursor is drawn."""

from __future__ import annotations

import random

import numpy as np
import pytest
from drawing import History

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.draw.roles import role
from tui_dl.draw.under import Cell, cell_under
from tui_dl.draw.view import cells_of
from tui_dl.frames import Box, Boxes, Curve, Frame, Gallery, Grid

LOOK, PAST = Look(), History(np.sin(np.arange(30) / 4))
CURSOR = role("cursor", LOOK)


def where(frame: Frame, cursor: Cell, size: tuple[int, int]) -> list[tuple[int, int]]:
    """The places that are drawn as the cursor."""
    found = []
    for row, line in enumerate(draw_frame(frame, *size, LOOK, tape=PAST, cursor=cursor)):
        col = 0
        for segment in line:
            found += [(row, col + n) for n in range(len(segment.text)) if segment.style == CURSOR]
            col += len(segment.text)
    return found


def check(frame: Frame, size: tuple[int, int], most: int = 6) -> None:
    """Wherever a cursor is drawn lies a cell that is drawn there."""
    choose = random.Random(0)
    for view in frame.views:
        shape = cells_of(view, PAST)
        for _ in range(most if np.prod(shape) else 0):
            cursor = view.name, tuple(choose.randrange(count) for count in shape)
            places = where(frame, cursor, size)
            assert places or isinstance(view, Gallery | Boxes | Curve), (cursor, size)
            for row, col in places[:1] + places[1:-1][:2]:
                found = cell_under(frame, *size, LOOK, row, col, tape=PAST, cursor=cursor)
                assert found is not None, (cursor, row, col)
                assert not isinstance(view, Gallery) or found[1][0] == cursor[1][0]  # the others scroll into its place
                assert found == cursor or {(row, col)} & set(where(frame, found, size)), (cursor, found)


@pytest.mark.parametrize("size", [(78, 14), (118, 30)])
@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_cell_of_every_demo_is_under_its_own_cursor(name: str, size: tuple[int, int]) -> None:
    playing = play(Run(name, {"steps": 4} if catalogue()[name].trains else {}))
    frames = [frame for frame, _ in zip(playing, range(9), strict=False)]
    check(frames[-1], size)


def test_boxes_padding_and_what_is_hidden() -> None:
    grid = Grid("g", np.arange(6.0).reshape(2, 3), pad=1, rows=("a", "b"), cols=("x", "y", "z"))
    boxes = Boxes("b", np.zeros((20, 20)), (Box(0, 0, 19, 19, "large"), Box(5, 5, 12, 12, "small")))
    frame = Frame(0, 0, "", {}, (grid, boxes))
    check(frame, (60, 16))
    known = [cell_under(frame, 60, 16, LOOK, row, col) for row in range(16) for col in range(60)]
    assert {cell for cell in known if cell} == {("g", (r, c)) for r in range(2) for c in range(3)} | {
        ("b", (0,)), ("b", (1,))}
    assert not any(cell_under(frame, 60, 16, LOOK, row, col, hidden=("g", "b"))
                   for row in range(16) for col in range(60))


def test_a_view_that_has_no_room_comes_first_when_the_cursor_is_in_it() -> None:
    frame = list(play(parse_run("self-attention")))[-1]
    narrow = (40, 8)
    shown = "".join(segment.text for line in draw_frame(frame, *narrow, LOOK) for segment in line)
    assert "more:" in shown and not where(frame, ("words", (0,)), (40, 0))
    assert where(frame, ("output", (0, 0)), narrow)
