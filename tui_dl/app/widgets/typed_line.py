"""A line that opens to type something in, and closes again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from textual.binding import Binding
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input

from tui_dl.errors import TuiDlError


class Paths(Suggester):
    """The rest of a path, from the files there are; Right takes it over."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first file or folder whose name goes on as typed; hidden ones only where a dot is typed."""
        return await asyncio.to_thread(completed, value)


def completed(value: str) -> str | None:
    """The path that begins as typed, a folder with its slash; None if there is none."""
    typed, slash, start = value.rpartition("/")
    folder = Path(typed + slash).expanduser() if slash else Path()
    try:
        found = sorted(entry.name + "/" * entry.is_dir() for entry in folder.iterdir()
                       if entry.name.startswith(start) and (start or not entry.name.startswith(".")))
    except OSError:
        return None
    return typed + slash + found[0] if value and found else None


class TypedLine(Input):
    """Hidden until it is asked for; Enter hands over what was typed, Escape drops it. Keys then go back."""

    BINDINGS = [Binding("escape", "close", "drop it")]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="hidden")
        self._take: Callable[[str], None] | None = None
        self._back: Widget | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return self._take is not None

    def ask(self, wanted: str, value: str, take: Callable[[str], None], *, paths: bool = False) -> None:
        """Open, say what is wanted, and hand what is typed to `take`; its TuiDlError is said, and the line stays.

        With `paths` the rest of a path is suggested.
        """
        self._take, self._back = take, self.screen.focused
        self.placeholder, self.value = wanted, value
        self.suggester = Paths() if paths else None
        self.remove_class("hidden")
        self.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand it over."""
        event.stop()
        take = self._take
        try:
            if take is not None:
                take(event.value)
        except TuiDlError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self.action_close()

    def action_close(self) -> None:
        """Away, and keys go where they went before."""
        self._take = None
        self.add_class("hidden")
        if self._back is not None and self.has_focus:
            self._back.focus()
