"""What the chapter chosen on the map holds, below it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.course.model import Chapter
from tui_dl.draw.chapter_outline import chapter_outline
from tui_dl.draw.course_map import Mark
from tui_dl.draw.look import Line


class ChapterOutline(Drawn):
    """Fills what the map leaves free; empty where that is too little."""

    DEFAULT_CSS = "ChapterOutline { height: 1fr; min-height: 0; margin: 1 0 0 0; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chapter: Chapter | None = None
        self.marks: Sequence[Mark] = ()
        self.left, self.across = 0, 0

    def show(self, chapter: Chapter, marks: Sequence[Mark], left: int, across: int) -> None:
        """This chapter, below a map that lies in these columns."""
        self.chapter, self.marks, self.left, self.across = chapter, marks, left, across
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """The lines, set in as the map is."""
        if self.chapter is None:
            return []
        room = min(self.across, width - self.left)
        lines = chapter_outline(self.chapter, self.marks, room, height, self.look)
        return [[Segment(" " * self.left), *line] for line in lines]
