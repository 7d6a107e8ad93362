"""How the app is to look on this terminal, and how much may move."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.events import DescendantFocus
from textual.filter import LineFilter
from textual.reactive import reactive

from tui_dl.app.bold import Legible
from tui_dl.app.breaking import Breaking
from tui_dl.draw.look import Look

if TYPE_CHECKING:
    from tui_dl.app.services import Services
    from tui_dl.doctor.pixels import Way

LEGIBLE = Legible()


class Looks(Breaking):
    """An app that draws as its terminal can, and as its learner likes it."""

    services: Services
    ascii = False
    """Whether to draw with ASCII alone."""
    pixels: Way = ""
    """How the terminal shows real pixels, where they are asked for."""
    still: reactive[bool] = reactive(False, init=False)
    """Whether motion is unwelcome."""

    @property
    def look(self) -> Look:
        """How this terminal is to be drawn on, now."""
        return Look(self.current_theme.dark, not self.no_color, self.ascii, self.sixteen)

    @property
    def sixteen(self) -> bool:
        """Whether the terminal has sixteen colours and no more."""
        return self.console.color_system in ("standard", "windows")

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and one where the colours are the terminal's own."""
        return [*super().get_line_filters(), LEGIBLE] if self.current_theme.ansi else super().get_line_filters()

    @property
    def frames_per_second(self) -> float:
        """How often a demo may be repainted: less often over SSH, hardly where motion is unwelcome."""
        return 1.0 if self.still else 5.0 if os.environ.get("SSH_CONNECTION") else 10.0

    def watch_still(self, still: bool) -> None:
        """Let scrolling glide, or jump."""
        self.animation_level = "none" if still else "full"

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A cursor blinks only where motion is welcome."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = not self.still

    def remember(self, name: str, value: str) -> None:
        """Keep a setting in the log."""
        from tui_dl.learner.entries import Setting

        if self.services.log.settings().get(name) != value:
            self.services.log.record(Setting(name, value))
