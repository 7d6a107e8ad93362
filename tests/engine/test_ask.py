"""The engine for those who can wait, over a real worker and over a script."""

from collections.abc import Iterator

import pytest

from tui_dl.demos.declare import KnobError
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.engine.ask import Ask, asking
from tui_dl.engine.events import Question
from tui_dl.engine.process import ProcessEngine
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with asking(ProcessEngine(demos=["faulty"])) as ask:
        yield ask


def test_values_of_many_expressions(ask: Ask) -> None:
    questions = [Question("conv_out(W, F=3, S=1, P=0)", {"W": width}) for width in range(5, 105)]
    assert ask.values(questions) == tuple(range(3, 103))
    assert ask.values([]) == ()


def test_an_expression_without_a_value_is_an_error_and_the_next_has_one(ask: Ask) -> None:
    for expression in ("9**9**9", "1 +", "no_such(1)"):
        with pytest.raises(TuiDlError):
            ask.values([Question(expression, {})])
    assert ask.values([Question("1 + 1", {})]) == (2,)


def test_frames_are_those_of_the_run(ask: Ask) -> None:
    run = Run("stride-padding", {"size": 12})
    frames = list(ask.frames(run))
    expected = list(play(run))
    assert [f.step for f in frames] == [f.step for f in expected] and len(frames) > 64
    assert all((a.view("output").known == b.view("output").known).all()
               for a, b in zip(frames, expected, strict=True))


def test_frames_may_be_left_before_the_end(ask: Ask) -> None:
    for frame in ask.frames(Run("endless")):
        if frame.step == 200:
            break
    assert [frame.step for frame in ask.frames(Run("walk", {"steps": 3}))] == [0, 1, 2, 3]


def test_a_run_that_fails_raises_its_message(ask: Ask) -> None:
    with pytest.raises(KnobError, match="out of range"):
        list(ask.frames(Run("stride-padding", {"size": 99})))
    with pytest.raises(TuiDlError, match="ZeroDivisionError"):
        list(ask.frames(Run("bad")))
    with pytest.raises(TuiDlError, match="SIGABRT"):
        list(ask.frames(Run("bad", {"how": "abort"})))
    assert ask.values([Question("1 + 1", {})]) == (2,)


def test_an_explanation(ask: Ask) -> None:
    frame = list(ask.frames(Run("stride-padding")))[-1]
    assert ask.explanation("stride-padding", frame, "output", (0, 0)).value == frame.view("output").values[0, 0]
    with pytest.raises(TuiDlError, match="no cell"):
        ask.explanation("stride-padding", frame, "output", (50, 0))


def test_it_works_over_a_script() -> None:
    frames = [Frame(step, 3, "") for step in range(4)]
    scripted = ScriptedEngine({"walk": frames}, instant=True, answers={"2": 2})
    with asking(scripted) as ask:
        assert list(ask.frames(Run("walk"))) == frames
        assert ask.values([Question("2", {})]) == (2,)
        with pytest.raises(TuiDlError, match="no script"):
            list(ask.frames(Run("other")))
    assert scripted.closed
