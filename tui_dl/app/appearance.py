"""How the app looks, as the learner likes it: theme, and characters. Remembered in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import Hit, Hits, Provider

from tui_dl.app.widgets.drawn import Drawn

if TYPE_CHECKING:
    from tui_dl.app.app import TuiDlApp

THEMES = {
    "tui-dl-dark": "dark", "tui-dl-light": "light",
    "ansi-dark": "the terminal's own colours, on dark", "ansi-light": "the terminal's own colours, on light",
}


def use_theme(app: TuiDlApp, name: str) -> None:
    """Change the theme; it is remembered. An unknown one changes nothing."""
    if name in app.available_themes:
        app.theme = name


def use_ascii(app: TuiDlApp, ascii: bool) -> None:
    """Draw with ASCII alone, or not; it is remembered."""
    app.ascii = ascii
    app.remember("ascii", "1" if ascii else "0")
    for screen in app.screen_stack:
        for drawn in screen.query(Drawn):
            drawn.redraw()


def choices(app: TuiDlApp) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """What there is to choose: a name, a word about it, what does it."""
    for name, words in THEMES.items():
        yield f"Colours: {words}", "theme of the app", partial(use_theme, app, name)
    name = "lines and blocks" if app.ascii else "ASCII only"
    yield f"Characters: {name}", "what graphs and frames are drawn with", partial(use_ascii, app, not app.ascii)


class Appearance(Provider):
    """Themes and characters, in the command palette."""

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, help, choose in choices(self.app):  # type: ignore[arg-type]  # TuiDlApp
            score = matcher.match(f"{name} {help}")
            if score > 0:
                yield Hit(score, matcher.highlight(name), choose, help=help)
