"""Several runs on screen: forks, runs beside one another, and runs that are put aside and go on."""

import numpy as np
import pytest
from table import TRAINS, Table, frames_of

from tui_dl.app.compare import Tapes, apart, difference, runs_line
from tui_dl.app.player import MOST_RUNS, Player
from tui_dl.app.track import Track
from tui_dl.demos.run import Change, Run
from tui_dl.engine.tape import Tape
from tui_dl.frames import Bars, Curve, Frame, Grid, Image
from tui_dl.frames import Table as Rows


def fork_at(t: Table, step: int, lr: float) -> None:
    """Go back, fork, and let the fork come as far as its parent's step."""
    t.player.seek(step)
    assert t.player.fork(Change(step, "lr", lr))
    t.emit(step + 1)
    t.player.tick(1)


def test_a_fork_keeps_both_tapes_and_shows_how_far_it_has_repeated() -> None:
    t = Table()
    t.run_to(5)
    parent, recorded = t.track, t.track.tape.frames
    t.player.seek(3)
    assert t.player.fork(Change(3, "lr", 0.5)) and t.step is None and t.player.playing
    t.emit(2)
    assert t.track.replaying_to == 3
    t.emit(2)
    assert t.track.replaying_to is None and t.step == 0
    assert t.track.run == parent.run.with_change(Change(3, "lr", 0.5))
    assert t.player.tracks == [parent, t.track] and parent.tape.frames == recorded


def test_at_most_four_runs() -> None:
    t = Table()
    t.run_to(5)
    for n in range(MOST_RUNS - 1):
        fork_at(t, 2, 0.1 * (n + 1))
    before = list(t.player.tracks)
    assert not t.player.fork(Change(2, "lr", 0.9))
    assert t.player.tracks == before and len(before) == 4


@pytest.mark.parametrize("current, gone", [(0, 3), (2, 3), (3, 2)])
def test_a_run_beside_four_takes_the_place_of_the_newest_other(current: int, gone: int) -> None:
    t = Table()
    t.run_to(5)
    for n in range(MOST_RUNS - 1):
        fork_at(t, 2, 0.1 * (n + 1))
    t.player.show_run(current)
    before = list(t.player.tracks)
    t.player.beside("optimizer", "adam")
    t.emit()
    assert t.player.tracks[:3] == [track for n, track in enumerate(before) if n != gone]
    assert t.track is t.player.tracks[3] and t.track.run.knobs["optimizer"] == "adam" and t.step == 0
    assert t.player.frame is t.track.tape[0]


def test_a_run_beside_keeps_the_changes_of_all_knobs_but_its_own() -> None:
    t = Table(Run("descent", {"steps": 8}, changes=(Change(2, "lr", 0.5),)))
    t.emit()
    t.player.beside("optimizer", "adam")
    assert t.track.run.changes == (Change(2, "lr", 0.5),)
    t.player.beside("lr", 0.3)
    assert t.track.run == Run("descent", {"steps": 8, "optimizer": "adam", "lr": 0.3})


def test_another_run_is_shown_at_the_same_step() -> None:
    t = Table()
    t.run_to(5)
    fork_at(t, 2, 0.5)
    assert t.step == 2
    t.player.show_run(0)
    assert t.player.frame is t.player.tracks[0].tape.at_step(2)
    t.player.seek(5)
    t.player.show_run(1)
    assert t.player.frame is t.player.tracks[1].tape.latest
    t.player.show_run(7)
    assert t.player.current == 1


def test_a_run_without_a_frame_yet_shows_none_of_another_run() -> None:
    t = Table()
    t.run_to(5)
    t.player.seek(3)
    t.player.fork(Change(3, "lr", 0.5))
    t.player.show_run(0)
    assert t.step == 3
    t.player.show_run(1)
    assert t.player.frame is None
    t.emit()
    assert t.player.frame is t.player.tracks[1].tape[0]


def test_a_parent_that_was_put_aside_goes_on_by_repeating_itself() -> None:
    t = Table()
    t.run_to(5)
    recorded = t.track.tape.frames
    fork_at(t, 2, 0.5)
    t.player.show_run(0)
    t.player.seek(5)
    fork = t.player.tracks[1]
    t.player.play()
    assert t.engine.calls[-1][:2] == ("play", TRAINS)
    t.emit(4)
    assert t.player.frame is recorded[-1] and t.track.tape.frames == recorded
    t.emit(99)
    t.player.tick(1)
    assert t.track.tape.frames[:6] == recorded and [frame.step for frame in t.track.tape.frames] == list(range(9))
    assert t.track.state == "ended" and t.player.finished
    assert fork.tape.produced == 3  # nothing of the parent's went onto it
    t.player.show_run(1)
    t.player.to_end()
    t.emit(99)
    assert [frame.caption for frame in fork.tape.frames] == [frame.caption for frame in frames_of(fork.run)]


@pytest.mark.parametrize("how", [lambda p: p.play(), lambda p: p.step(1)])
def test_a_run_that_was_put_aside_makes_the_next_frame_after_those_it_repeats(how) -> None:
    t = Table()
    t.run_to(5)
    fork_at(t, 2, 0.5)
    t.player.show_run(0)
    t.player.seek(5)
    how(t.player)
    t.emit(6)
    assert t.step == 5
    t.emit(1)
    t.player.tick(1)
    assert t.step == 6


