"""The actions of the demo menu: code, copy, save, note, lesion, seed, flip."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui_dl.app.compare import difference
from tui_dl.app.mystery import has_mystery
from tui_dl.app.screens.demo_menu import DemoMenu
from tui_dl.app.screens.mystery import MysteryScreen
from tui_dl.app.screens.pixels import PixelsScreen, pictured, shows_pixels
from tui_dl.app.widgets.frame_view import FrameView
from tui_dl.app.widgets.typed_line import TypedLine
from tui_dl.demos.declare import Value
from tui_dl.draw.plain import frame_text
from tui_dl.draw.svg import frame_svg
from tui_dl.frames import Gallery, Image
from tui_dl.learner.entries import Tried
from tui_dl.learner.log import Log

if TYPE_CHECKING:
    from tui_dl.app.navigation import Navigation
    from tui_dl.app.presets import Preset
    from tui_dl.app.services import Services
    from tui_dl.app.widgets.demo_pane import DemoPane


class DemoActions:
    """What can be done with the run in a pane, beside playing it."""

    def __init__(self, pane: DemoPane, log: Log, lesson: str = "") -> None:
        self.pane, self.log, self.lesson = pane, log, lesson
        pane.tried = self.note

    def names(self) -> tuple[str, ...]:
        """The actions that make sense now."""
        player = self.pane.player
        if player.track is None or self.pane.covered:
            return ("code",) if player.track else ()
        names = ["code", "copy", "seed", "note", "svg", "text", "mark"]
        if len(player.tracks) > 1:
            names += ["flip", "apart"]
        if self.pane.asking.torch:
            names.append("torch")
        if self._lesions():
            names.append("lesion")
        if has_mystery(player.track.run.demo):
            names.append("mystery")
        if shows_pixels(self._app) and self._picture() is not None:
            names.append("pixels")
        names += ["lab"] if self.lesson else ["presets", "lesson"]
        return tuple(names)

    def open_menu(self) -> None:
        """Let the learner choose."""
        self.pane.app.push_screen(DemoMenu(self.names()), self.do)

    def do(self, name: str | None) -> None:
        """Carry one out."""
        if name in self.names():
            getattr(self, f"_do_{name}")()
        elif name and self.pane.covered:
            self.pane.notify("Guess first, or skip it.")

    # ------------------------------------------------------------------ looking and keeping

    def _line(self) -> str:
        track = self.pane.player.track
        return track.run.line() if track else ""

    def _do_code(self) -> None:
        from tui_dl.app.screens.code import CodeScreen

        track = self.pane.player.track
        if track is not None:
            self.pane.app.push_screen(CodeScreen(track.run.demo, self.pane.player.frame))

    def _picture(self) -> Gallery | Image | None:
        views = self.pane.query_one(FrameView)
        return pictured(views.shown.views, views.view_name) if views.shown is not None else None

    def _do_pixels(self) -> None:
        picture = self._picture()
        if picture is not None:
            self.pane.app.push_screen(PixelsScreen(self._picture, picture, self._app.pixels))

    def _do_copy(self) -> None:
        self._copy(f"tui-dl demo {self._line()}")

    def _do_torch(self) -> None:
        self._copy(self.pane.asking.torch)

    def _copy(self, line: str) -> None:
        self.pane.app.copy_to_clipboard(line)
        self.pane.notify(line, title="Copied, where the terminal allows it", markup=False, timeout=10)

    def _do_mark(self) -> None:
        self.pane.player.mark()
        self.pane.show_now()

    def note(self, line: str, words: str = "") -> None:
        """Put a run into the notebook."""
        self.log.record(Tried(self.lesson, line, words))

    def _do_note(self) -> None:
        def take(words: str) -> None:
            self.note(self._line(), words.strip())
            self.pane.notify(f"{self._line()} is in the notebook; `tui-dl notes` prints it.", markup=False)

        self.pane.query_one(TypedLine).ask("what you saw, or nothing", "", take)

    def _do_svg(self) -> None:
        views = self.pane.query_one(FrameView)
        if views.shown is not None:
            self._save("svg", frame_svg(views.shown, self._title(), self.pane.look, tape=views.tape))

    def _do_text(self) -> None:
        views, player = self.pane.query_one(FrameView), self.pane.player
        if views.shown is not None and player.frame is not None:
            against = difference(player.frame, player.tracks, player.current)
            asked = [views.said(), *self.pane.asking.lines] if self.pane.asking.lines else []
            lines = [self._title(), *([against] if against else []), *asked, frame_text(views.shown, tape=views.tape)]
            self._save("txt", "\n".join(lines) + "\n")

    def _title(self) -> str:
        """The run line, and those of the runs beside it."""
        player = self.pane.player
        others = [f"run {number + 1}: {track.run.line()}" for number, track in enumerate(player.tracks)
                  if number != player.current]
        return "; ".join([f"tui-dl demo {self._line()}", *others])

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

    def _do_apart(self) -> None:
        self.pane.toggle_apart()

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
            self.pane.app.push_screen(MysteryScreen(self._services, track.run.demo))

    def _do_presets(self) -> None:
        track = self.pane.player.track
        if track is not None:
            from tui_dl.app.presets import presets
            from tui_dl.app.screens.preset_menu import PresetMenu

            self.pane.app.push_screen(PresetMenu(presets(self._services, track.run.demo)), self._begin)

    def _begin(self, preset: Preset | None) -> None:
        if preset is not None:
            self.pane.configure(preset.run, self.pane.pane)

    def _do_lesson(self) -> None:
        track = self.pane.player.track
        if track is None:
            return
        from tui_dl.app.presets import place_of

        found = place_of(self._services, track.run.demo)
        behind = getattr(self.pane.app.screen_stack[-2], "lesson", None)
        if found is None:
            self.pane.notify("No lesson of this course shows this demo.")
        elif behind is not None and behind.id == found[0]:  # the Lab was opened from it
            self.pane.desk.engine.stop()
            self.pane.screen.dismiss()
        else:
            self._app.open_lesson(*found)

    @property
    def _app(self) -> Navigation:
        app: Navigation = self.pane.app  # type: ignore[assignment]  # TuiDlApp is one
        return app

    @property
    def _services(self) -> Services:
        return self._app.services

    def _do_lab(self) -> None:
        from tui_dl.app.screens.lab import LabScreen

        track = self.pane.player.track
        if track is not None:
            self.pane.app.push_screen(LabScreen(self._services, track.run))
