"""The frames a run has produced, kept where they are looked at, within a bound."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from tui_dl.demos.run import Change, Run
from tui_dl.frames import Array, Frame, Reading

BOUND = 48 * 2**20  # bytes of frames
POINTS = 8192  # points a curve


class Tape:
    """The frames of one run, in order of step.

    Nothing is dropped until the frames take more than `bound` bytes; then every second frame goes, evenly
    over time, and every second one of those that follow. The first, the last and the marked ones stay.
    Readings are kept of every frame, each up to `points` points, thinned in the same way. One thread may
    append while others read.
    """

    def __init__(self, run: Run, bound: int = BOUND, points: int = POINTS) -> None:
        self.run = run
        self._bound, self._points = bound, points
        self._lock = threading.Lock()
        self._frames: list[Frame] = []
        self._steps: list[int] = []
        self._orders: list[int] = []  # the how-manieth frame of the run each one is
        self._sizes: list[int] = []
        self._marked: set[int] = set()  # orders
        self._curves: dict[str, _Curve] = {}
        self._gap = 1  # unmarked frames are kept where order % gap == 0
        self._produced = 0
        self._bytes = 0

    def append(self, frame: Frame) -> None:
        """The run's next frame. ValueError if its step is before that of the last one."""
        with self._lock:
            if self._steps and frame.step < self._steps[-1]:
                raise ValueError(f"step {frame.step} after step {self._steps[-1]}")
            if self._orders and not self._stays(self._orders[-1]):
                self._drop_last()
            self._frames.append(frame)
            self._steps.append(frame.step)
            self._orders.append(self._produced)
            self._sizes.append(size_of(frame))
            self._bytes += self._sizes[-1]
            self._produced += 1
            self._follow(frame)
            while self._bytes > self._bound and self._thin():
                pass

    def mark(self, step: int) -> None:
        """Keep the last frame with step <= `step` for good. LookupError if there is none."""
        with self._lock:
            place = self._place(step)
            if place < 0:
                raise LookupError(f"no frame at step {step}")
            self._marked.add(self._orders[place])

    def changed(self, change: Change) -> None:
        """A live knob was changed on the way: part of the run from now on, its frame marked."""
        self.run = self.run.with_change(change)
        self.mark(change.step)

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, position: int) -> Frame:
        return self._frames[position]

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames there are now."""
        with self._lock:
            return tuple(self._frames)

    @property
    def marked(self) -> tuple[Frame, ...]:
        """The marked frames, in order."""
        with self._lock:
            kept = zip(self._orders, self._frames, strict=True)
            return tuple(frame for order, frame in kept if order in self._marked)

    @property
    def latest(self) -> Frame | None:
        """The newest frame, or None before the first."""
        with self._lock:
            return self._frames[-1] if self._frames else None

    @property
    def total(self) -> int:
        """The steps the run will have, 0 where that is unknown."""
        latest = self.latest
        return latest.total if latest else 0

    @property
    def produced(self) -> int:
        """How many frames the run has produced, those that were dropped included."""
        return self._produced

    @property
    def thinned(self) -> bool:
        """Whether frames were dropped."""
        return self._gap > 1

    def at_step(self, step: int) -> Frame | None:
        """The last frame with step <= `step`, or None if there is none."""
        with self._lock:
            place = self._place(step)
            return self._frames[place] if place >= 0 else None

    def beside(self, step: int, by: int) -> Frame | None:
        """The frame `by` places after the one at `step`, or before if negative; at an end the one there.

        Where the frame at `step` was dropped, its neighbours are the ones that are left.
        """
        with self._lock:
            if not self._frames:
                return None
            place = max(self._place(step), 0)
            if by < 0 and self._steps[place] < step:
                place += 1
            place += by
            return self._frames[min(max(place, 0), len(self._frames) - 1)]

    def position(self, step: int) -> int:
        """Where the last frame with step <= `step` stands on the tape now, or -1."""
        with self._lock:
            return self._place(step)

    def readings(self, name: str) -> tuple[Array, Array]:
        """A named reading over the run: steps (n,) and values (n,), true and false as 1 and 0.

        Of frames that lack it there is no point; texts have none. Empty if the run has no such reading.
        """
        with self._lock:
            curve = self._curves.get(name)
            return curve.arrays() if curve else (np.zeros(0, np.int64), np.zeros(0))

    def earlier(self, frame: Frame) -> dict[str, tuple[int, float]]:
        """Of each reading that a frame lacks the newest one before it: its step and value, as far as they are kept."""
        with self._lock:
            lacking = {name: curve.newest(frame.step) for name, curve in self._curves.items()
                       if name not in frame.readings}
        return {name: found for name, found in lacking.items() if found is not None}

    def _place(self, step: int) -> int:
        return bisect_right(self._steps, step) - 1

    def _stays(self, order: int) -> bool:
        return order % self._gap == 0 or order in self._marked

    def _drop_last(self) -> None:
        self._frames.pop()
        self._steps.pop()
        self._orders.pop()
        self._bytes -= self._sizes.pop()

    def _thin(self) -> bool:
        """Drop every second frame that may go; False once none may."""
        if all(order in self._marked for order in self._orders[1:-1]):
            return False
        self._gap *= 2
        last = len(self._orders) - 1
        kept = [i for i, order in enumerate(self._orders) if i == last or self._stays(order)]
        self._frames, self._steps = [self._frames[i] for i in kept], [self._steps[i] for i in kept]
        self._orders, self._sizes = [self._orders[i] for i in kept], [self._sizes[i] for i in kept]
        self._bytes = sum(self._sizes)
        return True

    def _follow(self, frame: Frame) -> None:
        for name, value in frame.readings.items():
            if not isinstance(value, str):
                self._curves.setdefault(name, _Curve(self._points)).append(frame.step, value)


class _Curve:
    """One reading over a run: at most `points` points, evenly thinned; the first and the last stay."""

    def __init__(self, points: int) -> None:
        self.steps, self.values = array("q"), array("d")
        self._points = max(points, 2)
        self._gap, self._count = 1, 0

    def append(self, step: int, value: Reading) -> None:
        """One more point; the one before it goes if it stood there only as the last."""
        if self._count and (self._count - 1) % self._gap:
            self.steps.pop()
            self.values.pop()
        self.steps.append(step)
        self.values.append(float(value))
        self._count += 1
        if len(self.steps) > self._points:
            self._thin()

    def _thin(self) -> None:
        self._gap *= 2
        last = len(self.steps) - 1
        kept = [i for i in range(len(self.steps)) if i % 2 == 0 or i == last]
        self.steps = array("q", [self.steps[i] for i in kept])
        self.values = array("d", [self.values[i] for i in kept])

    def newest(self, step: int) -> tuple[int, float] | None:
        """The last point at or before a step."""
        place = bisect_right(self.steps, step) - 1
        return (self.steps[place], self.values[place]) if place >= 0 else None

    def arrays(self) -> tuple[Array, Array]:
        """Steps (n,) and values (n,), copied."""
        return np.array(self.steps, np.int64), np.array(self.values, np.float64)


def size_of(thing: Any) -> int:
    """About how many bytes a frame, or a part of one, takes; arrays in full."""
    if isinstance(thing, np.ndarray):
        return int(thing.nbytes) + 128
    if isinstance(thing, str):
        return 56 + len(thing)
    if isinstance(thing, Mapping):
        return 64 + sum(size_of(key) + size_of(value) for key, value in thing.items())
    if isinstance(thing, tuple | list):
        return 56 + sum(8 + size_of(item) for item in thing)
    if is_dataclass(thing):
        return 64 + sum(size_of(getattr(thing, field.name)) for field in fields(thing))
    return 32
