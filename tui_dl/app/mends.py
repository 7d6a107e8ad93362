"""Where Textual (8.2) would end the app over a key that comes twice, or a moment too early."""

from __future__ import annotations

from typing import Any

from textual.await_complete import AwaitComplete
from textual.screen import Screen
from textual.widgets import OptionList

_dismiss, _move_page = Screen.dismiss, OptionList._move_page


def dismiss(screen: Screen[Any], result: Any = None) -> AwaitComplete:
    """Only the screen on top goes: with a second Enter Textual takes away the one below, and so on."""
    return _dismiss(screen, result) if screen.is_active else AwaitComplete()


def move_page(options: OptionList, direction: Any) -> None:
    """A list that was not laid out yet, or has no room, has no pages."""
    if options._index_to_line:
        _move_page(options, direction)


def mend() -> None:
    """From now on."""
    Screen.dismiss = dismiss  # type: ignore[method-assign,assignment]
    OptionList._move_page = move_page  # type: ignore[method-assign,assignment]
