"""What went wrong, in one clear line and a hint; the traceback is for the log."""

from __future__ import annotations

import signal

from tui_dl.demos.declare import KnobError
from tui_dl.engine.events import Failed
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame

LONGEST = 200  # characters of a foreign message
MEMORY = ("allocate memory", "not enough memory", "out of memory")  # what torch's allocators say


def one_line(text: str) -> str:
    """The text without line breaks and control characters, cut to a readable length."""
    line = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def describe(error: BaseException) -> str:
    """An error as one line: our own as it stands, another with its kind."""
    if isinstance(error, TuiDlError):
        return one_line(str(error))
    if of_memory(error):
        return "There is not enough memory for this."
    return one_line(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def of_memory(error: BaseException) -> bool:
    """Whether memory could not be had: Python's own error, or torch's."""
    said = str(error).lower()
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and any(words in said for words in MEMORY)
    )


def failure(run_id: int, error: BaseException, log: str) -> Failed:
    """The end of a run that raised this."""
    if isinstance(error, TuiDlError):
        kind = "knob" if isinstance(error, KnobError) else "error"
        return Failed(run_id, one_line(error.message), one_line(error.hint), kind)  # type: ignore[arg-type]  # of two
    if of_memory(error):
        return Failed(run_id, "There is not enough memory for this run.", "Run again with smaller knobs.", "error")
    hint = f"Run again, or with other knobs. Details are in {log}."
    return Failed(run_id, f"The demo stopped: {describe(error)}", hint, "error")


def check_losses(frame: Frame) -> None:
    """TuiDlError if a reading named loss… is not a number."""
    for name, value in frame.readings.items():
        if name.startswith("loss") and value != value:
            message = f"The {name.replace('_', ' ')} is not a number any more, at step {frame.step}."
            raise TuiDlError(message, "Run again with a smaller learning rate, or rewind and look where it grew.")


def lost(run_id: int, code: int | None, log: str) -> Failed:
    """The end of a run whose worker is gone, with this exit code; negative is the signal that killed it."""
    if code is None:
        return Failed(run_id, "The worker could not be started.", f"Run again. Details are in {log}.", "lost")
    if code >= 0:
        return Failed(run_id, f"The worker ended, exit code {code}.", f"Run again. Details are in {log}.", "lost")
    name = signal.Signals(-code).name if -code in signal.valid_signals() else "unknown"
    if name == "SIGKILL":
        message = "The worker was killed by signal 9 (SIGKILL): perhaps the machine is out of memory."
        return Failed(run_id, message, "Run again; smaller knobs take less memory.", "lost")
    message = f"The worker was killed by signal {-code} ({name})."
    return Failed(run_id, message, f"Run again. Details are in {log}.", "lost")


def hung(run_id: int, seconds: float, asked: bool = False) -> Failed:
    """The end of a run that was silent for so long, or that went with a question which was (`asked`)."""
    message = f"The demo has not moved for {seconds:g} seconds and was ended."
    if asked:
        message = "The run was ended with an expression that took too long."
    return Failed(run_id, message, "Run again, or with smaller knobs.", "hang")


def unfit(run_id: int, reason: str, log: str) -> Failed:
    """The end of a run whose worker could not load."""
    return Failed(run_id, f"The worker cannot load: {one_line(reason)}", f"Details are in {log}.", "lost")
