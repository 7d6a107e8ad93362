"""How far torch is while it loads: nobody can see that, but the last time tells how long it takes here."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from math import isfinite
from pathlib import Path

FILE = "torch-seconds"


class Loading:
    """One load, from now on. What the last one took is kept in a folder; without one only this one counts."""

    def __init__(self, folder: Path | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._file, self._clock, self._began = folder and folder / FILE, clock, clock()
        self.last: float | None = None
        """Seconds, if a load was seen before."""
        with suppress(OSError, ValueError):
            self.last = float(self._file.read_text("utf-8")) if self._file else None

    def said(self) -> str:
        """`2 s so far, 4 s the last time`."""
        return f"{self._clock() - self._began:.0f} s so far{self.expected()}"

    def expected(self) -> str:
        """`, 4 s the last time`; nothing the first time."""
        return f", {self.last:.0f} s the last time" if self.last and isfinite(self.last) else ""

    def done(self) -> None:
        """Torch is there: keep for the next time how long it took. A folder that cannot be written keeps nothing."""
        if self._file:
            with suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.write_text(f"{self._clock() - self._began:.2f}\n", "utf-8")
