"""The actions of the demo menu: code, copy, save, note, lesion, seed, flip."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui_dl.app.screens.demo_menu import DemoMenu
from tui_dl.app.screens.mystery import MysteryScreen, has_mystery
from tui_dl.demos.declare import Value
from tui_dl.draw.plain import frame_text
from tui_dl.draw.svg import frame_svg
from tui_dl.learner.entries import Tried
from tui_dl.learner.log import Log

if TYPE_CHECKING:
    from tui_dl.app.widgets.demo_pane import DemoPane


class DemoActions:
    """What can be done with the run in a pane, beside playing it."""

    def __init__(self, pane: DemoPane, log: Log, lesson: str = "") -> None:
        self.pane, self.log, self.lesson = pane, log, lesson

    def names(self) -> tuple[str, ...]:
        """The actions that make sense now."""
        player = self.pane.player
        if player.track is None or self.pane.covered:
            return ("code",) if player.track else ()
        names = ["code", "copy", "seed", "note", "svg", "text"]
        if len(player.tracks) > 1:
            names.append("flip")
        if self._lesions():
            names.append("lesion")
        if has_mystery(player.track.run.demo):
            names.append("mystery")
        if self.lesson:
            names.append("lab")
        return tuple(names)

    def open_menu(self) -> None:
        """Let the learner choose."""
        self.pane.app.push_screen(DemoMenu(self.names()), self.do)

    def do(self, name: str | None) -> None:
        """Carry one out."""
        if name in self.names():
            getattr(self, f"_do_{name}")()

    # ------------------------------------------------------------------ looking and keeping

    def _line(self) -> str:
        track = self.pane.player.track
        return track.run.line() if track else ""

    def _do_code(self) -> None:
        from tui_dl.app.screens.code import CodeScreen

        track = self.pane.player.track
        if track is not None:
            self.pane.app.push_screen(CodeScreen(track.run.demo))

    def _do_copy(self) -> None:
        line = f"tui-dl demo {self._line()}"
        self.pane.app.copy_to_clipboard(line)
        self.pane.notify(line, title="Copied, where the terminal allows it", markup=False, timeout=10)

    def _do_note(self) -> None:
        self.log.record(Tried(self.lesson, self._line()))
        self.pane.notify(f"{self._line()} is in the notebook; `tui-dl notes` prints it.", markup=False)

    def _do_svg(self) -> None:
        frame, track = self.pane.player.frame, self.pane.player.track
        if frame is not None and track is not None:
            title = f"tui-dl demo {self._line()}"
            self._save("svg", frame_svg(frame, title, self.pane.look, tape=track.tape))

    def _do_text(self) -> None:
        frame = self.pane.player.frame
        if frame is not None:
            self._save("txt", f"tui-dl demo {self._line()}\n{frame_text(frame)}\n")

    def _save(self, ending: str, text: str) -> None:
        """Into the folder the app was started in; if that cannot be written, beside the log."""
        track = self.pane.player.track
        name = f"{track.run.demo if track else 'demo'}-{datetime.now():%Y%m%d-%H%M%S}.{ending}"
        for folder in (Path.cwd(), self.log.path.parent):
            try:
                (folder / name).write_text(text, "utf-8")
            except OSError:
                continue
            self.pane.notify(str(folder / name), title="Saved", markup=False, timeout=10)
            return
        self.pane.notify("Neither this folder nor the data folder can be written.", severity="error")

    # ------------------------------------------------------------------ other runs

    def _do_flip(self) -> None:
        player = self.pane.player
        player.show_run((player.current + 1) % len(player.tracks))
        self.pane.show_now()

    def _do_seed(self) -> None:
        track = self.pane.player.track
        if track is not None:
            self.pane.player.set_seed(track.run.seed + 1)
            self.pane.player.play()

    def _lesions(self) -> tuple[Value, ...]:
        found = self.pane.player.declaration
        return found.knobs["lesion"].choices if found is not None and "lesion" in found.knobs else ()

    def _do_lesion(self) -> None:
        """The next lesion, played at once beside the run before it."""
        track = self.pane.player.track
        if track is not None:
            choices = self._lesions()
            now = track.run.all_knobs()["lesion"]
            following = choices[(choices.index(now) + 1) % len(choices)]
            self.pane.player.beside("lesion", following)

    def _do_mystery(self) -> None:
        track = self.pane.player.track
        if track is not None:
            self.pane.app.push_screen(MysteryScreen(self.pane.app.services, track.run.demo))  # type: ignore[attr-defined]  # TuiDlApp's

    def _do_lab(self) -> None:
        from tui_dl.app.screens.lab import LabScreen

        track = self.pane.player.track
        if track is not None:
            self.pane.app.push_screen(LabScreen(self.pane.app.services, track.run))  # type: ignore[attr-defined]  # TuiDlApp's
