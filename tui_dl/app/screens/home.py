"""Home: where to go on, what is due, and the map of the course behind its three doors.

It is painted before the course is read, so nothing slow is imported with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Static

from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.errors import TuiDlError

if TYPE_CHECKING:
    from tui_dl.app.services import Services
    from tui_dl.app.widgets.chapter_map import ChapterMap
    from tui_dl.learner.progress import Position


class HomeScreen(Screen[None]):
    """The first screen. "Continue" has the focus."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right", "app.focus_next", "choose", key_display="arrows"),
        Binding("up,left", "app.focus_previous", "choose", show=False),
        Binding("f3", "lab", "lab"),
        Binding("f4", "progress", "progress"),
    ]
    go_on = getters.query_one("#continue", Button)

    services: Services | None = None
    _next: str | None = None
    _pressed = False
    _counted = False

    def compose(self) -> ComposeResult:
        """Continue, what is due, and room for the map."""
        yield TopBar("tui-dl", "deep learning, by running it")
        with Horizontal(id="next"):
            yield Button("Continue", id="continue", compact=True)
            yield Button("Review", id="review", compact=True)
        yield Static("Opening the course …", id="where", markup=False)
        yield VerticalScroll(id="map", can_focus=False)
        yield Static(id="problems", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Enter works from the first moment."""
        self.query_one("#review").display = False
        self.go_on.focus()

    # ------------------------------------------------------------------ the map

    def show(self, services: Services) -> None:
        """The course is open: show its map."""
        self.services = services
        from tui_dl.app.widgets.chapter_map import ChapterMap

        self.query_one("#map").mount(ChapterMap(services.course.chapters, id="chapters"))
        lessons = len(services.course.heads())
        self.query_one(TopBar).show("tui-dl", "deep learning, by running it",
                                    f"{lessons} lesson{'s' * (lessons != 1)}" if lessons else "")
        errors = [problem for problem in services.course.problems if not problem.warning]
        self.query_one("#problems", Static).update(
            f"{len(errors)} problem(s) in this course: {errors[0]}" if errors else "")
        self.query_one("#problems").display = bool(errors)
        self.call_after_refresh(self.on_screen_resume)
        if self._pressed:
            self._go_on()

    def fill(self) -> None:
        """What sets text has been imported: below the map comes what its chapter holds."""
        from tui_dl.app.widgets.chapter_outline import ChapterOutline

        self.query_one("#map").mount(ChapterOutline(id="outline"))
        self.call_after_refresh(self.on_screen_resume)

    def count(self) -> None:
        """The lessons that were begun have been read: show what is done, and what is due."""
        self._counted = True
        self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Here, or back from a lesson: show how far it went."""
        if self.services is None:
            return
        from tui_dl.app.widgets.chapter_map import ChapterMap
        from tui_dl.learner.progress import lesson_states, marks

        states = lesson_states(self.services.log)
        outlines = self.services.outlines(states) if self._counted else {}
        place = self._where()
        for chapters in self.query(ChapterMap):
            chapters.show({chapter.id: marks([head.id for head in chapter.lessons], states, outlines)
                           for chapter in self.services.course.chapters}, place.rpartition("/")[0])
        if self._counted:
            self._due()

    def _where(self) -> str:
        """Say where the learner is; the id of the lesson that comes next."""
        from tui_dl.app.services import WELCOME
        from tui_dl.learner.progress import position

        assert self.services is not None
        where = self.query_one("#where", Static)
        place = position(self.services.log)
        heads = {head.id: head for head in self.services.course.heads()}
        where.update("Arrows go to the chapters, Enter opens. F1 shows the keys." if heads else "")
        if place is not None and place.lesson in heads:
            self._next = place.lesson
            self.go_on.label = f"Continue: {heads[place.lesson].title}"
            if self._counted:
                where.update(self._step_of(place))
        elif self.services.on_tour(place):
            self._next = WELCOME
            self.go_on.label = "Continue: the tour"
        elif self.services.welcomes:
            self._next = WELCOME
            self.go_on.label = "Begin: a guess, and a net that learns (2 min)"
        elif heads:
            self._next = next(iter(heads))
            self.go_on.label = f"Begin: {heads[self._next].title} ({heads[self._next].minutes} min)"
        else:
            self.go_on.label = "This course has no lessons"
        self.go_on.refresh(layout=True)
        return self._next or ""

    def _step_of(self, place: Position) -> str:
        assert self.services is not None
        try:
            steps = self.services.lesson(place.lesson).steps
        except TuiDlError:
            return ""
        number = next((n for n, step in enumerate(steps) if step.slug == place.step), 0)
        title = steps[number].title if steps else ""
        return f"step {number + 1} of {len(steps)}{', ' if title else ''}{title}"

    def _due(self) -> None:
        from tui_dl.learner.schedule import due_count

        assert self.services is not None
        review = self.query_one("#review", Button)
        count = due_count(self.services.log, self.services.review_items())
        review.display = count > 0
        review.label = f"Review: {count} due"
        review.refresh(layout=True)

    # ------------------------------------------------------------------ where to go

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on, or review."""
        if event.button.id == "review":
            from tui_dl.app.screens.review import ReviewScreen

            assert self.services is not None
            self.app.push_screen(ReviewScreen(self.services))
        else:
            self._go_on()

    def _go_on(self) -> None:
        self._pressed = self.services is None
        if self.services is not None and self._next is None:
            self._where()
        if self._next is not None:
            self.app.open_lesson(self._next)  # type: ignore[attr-defined]  # TuiDlApp's

    def on_chapter_map_moved(self, event: ChapterMap.Moved) -> None:
        """Below the map, what its chapter holds."""
        shown = event.map
        if shown.here in shown.chapters and self.query("#outline"):
            self.query_one("#outline").show(  # type: ignore[attr-defined]  # a ChapterOutline
                shown.chapters[shown.here], shown.progress.get(shown.here, ()), shown.lefts)

    def on_chapter_map_opened(self, event: ChapterMap.Opened) -> None:
        """A chapter's page."""
        from tui_dl.app.screens.chapter import ChapterScreen

        if self.services is not None:
            self.app.push_screen(ChapterScreen(self.services, event.chapter))

    def action_progress(self) -> None:
        """F4."""
        from tui_dl.app.screens.progress import ProgressScreen

        if self.services is not None:
            self.app.push_screen(ProgressScreen(self.services))

    def action_lab(self) -> None:
        """F3."""
        from tui_dl.app.screens.lab import LabMenu

        if self.services is not None:
            self.app.push_screen(LabMenu(self.services))
