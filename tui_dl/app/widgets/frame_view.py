"""The views of the frame on screen, and a cursor that asks any number where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui_dl.app.compare import Tapes, together
from tui_dl.app.player import Player
from tui_dl.app.widgets.drawn import Drawn
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Line
from tui_dl.draw.prose import wrap
from tui_dl.draw.view import cells_of
from tui_dl.frames import Frame, Index, View


class FrameView(Drawn, can_focus=True):
    """Draws the chosen views. Arrows move the cursor, Tab leaves, Enter asks."""

    DEFAULT_CSS = "FrameView { height: 1fr; min-height: 3; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "cursor", key_display="arrows"),
        Binding("down", "move(1, 0)", "cursor", show=False),
        Binding("left", "move(0, -1)", "cursor", show=False),
        Binding("right", "move(0, 1)", "cursor", show=False),
        Binding("space", "next_view", "next view"),
        Binding("enter", "ask", "where from?"),
    ]

    @dataclass
    class Asked(Message):
        """The learner wants to know where a number comes from, or has picked a cell."""

        view: str
        index: Index

    @dataclass
    class Moved(Message):
        """The cursor is somewhere else."""

        view: str
        index: Index

    def __init__(self, player: Player, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.player = player
        self.views: tuple[str, ...] = ()
        self.hidden: frozenset[str] = frozenset()
        self.view_name = ""
        self.index: Index = (0, 0)
        self.lit: Mapping[str, tuple[Index, ...]] = {}
        self.message = ""

    # ------------------------------------------------------------------ drawing

    def draw(self, width: int, height: int) -> list[Line]:
        """The views of the frame, or what there is to say instead."""
        frame = self.player.frame
        if self.message or frame is None:
            from rich.text import Text

            return wrap(Text(self.message or "…"), width)[:height]
        cursor = (self.view_name, self.index) if self.has_focus and self._current(frame) is not None else None
        tracks, current = self.player.tracks, self.player.current
        tape = Tapes(tracks, current)
        return draw_frame(together(frame, tracks, current), width, height, self.look, views=self.views,
                          hidden=tuple(self.hidden), tape=tape, cursor=cursor, lit=self.lit)

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor comes with the focus; what it lit up goes with it."""
        if has_focus:
            self._settle()
        else:
            self.lit = {}
        super().watch_has_focus(has_focus)

    # ------------------------------------------------------------------ the cursor

    def _offered(self, frame: Frame) -> list[View]:
        return [v for v in frame.views if (not self.views or v.name in self.views) and v.name not in self.hidden]

    def _current(self, frame: Frame) -> View | None:
        return next((v for v in self._offered(frame) if v.name == self.view_name), None)

    def _settle(self) -> None:
        frame = self.player.frame
        if frame is None:
            return
        offered = self._offered(frame)
        if offered and self._current(frame) is None:
            self.view_name, self.index = offered[0].name, (0,) * max(len(cells_of(offered[0])), 1)

    def action_move(self, rows: int, cols: int) -> None:
        """Another cell of the same view."""
        self._settle()
        frame = self.player.frame
        view = self._current(frame) if frame else None
        if view is None:
            return
        shape = cells_of(view)
        steps = (rows, cols) if len(shape) >= 2 else (rows + cols,)
        index = tuple(self.index[: len(shape)]) + (0,) * (len(shape) - len(self.index))
        head = index[: len(shape) - len(steps)]
        tail = tuple(max(0, min(place + step, size - 1))
                     for place, step, size in zip(index[-len(steps):], steps, shape[-len(steps):], strict=True))
        self._put(self.view_name, head + tail)

    def action_next_view(self) -> None:
        """The first cell of the next view."""
        frame = self.player.frame
        offered = self._offered(frame) if frame else []
        if offered:
            names = [view.name for view in offered]
            place = (names.index(self.view_name) + 1) % len(names) if self.view_name in names else 0
            self._put(names[place], (0,) * max(len(cells_of(offered[place])), 1))

    def _put(self, name: str, index: Index) -> None:
        self.view_name, self.index, self.lit = name, index, {}
        self.redraw()
        self.post_message(self.Moved(name, index))

    def action_ask(self) -> None:
        """Ask about the number under the cursor."""
        self._settle()
        if self.view_name:
            self.post_message(self.Asked(self.view_name, self.index))
