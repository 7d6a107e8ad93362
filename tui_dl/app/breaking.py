"""Input that comes a moment too early or too late breaks nothing; if the app breaks all the same, two lines say so."""

from __future__ import annotations

import asyncio
import traceback
from contextlib import suppress

from rich.text import Text
from textual.app import App
from textual.events import Event, InputEvent, MouseEvent

from tui_dl.learner.store import data_folder

FILE = "crash.log"
LONGEST = 2.0  # seconds a key waits for a screen


class Breaking(App[None]):
    """An app that ends without a traceback on the screen."""

    async def on_event(self, event: Event) -> None:
        """Keys wait until the screen they go to is whole; a click on what was taken away meanwhile hits nothing."""
        if isinstance(event, InputEvent) and self.screen_stack and not self.screen.is_mounted:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.screen._mounted_event.wait(), LONGEST)
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
