"""Where one can go in the app: a lesson, the Lab, the glossary, help. Screens are imported when they are opened."""

from __future__ import annotations

from tui_dl.app.looks import Looks
from tui_dl.errors import TuiDlError


class Navigation(Looks):
    """An app that opens screens by what they show."""

    warm = False
    """Whether lessons can be opened without a wait."""
    wanted: tuple[str, tuple[str, int] | None] | None = None
    """The lesson to open as soon as the app is warm."""

    def open_lesson(self, lesson_id: str, at: tuple[str, int] | None = None) -> None:
        """Open a lesson where it was left, or at a page."""
        if not self.warm:
            self.wanted = (lesson_id, at)
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

    def open_review(self) -> None:
        """What is due today."""
        from tui_dl.app.screens.review import ReviewScreen

        self.push_screen(ReviewScreen(self.services))

    def open_glossary(self, begin: str = "") -> None:
        """The glossary, narrowed."""
        from tui_dl.app.screens.glossary import GlossaryScreen

        if not isinstance(self.screen, GlossaryScreen):
            self.push_screen(GlossaryScreen(self.services, begin))

    def action_command_palette(self) -> None:
        """Ctrl+P: everything that has a name."""
        from tui_dl.app.commands import Palette

        if not Palette.is_open(self):  # type: ignore[arg-type]  # an app whose screens return nothing
            self.push_screen(Palette(placeholder="a part of the name of a lesson, a step, a demo or a term",
                                     id="--command-palette"))

    def action_help(self) -> None:
        """F1: the keys that work here."""
        from tui_dl.app.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_glossary(self) -> None:
        """F2: every term of the course."""
        if self.warm:
            self.open_glossary()
