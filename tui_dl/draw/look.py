"""How things are to be drawn: which terminal, which background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.segment import Segment

Line = list[Segment]


@dataclass(frozen=True, slots=True)
class Look:
    """`colour` False under NO_COLOR; `ascii` without box and block characters; `sixteen` colours and no more."""

    dark: bool = True
    colour: bool = True
    ascii: bool = False
    sixteen: bool = False


def wants_still(environment: Mapping[str, str]) -> bool | None:
    """Whether motion is unwelcome: by TUI_DL_STILL, else by Textual's own word for it; None where nothing is said."""
    if "TUI_DL_STILL" in environment:
        return environment["TUI_DL_STILL"] not in ("", "0")
    return True if environment.get("TEXTUAL_ANIMATIONS") == "none" else None
