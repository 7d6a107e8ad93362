"""If the app breaks all the same: what happened goes into a file, and two lines say so."""

from __future__ import annotations

import traceback
from contextlib import suppress

from rich.text import Text
from textual.app import App
from textual.events import Event, MouseEvent

from tui_dl.learner.store import data_folder

FILE = "crash.log"


class Breaking(App[None]):
    """An app that ends without a traceback on the screen."""

    async def on_event(self, event: Event) -> None:
        """A click on what was taken away in the same moment hits nothing; Textual looks for what was around it."""
        try:
            await super().on_event(event)
        except AttributeError:
            if not isinstance(event, MouseEvent):
                raise

    def _fatal_error(self) -> None:
        """Textual's own prints the traceback, with what every variable held."""
        path = data_folder() / FILE
        with suppress(OSError), path.open("a", encoding="utf-8") as file:
            file.write(traceback.format_exc())
        self._exit_renderables.append(Text(f"tui-dl broke. All you did is saved: `tui-dl` goes on from there.\n"
                                           f"What happened is in {path}."))
        self._close_messages_no_wait()
