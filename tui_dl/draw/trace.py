"""A line as dots: every point is on it, neighbours are joined, and NaN is a gap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tui_dl.frames import Array

# The value of each dot in a braille cell of four rows and two columns (Unicode 6.0, U+2800).
BRAILLE = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])


def trace(points: Array, width: int, height: int) -> Array:
    """The dots, bool (height, width), of points (n, 2) given as column and row; a NaN row breaks the line."""
    dots = np.zeros((height, width), bool)
    for run in _unbroken(points):
        for col, top, bottom in _spans(run):
            dots[top:bottom + 1, col] = True
    return dots


def _unbroken(points: Array) -> Iterator[Array]:
    finite = np.isfinite(points[:, 1])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield points[start:end]


def _spans(run: Array) -> Iterator[tuple[int, int, int]]:
    """For every column from the first point to the last, the topmost and the lowest dot."""
    run = run[np.argsort(run[:, 0], kind="stable")]
    cols = np.rint(run[:, 0]).astype(int)
    first = cols[0]
    reach = np.arange(first, cols[-1] + 1)
    lined = np.interp(reach, run[:, 0], run[:, 1])
    top, bottom = lined.copy(), lined.copy()
    np.minimum.at(top, cols - first, run[:, 1])
    np.maximum.at(bottom, cols - first, run[:, 1])
    # Between two columns the line passes through their middle: both reach up to there.
    middle = (lined[:-1] + lined[1:]) / 2
    top[:-1], bottom[:-1] = np.minimum(top[:-1], middle), np.maximum(bottom[:-1], middle)
    top[1:], bottom[1:] = np.minimum(top[1:], middle), np.maximum(bottom[1:], middle)
    yield from zip(reach.tolist(), np.rint(top).astype(int).tolist(), np.rint(bottom).astype(int).tolist(),
                   strict=True)


def columns(points: Array, values: Array) -> Iterator[tuple[int, float, float]]:
    """Column, row and value of the points that are not finite, at most one a column."""
    seen: set[int] = set()
    for place in np.flatnonzero(~np.isfinite(points[:, 1])):
        col = round(points[place, 0])
        if col not in seen:
            seen.add(col)
            yield col, float(points[place, 1]), float(values[place])
