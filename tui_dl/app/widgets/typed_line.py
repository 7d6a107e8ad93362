"""A line that opens to type something in, and closes again."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from tui_dl.errors import TuiDlError


class TypedLine(Input):
    """Hidden until it is asked for; Enter hands over what was typed, Escape drops it. Keys then go back."""

    BINDINGS = [Binding("escape", "close", "drop it")]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="hidden")
        self._take: Callable[[str], None] | None = None
        self._back: Widget | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return self._take is not None

    def ask(self, wanted: str, value: str, take: Callable[[str], None]) -> None:
        """Open, say what is wanted, and hand what is typed to `take`; its TuiDlError is said, and the line stays."""
        self._take, self._back = take, self.screen.focused
        self.placeholder, self.value = wanted, value
        self.remove_class("hidden")
        self.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand it over."""
        event.stop()
        take = self._take
        try:
            if take is not None:
                take(event.value)
        except TuiDlError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self.action_close()

    def action_close(self) -> None:
        """Away, and keys go where they went before."""
        self._take = None
        self.add_class("hidden")
        if self._back is not None and self.has_focus:
            self._back.focus()
