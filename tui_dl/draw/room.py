"""How much room a drawing takes, and which part is seen where there is too little."""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """Cells in which a view can be drawn; `share` is how much of it is then seen, 0 to 1.

    `ample`: larger than it has to be; nicer, where nothing else needs the room.
    """

    width: int
    height: int
    share: float = 1.0
    ample: bool = False


def window(total: int, room: int, centre: int | None) -> int:
    """The first of `room` neighbours out of `total`, with `centre` among them, in the middle if it can be."""
    return max(0, min((centre or 0) - room // 2, total - room))
