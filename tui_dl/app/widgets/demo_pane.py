"""A live demo: its knobs, its views, what it says, and its tape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import Input

from tui_dl.app.compare import difference, runs_line
from tui_dl.app.desk import Desk
from tui_dl.app.player import Player
from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.frame_view import FrameView
from tui_dl.app.widgets.knob_bar import KnobBar
from tui_dl.app.widgets.timeline import Timeline
from tui_dl.course.model import Pane
from tui_dl.demos.declare import KnobSpec
from tui_dl.demos.run import Change, Run
from tui_dl.draw.explanation import explanation_lines
from tui_dl.draw.look import Line, Look
from tui_dl.draw.prose import wrap
from tui_dl.draw.readings import readings_line
from tui_dl.draw.roles import role
from tui_dl.errors import TuiDlError
from tui_dl.frames import Explanation, Frame, Reading

Part = tuple[str, str] | Mapping[str, Reading]


class Readout(Drawn):
    """Caption and readings of the frame, what to look at, or where a number comes from."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.parts: tuple[Part, ...] = ()

    def show(self, *parts: Part) -> None:
        """Show these one below the other: a (text, role), or readings."""
        if parts != self.parts:
            self.parts = parts
            self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """The parts, wrapped; at most three lines each."""
        texts = [text for text in map(self._text, self.parts) if text]
        return [line for text in texts for line in wrap(text, width)[:3]]

    def _text(self, part: Part) -> Text:
        if isinstance(part, tuple):
            return Text(part[0], role(part[1], self.look))
        return readings_line(part, self.look)


