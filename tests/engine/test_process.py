"""The real engine: a run in the worker is the run; it goes as far as it may; changes are part of it."""

import dataclasses
import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recorder import Recorder, wait_for
from witness import tell

from tui_dl.demos import catalogue
from tui_dl.demos.play import play
from tui_dl.demos.run import Change, Run
from tui_dl.engine import nursery
from tui_dl.engine.events import Answered, Ended, Failed, Framed, Question, Ready
from tui_dl.engine.process import ProcessEngine
from tui_dl.frames import Frame, Timing

Pair = tuple[ProcessEngine, Recorder]
STRIDE = Run("stride-padding", {"stride": 2}, seed=3)
patient = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", autouse=True)
def faulty_demos_here() -> None:
    catalogue.include("faulty")


@pytest.fixture(scope="module")
def shared(server: None) -> Iterator[Pair]:
    """One worker for the whole module."""
    engine, recorder = ProcessEngine(), Recorder()
    engine.start(recorder)
    yield engine, recorder
    engine.close()


def same(one: Any, other: Any) -> bool:
    """Whether two frames, or parts of them, are equal to the last bit."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if dataclasses.is_dataclass(one):
        return type(one) is type(other) and same(vars_of(one), vars_of(other))
    if isinstance(one, dict | list | tuple):
        keys = range(len(one)) if not isinstance(one, dict) else one
        return type(one) is type(other) and len(one) == len(other) and all(same(one[k], other[k]) for k in keys)
    if isinstance(one, Timing):
        return isinstance(other, Timing)
    return bool(one == other or (one != one and other != other))  # nan is nan


def vars_of(thing: Any) -> dict[str, Any]:
    return {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}


def all_same(frames: list[Frame], others: list[Frame]) -> bool:
    return len(frames) == len(others) and all(map(same, frames, others))


def test_a_forked_process_finds_torch_the_optimiser_and_the_demos_loaded() -> None:
    near, far = multiprocessing.Pipe()
    process = nursery.context.Process(target=tell, args=(far,))
    process.start()
    loaded = near.recv()
    process.join()
    assert {"torch", "torch._dynamo", "tui_dl.demos.convolution", "tui_dl.oracles"} <= loaded


def test_ready_names_the_torch_and_how_long_it_took(engine_and_events: Pair) -> None:
    import torch

    _, events = engine_and_events
    ready = events.until(lambda e: isinstance(e, Ready))
    assert ready.torch == torch.__version__ and ready.seconds > 0


@pytest.mark.parametrize("run", [STRIDE, Run("walk", {"steps": 300}, seed=5)])
def test_a_run_in_the_worker_is_the_run_bit_for_bit(engine_and_events: Pair, run: Run) -> None:
    engine, events = engine_and_events
    run_id = engine.play(run)
    assert events.end_of(run_id) == Ended(run_id)
    expected = list(play(run))
    assert all_same(events.frames(run_id), expected)
    again = engine.play(run)
    events.end_of(again)
    assert all_same(events.frames(again), expected)


@pytest.mark.parametrize("name", sorted(catalogue.catalogue()))
def test_every_demo_is_the_same_in_the_worker_as_on_the_command_line(name: str, shared: Pair) -> None:
    """Whatever ran in that worker before; a training demo with a change on the way."""
    engine, events = shared
    trains = catalogue.catalogue()[name].trains
    run = Run(name, {"steps": 6}, 2, (Change(2, "lr", 0.02),)) if trains else Run(name, {}, 2)
    run_id = engine.play(run)
    assert events.end_of(run_id) == Ended(run_id)
    assert all_same(events.frames(run_id), list(play(run)))


@patient
@given(upto=st.integers(0, 30), hold=st.none() | st.integers(0, 25))
def test_no_frame_beyond_upto_or_hold_is_produced(engine_and_events: Pair, upto: int, hold: int | None) -> None:
    engine, events = engine_and_events
    run_id = engine.play(Run("walk"), upto=upto, hold=hold)
    allowed = min(upto, 21 if hold is None else hold + 1, 21)
    if allowed:
        events.frame(run_id, allowed - 1)
    for _ in range(2):  # each answer comes after a chance to produce one frame too many
        events.answer_to(engine.evaluate([Question("1 + 1", {})]))
    assert [frame.step for frame in events.frames(run_id)] == list(range(allowed))


def test_flow_lets_a_held_run_go_on(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    run = Run("walk", {"steps": 50})
    run_id = engine.play(run, upto=3, hold=1)
    events.frame(run_id, 1)
    engine.flow(upto=10, hold=30)
    events.frame(run_id, 9)
    engine.flow(hold=30)
    events.frame(run_id, 30)
    events.answer_to(engine.evaluate([Question("2 * 3", {})]))
    assert len(events.frames(run_id)) == 31
    engine.flow()
    events.end_of(run_id)
    assert all_same(events.frames(run_id), list(play(run)))


def test_the_last_frame_is_the_end_without_further_asking(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    run_id = engine.play(Run("walk", {"steps": 4}), upto=5)
    assert events.end_of(run_id) == Ended(run_id) and len(events.frames(run_id)) == 5


def test_a_change_is_reported_with_its_step_and_replays(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    run = Run("walk", {"steps": 40}, changes=(Change(2, "scale", 3.0),))
    run_id = engine.play(run, hold=7)
    engine.change("scale", 0.5)  # perhaps before the first frame
    events.frame(run_id, 7)
    engine.change("scale", 4.0)
    engine.change("scale", 2.0)
    events.until(lambda e: len(events.changes(run_id)) == 3)
    early, *late = events.changes(run_id)
    assert 0 <= early.step <= 7 and late == [Change(7, "scale", 4.0), Change(7, "scale", 2.0)]
    engine.flow()
    events.end_of(run_id)
    replayed = run
    for change in (early, *late):
        replayed = replayed.with_change(change)
    assert all_same(events.frames(run_id), list(play(replayed)))
    assert events.frames(run_id)[8].knobs["scale"] == 2.0


def test_questions_between_frames_leave_the_run_as_it_is(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    run = Run("walk", {"steps": 10}, seed=9)
    run_id = engine.play(run, upto=0)
    for upto in range(1, 12):
        events.answer_to(engine.evaluate([Question("params('lenet5')", {})]))
        engine.flow(upto=upto)
    events.end_of(run_id)
    assert all_same(events.frames(run_id), list(play(run)))


def test_an_endless_run_goes_on_until_it_is_stopped(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    run_id = engine.play(Run("endless"))
    events.frame(run_id, 300)  # more than the worker may be ahead: it is asked for more as frames are taken
    engine.stop()
    events.answer_to(engine.evaluate([Question("1 + 1", {})]))
    count = len(events.frames(run_id))
    events.answer_to(engine.evaluate([Question("1 + 1", {})]))
    assert len(events.frames(run_id)) == count and not [e for e in events.events if isinstance(e, Ended | Failed)]


def test_a_new_run_takes_the_place_of_the_old(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    first = engine.play(Run("endless"))
    events.frame(first, 3)
    second = engine.play(STRIDE)
    assert events.end_of(second) == Ended(second)
    position = next(i for i, e in enumerate(events.events) if isinstance(e, Framed) and e.run_id == second)
    assert not [e for e in events.events[position:] if isinstance(e, Framed) and e.run_id == first]


def test_evaluate_answers_without_a_run_and_after_one(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    request = engine.evaluate([Question("conv_out(W, F=3, S=2, P=1)", {"W": 7}), Question("W + 1", {"W": 1})])
    assert events.answer_to(request) == Answered(request, (4, 2))
    run_id = engine.play(STRIDE)
    events.end_of(run_id)
    request = engine.evaluate([Question("params('vgg16')", {})])
    assert events.answer_to(request).values == (138_357_544,)


@pytest.mark.parametrize("expression", ["9**9**9", "(9**9)**(9**9)", "'a' * 10**10", "nonsense(", "no_such + 1",
                                        "().__class__", "conv_out()", "__import__('os')"])
def test_a_hostile_expression_is_an_error_and_the_worker_lives(engine_and_events: Pair, expression: str) -> None:
    engine, events = engine_and_events
    answered = events.answer_to(engine.evaluate([Question(expression, {})]))
    assert answered.error and "\n" not in answered.error and not answered.values
    assert events.answer_to(engine.evaluate([Question("1 + 1", {})])).values == (2,)


def test_explain_says_where_a_number_comes_from(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    run_id = engine.play(STRIDE)
    events.end_of(run_id)
    frame = events.frames(run_id)[-1]
    answered = events.answer_to(engine.explain("stride-padding", frame, "output", (1, 2)))
    explanation = answered.explanation
    assert explanation.value == frame.view("output").values[1, 2] == pytest.approx(explanation.combined())


@pytest.mark.parametrize(("demo", "view", "index", "says"), [
    ("stride-padding", "output", (99, 0), "no cell [99, 0] in output"),
    ("stride-padding", "output", (0, -1), "no cell [0, -1] in output"),
    ("stride-padding", "output", (0, 1), "not computed yet"),
    ("stride-padding", "nowhere", (0, 0), "no view nowhere"),
    ("walk", "output", (0, 0), "walk has no explanation"),
    ("unheard-of", "output", (0, 0), "no demo unheard-of"),
])
def test_what_cannot_be_explained_says_so(
    engine_and_events: Pair, demo: str, view: str, index: tuple[int, ...], says: str
) -> None:
    engine, events = engine_and_events
    frame = list(play(STRIDE))[1]  # one output pixel is known
    answered = events.answer_to(engine.explain(demo, frame, view, index))
    assert says in answered.error and answered.explanation is None


def test_a_knob_it_cannot_take_is_a_failure_of_kind_knob(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    for knobs in ({"size": 99}, {"kernel": 5, "dilation": 3, "size": 3}, {"colour": 1}):
        failed = events.end_of(engine.play(Run("stride-padding", knobs)))
        assert isinstance(failed, Failed) and failed.kind == "knob" and failed.hint
    run_id = engine.play(Run("walk", {"steps": 5}), upto=2)
    events.frame(run_id, 1)
    engine.change("scale", 1e9)
    failed = events.end_of(run_id)
    assert isinstance(failed, Failed) and failed.kind == "knob" and "out of range" in failed.message


def test_a_killed_worker_is_replaced(engine_and_events: Pair) -> None:
    engine, events = engine_and_events
    run_id = engine.play(Run("birth"), upto=1)
    pid = events.frame(run_id, 0).readings["pid"]
    assert pid != os.getpid()
    os.kill(int(pid), signal.SIGKILL)
    failed = events.end_of(run_id)
    assert isinstance(failed, Failed) and failed.kind == "lost" and "signal 9" in failed.message
    again = engine.play(Run("birth"), upto=1)
    assert events.frame(again, 0).readings["pid"] != pid
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), "the end of the first worker")
