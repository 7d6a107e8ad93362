"""Home: where to go on, what is due, and the map of the course behind its three doors."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Footer, Static

from tui_dl.app.services import Services
from tui_dl.app.widgets.chapter_card import ChapterCard
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.model import Chapter
from tui_dl.learner.progress import lesson_states, position

DOORS = {"": "begin", "see": "see", "read": "read", "create": "create"}


class HomeScreen(Screen[None]):
    """The first screen. "Continue" has the focus."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "next", show=False),
        Binding("up", "app.focus_previous", "previous", show=False),
        Binding("enter", "noop", "open", show=True),
        Binding("f3", "lab", "lab"),
        Binding("f4", "progress", "progress"),
    ]
    go_on = getters.query_one("#continue", Button)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services

    def compose(self) -> ComposeResult:
        """Continue, what is due, the map."""
        course = self.services.course
        yield TopBar("tui-dl", course.title if course.title != "tui-dl" else "deep learning, by running it")
        with Horizontal(id="next"):
            yield Button("Continue", id="continue", compact=True)
            yield Button("Review", id="review", compact=True)
        yield Static(id="where", markup=False)
        with VerticalScroll(id="map", can_focus=False):
            for door, chapters in self._doors():
                with Vertical(classes="door"):
                    yield Static(DOORS.get(door, door), classes="door-name", markup=False)
                    for chapter in chapters:
                        yield ChapterCard(chapter)
        yield Static(self._problems(), id="problems", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def _doors(self) -> list[tuple[str, list[Chapter]]]:
        found: dict[str, list[Chapter]] = {}
        for chapter in self.services.course.chapters:
            found.setdefault(chapter.door, []).append(chapter)
        return list(found.items())

    def _problems(self) -> str:
        errors = [problem for problem in self.services.course.problems if not problem.warning]
        return f"{len(errors)} problem(s) in this course: {errors[0]}" if errors else ""

    def on_mount(self) -> None:
        """The map in columns where there are several doors."""
        self.query_one("#map").set_class(len(self._doors()) > 1, "-columns")
        self.query_one("#problems").display = bool(self._problems())
        self.go_on.focus()

    def on_screen_resume(self) -> None:
        """Back from a lesson: show how far it went."""
        states = lesson_states(self.services.log)
        for card in self.query(ChapterCard):
            card.show(states)
        self._where()
        self.call_after_refresh(self._due)

    def _where(self) -> None:
        place = position(self.services.log)
        heads = {head.id: head for head in self.services.course.heads()}
        if place is not None and place.lesson in heads:
            self.go_on.label = f"Continue: {heads[place.lesson].title}"
            self.query_one("#where", Static).update("")
        elif heads:
            first = next(iter(heads.values()))
            self.go_on.label = f"Begin: {first.title} ({first.minutes} min)"
            self.query_one("#where", Static).update("Enter opens it. Arrows go to the chapters. F1 shows the keys.")
        else:
            self.go_on.label = "This course has no lessons"
        self._next = place.lesson if place is not None and place.lesson in heads else next(iter(heads), None)

    def _due(self) -> None:
        from tui_dl.learner.schedule import due_count

        review = self.query_one("#review", Button)
        count = due_count(self.services.log, self.services.review_items())
        review.display = count > 0
        review.label = f"Review: {count} due"

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on, or review."""
        if event.button.id == "review":
            from tui_dl.app.screens.review import ReviewScreen

            self.app.push_screen(ReviewScreen(self.services))
        elif self._next is not None:
            self.app.open_lesson(self._next)  # type: ignore[attr-defined]  # TuiDlApp's

    def on_chapter_card_opened(self, event: ChapterCard.Opened) -> None:
        """A chapter's page."""
        from tui_dl.app.screens.chapter import ChapterScreen

        self.app.push_screen(ChapterScreen(self.services, event.chapter))

    def action_progress(self) -> None:
        """F4."""
        from tui_dl.app.screens.progress import ProgressScreen

        self.app.push_screen(ProgressScreen(self.services))

    def action_lab(self) -> None:
        """F3."""
        from tui_dl.app.screens.lab import LabMenu

        self.app.push_screen(LabMenu(self.services))
