"""A few lines of words below or above a demo."""

from __future__ import annotations

from rich.text import Text

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.draw.look import Line
from tui_dl.draw.prose import wrap
from tui_dl.draw.readings import Measured, Words, readings_line, words_text
from tui_dl.draw.roles import role

Part = tuple[str, str] | Words | Measured
MOST_LINES = 3  # of a part


class Readout(Drawn):
    """Caption and readings of the frame, what to look at, or where a number comes from."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.parts: tuple[Part, ...] = ()
        self._steady = ""
        self._tallest: dict[tuple[int, int], int] = {}  # lines that a part took, by its place and the width

    def show(self, *parts: Part, steady: str = "") -> None:
        """Show these one below the other: a (text, role) as it stands, words of an author, or readings.

        While `steady` is the same no part gets shorter: what stands above and below it stays in its place.
        """
        if steady != self._steady:
            self._steady, self._tallest = steady, {}
        if parts != self.parts:
            self.parts = parts
            self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """The parts, wrapped, each in a few lines at most."""
        lines: list[Line] = []
        for place, part in enumerate(self.parts):
            text = self._text(part)
            found = wrap(text, width)[:MOST_LINES] if text else []
            if self._steady:
                tallest = self._tallest[place, width] = max(len(found), self._tallest.get((place, width), 0))
                found += [[] for _ in range(tallest - len(found))]
            lines += found
        return lines

    def _text(self, part: Part) -> Text:
        if isinstance(part, tuple):
            return Text(part[0], role(part[1], self.look))
        return words_text(part, self.look) if isinstance(part, Words) else readings_line(part, self.look)