class DemoPane(Vertical):
    """Everything about one demo in a lesson step. It owns the player; the lesson owns what it means."""

    @dataclass
    class Showed(Message):
        """Something about the run on screen has changed."""

        pane: DemoPane

        def can_replace(self, message: Message) -> bool:
            """Only the newest state matters."""
            return isinstance(message, DemoPane.Showed)

    def __init__(self, desk: Desk, *, clock: Callable[[], float] = monotonic, id: str | None = None) -> None:
        super().__init__(id=id)
        self.desk = desk
        self.clock = clock
        self.player = Player(desk, self._player_changed)
        self.pane = Pane()
        self.covered: frozenset[str] = frozenset()
        self.secret: frozenset[str] = frozenset()
        """Knobs that must not be seen: what a mystery run asks."""
        self._typing: KnobSpec | None = None
        self._dirty = False
        self._last_tick = 0.0
        self._explained: tuple[str, ...] = ()

    @property
    def look(self) -> Look:
        """The look of this terminal."""
        look: Look = self.app.look  # type: ignore[attr-defined]  # TuiDlApp's
        return look

    def compose(self) -> ComposeResult:
        """Title, knobs, views, words, timeline."""
        yield Readout(id="pane-title")
        yield KnobBar(id="knobs")
        yield Input(id="knob-input", classes="hidden")
        yield FrameView(self.player, id="views")
        yield Readout(id="readout")
        yield Timeline(self.player, id="timeline")

    def on_mount(self) -> None:
        """Begin to show what the tape holds, ten times a second at most."""
        self._last_tick = self.clock()
        self.set_interval(1 / self.app.frames_per_second, self._tick)  # type: ignore[attr-defined]  # TuiDlApp's

    # ------------------------------------------------------------------ what to show

    def configure(self, run: Run, pane: Pane, *, hold: int | None = None,
                  covered: frozenset[str] = frozenset()) -> None:
        """Show this run, halted at `hold`; cover what would give an answer away."""
        self.pane, self.covered = pane, covered
        self._explained = ()
        views = self.query_one(FrameView)
        views.views, views.lit = pane.views, {}
        self.player.load(run, hold)
        self.show_now()

    def uncover(self) -> None:
        """Show everything again."""
        self.covered = frozenset()
        self.show_now()

    def _player_changed(self) -> None:
        self._dirty = True

    def _tick(self) -> None:
        now = self.clock()
        self.player.tick(now - self._last_tick)
        self._last_tick = now
        if self._dirty or self.desk.ready is None:
            self.show_now()

    def show_now(self) -> None:
        """Bring every part up to date with the player."""
        if not self.is_mounted:
            return
        self._dirty = False
        player, frame = self.player, self.player.frame
        self._show_knobs()
        views = self.query_one(FrameView)
        views.hidden, views.message = self.covered, self._message(frame)
        views.redraw()
        timeline = self.query_one(Timeline)
        timeline.covered = bool(self.covered)
        timeline.redraw()
        self._show_words(frame)
        if player.track is not None:
            self.post_message(self.Showed(self))

    def _show_knobs(self) -> None:
        found, track = self.player.declaration, self.player.track
        if found is None or track is None:
            return
        frame = self.player.frame
        values = dict(frame.knobs) if frame is not None and frame.knobs else track.run.all_knobs()
        names = [name for name in self.pane.show or found.knobs if name not in self.secret]
        self.query_one(KnobBar).show(tuple(found.knobs[n] for n in names if n in found.knobs), values)
        hint = "F6 opens the demo  " if self.has_class("-folded") else ""
        line = found.title if self.secret else track.run.line()
        self.query_one("#pane-title", Readout).show((f"{hint}{line}", "heading"))

    def _message(self, frame: Frame | None) -> str:
        track = self.player.track
        if track is None:
            return ""
        if track.failure is not None and (track.failure.kind != "error" or frame is None or self.player.at_frontier):
            return f"{track.failure.message} {track.failure.hint}\nF5 runs it again."
        if frame is None and self.desk.ready is None:
            return "Loading torch: the first demo of a session waits some seconds for it. You can read on."
        return "" if frame is not None else "Starting …"

    def _show_words(self, frame: Frame | None) -> None:
        readout = self.query_one("#readout", Readout)
        look = (f"look: {self.pane.look}", "note") if self.pane.look else ("", "text")
        if frame is None:
            readout.show(look)
        elif self.covered:
            readout.show(("It waits for your guess.", "muted"), look)
        elif self._explained:
            readout.show(*((line, "math" if number else "text") for number, line in enumerate(self._explained)))
        else:
            player, pending = self.player, self.query_one(KnobBar).pending
            fork = [f"Enter forks at step {frame.step} with {name}={value}; Escape drops it."
                    for name, value in pending.items()]
            runs = (runs_line(player.tracks, player.current), "note")
            against = (difference(frame, player.tracks, player.current), "muted")
            readout.show(*((line, "warn") for line in fork), (frame.caption, "text"), frame.readings,
                         runs, against, look)

    # ------------------------------------------------------------------ what the learner does

    def on_timeline_used(self) -> None:
        """The tape was moved by hand."""
        self._explained = ()
        self.show_now()

    def play_or_pause(self) -> None:
        """F5: play or pause; after a failure, run it again."""
        track = self.player.track
        if track is not None and track.state == "failed":
            self.player.again()
        else:
            self.player.toggle()
        self._explained = ()
        self.show_now()

    def on_knob_bar_turned(self, event: KnobBar.Turned) -> None:
        """Turn a knob, unless the run is waiting for a guess."""
        event.stop()
        if self.covered:
            self.notify("Guess first, or skip it; then turn the knobs.")
            return
        self._explained = ()
        knobs = self.query_one(KnobBar)
        if self.player.forks(event.name):
            knobs.pending = {event.name: event.value}
            knobs.redraw()
            self._show_words(self.player.frame)
            return
        self.player.set_knob(event.name, event.value)
        self.show_now()

    def on_knob_bar_forking(self, event: KnobBar.Forking) -> None:
        """Fork at the frame on screen, with the knob that was turned there."""
        event.stop()
        knobs, frame = self.query_one(KnobBar), self.player.frame
        pending, knobs.pending = knobs.pending, {}
        for name, value in pending.items():
            if frame is not None and not self.player.fork(Change(frame.step, name, value)):
                self.notify("Four runs are on screen. Turn a knob at step 0, or another seed, to begin anew.")
        self.show_now()

    def on_knob_bar_typing(self, event: KnobBar.Typing) -> None:
        """Open a line to type a value in."""
        event.stop()
        self._typing = event.spec
        line = self.query_one("#knob-input", Input)
        line.placeholder = event.spec.accepts()
        line.value = event.spec.format(self.query_one(KnobBar).values[event.spec.name])
        line.remove_class("hidden")
        line.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the typed value, or say what the knob takes."""
        event.stop()
        if self._typing is None:
            return
        try:
            value = self._typing.parse(event.value)
        except TuiDlError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        name = self._typing.name
        self._close_input()
        self.on_knob_bar_turned(KnobBar.Turned(name, value))

    def on_key(self, event: Key) -> None:
        """Escape leaves the typing line, or drops a fork; a digit shows that run."""
        knobs = self.query_one(KnobBar)
        if event.key == "escape" and (self._typing is not None or knobs.pending):
            event.stop()
            knobs.pending = {}
            if self._typing is not None:
                self._close_input()
            self.show_now()
        elif self._typing is None and event.character and event.character in "1234" and len(self.player.tracks) > 1:
            event.stop()
            self.player.show_run(int(event.character) - 1)
            self.show_now()

    def _close_input(self) -> None:
        self._typing = None
        self.query_one("#knob-input", Input).add_class("hidden")
        self.query_one(KnobBar).focus()

    def on_frame_view_asked(self, event: FrameView.Asked) -> None:
        """Where does this number come from? The worker knows."""
        frame, found = self.player.frame, self.player.declaration
        if frame is None or found is None or self.covered:
            return
        self.desk.explain(found.name, frame, event.view, event.index, self._explanation)

    def on_frame_view_moved(self, event: FrameView.Moved) -> None:
        """Another cell: what was said of the last one goes."""
        event.stop()
        self._explained = ()
        self._show_words(self.player.frame)

    def _explanation(self, explanation: Explanation | None, error: str) -> None:
        if not self.is_mounted:
            return
        self._explained = explanation_lines(explanation) if explanation else (error,)
        views = self.query_one(FrameView)
        views.lit = explanation.depends if explanation else {}
        views.redraw()
        self._show_words(self.player.frame)
