"""A goal that ticks itself off when the live demo reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from tui_dl.app.widgets.prose import Prose
from tui_dl.course.expressions import ExpressionError, evaluate
from tui_dl.course.inlines import inline
from tui_dl.course.model import Block, Challenge, Paragraph
from tui_dl.frames import Frame


class ChallengeCard(Vertical, can_focus=True):
    """A challenge of this page: open, or met with a run line. Enter sets the demo up for it."""

    DEFAULT_CSS = "ChallengeCard { height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "set_up", "set the demo up")]

    @dataclass
    class SetUp(Message):
        """The learner wants the demo as the challenge begins."""

        challenge: Challenge

    def __init__(self, challenge: Challenge, item: str, met: bool, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.challenge = challenge
        self.item = item
        self.met = met
        self._run_line = ""

    def compose(self) -> ComposeResult:
        """The goal, and whether it is met."""
        yield Prose((Paragraph(inline("**Challenge.** Turn the knobs of the demo until this holds.")),
                     *self.challenge.goal))
        yield Prose(self._state(), id="met")

    def on_mount(self) -> None:
        """Show how it stands."""
        self.set_class(self.met, "-met")

    def _state(self) -> tuple[Block, ...]:
        ascii = self.app.look.ascii  # type: ignore[attr-defined]  # TuiDlApp's
        if not self.met:
            text = f"{'[ ]' if ascii else '☐'} open"
        else:
            line = f" with `{self._run_line}`" if self._run_line else ""
            text = f"{'[x]' if ascii else '☑'} met{line}"
        return (Paragraph(inline(text)),)

    def meets(self, frame: Frame) -> bool:
        """Whether the goal holds of this frame."""
        try:
            return bool(evaluate(self.challenge.until, {**frame.knobs, **frame.readings}))
        except ExpressionError:  # a reading that this frame does not have yet
            return False

    def tick_off(self, run_line: str) -> None:
        """The goal is met."""
        self.met, self._run_line = True, run_line
        self.set_class(True, "-met")
        self.query_one("#met", Prose).update(self._state())

    def action_set_up(self) -> None:
        """Enter."""
        self.post_message(self.SetUp(self.challenge))
