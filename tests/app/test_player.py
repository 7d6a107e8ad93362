"""The player without widgets: what is on screen after a key, a tick or an event, and what the engine was told."""

from itertools import pairwise

import pytest
from table import SHORT, TRAINS, Table

from tui_dl.app.player import SPEEDS
from tui_dl.demos.run import Change, Run
from tui_dl.engine.tape import Tape

# ---------------------------------------------------------------------- play, pause, step, seek


def test_a_training_run_begins_with_one_frame_and_waits() -> None:
    t = Table()
    assert t.emit(5) == 1 and t.step == 0 and not t.player.playing
    t.player.play()
    assert t.emit(99) == 8 and t.track.state == "ended"
    t.player.tick(0.1)
    assert t.step == 8 and t.player.finished and not t.player.playing


def test_a_short_run_makes_all_its_frames_and_shows_the_first() -> None:
    t = Table(SHORT)
    assert t.emit(99) == 9 and t.step == 0
    assert t.player.speed == 4 and not t.player.playing


def test_pausing_stops_the_run_with_what_it_has_made() -> None:
    t = Table()
    t.run_to(3)
    assert t.emit(9) == 0 and t.track.tape.produced == 4
    t.player.tick(10)
    assert t.step == 3
    t.player.toggle()
    assert t.emit(9) == 5


@pytest.mark.parametrize("speed, seconds, expected", [(1, 0.9, 0), (1, 1, 1), (2, 1, 2), (4, 0.5, 2), (10, 0.3, 3)])
def test_so_many_frames_a_second_are_shown(speed: float, seconds: float, expected: int) -> None:
    t = Table(SHORT)
    t.emit(99)
    t.player.speed = speed
    t.player.play()
    t.player.tick(seconds)
    assert t.step == expected


@pytest.mark.parametrize("speed", [1, 2, 4])
def test_short_ticks_add_up_and_no_frame_is_passed_over(speed: float) -> None:
    t = Table(SHORT)
    t.emit(99)
    t.player.speed = speed
    t.player.play()
    shown = [t.step]
    for _ in range(8 * 8):
        t.player.tick(1 / 8)
        shown.append(t.step)
    assert {later - earlier for earlier, later in pairwise(shown)} <= {0, 1}
    assert shown[8] == speed and shown[-1] == 8 and t.player.finished


def test_waiting_for_a_slow_run_saves_up_no_frames() -> None:
    t = Table()
    t.emit()
    t.player.speed = 4
    t.player.play()
    t.player.tick(100)
    t.emit(8)
    t.player.tick(0.25)
    assert t.step == 1


def test_full_speed_shows_the_newest_frame() -> None:
    t = Table()
    t.emit()
    t.player.play()
    assert t.player.speed is None
    t.emit(5)
    t.player.tick(0.01)
    assert t.step == 5


def test_speeds_go_up_and_down_and_stop_at_the_ends() -> None:
    t = Table(SHORT)
    seen = []
    for by in [-1] * 5 + [1] * 6:
        t.player.faster(by)
        seen.append(t.player.speed)
    assert seen[4] == SPEEDS[0] and tuple(seen[4:9]) == SPEEDS and seen[-1] is SPEEDS[-1] is None


def test_stepping_back_and_forward_on_the_tape_stops_the_play() -> None:
    t = Table(SHORT)
    t.emit(99)
    t.player.seek(5)
    t.player.play()
    t.player.step(-1)
    assert t.step == 4 and not t.player.playing
    t.player.step(1)
    assert t.step == 5
    t.player.seek(0)
    t.player.step(-1)
    assert t.step == 0
    t.player.seek(8)
    t.player.step(1)
    assert t.step == 8


def test_a_step_beyond_the_newest_frame_makes_one_more_and_shows_it_when_it_comes() -> None:
    t = Table()
    t.emit()
    for expected in (1, 2, 3):
        t.player.step(1)
        assert t.step == expected - 1
        assert t.emit(9) == 1 and t.step == expected
    t.player.step(-1)
    assert t.step == 2 and t.emit(9) == 0


def test_one_looks_back_while_the_run_goes_on() -> None:
    t = Table()
    t.emit()
    t.player.play()
    t.emit(3)
    t.player.tick(1)
    t.player.seek(1)
    assert t.emit(3) == 3 and t.step == 1 and not t.player.at_frontier and t.player.going
    t.player.pause()
    assert not t.player.going
    t.player.play()
    assert t.player.going
    t.player.step(1)
    assert t.player.going  # on the tape: nothing is asked of the run


def test_seeking_shows_the_last_frame_not_after_the_step() -> None:
    t = Table(SHORT)
    t.emit(99)
    for step, expected in ((3, 3), (-5, 0), (99, 8)):
        t.player.seek(step)
        assert t.step == expected
    t.player.to_start()
    assert t.step == 0


def test_to_the_end_lets_the_run_go_on_and_follows_it() -> None:
    t = Table()
    t.emit()
    t.player.speed = 1
    t.player.to_end()
    t.emit(4)
    t.player.tick(0.01)
    assert t.step == 4 and t.player.playing
    t.emit(99)
    t.player.tick(0.01)
    assert t.step == 8 and not t.player.playing


@pytest.mark.parametrize("leave", [lambda p: p.seek(0), lambda p: p.step(-9), lambda p: p.toggle()])
def test_after_to_the_end_was_left_play_goes_at_its_speed_again(leave) -> None:
    t = Table()
    t.emit()
    t.player.to_end()
    t.emit(6)
    leave(t.player)
    t.player.seek(0)
    t.player.speed = 2
    t.player.play()
    t.player.tick(1)
    assert t.step == 2


