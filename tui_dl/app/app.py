"""The app: it opens the screens, wakes the desk, and says which look this terminal has.

Everything slow to import is opened in a thread, after the first paint; torch loads in a process of its own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_dl.app.commands import CourseCommands
from tui_dl.app.screens.home import HomeScreen
from tui_dl.app.theme import DARK, LIGHT
from tui_dl.draw.look import Look
from tui_dl.errors import TuiDlError

if TYPE_CHECKING:
    from tui_dl.app.services import Services

SMALLEST = (60, 18)


class TooSmall(ModalScreen[None]):
    """A polite word, until the terminal is larger."""

    def compose(self) -> ComposeResult:
        """One line or two."""
        width, height = SMALLEST
        yield Static(f"tui-dl needs {width} x {height} cells. Make the terminal larger, or the letters smaller.",
                     markup=False)


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
    services: Services

    class Opened(Message):
        """Course and log are there: Home can show them."""

        def __init__(self, services: Services) -> None:
            super().__init__()
            self.services = services

    class Warmed(Message):
        """The engine has begun and lessons can be opened without a wait."""

    class Refused(Message):
        """The course or the log cannot be opened: the app ends with this error."""

        def __init__(self, error: TuiDlError) -> None:
            super().__init__()
            self.error = error

    class EngineSpoke(Message):
        """The desk has events to hand out."""

        def can_replace(self, message: Message) -> bool:
            """One is enough."""
            return isinstance(message, TuiDlApp.EngineSpoke)

    def __init__(self, opening: Callable[[], Services], warming: Callable[[Services], None] = lambda services: None,
                 lesson_id: str | None = None, *, ascii: bool = False) -> None:
        super().__init__()
        self.opening, self.warming = opening, warming
        self.ascii = ascii
        self.refused: TuiDlError | None = None
        self.warm = False
        self._wanted: tuple[str, tuple[str, int] | None] | None = (lesson_id, None) if lesson_id else None
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

    # ------------------------------------------------------------------ opening

    def on_mount(self) -> None:
        """Home first; the rest is opened meanwhile."""
        self.theme = "tui-dl-dark"
        self.push_screen(HomeScreen())
        self.call_after_refresh(self._fit)
        self.call_after_refresh(threading.Thread(target=self._open, daemon=True).start)

    def _open(self) -> None:
        """In a thread: course and log, then the engine and what lessons need."""
        try:
            services = self.opening()
        except TuiDlError as error:
            self.post_message(self.Refused(error))
            return
        self.post_message(self.Opened(services))
        self.warming(services)
        self.post_message(self.Warmed())

    def on_tui_dl_app_opened(self, event: Opened) -> None:
        """Show the map, in the learner's theme."""
        self.services = event.services
        theme = str(self.services.log.settings().get("theme", "tui-dl-dark"))
        self.theme = theme if theme in self.available_themes else "tui-dl-dark"
        self.theme_changed_signal.subscribe(self, lambda new: self._remember("theme", new.name))
        if self.services.log.notice:
            self.notify(self.services.log.notice, severity="warning", timeout=12, markup=False)
        for screen in self.screen_stack:
            if isinstance(screen, HomeScreen):
                screen.show(self.services)

    def on_tui_dl_app_warmed(self) -> None:
        """Start to listen to the engine; open the lesson that was asked for."""
        self.warm = True
        self.services.desk.start(self._wake)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.open_lesson(*wanted)

    def on_tui_dl_app_refused(self, event: Refused) -> None:
        """End; the command line says why."""
        self.refused = event.error
        self.exit(return_code=event.error.exit_code)

    def _wake(self) -> None:
        """From the engine's thread: there is something to hand out."""
        self.post_message(self.EngineSpoke())

    def on_tui_dl_app_engine_spoke(self) -> None:
        """Hand out what the engine said."""
        self.services.desk.hand_out()

    def _remember(self, name: str, value: str) -> None:
        from tui_dl.learner.entries import Setting

        if self.services.log.settings().get(name) != value:
            self.services.log.record(Setting(name, value))

    # ------------------------------------------------------------------ where to go

    def open_lesson(self, lesson_id: str, at: tuple[str, int] | None = None) -> None:
        """Open a lesson where it was left, or at a page."""
        if not self.warm:
            self._wanted = (lesson_id, at)
            return
        from tui_dl.app.screens.lesson import LessonScreen

        try:
            lesson = self.services.lesson(lesson_id)
        except TuiDlError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if not lesson.steps:
            problem = lesson.problems[0] if lesson.problems else "it is empty"
            self.notify(f"{lesson_id} has no pages: {problem}", severity="error", markup=False)
            return
        self.push_screen(LessonScreen(self.services, lesson, at or self.services.left_at(lesson_id)))

    def open_lab(self, demo: str) -> None:
        """A demo, full screen."""
        from tui_dl.app.screens.lab import LabScreen
        from tui_dl.demos.run import Run

        self.push_screen(LabScreen(self.services, Run(demo)))

    def open_glossary(self, begin: str = "") -> None:
        """The glossary, narrowed."""
        from tui_dl.app.screens.glossary import GlossaryScreen

        if not isinstance(self.screen, GlossaryScreen):
            self.push_screen(GlossaryScreen(self.services, begin))

    def action_help(self) -> None:
        """F1: the keys that work here."""
        from tui_dl.app.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_glossary(self) -> None:
        """F2: every term of the course."""
        if self.warm:
            self.open_glossary()

    def on_resize(self, event: Resize) -> None:
        """A terminal that is too small is told so, politely."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        small = self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]
        if small and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())
        elif not small and isinstance(self.screen, TooSmall):
            self.pop_screen()
