"""A list to open something from, whose keys are named on screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class MenuList(OptionList):
    """Textual's list; it tells the key line what Up, Down and Enter do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "choose", key_display="↑↓"),
        Binding("down", "cursor_down", "choose", show=False),
        Binding("enter", "select", "open"),
    ]
