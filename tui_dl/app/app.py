"""The app: it opens the screens, wakes the desk, and says which look this terminal has.

Everything slow to import is opened in a thread, after the first paint; torch loads in a process of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.events import Resize

from tui_dl.app.appearance import Appearance, as_liked, use_theme
from tui_dl.app.commands import CourseCommands
from tui_dl.app.mends import mend
from tui_dl.app.messages import Counted, CourseOpened, EngineSpoke, Refused, Warmed
from tui_dl.app.navigation import Navigation
from tui_dl.app.screens.home import HomeScreen
from tui_dl.app.screens.too_small import TooSmall, is_small
from tui_dl.app.theme import THEMES
from tui_dl.errors import TuiDlError

if TYPE_CHECKING:
    from tui_dl.app.services import Services


class TuiDlApp(Navigation):
    """Learn deep learning by running it."""

    TITLE = "tui-dl"
    CSS_PATH = "app.tcss"
    COMMANDS = {CourseCommands, Appearance}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "help"),
        Binding("f2", "glossary", "glossary", show=False),
        Binding("ctrl+p", "command_palette", "find", priority=True),
        Binding("ctrl+q", "quit", "quit", priority=True),
    ]

    def __init__(self, opening: Callable[[], Services], warming: Callable[[Services], None] = lambda services: None,
                 lesson_id: str | None = None, *, ascii: bool = False, review: bool = False) -> None:
        super().__init__()
        mend()
        self.opening, self.warming = opening, warming
        self.ascii, self.review = ascii, review
        self.refused: TuiDlError | None = None
        self.wanted = (lesson_id, None) if lesson_id else None
        for theme in THEMES:
            self.register_theme(theme)

    # ------------------------------------------------------------------ opening

    def on_mount(self) -> None:
        """Home first; the rest is opened meanwhile."""
        use_theme(self, "tui-dl-dark")
        self.push_screen(HomeScreen())
        self.call_after_refresh(self._fit)
        self.call_after_refresh(threading.Thread(target=self._open, daemon=True).start)

    def _open(self) -> None:
        """In a thread: course and log, then the engine and what lessons need."""
        try:
            services = self.opening()
        except TuiDlError as error:
            self.post_message(Refused(error))
            return
        except Exception as error:  # or Home would say "Opening the course" for ever
            self.log.error(error)
            self.post_message(Refused(TuiDlError(f"The app cannot start: {error}", "`tui-dl doctor` may say why.")))
            return
        self.post_message(CourseOpened(services))
        self.warming(services)
        self.post_message(Warmed())
        services.read_begun()
        self.post_message(Counted())
        services.read_rest()

    def on_course_opened(self, event: CourseOpened) -> None:
        """Show the map, as the learner likes it."""
        self.services = event.services
        as_liked(self, self.services.log.settings())
        if self.services.log.notice:
            self.notify(self.services.log.notice, severity="warning", timeout=12, markup=False)
        self._home().show(self.services)

    def on_warmed(self) -> None:
        """Start to listen to the engine; open the lesson that was asked for."""
        self.warm = True
        self.services.desk.start(self._wake)
        if self.wanted is not None:
            wanted, self.wanted = self.wanted, None
            self.open_lesson(*wanted)
        elif self.review:
            self.open_review()
        self._home().fill()
        self.call_after_refresh(self._fit)

    def on_counted(self) -> None:
        """Home shows it."""
        self._home().count()

    def _home(self) -> HomeScreen:
        return next(screen for screen in self.screen_stack if isinstance(screen, HomeScreen))

    def on_refused(self, event: Refused) -> None:
        """End; the command line says why."""
        self.refused = event.error
        self.exit(return_code=event.error.exit_code)

    def _wake(self) -> None:
        """From the engine's thread: there is something to hand out."""
        self.post_message(EngineSpoke())

    def on_engine_spoke(self) -> None:
        """Hand out what the engine said."""
        self.services.desk.hand_out()

    def on_resize(self, event: Resize) -> None:
        """A terminal that is too small is told so, politely."""
        self.call_after_refresh(self._fit)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing opens where nothing can be shown."""
        too_small = bool(self.screen_stack) and isinstance(self.screen, TooSmall)
        return action == "quit" if too_small else super().check_action(action, parameters)

    def _fit(self) -> None:
        small = is_small(self.size)
        if small and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())
        elif not small and isinstance(self.screen, TooSmall):
            self.pop_screen()
