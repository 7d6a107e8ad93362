"""The scripted engine keeps the promises of `Engine`: what it delivers, and when."""

from typing import Any

import pytest

from tui_dl.demos.run import Change, Run
from tui_dl.engine.events import Answered, Changed, Ended, Engine, Event, Failed, Framed, Question, Ready
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.errors import TuiDlError
from tui_dl.frames import Explanation, Frame

FRAMES = [Frame(step, 4, f"step {step}") for step in range(5)]
RUN = Run("walk")


def started(**options: Any) -> tuple[ScriptedEngine, list[Event]]:
    engine = ScriptedEngine({"walk": FRAMES}, **options)
    events: list[Event] = []
    engine.start(events.append)
    return engine, events


def steps(events: list[Event]) -> list[int]:
    return [event.frame.step for event in events if isinstance(event, Framed)]


def test_it_is_an_engine() -> None:
    engine: Engine = ScriptedEngine({})
    assert engine.play(RUN) == 1


def test_frames_come_when_the_test_says() -> None:
    engine, events = started()
    assert events == [Ready("scripted", 0.0)]
    run_id = engine.play(RUN)
    assert steps(events) == []
    assert engine.emit(2) == 2 and steps(events) == [0, 1]
    assert engine.emit(9) == 3 and events[-1] == Ended(run_id)
    assert engine.emit() == 0


def test_instant_frames_come_at_once_as_far_as_they_may() -> None:
    engine, events = started(instant=True)
    engine.play(RUN, upto=1)
    assert steps(events) == [0]
    engine.flow(hold=2)
    assert steps(events) == [0, 1, 2]
    engine.flow(hold=2)
    assert steps(events) == [0, 1, 2]
    engine.flow()
    assert steps(events) == [0, 1, 2, 3, 4] and isinstance(events[-1], Ended)


@pytest.mark.parametrize("hold", range(5))
def test_emit_never_passes_a_hold(hold: int) -> None:
    engine, events = started()
    engine.play(RUN, hold=hold)
    engine.emit(99)
    assert steps(events)[-1] == hold


def test_a_new_run_takes_the_place_of_the_old_and_stop_ends_it() -> None:
    engine, events = started()
    first = engine.play(RUN)
    engine.emit(3)
    second = engine.play(RUN)
    engine.emit(1)
    assert first != second and events[-1] == Framed(second, FRAMES[0])
    engine.stop()
    assert engine.emit(1) == 0


def test_changes_and_failures_carry_the_run() -> None:
    engine, events = started()
    run_id = engine.play(RUN)
    engine.emit(3)
    engine.change("lr", 0.5)
    assert events[-1] == Changed(run_id, Change(2, "lr", 0.5))
    engine.fail("lost", "The worker is gone.", "Run again.")
    assert events[-1] == Failed(run_id, "The worker is gone.", "Run again.", "lost")
    assert engine.emit() == 0
    engine.play(Run("unheard-of"))
    assert isinstance(events[-1], Failed)


def test_expressions_are_answered_from_a_mapping_or_a_function() -> None:
    engine, events = started(answers={"1 + 1": 2})
    request = engine.evaluate([Question("1 + 1", {})])
    assert events[-1] == Answered(request, (2,))
    engine.evaluate([Question("1 + 2", {})])
    assert isinstance(events[-1], Answered) and "1 + 2" in events[-1].error
    engine, events = started(answers=lambda question: question.names["W"] * 2)
    engine.evaluate([Question("2 * W", {"W": 4}), Question("2 * W", {"W": 5})])
    assert isinstance(events[-1], Answered) and events[-1].values == (8, 10)


def test_explanations_come_from_a_function() -> None:
    said = Explanation("a pixel", 3.0)
    engine, events = started(explain=lambda demo, frame, view, index: said)
    engine.explain("walk", FRAMES[0], "output", (0, 0))
    assert isinstance(events[-1], Answered) and events[-1].explanation is said
    engine, events = started()
    engine.explain("walk", FRAMES[0], "output", (0, 0))
    assert isinstance(events[-1], Answered) and "walk" in events[-1].error


def test_calls_are_recorded_and_nothing_comes_after_close() -> None:
    engine, events = started(loading=True)
    assert events == []
    engine.ready()
    engine.play(RUN, 3, 1)
    engine.close()
    engine.ready()
    assert engine.calls == [("start",), ("play", RUN, 3, 1), ("close",)]
    assert len(events) == 1 and engine.emit() == 0 and engine.closed


def test_a_receiver_may_start_the_next_run_from_inside_a_delivery() -> None:
    engine = ScriptedEngine({"walk": FRAMES})
    events: list[Event] = []

    def deliver(event: Event) -> None:
        events.append(event)
        if len(steps(events)) == 2 and len(engine.calls) == 2:
            engine.play(RUN)

    engine.start(deliver)
    engine.play(RUN)
    engine.emit(4)
    engine.emit(1)
    assert steps(events) == [0, 1, 0]


def test_an_error_of_the_answers_is_an_answer() -> None:
    def refuse(question: Question) -> Any:
        raise TuiDlError("No such oracle.", "Use params.")

    engine, events = started(answers=refuse)
    engine.evaluate([Question("x()", {})])
    assert isinstance(events[-1], Answered) and events[-1].error == "No such oracle. Use params."
