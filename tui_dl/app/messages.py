"""What the threads behind the app tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui_dl.errors import TuiDlError

if TYPE_CHECKING:
    from tui_dl.app.services import Services


class CourseOpened(Message):
    """Course and log are there: Home can show them."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services


class Warmed(Message):
    """The engine has begun and lessons can be opened without a wait."""


class Counted(Message):
    """The lessons that were begun have been read: Home can say what is done and what is due."""


class Refused(Message):
    """The course or the log cannot be opened: the app ends with this error."""

    def __init__(self, error: TuiDlError) -> None:
        super().__init__()
        self.error = error


class EngineSpoke(Message):
    """The desk has events to hand out."""

    def can_replace(self, message: Message) -> bool:
        """One is enough."""
        return isinstance(message, EngineSpoke)
