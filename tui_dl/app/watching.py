"""The app for authors, `tui-dl --watch`: a lesson is read again as soon as its file is saved."""

from __future__ import annotations

from pathlib import Path

from tui_dl.app.app import TuiDlApp
from tui_dl.app.messages import CourseOpened
from tui_dl.course.load import open_lesson
from tui_dl.course.model import Challenge, DemoBlock, Lesson, Predict
from tui_dl.course.saved import Saved
from tui_dl.demos.run import make_run
from tui_dl.errors import TuiDlError

EVERY = 0.4  # seconds between two looks at the files
STAYS = 600.0  # seconds a problem stays on screen; the next save of the file takes it away
ONCE = "(Demos are read once: after a change to one, begin anew.)"


class WatchingApp(TuiDlApp):
    """Shows what was saved, on the page where it was; of a broken save what is wrong, and the last good one."""

    saved: Saved
    wrong: dict[Path, str]
    """What keeps a saved lesson from being shown, by its file."""

    def on_mount(self) -> None:
        """Begin to look."""
        self.wrong = {}
        self.set_interval(EVERY, self._look)

    def on_course_opened(self, event: CourseOpened) -> None:
        """What is saved from now on counts, also before there is a page to show it on."""
        self.saved = Saved([event.services.course.path])

    async def _look(self) -> None:
        for file in self.saved.files() if self.warm else ():
            await self._read(file)

    async def _read(self, file: Path) -> None:
        lesson_id = next((head.id for head in self.services.course.heads() if head.path.resolve() == file), None)
        if lesson_id is None:
            return
        try:
            lesson = open_lesson(self.services.course, lesson_id)
            wrong = _wrong(lesson, lesson_id)
        except TuiDlError as error:
            wrong = str(error)
        self._complain(file, wrong)
        if wrong:
            return
        self.services.keep(lesson)
        from tui_dl.app.screens.lesson import LessonScreen

        for screen in self.screen_stack:
            if isinstance(screen, LessonScreen) and screen.lesson.id == lesson_id:
                await screen.show_anew(lesson)
                self.notify("Read again.", timeout=2, markup=False)

    def _complain(self, file: Path, wrong: str) -> None:
        """Say what is wrong with this file, and still with others; of one that is right nothing is left to say."""
        self.wrong.pop(file, None)
        if wrong:
            self.wrong[file] = wrong
        self.clear_notifications()
        for what in self.wrong.values():
            self.notify(what, title="The last good one stays", severity="error", timeout=STAYS, markup=False)


def _wrong(lesson: Lesson, lesson_id: str) -> str:
    """What keeps a reading of a lesson from being shown, or nothing."""
    for problem in lesson.problems:
        if not problem.warning:
            return f"{problem.path.name}:{str(problem).removeprefix(f'{problem.path}:')}"
    if lesson.id != lesson_id:
        return f"Its id is {lesson.id} now, and was {lesson_id}. The app finds it again when it is started anew."
    for step in lesson.steps:
        for block in step.blocks:
            if isinstance(block, DemoBlock | Predict | Challenge):
                try:
                    make_run(block.demo, block.knobs, block.seed)
                except TuiDlError as error:
                    return f"{lesson.path.name}:{block.line}:1: {error} {ONCE}"
    return "" if lesson.steps else f"{lesson_id} has no pages."
