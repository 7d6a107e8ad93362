"""Lesson text."""

from __future__ import annotations

from collections.abc import Sequence

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.course.model import Block
from tui_dl.draw.look import Line
from tui_dl.draw.prose import typeset


class Prose(Drawn):
    """Blocks of a lesson, typeset to the width there is."""

    DEFAULT_CSS = "Prose { margin: 0 1 1 0; }"

    def __init__(self, blocks: Sequence[Block], *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.blocks = tuple(blocks)

    def update(self, blocks: Sequence[Block]) -> None:
        """Show other blocks."""
        self.blocks = tuple(blocks)
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """The typeset lines."""
        return typeset(self.blocks, min(width, 80), self.look)
