"""What a demo pane plays: the runs of one demo, their tapes, and the frame that is shown. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tui_dl.app.desk import Desk, RunEvent
from tui_dl.app.track import Track
from tui_dl.demos.catalogue import declaration
from tui_dl.demos.declare import Declaration, Value
from tui_dl.demos.run import Change, Run
from tui_dl.engine.events import Changed, Ended, Failed, Framed
from tui_dl.engine.tape import Tape
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame

SPEEDS: tuple[float | None, ...] = (1, 2, 4, 10, None)  # frames a second; None: as fast as it goes
MOST_RUNS = 4


@dataclass
class Player:
    """Play, pause, step, seek, turn a knob, fork. `changed` is called after anything that shows.

    One run is live in the engine at a time; the tapes of the others stay, and a run that was put aside goes on
    when it is played again: it repeats itself up to where its tape ends.
    """

    desk: Desk
    changed: Callable[[], None] = lambda: None
    tracks: list[Track] = field(default_factory=list)
    current: int = 0
    frame: Frame | None = None
    """The frame on screen."""
    playing: bool = False
    speed: float | None = 4
    going: bool = False
    """Whether the run on screen may go on without being asked, wherever one looks."""
    _due: float = 0.0
    _to_end: bool = False
    _to_step: int | None = None
    _stepping: bool = False

    # ------------------------------------------------------------------ what there is

    @property
    def track(self) -> Track | None:
        """The run on screen."""
        return self.tracks[self.current] if self.tracks else None

    @property
    def declaration(self) -> Declaration | None:
        """The declaration of the demo on screen."""
        return declaration(self.track.run.demo) if self.track else None

    def outcome(self, at: int | None) -> Frame | None:
        """The frame that is asked about: the first one with step >= `at`, or the last of the run; once it is shown."""
        if self.track is None or self.frame is None:
            return None
        if at is None:
            return self.frame if self.finished else None
        found = next((frame for frame in self.track.tape.frames if frame.step >= at), None)
        return found if found is not None and self.frame.step >= found.step else None

    @property
    def at_frontier(self) -> bool:
        """Whether the newest frame is the one on screen."""
        return self.track is None or self.track.tape.latest is self.frame

    @property
    def following(self) -> bool:
        """Whether the newest frame is on screen, or will be at the next tick."""
        keeps_up = self.playing and self._to_step is None and (self.speed is None or self._to_end)
        return self.at_frontier or keeps_up

    @property
    def finished(self) -> bool:
        """Whether the last frame of the run is on screen."""
        return self.at_frontier and self.track is not None and self.track.over

    @property
    def engaged(self) -> bool:
        """Whether the engine plays the run on screen, beyond what is on its tape."""
        return self._live and self.track is not None and self.track.state == "running"

    @property
    def _live(self) -> bool:
        return self.track is not None and self.track.run_id == self.desk.run_id >= 0

    # ------------------------------------------------------------------ runs

    def load(self, run: Run, hold: int | None = None) -> None:
        """Begin a run in place of all others, and show its first frame."""
        self.speed = None if declaration(run.demo).trains else 4
        self._show_new([Track(run, Tape(run), hold=hold)], 0, upto=1)

    def _show_new(self, tracks: list[Track], current: int, upto: int | None) -> None:
        """Put one of these tracks on screen and begin its run; with no end to it, let it play."""
        self.tracks, self.current, self.frame = tracks, current, None
        self._stand()
        self.playing = upto is None
        self._begin(tracks[current], upto, tracks[current].hold)

    def _begin(self, track: Track, upto: int | None, hold: int | None) -> None:
        short = not declaration(track.run.demo).trains
        self.going = upto is None
        try:
            track.begun(self.desk.play(track.run, self.receive, None if short else upto, hold))
        except TuiDlError as error:
            track.refused(Failed(-1, error.message, error.hint, "knob"))
        self.changed()

    def again(self) -> None:
        """Play the run on screen once more from its first frame; the others stay."""
        if self.track is not None:
            anew = Track(self.track.run, Tape(self.track.run), hold=self.track.hold)
            tracks = [anew if track is self.track else track for track in self.tracks]
            self._show_new(tracks, self.current, upto=1)

    def set_knob(self, name: str, value: Value) -> None:
        """Turn a knob: a live one changes the run that goes on, any other begins a new run."""
        track, found = self.track, self.declaration
        if track is None or found is None:
            return
        if found.knobs[name].live and self.following and self.engaged and len(track.tape) > 1:
            self.desk.engine.change(name, value)
            return
        to_end = self.finished and len(track.tape) > 1
        was_playing = self.playing
        self.load(replace(track.run, knobs={**track.run.knobs, name: value}, changes=()), track.hold)
        if to_end and not found.trains:
            self.to_end()
        elif was_playing:
            self.play()

    def forks(self, name: str) -> bool:
        """Whether turning this knob now means another run: a live one, and the run is past the frame on screen."""
        found, frame = self.declaration, self.frame
        if found is None or frame is None or frame.step == 0:
            return False
        return found.knobs[name].live and not (self.following and self.engaged)

    def set_seed(self, seed: int) -> None:
        """Begin the run anew with another seed."""
        if self.track is not None:
            self.load(replace(self.track.run, seed=seed % 2**32), self.track.hold)

    def fork(self, change: Change) -> bool:
        """A new run: this one with a change at a step, replayed from its seed. False if four are on screen."""
        if self.track is None or len(self.tracks) >= MOST_RUNS:
            return False
        run = self.track.run.with_change(change)
        self.track.tape.mark(change.step)
        self.speed = None
        self._show_new([*self.tracks, Track(run, Tape(run), replaying_to=change.step)], len(self.tracks), upto=None)
        return True

    def beside(self, name: str, value: Value) -> None:
        """A run with another knob, begun beside this one; in place of the newest other if four are on screen."""
        if self.track is None:
            return
        changes = tuple(change for change in self.track.run.changes if change.knob != name)
        run = replace(self.track.run, knobs={**self.track.run.knobs, name: value}, changes=changes)
        others = [track for track in self.tracks if track is not self.track]
        kept = [t for t in self.tracks if len(self.tracks) < MOST_RUNS or t is not others[-1]]
        self.speed = None
        self._show_new([*kept, Track(run, Tape(run))], len(kept), upto=None)

    def show_run(self, number: int) -> None:
        """Put another run on screen, at the same step."""
        if 0 <= number < len(self.tracks):
            before = self.tracks[self.current]
            step = self.frame.step if self.frame else before.replaying_to or 0
            self.current, self.frame = number, None
            self._stand()
            self.seek(step)
            self.changed()

    # ------------------------------------------------------------------ the tape

    def toggle(self) -> None:
        """Play or pause; at the end, play again from the start of the tape."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Let the frames go by."""
        if self.finished and self.track is not None:
            self.frame = self.track.tape[0] if len(self.track.tape) else None
            self.speed = self.speed or 10
        self._stand()
        self.playing, self._due = True, 0.0
        self._let_go(None)
        self.changed()

    def pause(self) -> None:
        """Stop the frames, and the run with them."""
        self._stand()
        if self._live and self.track is not None and declaration(self.track.run.demo).trains:
            self._let_go(max(self.track.tape.produced, 1))
        self.changed()

    def _stand(self) -> None:
        """Stay at the frame on screen."""
        self.playing = self._to_end = self._stepping = False
        self._to_step = None

    def step(self, by: int) -> None:
        """Show the next frame, or one before; a run that stands at its newest frame makes one more."""
        if self.track is None or self.frame is None:
            return
        self._stand()
        if by > 0 and self.at_frontier and not self.track.over:
            self._stepping = True
            self._let_go(self.track.tape.produced + 1)
        self.frame = self.track.tape.beside(self.frame.step, by)
        self.changed()

    def seek(self, step: int) -> None:
        """Show the last frame at or before a step; the first one if there is none."""
        if self.track is not None and len(self.track.tape):
            self._stand()
            self.frame = self.track.tape.at_step(step) or self.track.tape[0]
            self.changed()

    def go_to(self, step: int) -> None:
        """Show the frame at a step; a run that has not come so far goes on to it, and waits there."""
        track = self.track
        if track is None or track.tape.latest is None:
            return
        if track.over or step <= track.tape.latest.step:
            self.seek(step)
            return
        self._stand()
        self.playing, self._to_step = True, step
        self._let_go(None, step)
        self.changed()

    def mark(self) -> None:
        """Keep the frame on screen, however long the run gets."""
        if self.track is not None and self.frame is not None:
            self.track.tape.mark(self.frame.step)
            self.changed()

    def to_start(self) -> None:
        """Show the first frame."""
        self.seek(0)

    def to_end(self) -> None:
        """Show the newest frame, and let the run go on to its end."""
        if self.track is not None:
            self._stepping = False
            self.playing = self._to_end = not self.track.over
            self._let_go(None)
            self.frame = self.track.tape.latest
            self.changed()

    def faster(self, by: int) -> None:
        """The next speed up (1) or down (-1)."""
        place = SPEEDS.index(self.speed) if self.speed in SPEEDS else len(SPEEDS) - 1
        self.speed = SPEEDS[max(0, min(place + by, len(SPEEDS) - 1))]
        self.changed()

    def release(self, hold: int | None = None) -> None:
        """Let a held run go on, to the end or to the next hold, as fast as is good to watch."""
        if self.track is not None:
            self.track.hold = hold
            if self.track.state == "held":
                self.track.state = "running"
            self.speed = self.speed and 10
            self.play()

    def _let_go(self, upto: int | None, hold: int | None = None) -> None:
        """Let the run make so many frames, up to a step, and never past its own hold."""
        track = self.track
        if track is None or track.over:
            return
        hold = min((step for step in (hold, track.hold) if step is not None), default=None)
        if self._live:
            self.going = upto is None
            self.desk.engine.flow(upto=upto, hold=hold)
        else:
            self._begin(track, upto, hold)

    # ------------------------------------------------------------------ time and events

    def tick(self, seconds: float) -> None:
        """Time has passed: show the frame that is due."""
        track = self.track
        if not self.playing or track is None or self.frame is None:
            return
        before = self.frame
        wanted = self._to_step
        if wanted is not None:
            self.frame = track.tape.at_step(wanted)
        elif self.speed is None or self._to_end:
            self.frame = track.tape.latest
        else:
            due, self._due = divmod(self._due + seconds * self.speed, 1)
            self.frame = track.tape.beside(before.step, int(due)) if due else before
        arrived = wanted is not None and track.tape.latest is not None and track.tape.latest.step >= wanted
        if arrived or self.finished or (track.state == "held" and self.at_frontier):
            self._stand()
        if self.frame is not before or not self.playing:
            self.changed()

    def receive(self, event: RunEvent) -> None:
        """Something happened to a run in the engine."""
        track = next((t for t in self.tracks if t.run_id == event.run_id), None)
        if track is None:
            return
        match event:
            case Framed(_, frame):
                if track.take(frame) and track is self.track and (self.frame is None or self._stepping):
                    self.frame, self._stepping = frame, False
            case Changed(_, change):
                track.tape.changed(change)
                track.run = track.tape.run
            case Ended():
                track.state = "ended"
            case Failed():
                track.refused(event)
                self.playing = self.playing and (track is not self.track or self.frame is not None)
        self.changed()
