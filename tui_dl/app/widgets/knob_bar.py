"""The knobs of a demo: Left and Right choose one, Up and Down turn it, Enter types a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.demos.declare import KnobSpec, Value
from tui_dl.draw.glyphs import glyphs
from tui_dl.draw.look import Line
from tui_dl.draw.roles import role


class KnobBar(Drawn, can_focus=True):
    """Every knob offered, with its value; the chosen one is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(-1)", "knob", key_display="←→"),
        Binding("right", "choose(1)", "knob", show=False),
        Binding("up", "turn(1)", "turn", key_display="↑↓"),
        Binding("down", "turn(-1)", "turn", show=False),
        Binding("enter", "type", "type a value"),
    ]

    @dataclass
    class Turned(Message):
        """A knob is to have another value."""

        name: str
        value: Value

    class Forking(Message):
        """The values that were turned on a past frame are to make a fork."""

    @dataclass
    class Typing(Message):
        """The learner wants to type the value of a knob."""

        spec: KnobSpec

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.specs: tuple[KnobSpec, ...] = ()
        self.values: dict[str, Value] = {}
        self.chosen = 0
        self.pending: dict[str, Value] = {}

    def show(self, specs: tuple[KnobSpec, ...], values: dict[str, Value]) -> None:
        """Offer these knobs at these values."""
        if specs != self.specs:
            self.chosen = 0
        self.specs, self.values = specs, values
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """The knobs in as many lines as they take."""
        lines: list[Line] = [[]]
        used = 0
        for number, spec in enumerate(self.specs):
            shown = spec.shown(self.values.get(spec.name, spec.default)) + ("*" if spec.live else "")
            if spec.name in self.pending:
                shown += f" -> {spec.format(self.pending[spec.name])}"
            text = f" {spec.name} {shown} "
            if used and used + cell_len(text) > width:
                lines.append([])
                used = 0
            if cell_len(text) > width:
                text = set_cell_size(text, width - 1) + glyphs(self.look).more
            lines[-1].append(Segment(text, self._style(number)))
            used += cell_len(text)
        return lines if self.specs else []

    def _style(self, number: int) -> Style:
        if number == self.chosen and self.has_focus:
            return role("chosen", self.look)
        return role("knob", self.look)

    def action_choose(self, by: int) -> None:
        """Another knob."""
        if self.specs:
            self.chosen = (self.chosen + by) % len(self.specs)
            self.redraw()

    def action_turn(self, direction: int) -> None:
        """The next value up or down."""
        if not self.specs:
            return
        spec = self.specs[self.chosen]
        now = self.pending.get(spec.name, self.values[spec.name])
        value = spec.nudge(now, direction)
        if value != now:
            self.post_message(self.Turned(spec.name, value))

    def action_type(self) -> None:
        """Ask for a value to be typed; or fork, if a knob was turned on a past frame."""
        if self.pending:
            self.post_message(self.Forking())
        elif self.specs:
            self.post_message(self.Typing(self.specs[self.chosen]))