def test_a_knob_never_changes_a_run_that_is_not_on_screen() -> None:
    t = Table()
    t.run_to(5)
    fork_at(t, 2, 0.5)
    t.player.show_run(0)
    t.player.seek(5)
    assert t.player.forks("lr")
    t.player.step(1)  # begins to repeat itself: not yet where the knob was turned
    t.emit(3)
    assert t.player.forks("lr")
    t.emit(4)
    assert t.step == 6 and not t.player.forks("lr")


def test_pausing_a_run_leaves_the_one_behind_it_alone() -> None:
    t = Table()
    t.run_to(5)
    fork_at(t, 2, 0.5)
    t.player.show_run(0)
    told = len(t.engine.calls)
    t.player.pause()
    assert len(t.engine.calls) == told
    assert t.emit(99) == 6 and t.player.tracks[1].state == "ended" and t.step == 2


def test_a_fork_can_be_paused_before_its_first_frame() -> None:
    t = Table()
    t.run_to(5)
    t.player.fork(Change(3, "lr", 0.5))
    t.player.pause()
    assert t.emit(99) == 1 and t.step == 0 and not t.player.playing


def test_two_players_at_one_desk_never_touch_each_others_run() -> None:
    """A lesson stays behind the lab: its run is put aside, and goes on when it is played again."""
    t = Table()
    t.run_to(4)
    lab = Player(t.desk)
    lab.load(Run("descent", {"optimizer": "adam"}))
    t.emit()
    assert lab.frame is not None and t.step == 4 and t.player.forks("lr")
    t.player.pause()
    assert t.emit(99) == 0
    t.player.play()
    t.emit(99)
    t.player.tick(1)
    assert t.step == 8 and len(lab.tracks[0].tape) == 1
    assert [frame.step for frame in t.track.tape.frames] == list(range(9))


def test_runs_are_called_by_what_sets_them_apart() -> None:
    t = Table()
    t.run_to(5)
    assert runs_line(t.player.tracks, 0) == ""
    fork_at(t, 2, 0.5)
    t.player.show_run(0)
    t.player.beside("optimizer", "adam")
    assert runs_line(t.player.tracks, 2) == "runs: 1 the first   2 @2:lr=0.5   [3] optimizer=adam   0 the difference"


def test_the_step_of_a_fork_stays_on_its_parents_tape() -> None:
    t = Table()
    t.run_to(5)
    fork_at(t, 2, 0.5)
    assert [frame.step for frame in t.player.tracks[0].tape.marked] == [2]


VIEWS = (Grid("g", np.array([[1.0, 2.0], [3.0, 4.0]]), known=np.array([[True, False], [True, True]]), low=0, high=9),
         Bars("b", ("x", "y"), np.array([0.5, 0.25]), high=1), Image("i", np.array([[0.0, 1.0]])),
         Rows("t", ("name", "n"), (("a", 3), ("b", 5))), Curve("c", follow=("loss",)))
OTHERS = (Grid("g", np.array([[5.0, 2.0], [3.5, 4.0]])), Bars("b", ("x", "y"), np.array([0.25, 0.25])),
          Image("i", np.array([[1.0, 1.0]])), Rows("t", ("name", "n"), (("a", 1), ("b", 5))),
          Curve("c", follow=("loss",)))


def test_a_frame_less_another_is_the_difference_of_its_numbers() -> None:
    less = apart(Frame(3, 8, "", {}, VIEWS), Frame(3, 8, "", {}, OTHERS))
    grid = less.view("g")
    assert isinstance(grid, Grid) and (grid.scale, grid.low, grid.high) == ("diverging", None, None)
    assert grid.values[grid.known].tolist() == [-4, -0.5, 0] and grid.known.tolist() == [[True, False], [True, True]]
    assert less.array("b").tolist() == [0.25, 0]
    assert less.array("i").tolist() == [[0, 0.5]]  # grey where they are equal
    assert less.view("t").values == (("a", 2), ("b", 0))
    assert less.view("c") is VIEWS[-1]


def test_views_of_another_shape_are_left_as_they_are() -> None:
    one, other = (Frame(0, 8, "", {}, (Grid("g", np.ones(shape)),)) for shape in ((2, 2), (2, 3)))
    assert apart(one, other).view("g") is one.view("g")
    assert apart(one, Frame(0, 8, "", {}, ())).view("g") is one.view("g")


def test_the_readings_that_are_drawn_are_compared_first() -> None:
    def track(loss: float) -> Track:
        tape = Tape(TRAINS)
        tape.append(Frame(0, 8, "", {"w": 1.0, "x": 1.0, "y": 1.0, "loss": loss}, (Curve("c", follow=("loss",)),)))
        return Track(TRAINS, tape)

    tracks = [track(3.0), track(1.0)]
    assert difference(tracks[1].tape[0], tracks, 1) == "run 1 at step 0: loss 3 (-2), w 1 (+0), x 1 (+0)"


def test_a_point_of_a_curve_is_asked_of_the_frame_that_recorded_it() -> None:
    t = Table()
    t.run_to(5)
    fork_at(t, 2, 0.5)
    view = Curve("c", follow=("loss", "loss (1)"))
    tapes = Tapes(t.player.tracks, 1)
    mine, his = tapes.recorded(view, (0, 1)), tapes.recorded(view, (1, 4))
    assert mine is not None and mine[0] is t.player.tracks[1].tape[1]
    assert his is not None and his[0] is t.player.tracks[0].tape[4]
    assert tapes.recorded(view, (1, 99)) is None
