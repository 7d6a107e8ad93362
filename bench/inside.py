"""The app as it ships, with an ear at its event loop. `stage.listening` runs it in a pty, as its order says."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

ORDER = "TUI_DL_BENCH"  # the environment variable that holds an Order as JSON


@dataclass(frozen=True)
class Order:
    """What to do once lessons can be opened (a run line opens it in the Lab, else nothing), and where to report."""

    report: str
    lab: str = ""
    beat: float = 0.005  # seconds between two beats

    @property
    def loaded(self) -> Path:
        """A file that is there once the app knows that torch is loaded."""
        return Path(f"{self.report}.loaded")


@dataclass
class Heard:
    """What the ear heard; all times are `monotonic` seconds."""

    late: list[tuple[float, float]] = field(default_factory=list)  # when a late beat came, and by how much
    ready: float = 0.0  # when the app knew that torch is loaded
    steps: list[tuple[float, int]] = field(default_factory=list)  # newest step on the tape, every tenth of a second

    def stall(self, since: float, until: float) -> float:
        """The largest delay of a beat between two times, in seconds."""
        return max((late for when, late in self.late if since < when - late < until), default=0.0)


def read(path: Path) -> Heard:
    """The report of an app that has ended."""
    record = json.loads(path.read_text())
    return Heard([tuple(pair) for pair in record["late"]], record["ready"], [tuple(p) for p in record["steps"]])


async def listen(app: Any, heard: Heard, order: Order) -> None:
    """Beat for ever, and note each beat that is late by more than two milliseconds."""
    expected = monotonic() + order.beat
    noted = 0.0
    while True:
        await asyncio.sleep(expected - monotonic())
        now = monotonic()
        if now - expected > 0.002:
            heard.late.append((now, now - expected))
        if not heard.ready and app.warm and app.services.desk.ready is not None:
            heard.ready = now
            order.loaded.touch()
        if now - noted > 0.1:
            noted = now
            _note_step(app, heard, now)
        expected = monotonic() + order.beat


def _note_step(app: Any, heard: Heard, now: float) -> None:
    pane = getattr(app.screen, "pane", None) if app.screen_stack else None  # no screen yet at the first beats
    track = getattr(getattr(pane, "player", None), "track", None)
    if track is not None and track.tape.latest is not None:
        heard.steps.append((now, track.tape.latest.step))


def main(order: Order) -> int:
    """Open the app as `tui-dl` does; its exit code."""
    import tui_dl.app.app as shipped

    heard = Heard()

    class Listening(shipped.TuiDlApp):
        """The app, overheard."""

        CSS_PATH = str(Path(shipped.__file__).with_name("app.tcss"))

        def on_mount(self) -> None:
            """Textual calls the app's own handler too."""
            self.ear = asyncio.create_task(listen(self, heard, order))

        def on_unmount(self) -> None:
            """An ear that has gone deaf is an error, not silence."""
            if self.ear.done():
                self.ear.result()

        def on_warmed(self) -> None:
            """After the app's own handler: open what was ordered."""
            self.call_later(self.obey)

        def obey(self) -> None:
            """Open a run in the Lab."""
            from tui_dl.app.screens.lab import LabScreen
            from tui_dl.demos.run import parse_run

            if order.lab:
                self.push_screen(LabScreen(self.services, parse_run(order.lab)))

    vars(shipped)["TuiDlApp"] = Listening  # the one that `open` is about to make
    from tui_dl.commands import open as command

    try:
        return command.run(None, None)
    finally:
        Path(order.report).write_text(json.dumps(asdict(heard)))


if __name__ == "__main__":
    sys.exit(main(Order(**json.loads(os.environ[ORDER]))))
