"""What goes over the pipe: commands to the worker; back come the engine's events, and these notes."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import Any

from tui_dl.demos.declare import Value
from tui_dl.demos.run import Run
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame, Index


@dataclass(frozen=True, slots=True)
class Play:
    """Begin a run, and produce `upto` frames in all, not past the first with step >= `hold`."""

    run_id: int
    run: Run
    upto: int
    hold: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """The run may go further."""

    run_id: int
    upto: int
    hold: int | None


@dataclass(frozen=True, slots=True)
class Turn:
    """Change a live knob in answer to the newest frame."""

    run_id: int
    knob: str
    value: Value


@dataclass(frozen=True, slots=True)
class Stop:
    """End the run."""

    run_id: int


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Answer with the values of expressions."""

    request_id: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Explain:
    """Answer with where a number comes from."""

    request_id: int
    demo: str
    frame: Frame
    view: str
    index: Index


Command = Play | Flow | Turn | Stop | Evaluate | Explain


@dataclass(frozen=True, slots=True)
class Begun:
    """The worker now works on this run, or on the next expression of this request."""

    id: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run was ended as asked."""

    run_id: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """The worker could not load, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The worker has ended, with this exit code; said by who reads from it."""

    code: int | None


def pack(message: Any) -> bytes:
    """A message as bytes that load without torch. TuiDlError if it holds a tensor."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    if b"torch" in data:  # the word alone, in a caption, is fine
        _WithoutTorch(io.BytesIO(data)).load()
    return data


def unpack(data: bytes) -> Any:
    """The message again."""
    return pickle.loads(data)


class _WithoutTorch(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.split(".")[0] == "torch":
            raise TuiDlError("A tensor cannot leave the worker.", "Frames carry numpy arrays and plain numbers.")
        return super().find_class(module, name)
