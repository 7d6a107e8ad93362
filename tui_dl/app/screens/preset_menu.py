"""The runs of a demo that the course shows, to choose one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_dl.app.presets import Preset
from tui_dl.app.widgets.menu_row import MenuRow, column_of


class PresetMenu(ModalScreen[Preset | None]):
    """Dismisses the chosen one, or None."""

    DEFAULT_CSS = """
    PresetMenu { align: center middle; }
    PresetMenu OptionList { width: 90%; max-width: 110; height: auto; max-height: 80%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f6", "cancel", "close")]

    def __init__(self, presets: Sequence[Preset]) -> None:
        super().__init__()
        self.presets = presets

    def compose(self) -> ComposeResult:
        """The run lines, and where each is from."""
        column = column_of([preset.run.line() for preset in self.presets])
        yield OptionList(*(Option(MenuRow(preset.run.line(), preset.title, column), str(number))
                           for number, preset in enumerate(self.presets)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        self.dismiss(self.presets[event.option_index])

    def action_cancel(self) -> None:
        """None."""
        self.dismiss(None)
