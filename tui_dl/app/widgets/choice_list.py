"""Choices to pick from: arrows or digits, Space to mark where several are right, Enter to answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Key
from textual.message import Message

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.course.model import Block, Inline, Text
from tui_dl.draw.look import Line
from tui_dl.draw.prose import inline_text, typeset, wrap
from tui_dl.draw.roles import role

DONT_KNOW = -1


@dataclass(frozen=True)
class Option:
    """One choice: its text, and what is said of it once the answer is in."""

    inlines: tuple[Inline, ...]
    value: int
    reason: tuple[Block, ...] = ()
    right: bool = False


class ChoiceList(Drawn, can_focus=True):
    """Options and "I don't know". Before the answer it takes keys; after it, it shows what was right and why."""

    DEFAULT_CSS = "ChoiceList { margin: 0 1 1 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "choose", key_display="↑↓"),
        Binding("down", "move(1)", "choose", show=False),
        Binding("space", "mark", "mark"),
        Binding("enter", "submit", "answer"),
    ]

    @dataclass
    class Answered(Message):
        """The learner has answered: the values picked, or none for "I don't know"."""

        picked: frozenset[int]

    def __init__(self, options: Sequence[Option], *, several: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = (*options, Option((Text("I don't know"),), DONT_KNOW))
        self.several = several
        self.cursor = 0
        self.picked: set[int] = set()
        self.right = {option.value for option in options if option.right}
        self.revealed = False

    def keep(self, picked: Collection[int]) -> None:
        """Take no more keys; show what was picked, before anything is said of it."""
        self.picked, self.disabled = set(picked), True
        self.redraw()

    def reveal(self, picked: Collection[int], right: Collection[int] = ()) -> None:
        """Show the verdict on every choice that was picked or right; `right` where nobody knew before."""
        self.picked, self.right, self.revealed = set(picked), set(right) or self.right, True
        self.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys work until the answer is in; marking only where several are right."""
        if self.revealed and action in ("move", "mark", "submit"):
            return False
        return not (action == "mark" and not self.several)

    def draw(self, width: int, height: int) -> list[Line]:
        """Every option, hanging behind its mark."""
        lines: list[Line] = []
        for number, option in enumerate(self.options):
            mark, style = self._mark(number, option)
            indent = len(mark)
            text = inline_text(option.inlines, self.look)
            if number == self.cursor and self.has_focus and not self.revealed:
                text.stylize(Style(bold=True))
            for row, line in enumerate(wrap(text, max(min(width, 80) - indent, 8))):
                lines.append([Segment(mark if row == 0 else " " * indent, style), *line])
            lines += self._reason(option, width, indent)
        return lines

    def _mark(self, number: int, option: Option) -> tuple[str, Style]:
        digit, sign = number + 1 if option.value != DONT_KNOW else 0, self._sign(option.value)
        here = number == self.cursor and self.has_focus and not self.revealed
        box = f"[{'x' if option.value in self.picked else ' '}] " if self.several and not self.revealed else ""
        box = box if option.value != DONT_KNOW else " " * len(box)
        style = "chosen" if here else {"✓": "right", "✗": "wrong"}.get(sign, "muted")
        pointer = "❯" if here else sign
        if self.look.ascii:
            pointer = {"❯": ">", "✓": "v", "✗": "x"}.get(pointer, pointer)
        return f"{pointer} {box}{digit} ", role(style, self.look)

    def _sign(self, value: int) -> str:
        """What is said of a choice: right, wrong, or that it was picked."""
        if self.revealed:
            return "✓" if value in self.right else "✗" if value in self.picked else " "
        return "❯" if self.disabled and value in self.picked else " "

    def _reason(self, option: Option, width: int, indent: int) -> list[Line]:
        if not self.revealed or option.value not in self.picked or option.value in self.right:
            return []
        rows = typeset(option.reason, max(min(width, 80) - indent, 8), self.look)
        return [[Segment(" " * indent), *row] for row in rows]

    def action_move(self, by: int) -> None:
        """Another option."""
        self.cursor = (self.cursor + by) % len(self.options)
        self.redraw()

    def action_mark(self) -> None:
        """Mark or unmark the option, where several are right."""
        value = self.options[self.cursor].value
        if value != DONT_KNOW:
            self.picked ^= {value}
            self.redraw()

    def action_submit(self) -> None:
        """Answer with what is marked, or with the option under the cursor."""
        value = self.options[self.cursor].value
        if value == DONT_KNOW:
            self.post_message(self.Answered(frozenset()))
        elif self.several:
            if self.picked:
                self.post_message(self.Answered(frozenset(self.picked)))
            else:
                self.notify("Mark choices with Space, then answer with Enter.")
        else:
            self.post_message(self.Answered(frozenset({value})))

    def on_key(self, event: Key) -> None:
        """A digit goes to its choice (and marks it where several are right); 0 is "I don't know"."""
        if not self.revealed and event.character is not None and event.character.isdecimal():
            event.stop()
            self.go_to(event.character)

    def go_to(self, digit: str) -> None:
        """The choice with this digit, marked where several are right."""
        if int(digit) < len(self.options):
            self.cursor = (int(digit) - 1) % len(self.options)
            self.redraw()
            if self.several:
                self.action_mark()

    def on_click(self, event: Click) -> None:
        """Choose what the mouse points at."""
        if self.revealed:
            return
        top = 0
        for number, option in enumerate(self.options):
            indent = len(self._mark(number, option)[0])
            size = len(wrap(inline_text(option.inlines, self.look), max(min(self.size.width, 80) - indent, 8)))
            if top <= event.y < top + size:
                self.cursor = number
                self.action_mark() if self.several else self.redraw()
            top += size
