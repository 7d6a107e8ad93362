"""What is pointed at in a view besides its own marks, and what a curve remembers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from tui_dl.frames import Array, Index


class Tape(Protocol):
    """The frames of a run so far, as far as a curve needs them."""

    def readings(self, name: str) -> tuple[Array, Array]:
        """The steps and values of a reading, both (n,)."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """The cell under the cursor, the cells lit because that one was made from them, and the step of the frame."""

    cursor: Index | None = None
    lit: Collection[Index] = ()
    step: int | None = None


NOTHING = Pointing()
