"""The tape: nothing is dropped before its bound; then first, last and marked frames stay."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_dl.demos.run import Change, Run
from tui_dl.engine.tape import Tape, size_of
from tui_dl.frames import Frame, Grid

RUN = Run("stride-padding")


def make_frame(step: int, floats: int = 0, **readings: float) -> Frame:
    return Frame(step, 1000, f"step {step}", readings, (Grid("g", np.zeros((1, floats))),))


def fill(tape: Tape, steps: list[int]) -> list[Frame]:
    frames = [make_frame(step, loss=float(step)) for step in steps]
    for frame in frames:
        tape.append(frame)
    return frames


steps_in_order = st.lists(st.integers(0, 500), min_size=1, max_size=120).map(sorted)


@given(steps_in_order)
def test_within_its_bound_a_tape_is_the_list_of_frames(steps: list[int]) -> None:
    tape = Tape(RUN)
    frames = fill(tape, steps)
    assert tape.frames == tuple(frames)
    assert not tape.thinned and tape.produced == len(frames) and tape.total == 1000
    curve_steps, values = tape.readings("loss")
    assert curve_steps.tolist() == steps and values.tolist() == steps


@given(steps_in_order, st.integers(-5, 505))
def test_at_step_is_the_last_frame_not_after_it(steps: list[int], step: int) -> None:
    tape = Tape(RUN)
    frames = fill(tape, steps)
    expected = [frame for frame in frames if frame.step <= step]
    assert tape.at_step(step) is (expected[-1] if expected else None)
    assert tape.position(step) == len(expected) - 1


@given(steps_in_order, st.integers(1, 20), st.lists(st.tuples(st.integers(0, 119), st.integers(0, 500))))
def test_first_last_and_marked_frames_stay(steps: list[int], room: int, marks: list[tuple[int, int]]) -> None:
    bound = room * size_of(make_frame(0, loss=0.0))
    tape, produced, marked = Tape(RUN, bound), [], []
    for n, step in enumerate(steps):
        produced.append(make_frame(step, loss=0.0))
        tape.append(produced[-1])
        for when, at in marks:
            if when == n and tape.at_step(at):
                marked.append(tape.at_step(at))
                tape.mark(at)
    kept = tape.frames
    assert kept[0] is produced[0] and kept[-1] is produced[-1]
    assert all(any(frame is one for one in kept) for frame in marked)
    assert {id(frame) for frame in tape.marked} == {id(frame) for frame in marked}
    assert [frame.step for frame in kept] == sorted(frame.step for frame in kept)
    assert sum(map(size_of, kept)) <= bound or all(one in tape.marked for one in kept[1:-1])
    assert tape.produced == len(produced) and tape.thinned == (len(kept) < len(produced))


def test_thinning_is_even_over_time() -> None:
    tape = Tape(RUN, bound=40 * size_of(make_frame(0, loss=0.0)))
    fill(tape, list(range(1000)))
    gaps = np.diff([frame.step for frame in tape.frames])
    assert 20 <= len(tape) <= 40
    assert len(set(gaps[:-1].tolist())) == 1 and gaps[-1] <= gaps[0]


@given(st.integers(1, 300), st.integers(2, 40))
def test_a_curve_keeps_its_ends_and_its_bound(count: int, points: int) -> None:
    tape = Tape(RUN, bound=0, points=points)
    fill(tape, list(range(count)))
    steps, values = tape.readings("loss")
    assert len(steps) <= points and (count > points or len(steps) == count)
    assert steps[0] == 0 and steps[-1] == count - 1
    assert (np.diff(steps) > 0).all() and (values == steps).all()


def test_a_curve_has_points_where_the_reading_was_and_nothing_else() -> None:
    tape = Tape(RUN)
    tape.append(Frame(0, 9, "", {"loss": 2.0, "name": "a text", "met": False}))
    tape.append(Frame(3, 9, "", {"met": True}))
    tape.append(Frame(5, 9, "", {"loss": float("nan")}))
    steps, values = tape.readings("loss")
    assert steps.tolist() == [0, 5] and values[0] == 2 and np.isnan(values[1])
    assert tape.readings("met")[1].tolist() == [0, 1]
    assert len(tape.readings("name")[0]) == len(tape.readings("none")[0]) == 0


def test_arrays_count_in_full() -> None:
    frame = make_frame(0, floats=10_000)
    assert 80_000 <= size_of(frame) <= 85_000


def test_an_empty_tape_answers_too() -> None:
    tape = Tape(RUN)
    assert tape.latest is None and tape.at_step(3) is None and tape.beside(0, 1) is None
    assert len(tape) == tape.total == tape.produced == 0
    with pytest.raises(LookupError):
        tape.mark(0)


def test_steps_never_go_back() -> None:
    tape = Tape(RUN)
    fill(tape, [3])
    with pytest.raises(ValueError, match="step 2 after step 3"):
        tape.append(make_frame(2))


def test_stepping_to_the_neighbours_and_to_the_ends() -> None:
    tape = Tape(RUN)
    frames = fill(tape, [0, 10, 20])
    assert tape.beside(10, 1) is frames[2] and tape.beside(10, -1) is frames[0]
    assert tape.beside(15, 0) is frames[1]
    assert tape.beside(20, 5) is frames[2] and tape.beside(0, -1) is frames[0]


def test_a_change_belongs_to_the_run_and_marks_its_frame() -> None:
    tape = Tape(RUN)
    frames = fill(tape, [0, 10, 20])
    tape.changed(Change(10, "lr", 0.1))
    assert tape.run.changes == (Change(10, "lr", 0.1),)
    assert tape.marked == (frames[1],)


def test_one_thread_appends_while_another_reads() -> None:
    tape = Tape(RUN, bound=30 * size_of(make_frame(0, loss=0.0)), points=16)
    writer = threading.Thread(target=fill, args=(tape, list(range(3000))))
    writer.start()
    while writer.is_alive():
        steps, values = tape.readings("loss")
        assert (values == steps).all()
        kept = [frame.step for frame in tape.frames]
        assert kept == sorted(kept)
        found = tape.at_step(10)
        assert found is None or found.step <= 10
    writer.join()
    assert tape.produced == 3000


def test_a_frame_s_earlier_readings_are_the_newest_before_it_that_it_lacks() -> None:
    tape = Tape(RUN)
    frames = [Frame(0, 9, "", {"loss": 2.0, "quality": 0.1}), Frame(3, 9, "", {"loss": 1.5}),
              Frame(5, 9, "", {"loss": 1.0, "quality": 0.6, "modes": 9}), Frame(7, 9, "", {"loss": 0.5})]
    for frame in frames:
        tape.append(frame)
    assert [tape.earlier(frame) for frame in frames] == [
        {}, {"quality": (0, 0.1)}, {}, {"quality": (5, 0.6), "modes": (5, 9.0)}]
