"""The command palette: lessons, steps, demos and terms by a part of their name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

if TYPE_CHECKING:
    from tui_dl.app.services import Services

Target = tuple[str, str, Callable[[], None]]


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
        for head in self._services.course.heads():
            yield head.title, f"lesson {head.id}", partial(self.app.open_lesson, head.id)  # type: ignore[attr-defined]  # TuiDlApp's

    def _everything(self) -> Iterator[Target]:
        if not self.app.warm:  # type: ignore[attr-defined]  # TuiDlApp's
            return
        yield from self._lessons()
        for lesson in self._services.opened():
            for step in lesson.steps:
                go = partial(self.app.open_lesson, lesson.id, (step.slug, 0))  # type: ignore[attr-defined]  # TuiDlApp's
                yield step.title or lesson.title, f"step of {lesson.title}", go
        from tui_dl.demos.catalogue import catalogue

        for demo in catalogue().values():
            yield demo.title, f"demo {demo.name}: {demo.summary}", partial(self.app.open_lab, demo.name)  # type: ignore[attr-defined]  # TuiDlApp's
        for term, meaning, _ in self._services.terms():
            yield term, f"term: {meaning}", partial(self.app.open_glossary, term)  # type: ignore[attr-defined]  # TuiDlApp's

    async def discover(self) -> Hits:
        """Before anything is typed: the lessons."""
        for name, help, go in self._lessons() if self.app.warm else ():  # type: ignore[attr-defined]  # TuiDlApp's
            yield LessonHit(name, go, help=help)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, help, go in self._everything():
            score = matcher.match(f"{name} {help}")
            if score > 0:
                yield Hit(score, matcher.highlight(name), go, help=help)
