"""The command palette: lessons, steps, demos and terms by a part of their name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.containers import Vertical
from textual.content import Content

if TYPE_CHECKING:
    from tui_dl.app.services import Services

Target = tuple[str, str, Callable[[], None]]
COLUMN = 38  # cells of a name, before what is said of it


def entry(name: Content | str, words: str) -> Content:
    """One line: a name, and what it is, thinner; both in the ink of the row, which changes under the cursor."""
    shown = Content(name) if isinstance(name, str) else name
    gap = " " * max(COLUMN - shown.cell_length, 2)
    return Content.assemble(shown, gap, (words, "not bold"))


class Palette(CommandPalette):
    """Textual's palette in a box of its own, one line an entry."""

    DEFAULT_CSS = """
    Palette > Vertical, Palette > Vertical:dark {
        width: 92; max-width: 94%; height: 80%; max-height: 38; margin: 2 0 0 0; visibility: visible;
        background: $surface; border: round $primary; border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    Palette #--input, Palette:ansi #--input { height: 1; border: none; padding: 0 1; background: $panel; }
    Palette SearchIcon, Palette LoadingIndicator { display: none; }
    Palette CommandInput, Palette CommandInput:focus { height: 1; border: none; padding: 0; }
    Palette #--results { overlay: none; height: 1fr; }
    Palette CommandList, Palette CommandList:focus {
        border: none; height: 1fr; max-height: 100%; text-wrap: nowrap; text-overflow: ellipsis;
    }
    Palette CommandList > .option-list--option { padding: 0 1; }
    """

    def on_mount(self) -> None:
        """What it is, and its keys."""
        box = self.query_one(Vertical)
        box.border_title, box.border_subtitle = "Find", "Up and Down choose, Enter opens, Escape closes"


class LessonHit(DiscoveryHit):
    """A lesson in the list before anything is typed; it stands before what other providers list."""

    @property
    def score(self) -> float:
        """More than theirs."""
        return 1.0


class CourseCommands(Provider):
    """Everything in the course that has a name."""

    @property
    def _services(self) -> Services:
        services: Services = self.app.services  # type: ignore[attr-defined]  # TuiDlApp's
        return services

    def _lessons(self) -> Iterator[Target]:
        from tui_dl.app.services import WELCOME

        if self._services.has_welcome:
            yield "Welcome", "a first guess, and a tour of the demos", partial(self.app.open_lesson, WELCOME)  # type: ignore[attr-defined]  # TuiDlApp's
        for chapter in self._services.course.chapters:
            for head in chapter.lessons:
                yield head.title, f"lesson of {chapter.title}", partial(self.app.open_lesson, head.id)  # type: ignore[attr-defined]  # TuiDlApp's

    def _everything(self) -> Iterator[Target]:
        if not self.app.warm:  # type: ignore[attr-defined]  # TuiDlApp's
            return
        yield from self._lessons()
        for lesson in self._services.opened():
            for step in lesson.steps:
                go = partial(self.app.open_lesson, lesson.id, (step.slug, 0))  # type: ignore[attr-defined]  # TuiDlApp's
                yield step.title or lesson.title, f"step of {lesson.title}", go
        from tui_dl.course.inlines import inline
        from tui_dl.course.plain import plain
        from tui_dl.demos.catalogue import catalogue

        for demo in catalogue().values():
            yield demo.title, f"demo: {plain(inline(demo.summary))}", partial(self.app.open_lab, demo.name)  # type: ignore[attr-defined]  # TuiDlApp's
        for term, meaning, _ in self._services.terms():
            yield term, f"term: {meaning}", partial(self.app.open_glossary, term)  # type: ignore[attr-defined]  # TuiDlApp's

    async def discover(self) -> Hits:
        """Before anything is typed: the lessons."""
        for name, words, go in self._lessons() if self.app.warm else ():  # type: ignore[attr-defined]  # TuiDlApp's
            yield LessonHit(entry(name, words), go)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, words, go in self._everything():
            score = matcher.match(f"{name} {words}")
            if score > 0:
                yield Hit(score, entry(matcher.highlight(name), words), go)
