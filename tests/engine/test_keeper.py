"""What is done about a worker that is silent, gone or late: no process, and a time that the test tells."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tui_dl.demos.run import Change, Run
from tui_dl.engine.events import Answered, Changed, Ended, Event, Failed, Framed, Ready
from tui_dl.engine.keeper import AHEAD, Keeper, Playing
from tui_dl.engine.wire import Begun, Flow, Gone, Play, Stop, Stopped, Turn, Unfit
from tui_dl.frames import Frame

RUN = Run("walk")


class FakeWorker:
    """Remembers what it was sent."""

    born = 0.0

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.killed = False

    def send(self, command: Any) -> None:
        self.sent.append(command)

    def kill(self) -> None:
        self.killed = True


class Stage:
    """A keeper, its workers, and what it delivered."""

    def __init__(self, ready: bool = True) -> None:
        self.workers: list[FakeWorker] = []
        self.events: list[Event] = []
        self.keeper = Keeper(self._hatch, self.events.append, 30.0, "the log")
        self.keeper.wake()
        if ready:
            self.say(Ready("2", 0), 0.0)

    def _hatch(self) -> FakeWorker:
        self.workers.append(FakeWorker())
        return self.workers[-1]

    def say(self, message: Any, now: float = 0.0, worker: int = -1) -> None:
        self.keeper.hear(self.workers[worker], message, now)

    def play(self, run_id: int, now: float = 0.0, **how: Any) -> None:
        self.keeper.awake(now)
        self.keeper.play(Playing(run_id, RUN, how.get("upto"), how.get("hold")), now)

    def begin(self, run_id: int, frames: int = 1, now: float = 0.0, **how: Any) -> None:
        self.play(run_id, now, **how)
        self.say(Begun(run_id), now)
        for step in range(frames):
            self.say(Framed(run_id, Frame(step, 0, "")), now)

    @property
    def last(self) -> Event:
        return self.events[-1]


def test_a_silent_run_is_a_hang_and_its_worker_is_replaced() -> None:
    stage = Stage()
    stage.begin(1, now=5.0)
    assert stage.keeper.remaining(6.0) == 29.0
    stage.keeper.overdue(34.9)
    assert not stage.workers[0].killed
    stage.keeper.overdue(35.1)
    assert isinstance(stage.last, Failed) and stage.last.kind == "hang"
    assert stage.workers[0].killed and len(stage.workers) == 2 and stage.workers[1].sent == []


def test_an_app_that_stood_still_itself_gives_more_time() -> None:
    stage = Stage()
    stage.begin(1, now=5.0)
    stage.keeper.overdue(500.0)
    assert not stage.workers[0].killed and stage.keeper.remaining(500.0) == 30.0


def test_nothing_is_owed_by_a_worker_that_loads_or_a_run_that_is_held_or_over() -> None:
    loading = Stage(ready=False)
    loading.play(1)
    assert loading.keeper.limit() is None
    stage = Stage()
    assert stage.keeper.limit() is None
    stage.begin(1, frames=3, hold=2)
    assert stage.keeper.limit() is None
    stage.keeper.flow(None, None)
    assert stage.keeper.limit() == 30.0
    stage.keeper.flow(3, None)
    assert stage.keeper.limit() is None
    stage.say(Framed(1, Frame(9, 9, "")))
    assert stage.keeper.limit() == 30.0  # the end
    stage.say(Ended(1))
    assert stage.keeper.limit() is None


def test_a_run_that_does_not_stop_costs_its_worker_and_nothing_else() -> None:
    stage = Stage()
    stage.begin(1, now=10.0)
    stage.keeper.stop(20.0)
    assert stage.workers[0].sent[-1] == Stop(1)
    stage.play(2, 21.5)  # waiting for 1.5 seconds already
    stage.keeper.ask(3, b"question")
    assert stage.keeper.remaining(21.5) == 0.5
    stage.keeper.overdue(22.1)
    assert stage.workers[0].killed
    assert b"question" in stage.workers[1].sent and any(isinstance(c, Play) for c in stage.workers[1].sent)
    assert not any(isinstance(event, Failed | Answered) for event in stage.events)


def test_the_word_for_an_earlier_run_is_not_the_one_that_is_awaited() -> None:
    stage = Stage()
    stage.begin(1)
    stage.keeper.stop(1.0)
    stage.play(2, 1.0)
    stage.keeper.stop(1.0)
    for word in (Stopped(1), Begun(2)):
        stage.say(word, 1.0)
        assert stage.keeper.limit() == 2.0
    stage.say(Stopped(2), 1.0)
    assert stage.keeper.limit() is None


def test_a_lost_worker_fails_what_it_had_begun_and_hands_over_the_rest() -> None:
    stage = Stage()
    stage.begin(1)
    stage.keeper.ask(2, b"begun")
    stage.keeper.ask(3, b"waiting")
    stage.say(Begun(2))
    stage.say(Gone(-9))
    failed, answered = stage.events[-2:]
    assert isinstance(failed, Failed) and failed.kind == "lost" and "signal 9" in failed.message
    assert isinstance(answered, Answered) and answered.request_id == 2 and answered.error
    assert stage.workers[1].sent == [b"waiting"]


def test_workers_that_die_at_birth_are_not_hatched_for_ever() -> None:
    stage = Stage(ready=False)
    stage.play(1)
    stage.keeper.ask(2, b"question")
    stage.say(Gone(1))
    assert len(stage.workers) == 2 and len(stage.workers[1].sent) == 2
    stage.say(Gone(1))
    assert len(stage.workers) == 2
    assert [type(event) for event in stage.events] == [Failed, Answered]
    stage.play(3)  # whoever asks again gets another try
    assert len(stage.workers) == 3 and len(stage.workers[2].sent) == 1


def test_a_worker_that_cannot_load_says_why_at_once() -> None:
    stage = Stage(ready=False)
    stage.play(1)
    stage.say(Unfit("ImportError: No module named 'torch'"))
    stage.say(Gone(1))
    assert isinstance(stage.last, Failed) and "No module named 'torch'" in stage.last.message
    assert len(stage.workers) == 1


def test_a_question_that_takes_too_long_ends_the_worker_and_says_so() -> None:
    stage = Stage()
    stage.begin(1, frames=3, hold=2)
    stage.keeper.awake(50.0)
    stage.keeper.ask(2, b"question")
    assert stage.keeper.limit() == 30.0
    stage.say(Begun(2), 50.0)
    assert stage.keeper.remaining(50.0) == 3.0
    stage.say(Begun(2), 52.0)  # its next expression
    stage.keeper.overdue(55.1)
    failed, answered = stage.events[-2:]
    assert isinstance(answered, Answered) and "too long" in answered.error
    assert isinstance(failed, Failed) and "expression" in failed.message and stage.workers[0].killed


def test_what_an_earlier_worker_or_run_still_says_is_not_delivered() -> None:
    stage = Stage()
    stage.begin(1)
    stage.keeper.stop(0.0)
    count = len(stage.events)
    stage.say(Framed(1, Frame(7, 9, "")))
    stage.keeper.overdue(2.5)
    stage.say(Answered(5, (1,)), worker=0)
    stage.say(Gone(-9), worker=0)
    assert len(stage.events) == count and len(stage.workers) == 2


def test_changes_that_were_not_made_go_to_the_next_worker_with_their_run() -> None:
    stage = Stage()
    stage.begin(1)
    stage.play(2)
    stage.keeper.change("lr", 0.5)
    stage.keeper.overdue(2.5)
    play, turn = stage.workers[1].sent
    assert isinstance(play, Play) and turn == Turn(2, "lr", 0.5)
    stage.say(Begun(2))
    stage.say(Changed(2, Change(0, "lr", 0.5)))
    assert stage.last == Changed(2, Change(0, "lr", 0.5))


@given(st.one_of(st.none(), st.integers(0, 500)), st.lists(st.integers(1, 40), max_size=12))
def test_the_worker_is_granted_a_bounded_run_ahead_and_always_enough(upto: int | None, takes: list[int]) -> None:
    stage = Stage()
    stage.begin(1, frames=0, upto=upto)
    received = 0
    for take in takes:
        for _ in range(take):
            granted = next(c for c in reversed(stage.workers[0].sent) if isinstance(c, Play | Flow)).upto
            assert granted <= received + AHEAD and (upto is None or granted <= upto)
            assert granted > received or granted == upto
            if granted > received:
                stage.say(Framed(1, Frame(received, 0, "")))
                received += 1
