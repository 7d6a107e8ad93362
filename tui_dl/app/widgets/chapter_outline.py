"""What the chapter chosen on the map holds, below it."""

from __future__ import annotations

from collections.abc import Sequence

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.course.model import Chapter
from tui_dl.draw.chapter_outline import chapter_outline
from tui_dl.draw.course_map import Mark
from tui_dl.draw.look import Line


class ChapterOutline(Drawn):
    """Fills what the map leaves free; empty where that is too little."""

    DEFAULT_CSS = "ChapterOutline { height: 1fr; min-height: 0; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chapter: Chapter | None = None
        self.marks: Sequence[Mark] = ()
        self.lefts: Sequence[int] = ()

    def show(self, chapter: Chapter, marks: Sequence[Mark], lefts: Sequence[int]) -> None:
        """This chapter, below a map whose columns begin there."""
        self.chapter, self.marks, self.lefts = chapter, marks, lefts
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Its lessons, and what it is about."""
        if self.chapter is None:
            return []
        return chapter_outline(self.chapter, self.marks, width, height, self.look, self.lefts)
