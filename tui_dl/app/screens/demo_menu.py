"""What can be done with a demo, as a list: so that every action needs only arrows and Enter."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

ACTIONS: tuple[tuple[str, str], ...] = (
    ("code", "Show the code"),
    ("copy", "Copy the run line"),
    ("flip", "Show the next run"),
    ("lesion", "Break it: try a lesion"),
    ("mystery", "A mystery run: what is broken?"),
    ("seed", "Another seed"),
    ("note", "Put the run into the notebook"),
    ("svg", "Save the picture as SVG"),
    ("text", "Save the frame as text"),
    ("lab", "Open in the Lab: every knob, full screen"),
)


class DemoMenu(ModalScreen[str]):
    """Dismisses the name of an action, or an empty string."""

    DEFAULT_CSS = """
    DemoMenu { align: center middle; }
    DemoMenu OptionList { width: 52; max-width: 90%; height: auto; max-height: 80%; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f10", "cancel", "close")]

    def __init__(self, actions: tuple[str, ...]) -> None:
        super().__init__()
        self.actions = actions

    def compose(self) -> ComposeResult:
        """The actions that make sense now."""
        yield OptionList(*(Option(text, name) for name, text in ACTIONS if name in self.actions))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        self.dismiss(event.option.id or "")

    def action_cancel(self) -> None:
        """Nothing."""
        self.dismiss("")
