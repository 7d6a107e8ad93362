"""A mystery run: something is broken, or nothing. Which? The curves and readings tell."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen

from tui_dl.app.mystery import HIDDEN, QUESTION, Mystery
from tui_dl.app.services import Services
from tui_dl.app.widgets.choice_list import ChoiceList, Option
from tui_dl.app.widgets.demo_pane import DemoPane
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.prose import Prose
from tui_dl.app.widgets.text_column import TextColumn
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.inlines import inline
from tui_dl.course.model import Pane, Paragraph
from tui_dl.demos.catalogue import catalogue
from tui_dl.learner.grading import said


class MysteryScreen(Screen[None]):
    """One run with its lesion hidden, and a graded question about it."""

    CSS_PATH = "mystery.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "play", "play"),
        Binding("f6", "other_side", "demo / question"),
        Binding("escape", "dismiss", "leave"),
    ]
    pane = getters.query_one(DemoPane)
    verdict = getters.query_one("#verdict", Prose)

    def __init__(self, services: Services, demo: str) -> None:
        super().__init__()
        self.services = services
        self.mystery = Mystery.draw(demo, services.rng)
        self.began = services.clock()

    def compose(self) -> ComposeResult:
        """The question beside the run."""
        yield TopBar("Mystery run", catalogue()[self.mystery.run.demo].title)
        with Container(id="body"):
            with TextColumn(id="text"):
                yield Prose(said(QUESTION))
                options = [Option(inline(self.mystery.choice(name)), number,
                                  (Paragraph(inline(self.mystery.reason(name))),), name == self.mystery.secret)
                           for number, name in enumerate(self.mystery.names)]
                yield ChoiceList(options)
                yield Prose((), id="verdict")
            yield DemoPane(self.services.desk, clock=self.services.clock, id="pane")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin the run; what would give it away stays hidden."""
        self.pane.secret = frozenset({HIDDEN})
        self.pane.configure(self.mystery.run, Pane(views=self.mystery.views))
        self.query_one(ChoiceList).focus()

    def on_choice_list_answered(self, event: ChoiceList.Answered) -> None:
        """On disk first; then what it was, and how it shows."""
        event.stop()
        given = next((self.mystery.names[number] for number in event.picked), None)
        self.services.log.record(self.mystery.graded(given, self.services.clock() - self.began))
        self.query_one(ChoiceList).reveal(event.picked)
        self.verdict.update(said(self.mystery.verdict(), f"`{self.mystery.run.line()}`"))
        self.pane.tell(self.mystery.views if self.has_class("-narrow") else ())  # where all do not fit, what told it
        self.query_one("#text").focus()  # keys read on now
        self.call_after_refresh(self.verdict.scroll_visible, animate=False)

    def action_play(self) -> None:
        """F5."""
        self.pane.play_or_pause()

    def action_other_side(self) -> None:
        """F6."""
        if self.pane.has_focus_within:
            self.query_one("#text" if self.query_one(ChoiceList).revealed else ChoiceList).focus()
        else:
            self.pane.query_one("#timeline").focus()

    async def action_dismiss(self, result: None = None) -> None:
        """Back; the run ends."""
        self.services.desk.engine.stop()
        self.dismiss()