def test_a_step_that_has_not_come_is_waited_for_and_then_shown() -> None:
    t = Table()
    t.emit()
    t.player.go_to(5)
    assert t.emit(99) == 5 and t.step == 0
    t.player.tick(0.01)
    assert t.step == 5 and not t.player.playing
    assert t.emit(99) == 0
    t.player.go_to(2)
    assert t.step == 2
    t.player.play()
    t.emit(99)
    t.player.tick(0.01)
    assert t.step == 8


def test_going_to_a_step_beyond_the_end_shows_the_end_and_a_hold_holds() -> None:
    t = Table()
    t.emit()
    t.player.go_to(99)
    t.emit(99)
    t.player.tick(0.01)
    assert t.step == 8 and not t.player.playing
    held = Table(hold=3)
    held.emit()
    held.player.go_to(6)
    held.emit(99)
    held.player.tick(0.01)
    assert held.step == 3 and not held.player.playing


def test_a_marked_frame_stays_when_the_tape_is_thinned() -> None:
    t = Table()
    t.track.tape = Tape(TRAINS, bound=5000)
    t.run_to(1)
    t.player.mark()
    t.player.play()
    t.emit(99)
    steps = [frame.step for frame in t.track.tape.frames]
    assert t.track.tape.thinned and {0, 1, 8} <= set(steps) and len(steps) < 9


def test_playing_at_the_end_begins_the_tape_again_without_a_new_run() -> None:
    t = Table(SHORT)
    t.emit(99)
    t.player.to_end()
    told = len(t.engine.calls)
    t.player.toggle()
    t.player.tick(0.5)
    assert t.step == 2 and len(t.engine.calls) == told


# ---------------------------------------------------------------------- hold and release


def test_a_held_run_waits_for_its_release() -> None:
    t = Table(hold=3)
    t.player.play()
    assert t.emit(99) == 4 and t.track.state == "held"
    t.player.tick(1)
    assert t.step == 3 and not t.player.playing
    for try_to in (t.player.play, t.player.to_end, lambda: t.player.step(1), t.player.again):
        try_to()
        t.emit(99)
        t.player.play()
        t.emit(99)
        assert t.track.tape.latest.step == 3
    t.player.release()
    assert t.player.playing and t.emit(99) == 5
    assert t.track.state == "ended"


def test_a_run_released_to_the_next_hold_stops_there() -> None:
    t = Table(hold=0)
    t.emit(99)
    assert t.track.state == "held"
    t.player.release(hold=5)
    t.emit(99)
    t.player.tick(1)
    assert t.step == 5 and not t.player.playing and t.track.state == "held"


# ---------------------------------------------------------------------- knobs


def test_a_live_knob_changes_the_run_that_goes_on() -> None:
    t = Table()
    t.run_to(3)
    assert not t.player.forks("lr")
    t.player.set_knob("lr", 0.5)
    t.desk.hand_out()
    assert t.engine.calls[-1] == ("change", "lr", 0.5)
    assert t.track.run.changes == (Change(3, "lr", 0.5),) == t.track.tape.run.changes
    assert len(t.player.tracks) == 1 and t.step == 3


@pytest.mark.parametrize("follow", [lambda p: p.play(), lambda p: p.to_end()])
def test_a_live_knob_changes_a_run_whose_newest_frames_are_not_drawn_yet(follow) -> None:
    t = Table()
    t.emit()
    follow(t.player)
    t.emit(3)
    t.player.tick(0.1)
    t.emit(2)
    assert t.step == 3 and t.track.tape.latest.step == 5 and not t.player.forks("lr")
    t.player.set_knob("lr", 0.5)
    t.desk.hand_out()
    assert t.track.run.changes == (Change(5, "lr", 0.5),) and len(t.player.tracks) == 1


def test_played_slowly_or_on_the_way_to_a_step_the_frame_on_screen_is_past() -> None:
    t = Table()
    t.emit()
    t.player.speed = 4
    t.player.play()
    t.emit(5)
    t.player.tick(0.25)
    assert t.step == 1 and t.player.forks("lr")
    t.player.go_to(7)
    t.emit(1)
    assert t.step == 1 and t.player.forks("lr")


def test_any_other_knob_begins_a_new_run() -> None:
    t = Table()
    t.run_to(3)
    t.player.set_knob("lr", 0.5)
    t.desk.hand_out()
    t.player.set_knob("optimizer", "adam")
    t.emit()
    assert t.track.run == Run("descent", {"steps": 8, "optimizer": "adam"}) and t.step == 0


def test_a_knob_of_a_short_run_at_its_end_shows_the_end_of_the_new_one() -> None:
    t = Table(SHORT)
    t.emit(99)
    t.player.seek(8)
    t.player.set_knob("kernel", 2)
    t.emit(99)
    t.player.tick(0.01)
    assert t.step == 8 and t.track.run.knobs["kernel"] == 2


def test_a_seed_begins_the_run_anew() -> None:
    t = Table()
    t.run_to(2)
    t.player.set_seed(2**32 + 5)
    t.emit()
    assert t.track.run.seed == 5 and t.step == 0


def test_a_live_knob_forks_where_the_run_is_already_past() -> None:
    t = Table()
    t.run_to(4)
    t.player.seek(2)
    assert t.player.forks("lr") and not t.player.forks("optimizer")
    t.player.seek(0)
    assert not t.player.forks("lr")
    t.player.to_end()
    t.emit(99)
    t.player.tick(1)
    assert t.player.finished and t.player.forks("lr")
