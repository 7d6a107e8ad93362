"""How the app looks, as the learner likes it: theme, characters, motion. Remembered in the log."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui_dl.app.commands import entry
from tui_dl.app.widgets.drawn import Drawn
from tui_dl.draw.look import wants_still

if TYPE_CHECKING:
    from tui_dl.app.looks import Looks

THEMES = {
    "tui-dl-dark": "dark", "tui-dl-light": "light",
    "ansi-dark": "the terminal's own sixteen, on black", "ansi-light": "the terminal's own sixteen, on white",
}


def as_liked(app: Looks, kept: Mapping[str, str]) -> None:
    """Begin as the learner left it; of characters and motion the environment has the last word."""
    use_theme(app, kept.get("theme", ""))
    if kept.get("ascii") == "1" and "TUI_DL_ASCII" not in os.environ:
        use_ascii(app, True)
    asked = wants_still(os.environ)
    app.still = kept.get("still") == "1" if asked is None else asked


def use_theme(app: Looks, name: str) -> None:
    """Change the theme; an unknown one changes nothing. Sixteen colours are the terminal's own."""
    if app.sixteen:
        name = {"tui-dl-dark": "ansi-dark", "tui-dl-light": "ansi-light"}.get(name, name)
    if name in app.available_themes:
        app.theme = name


def choose_theme(app: Looks, name: str) -> None:
    """Change the theme; it is remembered."""
    use_theme(app, name)
    app.remember("theme", name)


def use_ascii(app: Looks, ascii: bool) -> None:
    """Draw with ASCII alone, or not; it is remembered."""
    app.ascii = ascii
    app.remember("ascii", "1" if ascii else "0")
    for screen in app.screen_stack:
        for drawn in screen.query(Drawn):
            drawn.redraw()


def use_still(app: Looks, still: bool) -> None:
    """Nothing glides or blinks, and a demo changes once a second at most; or not so. It is remembered."""
    app.still = still
    app.remember("still", "1" if still else "0")


def choices(app: Looks) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """What there is to choose: a name, a word about it, what does it."""
    for name, words in THEMES.items():
        yield f"Colours: {words}", "theme of the app", partial(choose_theme, app, name)
    name = "lines and blocks" if app.ascii else "ASCII only"
    yield f"Characters: {name}", "what graphs and frames are drawn with", partial(use_ascii, app, not app.ascii)
    name = "as it comes" if app.still else "reduced"
    yield f"Motion: {name}", "reduced, a demo changes once a second at most", partial(use_still, app, not app.still)


class Appearance(Provider):
    """Themes and characters, in the command palette."""

    async def discover(self) -> Hits:
        """Before anything is typed: all of it."""
        for name, help, choose in choices(self.app):  # type: ignore[arg-type]  # Looks
            yield DiscoveryHit(entry(name, help), choose)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, help, choose in choices(self.app):  # type: ignore[arg-type]  # Looks
            score = matcher.match(f"{name} {help}")
            if score > 0:
                yield Hit(score, entry(matcher.highlight(name), help), choose)
