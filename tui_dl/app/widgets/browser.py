"""A list, and what is said of the entry under its cursor: beside it where that fits, else below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.menu_list import MenuList
from tui_dl.draw.look import Line, Look

BESIDE, READS = 110, 5  # cells of a window from which the details are beside the list; lines that are worth having
PAUSE = 0.05  # seconds: a key that is held down does not wait for details

Details = Callable[[int, int, Look], list[Line]]
"""The lines that say most in so many cells and lines."""


def nothing(width: int, height: int, look: Look) -> list[Line]:
    """Of no entry there is nothing to say."""
    return []


class DetailsPane(Drawn):
    """Fills its room with what is said of one entry."""

    details: Details = staticmethod(nothing)

    def show(self, details: Details) -> None:
        """Of this entry from now on."""
        self.details = details
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """As many lines as fit."""
        return self.details(width, height, self.look)[:height]


class Browser(Container):
    """`of` finds the details of an entry by its id; below the list they have `least` to `most` lines."""

    DEFAULT_CSS = """
    Browser { height: 1fr; layout: vertical; padding: 1 0 0 2; }
    Browser MenuList { height: 1fr; }
    Browser DetailsPane { background: $surface; padding: 1 1 0 1; margin: 0 1 0 0; }
    Browser.-beside { layout: horizontal; padding: 1 2; }
    Browser.-beside MenuList { width: 3fr; max-width: 78; height: 1fr; }
    Browser.-beside DetailsPane { width: 2fr; max-width: 86; height: 1fr; padding: 1 3; margin: 0 0 0 2; }
    """
    list = getters.query_one(MenuList)
    pane = getters.query_one(DetailsPane)

    def __init__(self, of: Callable[[str], Details], *entries: Option, least: int = 0, most: int = 99,
                 id: str | None = None) -> None:
        super().__init__()
        self.of, self.entries, self.list_id = of, entries, id
        self.least, self.most = least, most
        self._waiting = False

    def compose(self) -> ComposeResult:
        """Both."""
        yield MenuList(*self.entries, id=self.list_id)
        yield DetailsPane()

    def fill(self, entries: Sequence[Option], place: int | None) -> None:
        """Other entries, with the cursor on one of them."""
        self.list.clear_options()
        self.list.add_options(entries)
        self.list.highlighted = place
        self._arrange()
        self._say_soon()

    def on_resize(self) -> None:
        """More room, or less."""
        self._arrange()

    def _arrange(self) -> None:
        beside = self.app.size.width >= BESIDE
        self.set_class(beside, "-beside")
        height = self.size.height
        left = max(self.least, min(self.most, max(height - self.list.option_count - 2, height // 4)))
        self.pane.display = beside or left >= min(READS, self.least or READS)
        self.pane.styles.height = None if beside else left

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another entry."""
        self._say_soon()

    def _say_soon(self) -> None:
        if not self._waiting:
            self._waiting = True
            self.set_timer(PAUSE, self._say)

    def _say(self) -> None:
        self._waiting = False
        option = self.list.highlighted_option
        self.pane.show(self.of(option.id) if option is not None and option.id is not None else nothing)
