"""A few lines of words below or above a demo."""

from __future__ import annotations

from rich.text import Text

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.draw.look import Line
from tui_dl.draw.prose import wrap
from tui_dl.draw.readings import Measured, readings_line
from tui_dl.draw.roles import role

Part = tuple[str, str] | Measured
MOST_LINES = 3  # of a part


class Readout(Drawn):
    """Caption and readings of the frame, what to look at, or where a number comes from."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.parts: tuple[Part, ...] = ()

    def show(self, *parts: Part) -> None:
        """Show these one below the other: a (text, role), or readings."""
        if parts != self.parts:
            self.parts = parts
            self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """The parts, wrapped, each in a few lines at most."""
        texts = [text for text in map(self._text, self.parts) if text]
        return [line for text in texts for line in wrap(text, width)[:MOST_LINES]]

    def _text(self, part: Part) -> Text:
        if isinstance(part, tuple):
            return Text(part[0], role(part[1], self.look))
        return readings_line(part, self.look)
