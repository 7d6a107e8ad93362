"""What can be done with a demo, as a list: so that every action needs only arrows and Enter."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_dl.app.widgets.menu_row import MenuRow, column_of

ACTIONS: tuple[tuple[str, str, str], ...] = (  # name, what it does, the key that does it without this menu
    ("presets", "Runs the course shows", "F6"),
    ("lesson", "Its lesson", "F3"),
    ("lab", "Open in the Lab: every knob, full screen", "F3"),
    ("lesion", "Break it: try a lesion", "F4"),
    ("mystery", "A mystery run: what is broken?", ""),
    ("code", "Show the code", "F7"),
    ("torch", "Copy the torch line of the number asked about", ""),
    ("copy", "Copy the run line", ""),
    ("flip", "Show the next run", "1 to 4"),
    ("apart", "Show how far two runs are apart", "0"),
    ("mark", "Mark the frame: it stays, however long the run gets", ""),
    ("seed", "Another seed", ""),
    ("pixels", "The picture in real pixels", ""),
    ("note", "Put the run into the notebook, with a word of yours", ""),
    ("svg", "Save the picture as SVG", ""),
    ("text", "Save the frame as text", ""),
)


class DemoMenu(ModalScreen[str]):
    """Dismisses the name of an action, or an empty string."""

    DEFAULT_CSS = """
    DemoMenu { align: center middle; }
    DemoMenu OptionList { width: 66; max-width: 90%; height: auto; max-height: 80%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f10", "cancel", "close")]

    def __init__(self, actions: tuple[str, ...]) -> None:
        super().__init__()
        self.actions = actions

    def compose(self) -> ComposeResult:
        """The actions that make sense now."""
        offered = [(name, text, key) for name, text, key in ACTIONS if name in self.actions]
        column = column_of([text for _, text, _ in offered])
        yield OptionList(*(Option(MenuRow(text, key, column), name) for name, text, key in offered))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        self.dismiss(event.option.id or "")

    def action_cancel(self) -> None:
        """Nothing."""
        self.dismiss("")
