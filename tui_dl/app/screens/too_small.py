"""What a terminal shows that is too small for anything else."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

SMALLEST = (60, 18)


def is_small(size: Size) -> bool:
    """Whether a terminal of this size shows nothing else."""
    return size.width < SMALLEST[0] or size.height < SMALLEST[1]


class TooSmall(ModalScreen[None]):
    """A polite word, until the terminal is larger."""

    def compose(self) -> ComposeResult:
        """One line or two."""
        width, height = SMALLEST
        yield Static(f"tui-dl needs {width} x {height} cells. Make the terminal larger, or the letters smaller.",
                     markup=False)

    def on_screen_resume(self) -> None:
        """Uncovered when the terminal is large again: it goes."""
        if not is_small(self.app.size):
            self.dismiss()
