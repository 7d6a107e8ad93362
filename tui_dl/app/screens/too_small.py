"""What a terminal shows that is too small for anything else."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

SMALLEST = (60, 18)


class TooSmall(ModalScreen[None]):
    """A polite word, until the terminal is larger."""

    def compose(self) -> ComposeResult:
        """One line or two."""
        width, height = SMALLEST
        yield Static(f"tui-dl needs {width} x {height} cells. Make the terminal larger, or the letters smaller.",
                     markup=False)
