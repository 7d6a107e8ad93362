"""Glossary: the terms of every lesson, each with its meaning and where it is explained."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui_dl.app.details import term_lines
from tui_dl.app.services import Services
from tui_dl.app.widgets.browser import Browser, Details
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.menu_list import heading
from tui_dl.app.widgets.menu_row import MenuRow, column_of
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.explained import explained


class GlossaryScreen(Screen[None]):
    """Type to narrow the list; Enter opens the page a term is explained on."""

    DEFAULT_CSS = """
    GlossaryScreen Input { width: 44; margin: 1 2 0 2; }
    GlossaryScreen Browser.-beside MenuList { width: 2fr; max-width: 104; }
    GlossaryScreen Browser.-beside DetailsPane { width: 1fr; }
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
        yield Browser(self._details, *self._entries(self.begin), least=3, most=9, id="terms")
        yield KeyLine()

    def on_mount(self) -> None:
        """The keys go to the line first."""
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self.query_one(Browser).fill(self._entries(event.value), 0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the list."""
        self.query_one(OptionList).focus()

    def _entries(self, part: str) -> list[Option]:
        return [
            Option(MenuRow(term, meaning, self.column), id=f"{number}")
            for number, (term, meaning, _) in enumerate(self.terms) if part.casefold() in term.casefold()
        ] or [heading("No term with this in it.")]

    def _details(self, number: str) -> Details:
        term, _, lesson_id = self.terms[int(number)]
        lesson = self.services.lesson(lesson_id)
        return partial(term_lines, term, lesson, explained(lesson, term))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the lesson where it says what the term means."""
        if event.option.id is not None:
            term, _, lesson_id = self.terms[int(event.option.id)]
            place = explained(self.services.lesson(lesson_id), term)
            self.app.open_lesson(lesson_id, place and place.page.key)  # type: ignore[attr-defined]  # TuiDlApp's

    async def action_dismiss(self, result: None = None) -> None:
        """Back."""
        self.dismiss()
