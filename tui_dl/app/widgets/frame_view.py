"""The views of the frame on screen, and a cursor that asks any number where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from tui_dl.app.compare import Tapes, apart, nearest, together
from tui_dl.app.cursor import first, fitted, moved
from tui_dl.app.player import Player
from tui_dl.app.widgets.drawn import Drawn
from tui_dl.draw.curve import lines_of
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Line
from tui_dl.draw.number import number
from tui_dl.draw.prose import wrap
from tui_dl.draw.roles import role
from tui_dl.draw.under import cell_under
from tui_dl.draw.view import value_at
from tui_dl.frames import Curve, Frame, Index, View


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
        self.apart = False
        """Whether the views are shown less those of another run."""

    # ------------------------------------------------------------------ drawing

    def draw(self, width: int, height: int) -> list[Line]:
        """The views of the frame, or what there is to say instead."""
        frame = self.shown
        if self.message or frame is None:
            from rich.text import Text

            failed = self.player.track is not None and self.player.track.failure is not None
            return wrap(Text(self.message or "…", role("warn" if failed else "muted", self.look)), width)[:height]
        return draw_frame(frame, width, height, self.look, views=self.views, hidden=tuple(self.hidden),
                          tape=self.tape, cursor=self.cursor, lit=self.lit)

    @property
    def tape(self) -> Tapes:
        """The tapes of all runs on screen."""
        return Tapes(self.player.tracks, self.player.current)

    @property
    def shown(self) -> Frame | None:
        """The frame as it is drawn: with the curves of the other runs, or less the views of another."""
        player = self.player
        if player.frame is None:
            return None
        other = nearest(player.tracks, player.current) if self.apart else None
        theirs = player.tracks[other].tape.at_step(player.frame.step) if other is not None else None
        frame = apart(player.frame, theirs) if theirs is not None else player.frame
        return together(frame, player.tracks, player.current)

    @property
    def cursor(self) -> tuple[str, Index] | None:
        """The view and the cell under the cursor; None while keys go elsewhere."""
        view = self._current() if self.has_focus else None
        return (view.name, fitted(view, self.tape, self.index)) if view is not None else None

    def said(self) -> str:
        """What is under the cursor: `output [0, 2] = -12`."""
        view, cursor = self._current(), self.cursor
        if view is None or cursor is None:
            return ""
        value = value_at(view, cursor[1], self.tape)
        if isinstance(view, Curve):
            name, (x, _) = list(lines_of(view, self.tape).items())[cursor[1][0]]
            return f"{name} at {view.x_label} {number(x[cursor[1][1]])}: {value}" if cursor[1][1] < len(x) else ""
        return f"{view.name} {list(cursor[1])} = {value}" if value else ""

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor comes with the focus."""
        if has_focus:
            self._settle()
        super().watch_has_focus(has_focus)

    # ------------------------------------------------------------------ the cursor

    def _offered(self) -> list[View]:
        frame = self.shown
        views = frame.views if frame is not None else ()
        return [v for v in views if (not self.views or v.name in self.views) and v.name not in self.hidden]

    def view_named(self, name: str) -> View | None:
        """The view of that name, as it is drawn."""
        return next((view for view in self._offered() if view.name == name), None)

    def _current(self) -> View | None:
        return self.view_named(self.view_name)

    def _settle(self) -> None:
        offered = self._offered()
        if offered and self._current() is None:
            self._begin_in(offered[0])

    def _begin_in(self, view: View) -> None:
        step = self.player.frame.step if self.player.frame else 0
        self.view_name, self.index = view.name, first(view, self.tape, step)

    def action_move(self, rows: int, cols: int) -> None:
        """Another cell of the same view."""
        self._settle()
        view = self._current()
        if view is not None:
            self.index = moved(view, self.tape, self.index, rows, cols)
            self._moved()

    def action_next_view(self) -> None:
        """The first cell of the next view."""
        offered = self._offered()
        if offered:
            names = [view.name for view in offered]
            self._begin_in(offered[(names.index(self.view_name) + 1) % len(names) if self.view_name in names else 0])
            self._moved()

    def _moved(self) -> None:
        self.redraw()
        self.post_message(self.Moved(self.view_name, self.index))

    def action_ask(self) -> None:
        """Ask about the number under the cursor."""
        self._settle()
        if self.cursor is not None:
            self.post_message(self.Asked(*self.cursor))

    def on_click(self, event: Click) -> None:
        """The cell under the mouse, and where it comes from."""
        frame, place = self.shown, event.get_content_offset(self)
        if frame is None or place is None or self.message:
            return
        found = cell_under(frame, *self.content_size, self.look, place.y, place.x, views=self.views,
                           hidden=tuple(self.hidden), tape=self.tape, cursor=self.cursor)
        if found is not None:
            self.view_name, self.index = found
            self._moved()
            self.action_ask()
