"""The first line of a screen: where one is."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.draw.look import Line
from tui_dl.draw.roles import role


class TopBar(Drawn):
    """Title and subtitle on the left, place on the right; shortened before it overflows."""

    DEFAULT_CSS = "TopBar { height: 1; padding: 0 1; }"

    def __init__(self, title: str = "tui-dl", subtitle: str = "", place: str = "") -> None:
        super().__init__()
        self.parts = (title, subtitle, place)

    def show(self, title: str, subtitle: str = "", place: str = "") -> None:
        """Show these instead."""
        self.parts = (title, subtitle, place)
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """One line."""
        title, subtitle, place = self.parts
        room = width - cell_len(title)
        if cell_len(place) + 2 > room:
            place = place.rpartition(" · ")[2]
        subtitle = f"  {subtitle}" if subtitle else ""
        left = room - cell_len(place) - 2
        subtitle = set_cell_size(subtitle, max(left, 0)) if cell_len(subtitle) > left else subtitle
        gap = " " * max(room - cell_len(subtitle) - cell_len(place), 0)
        return [[Segment(title, role("heading", self.look)), Segment(subtitle, role("text", self.look)),
                 Segment(gap), Segment(place, role("muted", self.look))]]
