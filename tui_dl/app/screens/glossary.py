"""Glossary: the terms of every lesson, each with its meaning and where it is explained."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui_dl.app.services import Services
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.menu_list import MenuList
from tui_dl.app.widgets.menu_row import MenuRow, column_of
from tui_dl.app.widgets.top_bar import TopBar


class GlossaryScreen(Screen[None]):
    """Type to narrow the list; Enter opens the lesson a term comes from."""

    DEFAULT_CSS = """
    GlossaryScreen #terms { height: 1fr; max-width: 124; margin: 0 1 0 2; }
    GlossaryScreen Input { width: 44; margin: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "back"),
        Binding("down", "app.focus_next", "to the list", show=False),
    ]

    def __init__(self, services: Services, begin: str = "") -> None:
        super().__init__()
        self.services = services
        self.begin = begin
        self.terms = services.terms()
        self.column = column_of([term for term, _, _ in self.terms])

    def compose(self) -> ComposeResult:
        """A line to type in, and the terms."""
        yield TopBar("Glossary", "", f"{len(self.terms)} terms")
        yield Input(value=self.begin, placeholder="type a part of a term", compact=True)
        yield MenuList(id="terms")
        yield KeyLine()

    def on_mount(self) -> None:
        """All terms, or those that were asked for."""
        self._narrow(self.begin)
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the list."""
        self.query_one(OptionList).focus()

    def _narrow(self, part: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([
            Option(MenuRow(term, f"{meaning} ({lesson})", self.column), id=f"{number}")
            for number, (term, meaning, lesson) in enumerate(self.terms) if part.casefold() in term.casefold()
        ])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the lesson."""
        if event.option.id is not None:
            self.app.open_lesson(self.terms[int(event.option.id)][2])  # type: ignore[attr-defined]  # TuiDlApp's

    async def action_dismiss(self, result: None = None) -> None:
        """Back."""
        self.dismiss()
