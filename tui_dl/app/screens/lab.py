"""The Lab: one demo, full screen, every knob."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_dl.app.details import demo_lines
from tui_dl.app.services import Services
from tui_dl.app.shown_in import shown_in
from tui_dl.app.widgets.browser import Browser, Details
from tui_dl.app.widgets.demo_actions import DemoActions
from tui_dl.app.widgets.demo_pane import DemoPane
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.menu_list import heading
from tui_dl.app.widgets.menu_row import menu_lines
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.model import Pane
from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.run import Run

INDENT = "  "  # of a demo below its chapter

class LabMenu(Screen[None]):
    """Every demo, to choose one: in the order of the course, by the chapter that shows it first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "back")]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.lessons = shown_in(services.course)

    def compose(self) -> ComposeResult:
        """The demos."""
        yield TopBar("Lab", "every demo, every knob", f"{len(catalogue())} demos")
        yield Browser(self._details, *self._entries(), least=7, most=16, id="demos")
        yield KeyLine()

    def on_mount(self) -> None:
        """The keys go to the list."""
        self.query_one(Browser).list.focus()

    def _entries(self) -> list[Option]:
        groups = [(chapter.title, [name for name, found in self.lessons.items()
                                   if found[0] in chapter.lessons and name in catalogue()])
                  for chapter in self.services.course.chapters]
        groups.append(("In no lesson", [name for name in catalogue() if name not in self.lessons]))
        names = [name for _, group in groups for name in group]
        rows = dict(zip(names, menu_lines([self._row(name) for name in names]), strict=True))
        return [option for title, group in groups if group
                for option in (heading(title), *(Option(rows[name], name) for name in group))]

    def _row(self, name: str) -> tuple[str, str, str]:
        return INDENT + catalogue()[name].title, " · ".join(head.title for head in self.lessons.get(name, ())[:1]), ""

    def _details(self, name: str) -> Details:
        return partial(demo_lines, catalogue()[name], [head.title for head in self.lessons.get(name, ())])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open one."""
        if event.option.id is not None:
            self.app.push_screen(LabScreen(self.services, Run(event.option.id)))

    async def action_dismiss(self, result: None = None) -> None:
        """Back."""
        self.dismiss()


class LabScreen(Screen[None]):
    """One demo with all its knobs and views."""

    DEFAULT_CSS = """
    LabScreen DemoPane { height: 1fr; padding: 0 1; }
    .-wide LabScreen DemoPane, LabScreen.-wide DemoPane { padding: 1 2 0 2; }
    .-wide LabScreen #views, LabScreen.-wide #views { margin: 1 0; }
    LabScreen .hidden { display: none; }
    LabScreen #knob-input { height: 1; border: none; padding: 0; background: $panel; }
    LabScreen #readout { max-height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "back"),
        Binding("f5", "play", "play"),
        Binding("f5", "pause", "pause"),
        Binding("f10", "menu", "more"),
        Binding("f6", "do('presets')", "presets"),
        Binding("f4", "do('lesion')", "break it"),
        Binding("f3", "do('lesson')", "lesson"),
        Binding("f7", "do('code')", "code"),
    ]
    pane = getters.query_one(DemoPane)

    def __init__(self, services: Services, run: Run) -> None:
        super().__init__()
        self.services = services
        self.run = run

    def compose(self) -> ComposeResult:
        """The pane fills the screen."""
        yield TopBar("Lab", catalogue()[self.run.demo].title, "")
        yield DemoPane(self.services.desk, clock=self.services.clock)
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin the run."""
        self.actions = DemoActions(self.pane, self.services.log)
        self.pane.configure(self.run, Pane())
        self.pane.query_one("#timeline").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What this demo cannot do is not offered."""
        if action in ("play", "pause"):
            return self.pane.player.playing == (action == "pause")
        return "lesion" in catalogue()[self.run.demo].knobs if parameters == ("lesion",) else True

    def action_play(self) -> None:
        """F5."""
        self.pane.play_or_pause()

    action_pause = action_play

    def action_do(self, name: str) -> None:
        """F3, F4, F6, F7."""
        self.actions.do(name)

    def action_menu(self) -> None:
        """F10."""
        self.actions.open_menu()

    async def action_dismiss(self, result: None = None) -> None:
        """Back; the run ends."""
        self.services.desk.engine.stop()
        self.dismiss()
