"""An empty Textual app: the floor of a first paint."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

MARK = "an empty app"


class Empty(App[None]):
    """One Static."""

    def compose(self) -> ComposeResult:
        """The least there can be."""
        yield Static(MARK)


if __name__ == "__main__":
    Empty().run()
