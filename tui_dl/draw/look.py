"""How things are to be drawn: which terminal, which background."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment

Line = list[Segment]


@dataclass(frozen=True, slots=True)
class Look:
    """`colour` False under NO_COLOR; `ascii` for terminals without box and block characters."""

    dark: bool = True
    colour: bool = True
    ascii: bool = False
