"""The player when things go wrong: runs that fail or are refused, no run at all, and a tape that was thinned."""

from table import SHORT, TRAINS, Table, frames_of

from tui_dl.app.desk import Desk
from tui_dl.app.player import Player
from tui_dl.demos.run import Change, Run
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.engine.tape import Tape, size_of
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame


def test_a_failure_stops_the_play_and_keeps_what_was_recorded() -> None:
    t = Table()
    t.emit()
    t.player.play()
    t.emit(3)
    t.engine.fail("lost", "The worker is gone.", "Run it again.")
    t.desk.hand_out()
    t.player.tick(1)
    assert t.track.state == "failed" and t.step == 3 and not t.player.playing
    assert t.track.failure is not None and t.track.failure.kind == "lost"
    t.player.again()
    t.emit(99)
    assert t.track.state == "running" and t.track.failure is None and t.step == 0


def test_a_fork_that_fails_is_run_again_beside_the_others() -> None:
    t = Table()
    t.run_to(5)
    parent = t.track
    t.player.fork(Change(3, "lr", 0.5))
    t.engine.fail("error", "The loss is nan.")
    t.desk.hand_out()
    assert t.player.frame is None and not t.player.playing
    failed = t.track
    t.player.again()
    t.emit()
    assert t.player.tracks == [parent, t.track] and t.track is not failed and t.track.run == failed.run
    assert len(parent.tape) == 6 and t.step == 0


def test_a_run_that_is_refused_says_why() -> None:
    t = Table()

    def refuse(run: Run) -> list[Frame]:
        raise TuiDlError("The filter is larger than the input.", "Make it smaller.")

    t.player = Player(Desk(ScriptedEngine(refuse)))
    t.player.load(SHORT)
    assert t.track.state == "failed" and t.track.failure is not None
    assert (t.track.failure.message, t.track.failure.kind) == ("The filter is larger than the input.", "knob")
    for key in (t.player.play, t.player.to_end, t.player.pause, lambda: t.player.step(1), lambda: t.player.seek(3)):
        key()
        t.player.tick(1)
    assert t.player.frame is None


def test_events_of_a_run_that_was_replaced_are_let_go() -> None:
    t = Table()
    t.engine.emit()
    t.player.load(SHORT)
    t.desk.hand_out()
    assert t.player.frame is None and len(t.track.tape) == 0


def test_without_a_run_every_key_does_nothing() -> None:
    player = Player(Desk(ScriptedEngine({})))
    for key in (player.play, player.pause, player.toggle, player.to_start, player.to_end, player.again, player.release,
                lambda: player.step(1), lambda: player.seek(3), lambda: player.set_knob("lr", 1.0),
                lambda: player.set_seed(1), lambda: player.show_run(0), lambda: player.tick(1),
                lambda: player.beside("lr", 1.0)):
        key()
    assert player.frame is None and not player.fork(Change(0, "lr", 1.0)) and not player.forks("lr")
    assert player.desk.engine.calls == []


# ---------------------------------------------------------------------- a tape that was thinned


def test_what_is_shown_after_thinning_is_what_was_recorded() -> None:
    """Every frame on screen, wherever one seeks or steps, is one that the run made, untouched."""
    t = Table()
    made = frames_of(TRAINS)
    t.track.tape = Tape(TRAINS, bound=5 * size_of(made[0]))
    t.emit()
    t.player.play()
    t.emit(3)
    t.player.tick(1)
    t.player.seek(3)
    shown = t.player.frame
    t.emit(99)
    kept = [frame.step for frame in t.track.tape.frames]
    assert t.track.tape.thinned and 3 not in kept and t.player.frame is shown
    t.player.speed = 1
    t.player.play()
    t.player.tick(0.25)
    assert t.player.frame is shown, "no frame is due, and yet another one is on screen"
    t.player.pause()
    t.player.step(-1)
    assert t.step == max(step for step in kept if step < 3)
    t.player.frame = shown
    t.player.step(1)
    assert t.step == min(step for step in kept if step > 3)
    for step in range(9):
        t.player.seek(step)
        assert t.step == max(place for place in kept if place <= step)
        assert t.player.frame is not None and t.player.frame.caption == made[t.step].caption
        assert (t.player.frame.array("g") == t.step).all()
