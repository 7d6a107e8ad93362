"""The number that was asked about, and where it comes from. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tui_dl.app.compare import Tapes
from tui_dl.app.desk import Desk
from tui_dl.draw.explanation import explanation_lines
from tui_dl.frames import Curve, Explanation, Frame, Index, View

LET_GO = "The frame of this point was let go, as the tape is full; the point is left."


@dataclass
class Asking:
    """One question at a time; an answer that comes after the next question, or after the frame, is dropped."""

    desk: Desk
    answered: Callable[[], None] = lambda: None
    frame: Frame | None = None
    """The frame on screen when it was asked."""
    lines: tuple[str, ...] = ()
    torch: str = ""
    lit: Mapping[str, tuple[Index, ...]] = field(default_factory=dict)
    _count: int = 0

    def ask(self, demo: str, frame: Frame, view: View, index: Index, tapes: Tapes) -> None:
        """Ask about a cell of the frame on screen; of a followed curve, about the frame in which it was recorded."""
        self.forget()
        self.frame, asked = frame, self._count
        about = tapes.recorded(view, index) if isinstance(view, Curve) and view.follow else (frame, index)
        if about is None:
            self.lines = (LET_GO,)
            self.answered()
            return
        self.desk.explain(demo, about[0], view.name, about[1],
                          lambda explanation, error: self._take(asked, explanation, error))

    def forget(self) -> None:
        """Nothing is explained any more."""
        self._count += 1
        self.frame, self.lines, self.torch, self.lit = None, (), "", {}

    def keep_to(self, frame: Frame | None) -> None:
        """Forget what was said of another frame."""
        if self.frame is not None and self.frame is not frame:
            self.forget()

    def _take(self, asked: int, explanation: Explanation | None, error: str) -> None:
        if asked == self._count:
            self.lines = explanation_lines(explanation) if explanation else (error,)
            self.torch = explanation.torch if explanation else ""
            self.lit = explanation.depends if explanation else {}
            self.answered()
