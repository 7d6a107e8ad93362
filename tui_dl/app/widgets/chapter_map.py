"""The map of the course on Home: arrows go from chapter to chapter, Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region
from textual.message import Message

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.course.model import Chapter
from tui_dl.draw.course_map import CourseMap, Progress, course_map, neighbour
from tui_dl.draw.look import Line


class ChapterMap(Drawn, can_focus=True):
    """The chapters as a graph, or as a list where it is narrow."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "choose", key_display="arrows"),
        Binding("down", "move(1, 0)", "choose", show=False),
        Binding("left", "move(0, -1)", "choose", show=False),
        Binding("right", "move(0, 1)", "choose", show=False),
        Binding("enter", "open", "open"),
    ]

    @dataclass
    class Opened(Message):
        """The learner wants to see this chapter."""

        chapter: Chapter

    @dataclass
    class Moved(Message):
        """Another chapter is the one that keys go to, or it lies elsewhere."""

        map: ChapterMap

    def __init__(self, chapters: Sequence[Chapter], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chapters = {chapter.id: chapter for chapter in chapters}
        self.here = next(iter(self.chapters), "")
        self.progress: Progress = {}
        self._map = CourseMap([], {})

    def show(self, progress: Progress, here: str | None = None) -> None:
        """What is done of every lesson; `here` is the chapter the learner is in."""
        self.progress = progress
        if here in self.chapters and not self.has_focus:
            self.here = here or self.here
        self.redraw()
        self.post_message(self.Moved(self))

    def on_resize(self) -> None:
        """It lies elsewhere."""
        self.post_message(self.Moved(self))

    @property
    def lefts(self) -> list[int]:
        """Where its columns begin."""
        return sorted({place.left for place in self._map.places.values()})

    def draw(self, width: int, height: int) -> list[Line]:
        """The map; the chapter keys go to is drawn strong while they do."""
        self._map = course_map(list(self.chapters.values()), self.progress, width, self.look,
                               self.here if self.has_focus else "")
        return self._map.lines

    def action_move(self, rows: int, columns: int) -> None:
        """To a neighbour; past the edge, to what stands above or below the map."""
        if self.here not in self._map.places:
            return
        found = neighbour(self._map.places, self.here, rows, columns)
        if found is not None:
            self.here = found
            self.redraw()
            self.post_message(self.Moved(self))
            place = self._map.places[found]
            self.scroll_to_region_of(Region(place.left, place.top, place.width, place.height))
        elif rows < 0:
            self.screen.focus_previous()

    def scroll_to_region_of(self, region: Region) -> None:
        """Scroll the map's container until these cells are seen."""
        if self.parent is not None:
            self.screen.call_after_refresh(self.parent.scroll_to_region, region, animate=False)  # type: ignore[attr-defined]  # a container

    def action_open(self) -> None:
        """Enter."""
        if self.here in self.chapters:
            self.post_message(self.Opened(self.chapters[self.here]))

    def on_click(self, event: Click) -> None:
        """The mouse opens what it points at."""
        for name, place in self._map.places.items():
            if Region(place.left, place.top, place.width, place.height).contains(event.x, event.y):
                self.here = name
                self.action_open()
