"""A mystery run: something is broken, or nothing. Which? The curves and readings tell."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Footer

from tui_dl.app.services import Services
from tui_dl.app.widgets.choice_list import DONT_KNOW, ChoiceList, Option
from tui_dl.app.widgets.demo_pane import DemoPane
from tui_dl.app.widgets.prose import Prose
from tui_dl.app.widgets.text_column import TextColumn
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.inlines import inline
from tui_dl.course.model import Pane, Paragraph, Text
from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.declare import Declaration
from tui_dl.demos.run import Run
from tui_dl.learner.entries import Answer
from tui_dl.learner.grading import said

HIDDEN = "lesion"


def has_mystery(demo: str) -> bool:
    """Whether a demo can be broken in ways that its run tells apart."""
    found = catalogue()[demo]
    return HIDDEN in found.knobs and bool(found.knobs[HIDDEN].knob.signs)


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
        self.found: Declaration = catalogue()[demo]
        self.signs = self.found.knobs[HIDDEN].knob.signs
        self.names = list(self.signs)
        self.secret = services.rng.choice(self.names)
        self.run = Run(demo, {HIDDEN: self.secret}, seed=services.rng.randrange(3))
        self.began = services.clock()

    def compose(self) -> ComposeResult:
        """The question beside the run."""
        yield TopBar("Mystery run", self.found.title)
        with Container(id="body"):
            with TextColumn(id="text"):
                yield Prose(said("This run is broken in one of these ways, or in none. Play it, watch the curves "
                                 "and the readings, and say which."))
                options = [Option(inline(self.signs[name][0]), number, self._reason(name), name == self.secret)
                           for number, name in enumerate(self.names)]
                yield ChoiceList([*options, Option((Text("I don't know"),), DONT_KNOW)])
                yield Prose((), id="verdict")
            yield DemoPane(self.services.desk, clock=self.services.clock, id="pane")
        yield Footer(compact=True, show_command_palette=False)

    def _reason(self, name: str) -> tuple[Paragraph, ...]:
        return (Paragraph(inline(f"That would look different. {self.signs[name][1]}")),)

    def on_mount(self) -> None:
        """Begin the run; what would give it away stays hidden."""
        self.pane.secret = frozenset({HIDDEN})
        self.pane.configure(self.run, Pane())
        self.query_one(ChoiceList).focus()

    def on_choice_list_answered(self, event: ChoiceList.Answered) -> None:
        """On disk first; then what it was, and how it shows."""
        event.stop()
        right = event.picked == {self.names.index(self.secret)}
        given = [self.names[number] for number in event.picked]
        self.services.log.record(Answer(f"mystery/{self.found.name}#{HIDDEN}", given, right, form="Mystery",
                                        dont_know=not given, seconds=self.services.clock() - self.began,
                                        context="checkpoint"))
        self.query_one(ChoiceList).reveal(event.picked)
        what, shows = self.signs[self.secret]
        self.verdict.update(said(f"It was this: {what} {shows}", f"`{self.run.line()}`"))
        self.pane.secret = frozenset()
        self.pane.show_now()

    def action_play(self) -> None:
        """F5."""
        self.pane.play_or_pause()

    def action_other_side(self) -> None:
        """F6."""
        if self.pane.has_focus_within:
            self.query_one(ChoiceList).focus()
        else:
            self.pane.query_one("#timeline").focus()

    async def action_dismiss(self, result: None = None) -> None:
        """Back; the run ends."""
        self.services.desk.engine.stop()
        self.dismiss()
