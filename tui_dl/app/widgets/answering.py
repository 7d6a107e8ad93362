"""The line an answer is typed in, and keys on their way to it from the text."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui_dl.app.widgets.choice_list import ChoiceList


class AnswerLine(Input):
    """Textual's line; it tells the key line what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "answer")]


def hand_keys(widget: ChoiceList | Input, typed: str) -> None:
    """Give an answer the focus at once, for the next key is part of it; what was typed already begins it."""
    if widget.screen.focused is widget and not typed:  # Enter came while the focus was moving
        widget.call_later(widget.run_action, "submit")
        return
    widget.screen.set_focus(widget)
    if isinstance(widget, Input):
        widget.insert_text_at_cursor(typed)
    elif typed:
        widget.go_to(typed)
