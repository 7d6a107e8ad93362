"""Whatever a demo does wrong is one clear message, and the next run plays."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from recorder import Recorder, wait_for

from tui_dl.demos.run import Run
from tui_dl.engine import trouble
from tui_dl.engine.child import log_file
from tui_dl.engine.events import Ended, Failed, Question
from tui_dl.engine.process import ProcessEngine
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame

Start = Callable[..., tuple[ProcessEngine, Recorder]]


def failed_run(engine: ProcessEngine, events: Recorder, how: str) -> tuple[Failed, list[Frame]]:
    """How a bad run ended, and its frames; a good one has played afterwards."""
    run_id = engine.play(Run("bad", {"how": how}))
    failed = events.end_of(run_id)
    assert isinstance(failed, Failed) and failed.message and failed.hint
    assert all(text.isprintable() for text in (failed.message, failed.hint))
    after = engine.play(Run("stride-padding"))
    assert events.end_of(after) == Ended(after)
    return failed, events.frames(run_id)


@pytest.mark.parametrize(("how", "kind", "says", "frames"), [
    ("error", "error", "The demo stopped: ZeroDivisionError: a line and another", 3),
    ("exit", "error", "The demo stopped: SystemExit: bye", 3),
    ("memory", "error", "not enough memory", 3),
    ("nan", "error", "The loss D is not a number any more, at step 3.", 4),
    ("tensor", "error", "A tensor cannot leave the worker.", 3),
    ("back", "error", "step 0 came after step 3", 4),
    ("abort", "lost", "signal 6 (SIGABRT)", 3),
])
def test_a_demo_that_goes_wrong(engines: Start, how: str, kind: str, says: str, frames: int) -> None:
    engine, events = engines()
    failed, seen = failed_run(engine, events, how)
    assert failed.kind == kind and says in failed.message
    assert [frame.step for frame in seen] == list(range(frames))


def test_a_demo_that_hangs_is_ended(engines: Start) -> None:
    engine, events = engines(hang=1.0)
    failed, seen = failed_run(engine, events, "hang")
    assert failed.kind == "hang" and len(seen) == 3


def test_a_demo_that_hangs_can_be_stopped_and_run_again(engines: Start) -> None:
    engine, events = engines()
    for at in (0, 3):
        run_id = engine.play(Run("bad", {"how": "hang", "at": at}))
        if at:
            events.frame(run_id, 2)
        engine.stop()
        assert events.answer_to(engine.evaluate([Question("1 + 1", {})])).values == (2,)
    run_id = engine.play(Run("bad", {"how": "hang", "at": 0}))
    after = engine.play(Run("walk"))
    assert events.end_of(after) == Ended(after) and len(events.frames(after)) == 21
    assert not [e for e in events.events if isinstance(e, Failed)]


def test_a_demo_that_resists_its_end_is_killed(engines: Start) -> None:
    engine, events = engines()
    run_id = engine.play(Run("stubborn"), upto=2)
    events.frame(run_id, 1)
    after = engine.play(Run("walk"))
    assert events.end_of(after) == Ended(after)


def test_a_held_run_is_no_hang(engines: Start) -> None:
    engine, events = engines(hang=0.2)
    run_id = engine.play(Run("birth"), hold=0)
    pid = events.frame(run_id, 0).readings["pid"]
    engine.evaluate([Question("1 + 1", {})])
    for _ in range(3):  # each is answered after the one before; the worker is the same all the time
        events.answer_to(engine.evaluate([Question("params('vgg16')", {})]))
    engine.flow()
    assert events.end_of(run_id) == Ended(run_id) and Path(f"/proc/{pid}").exists()


def test_nothing_a_demo_prints_reaches_the_terminal(engines: Start, capfd: pytest.CaptureFixture[str]) -> None:
    engine, events = engines()
    run_id = engine.play(Run("bad", {"how": "print"}))
    assert events.end_of(run_id) == Ended(run_id)
    log = Path(log_file())
    wait_for(lambda: "BY A SHELL" in log.read_text(), "the log")
    said = log.read_text()
    assert all(words in said for words in ("PRINTED BY PYTHON", "WRITTEN TO 1", "WRITTEN TO 2"))
    engine.play(Run("bad", {"how": "error"}))
    wait_for(lambda: "ZeroDivisionError" in log.read_text(), "the traceback in the log")
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_a_module_that_cannot_load_is_said_and_nothing_else_happens() -> None:
    engine, events = ProcessEngine(demos=["no_such_module"]), Recorder()
    engine.start(events)
    try:
        failed = events.end_of(engine.play(Run("walk")))
        assert isinstance(failed, Failed) and failed.kind == "lost" and "no_such_module" in failed.message
        assert "no_such_module" in events.answer_to(engine.evaluate([Question("1", {})])).error
    finally:
        engine.close()


def test_an_error_of_the_receiver_does_not_end_the_engine() -> None:
    events = Recorder()

    def deliver(event: Any) -> None:
        events(event)
        raise RuntimeError("the receiver's own")

    engine = ProcessEngine()
    engine.start(deliver)
    try:
        run_id = engine.play(Run("stride-padding"))
        assert events.end_of(run_id) == Ended(run_id)
    finally:
        engine.close()


def test_the_log_begins_anew_when_it_is_long_and_is_nowhere_when_it_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path))
    path = Path(log_file())
    path.write_text("x" * 10)
    assert Path(log_file()).read_text() == "x" * 10
    path.write_bytes(b"x" * 2_000_000)
    assert Path(log_file()).read_text() == ""
    monkeypatch.setenv("TUI_DL_HOME", str(path / "below a file"))
    assert log_file() == os.devnull


@pytest.mark.parametrize("error", [
    RuntimeError("[enforce fail at alloc_cpu.cpp:114] DefaultCPUAllocator: can't allocate memory: you tried to"),
    RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 4611686018427387904 bytes."),
    MemoryError(),
])
def test_memory_has_its_own_words(error: Exception) -> None:
    assert "not enough memory" in trouble.failure(1, error, "log").message


def test_a_loss_that_is_infinite_or_a_nan_that_is_no_loss_goes_on() -> None:
    trouble.check_losses(Frame(0, 1, "", {"loss": float("inf"), "ratio": float("nan"), "loss_kind": "text"}))
    with pytest.raises(TuiDlError, match="at step 7"):
        trouble.check_losses(Frame(7, 9, "", {"loss": float("nan")}))


def test_a_message_is_one_line_of_bounded_length() -> None:
    line = trouble.one_line("a\x1b[31m\nb\t" + "c" * 999)
    assert line.isprintable() and line.startswith("a[31m b c") and len(line) <= 200
