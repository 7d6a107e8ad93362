"""The app: it opens the screens, wakes the desk, and says which look this terminal has."""

from __future__ import annotations

import os
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.message import Message

from tui_dl.app.commands import CourseCommands
from tui_dl.app.screens.home import HomeScreen
from tui_dl.app.services import Services
from tui_dl.app.theme import DARK, LIGHT
from tui_dl.demos.run import Run
from tui_dl.draw.look import Look
from tui_dl.errors import TuiDlError
from tui_dl.learner.entries import Setting
from tui_dl.learner.progress import position_in

SMALLEST = (60, 18)


class TuiDlApp(App[None]):
    """Learn deep learning by running it."""

    TITLE = "tui-dl"
    CSS_PATH = "app.tcss"
    COMMANDS = {CourseCommands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True),
        Binding("f1", "help", "help"),
        Binding("f2", "glossary", "glossary", show=False),
        Binding("ctrl+p", "command_palette", "find", show=False, priority=True),
    ]

    class EngineSpoke(Message):
        """The desk has events to hand out."""

        def can_replace(self, message: Message) -> bool:
            """One is enough."""
            return isinstance(message, TuiDlApp.EngineSpoke)

    def __init__(self, services: Services, lesson_id: str | None = None, *, ascii: bool = False) -> None:
        super().__init__()
        self.services = services
        self.ascii = ascii
        self._lesson_id = lesson_id
        self.register_theme(DARK)
        self.register_theme(LIGHT)

    @property
    def look(self) -> Look:
        """How this terminal is to be drawn on, now."""
        return Look(dark=self.current_theme.dark, colour=not self.no_color, ascii=self.ascii)

    @property
    def frames_per_second(self) -> float:
        """How often a demo may be repainted: less often over SSH."""
        return 5.0 if os.environ.get("SSH_CONNECTION") else 10.0

    def on_mount(self) -> None:
        """Home first; torch loads meanwhile."""
        settings = self.services.log.settings()
        theme = str(settings.get("theme", "tui-dl-dark"))
        self.theme = theme if theme in self.available_themes else "tui-dl-dark"
        self.theme_changed_signal.subscribe(self, lambda new: self._remember("theme", new.name))
        self.push_screen(HomeScreen(self.services))
        self.services.desk.start(self._wake)
        if self.services.log.notice:
            self.notify(self.services.log.notice, severity="warning", timeout=12, markup=False)
        if self._lesson_id is not None:
            self.open_lesson(self._lesson_id)

    def _wake(self) -> None:
        """From the engine's thread: there is something to hand out."""
        self.post_message(self.EngineSpoke())

    def on_tui_dl_app_engine_spoke(self) -> None:
        """Hand out what the engine said."""
        self.services.desk.hand_out()

    def open_lesson(self, lesson_id: str, at: tuple[str, int] | None = None) -> None:
        """Open a lesson where it was left, or at a page."""
        from tui_dl.app.screens.lesson import LessonScreen

        try:
            lesson = self.services.lesson(lesson_id)
        except TuiDlError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if not lesson.steps:
            self.notify(f"{lesson_id} has no pages: {lesson.problems[0] if lesson.problems else 'it is empty'}",
                        severity="error", markup=False)
            return
        self.push_screen(LessonScreen(self.services, lesson, at or self._left_at(lesson_id)))

    def _left_at(self, lesson_id: str) -> tuple[str, int] | None:
        place = position_in(self.services.log, lesson_id)
        return (place.step, place.part) if place is not None else None

    def _remember(self, name: str, value: str) -> None:
        if self.services.log.settings().get(name) != value:
            self.services.log.record(Setting(name, value))

    def action_help(self) -> None:
        """F1: the keys that work here."""
        from tui_dl.app.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_glossary(self) -> None:
        """F2: every term of the course."""
        from tui_dl.app.screens.glossary import GlossaryScreen

        if not isinstance(self.screen, GlossaryScreen):
            self.push_screen(GlossaryScreen(self.services))

    def open_lab(self, demo: str) -> None:
        """A demo, full screen."""
        from tui_dl.app.screens.lab import LabScreen

        self.push_screen(LabScreen(self.services, Run(demo)))

    def open_glossary(self, begin: str) -> None:
        """The glossary, narrowed."""
        from tui_dl.app.screens.glossary import GlossaryScreen

        self.push_screen(GlossaryScreen(self.services, begin))

    def on_resize(self, event: Resize) -> None:
        """A terminal that is too small is told so, politely."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        for screen in self.screen_stack:
            screen.set_class(small, "-too-small")
