"""A live demo: its knobs, its views, what it says, and its tape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.message import Message
from textual.timer import Timer

from tui_dl.app.asking import Asking
from tui_dl.app.compare import beside
from tui_dl.app.desk import Desk
from tui_dl.app.player import Player
from tui_dl.app.widgets.frame_view import FrameView
from tui_dl.app.widgets.knob_bar import KnobBar
from tui_dl.app.widgets.readout import Readout
from tui_dl.app.widgets.timeline import Timeline
from tui_dl.app.widgets.typed_line import TypedLine
from tui_dl.course.model import Pane
from tui_dl.demos.run import Change, Run
from tui_dl.draw.look import Look
from tui_dl.draw.readings import Words
from tui_dl.errors import UsageError
from tui_dl.frames import Frame

REST = 12  # at full speed the screen is left alone for so many times as long as it took to draw: training goes first


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
        self.asking = Asking(desk, self.show_now)
        self.tried: Callable[[str], None] = lambda line: None
        """Called with the line of each run that the learner made out of the one that was given, once it moves."""
        self._known: set[str] = set()
        self._dirty = False
        self._empty = True
        self._last_tick = 0.0
        self._ticking: Timer | None = None
        self._rest_until = 0.0
        self._was_playing = False

    @property
    def look(self) -> Look:
        """The look of this terminal."""
        look: Look = self.app.look  # type: ignore[attr-defined]  # TuiDlApp's
        return look

    def compose(self) -> ComposeResult:
        """Title, knobs, what to look at, views, words, timeline."""
        yield Readout(id="pane-title")
        yield KnobBar(id="knobs")
        yield TypedLine(id="knob-input")
        yield Readout(id="look")
        yield FrameView(self.player, id="views")
        yield Readout(id="readout")
        yield Timeline(self.player, id="timeline")

    def on_mount(self) -> None:
        """Begin to show what the tape holds, ten times a second at most."""
        self._last_tick = self.clock()
        self.watch(self.app, "still", self._pace)

    def _pace(self) -> None:
        """Repaint as often as the app says from now on."""
        if self._ticking is not None:
            self._ticking.stop()
        self._ticking = self.set_interval(1 / self.app.frames_per_second, self._tick)  # type: ignore[attr-defined]  # TuiDlApp's

    # ------------------------------------------------------------------ what to show

    def configure(self, run: Run, pane: Pane, *, hold: int | None = None,
                  covered: frozenset[str] = frozenset()) -> None:
        """Show this run, halted at `hold`; cover what would give an answer away."""
        self.pane, self.covered, self._known = pane, covered, {run.line()}
        views = self.query_one(FrameView)
        views.views, views.apart = pane.views, False
        self.player.load(run, hold)
        self.show_now()

    def uncover(self) -> None:
        """Show everything again."""
        self.covered = frozenset()
        self.show_now()

    def tell(self, views: tuple[str, ...] = ()) -> None:
        """Nothing is secret any more; every knob is shown, and these views or all."""
        self.secret, self.pane, self.query_one(FrameView).views = frozenset(), Pane(views=views), views
        self.show_now()

    def _player_changed(self) -> None:
        self._dirty = True
        if self._empty and self.player.frame is not None:
            self.show_now()  # a first frame does not wait for the next tick

    def _tick(self) -> None:
        now = self.clock()
        self.player.tick(now - self._last_tick)
        self._last_tick = now
        full_speed = self.player.playing and self.player.speed is None
        if (self._dirty or self.desk.ready is None) and not (full_speed and now < self._rest_until):
            self.show_now()
            self._rest_until = now + REST * (self.clock() - now)

    def show_now(self) -> None:
        """Bring every part up to date with the player."""
        if not (self.is_mounted and self.is_attached):
            return
        player, frame = self.player, self.player.frame
        self._dirty, self._empty = False, frame is None
        self.asking.keep_to(frame)
        self._show_knobs()
        views = self.query_one(FrameView)
        views.hidden, views.message, views.lit = self.covered, self._message(frame), self.asking.lit
        views.redraw()
        timeline = self.query_one(Timeline)
        timeline.covered = bool(self.covered)
        timeline.redraw()
        self.set_class(bool(self.asking.lines) or len(player.tracks) > 1, "-telling")
        self._show_words(frame)
        if player.playing != self._was_playing:  # the keys say so
            self._was_playing = player.playing
            self.screen.refresh_bindings()
        if player.track is not None:
            self._note(player.track.run.line(), frame)
            self.post_message(self.Showed(self))

    def _note(self, line: str, frame: Frame | None) -> None:
        if frame is not None and frame.step > 0 and line not in self._known and not self.secret:
            self._known.add(line)
            self.tried(line)

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
            return f"Loading torch: {self.desk.loading.said()}. The first demo waits for it; you can read on."
        return "" if frame is not None else "Starting …"

    def _show_words(self, frame: Frame | None) -> None:
        readout, said = self.query_one("#readout", Readout), self.query_one(FrameView).said()
        look = f"look: {self.pane.look}" if self.pane.look and not self.asking.lines else ""
        self.query_one("#look", Readout).show(Words(look, "note"))
        if frame is None:
            readout.show()
        elif self.covered:
            readout.show(("It waits for your guess.", "muted"))
        elif self.asking.lines:
            readout.show((said, "note"), *((line, "math" if number else "text")
                                           for number, line in enumerate(self.asking.lines)))
        else:
            pending = self.query_one(KnobBar).pending
            where = "plays another run beside this one" if self.player.finished else f"forks at step {frame.step}"
            fork = [f"Enter {where} with {name}={value}; Escape drops it." for name, value in pending.items()]
            caption = "" if self.secret else frame.caption  # it may name what is asked
            tracks, current = self.player.tracks, self.player.current
            steady = f"{[track.run_id for track in tracks]} {len(fork)} {bool(said)}"
            readout.show(*((line, "warn") for line in fork), (said, "note"), (caption, "text"),
                         tracks[current].measured(frame),
                         *beside(frame, tracks, current, self.query_one(FrameView).apart), steady=steady)

    def on_descendant_focus(self) -> None:
        """A cursor comes with the focus, and its value is said."""
        self._show_words(self.player.frame)

    def on_descendant_blur(self) -> None:
        """And goes with it."""
        self._show_words(self.player.frame)

    # ------------------------------------------------------------------ what the learner does

    def on_timeline_used(self) -> None:
        """The tape was moved by hand."""
        self.show_now()

    def on_timeline_going(self) -> None:
        """Open a line to type a step in."""
        def go(text: str) -> None:
            if not text.strip().isdecimal():
                raise UsageError(f"{text} is no step.", "A step is a whole number.")
            self.player.go_to(int(text))
            self.show_now()

        total = self.player.track.tape.total if self.player.track else 0
        wanted = f"a step, from 0 to {total}" if total else "a step; the run goes on to it"
        self.query_one(TypedLine).ask(wanted, "", go)

    def play_or_pause(self) -> None:
        """F5: play or pause; after a failure, run it again."""
        track = self.player.track
        if track is not None and track.state == "failed":
            self.player.again()
        else:
            self.player.toggle()
        self.show_now()

    def on_knob_bar_turned(self, event: KnobBar.Turned) -> None:
        """Turn a knob, unless the run is waiting for a guess."""
        event.stop()
        if self.covered:
            self.notify("Guess first, or skip it; then turn the knobs.")
            return
        self.asking.forget()
        knobs = self.query_one(KnobBar)
        if self.player.forks(event.name):
            knobs.pending = {event.name: event.value}
            knobs.redraw()
            self._show_words(self.player.frame)
            return
        self.player.set_knob(event.name, event.value)
        self.show_now()

    def on_knob_bar_forking(self, event: KnobBar.Forking) -> None:
        """Fork at the frame on screen, with the knob that was turned there; from the start, if nothing follows it."""
        event.stop()
        knobs, frame = self.query_one(KnobBar), self.player.frame
        pending, knobs.pending = knobs.pending, {}
        for name, value in pending.items():
            if self.player.finished:
                self.player.beside(name, value)
            elif frame is not None and not self.player.fork(Change(frame.step, name, value)):
                self.notify("Four runs are on screen. Turn a knob at step 0, or another seed, to begin anew.")
        self.show_now()

    def on_knob_bar_typing(self, event: KnobBar.Typing) -> None:
        """Open a line to type a value in."""
        event.stop()
        spec = event.spec
        self.query_one(TypedLine).ask(
            spec.accepts(), spec.shown(self.query_one(KnobBar).values[spec.name]),
            lambda text: self.on_knob_bar_turned(KnobBar.Turned(spec.name, spec.parse(text))), paths=bool(spec.own))

    def on_key(self, event: Key) -> None:
        """Escape drops a fork; a digit shows that run, 0 how far it is from another."""
        knobs, several = self.query_one(KnobBar), len(self.player.tracks) > 1 and not self.query_one(TypedLine).is_open
        if event.key == "escape" and knobs.pending:
            event.stop()
            knobs.pending = {}
            self.show_now()
        elif several and event.character == "0":
            event.stop()
            self.toggle_apart()
        elif several and event.character and event.character in "1234":
            event.stop()
            self.query_one(FrameView).apart = False
            self.player.show_run(int(event.character) - 1)
            self.show_now()

    def toggle_apart(self) -> None:
        """Show the views less those of another run, or as they are."""
        views = self.query_one(FrameView)
        views.apart = not views.apart and len(self.player.tracks) > 1
        self.asking.forget()
        self.show_now()

    def on_frame_view_asked(self, event: FrameView.Asked) -> None:
        """Where does this number come from? The worker knows."""
        frame, found, views = self.player.frame, self.player.declaration, self.query_one(FrameView)
        views.apart = False
        view = views.view_named(event.view)
        if self.secret:
            self.notify("Say first what is broken: the answer might be in it.")
        elif frame is not None and found is not None and view is not None and not self.covered:
            self.asking.ask(found.name, frame, view, event.index, views.tape)

    def on_frame_view_moved(self, event: FrameView.Moved) -> None:
        """Another cell: what was said of the last one goes."""
        event.stop()
        self.asking.forget()
        self.show_now()
