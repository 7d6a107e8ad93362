"""The column a page's text scrolls in."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Key
from textual.message import Message


class TextColumn(VerticalScroll):
    """Up and Down scroll; Space scrolls a screen and turns the page at the end; Left and Right turn it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "on", "read on"),
        Binding("enter", "screen.answer('')", "answer", show=False),
        Binding("right", "turn(1)", "next page", show=False),
        Binding("left", "turn(-1)", "back", show=False),
    ]

    class Moved(Message):
        """The text was scrolled, or its size has changed."""

    class Turned(Message):
        """The learner wants another page."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    @property
    def more_below(self) -> bool:
        """Whether there is text below what is shown."""
        return self.max_scroll_y - self.scroll_offset.y > 0

    def action_on(self) -> None:
        """Space."""
        if self.more_below:
            self.scroll_page_down(animate=False)
        else:
            self.post_message(self.Turned(1))

    async def on_key(self, event: Key) -> None:
        """A digit begins an answer; the keys after it go to the answer already."""
        if event.character is not None and event.character.isdecimal():
            event.stop()
            await self.run_action(f"screen.answer('{event.character}')")

    def action_turn(self, by: int) -> None:
        """Left and Right."""
        self.post_message(self.Turned(by))

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Scrolled."""
        super().watch_scroll_y(old, new)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """More room, or less: a demo was folded away, or another page has none."""
        self.post_message(self.Moved())

    def watch_virtual_size(self) -> None:
        """Other content, or another width."""
        self.post_message(self.Moved())
