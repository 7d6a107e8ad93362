"""The desk: events come in from any thread, and are handed out once, to whom they concern."""

import threading

from tui_dl.app.desk import Desk, RunEvent
from tui_dl.demos.run import Run
from tui_dl.engine.events import Answered, Ended, Framed, Question, Ready
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.errors import TuiDlError
from tui_dl.frames import Explanation, Frame

RUN = Run("stride-padding")
FRAMES = [Frame(step, 3, f"step {step}") for step in range(4)]


def make_desk(**options: object) -> tuple[Desk, ScriptedEngine, list[str]]:
    """A desk, its engine, and how often it woke its owner."""
    engine = ScriptedEngine({RUN.demo: FRAMES}, **options)
    desk, woken = Desk(engine), []
    desk.start(lambda: woken.append("wake"))
    return desk, engine, woken


def test_wake_is_called_once_until_events_are_handed_out() -> None:
    desk, engine, woken = make_desk()
    assert woken == ["wake"] and desk.ready is None
    got: list[RunEvent] = []
    run_id = desk.play(RUN, got.append, None, None)
    engine.emit(3)
    assert woken == ["wake"] and got == []
    desk.hand_out()
    assert desk.ready == Ready("scripted", 0.0)
    assert got == [Framed(run_id, frame) for frame in FRAMES[:3]]
    engine.emit()
    assert woken == ["wake", "wake"]
    desk.hand_out()
    assert got[-1] == Ended(run_id)


def test_an_event_that_comes_while_others_are_handed_out_is_not_left_lying() -> None:
    desk, engine, _ = make_desk()
    got: list[RunEvent] = []

    def receive(event: RunEvent) -> None:
        got.append(event)
        engine.emit()

    desk.play(RUN, receive, None, None)
    engine.emit()
    desk.hand_out()
    assert [event.frame.step for event in got if isinstance(event, Framed)] == [0, 1, 2, 3]
    assert isinstance(got[-1], Ended)


def test_events_of_another_thread_are_handed_out_in_this_one_in_order() -> None:
    desk, _, _ = make_desk()
    there, waiting = threading.get_ident(), threading.Event()
    desk.wake = waiting.set
    got: list[tuple[int, int]] = []
    desk.play_events = lambda event: got.append((threading.get_ident(), event.run_id))
    desk.hand_out()
    thread = threading.Thread(target=lambda: [desk.deliver(Ended(n)) for n in range(5000)])
    thread.start()
    while len(got) < 5000:
        assert waiting.wait(timeout=20), "an event was put aside and nobody was woken"
        waiting.clear()
        desk.hand_out()
    thread.join()
    assert got == [(there, n) for n in range(5000)]


def test_answers_reach_who_asked_whatever_their_order() -> None:
    desk, _, _ = make_desk(answers={"1 + 1": 2, "2 * 3": 6})
    said: list[object] = []
    desk.ask([Question("1 + 1", {}), Question("2 * 3", {})], lambda values, error: said.append((values, error)))
    desk.ask([Question("1 / 0", {})], lambda values, error: said.append((values, bool(error))))
    desk.explain(RUN.demo, FRAMES[0], "output", (0, 0), lambda told, error: said.append((told, bool(error))))
    assert said == []
    desk.hand_out()
    assert said == [((2, 6), ""), ((), True), (None, True)]
    desk.deliver(Answered(3, ("again",)))
    desk.hand_out()
    assert len(said) == 3


def test_an_explanation_reaches_who_asked() -> None:
    told = Explanation("a pixel", 3.0)
    desk, _, _ = make_desk(explain=lambda demo, frame, view, index: told)
    said: list[object] = []
    desk.explain(RUN.demo, FRAMES[0], "output", (0, 0), lambda explanation, error: said.append((explanation, error)))
    desk.hand_out()
    assert said == [(told, "")]


def test_an_answer_that_is_handed_out_before_its_number_is_known_waits_for_who_asked() -> None:
    desk, _, _ = make_desk(answers={"1 + 1": 2})
    desk.hand_out()
    desk.wake = desk.hand_out  # as if the owner were quicker than the call returns
    said: list[object] = []
    desk.ask([Question("1 + 1", {})], lambda values, error: said.append(values))
    desk.ask([Question("1 + 1", {})], lambda values, error: said.append(values))
    assert said == [(2,), (2,)]


def test_a_run_that_cannot_begin_leaves_nothing_playing() -> None:
    def refuse(run: Run) -> list[Frame]:
        raise TuiDlError("No.")

    desk = Desk(ScriptedEngine(refuse))
    try:
        desk.play(RUN, lambda event: None, None, None)
    except TuiDlError:
        assert desk.run_id == -1
    else:
        raise AssertionError("it was to raise")
