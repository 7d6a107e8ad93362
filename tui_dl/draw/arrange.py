"""Where several views go: each as large as the room allows, in rows from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from tui_dl.draw.room import Size

GAP = 3  # cells between two views side by side
TITLE = 12  # cells of a title beside its view, at most
TALLEST = 14  # lines that a view is given because they are left

Want = Literal["more of it", "enough", "ample"]
Choices = tuple[tuple[Size, ...], ...]  # for every view the sizes it can use, best first


class Place(NamedTuple):
    """Where a view is drawn: its top left cell without the title, its size, and the room for the title."""

    view: int
    top: int
    left: int
    size: Size
    title: int


class Sheet(NamedTuple):
    """The views that fit. `beside`: titles stand to the left of their views, not above them."""

    places: tuple[Place, ...]
    height: int
    beside: bool


@lru_cache(maxsize=256)
def arrange(above: Choices, beside: Choices, like: tuple[int, ...], titles: tuple[int, ...], wide: frozenset[int],
            alike: frozenset[int], width: int, height: int) -> Sheet:
    """The arrangement that shows most: whole views first, then parts, then the familiar form with titles above.

    `above` and `beside` are the sizes open to each view in either form, `like` the view that each grows with or
    -1, `titles` the cells of each title, `wide` the views that take what is left of their row, `alike` those of which
    all are ample or none. If views are left out, a line is left to name them.
    """
    best: tuple[float, Placed, bool] = (0.0, [], False)
    for count in range(len(titles), 0, -1):
        if best[0] >= count:
            break
        room = height - (count < len(titles))
        for choices, is_beside in ((above, False), (beside, True)):
            rows = _fitted(choices[:count], like, alike, titles[:count], width, room, is_beside)
            seen = sum(_worth(size) for row in rows for _, size in row)
            if seen > best[0]:
                best = seen, rows, is_beside
    return _placed(best[1], best[2], titles, wide, width, height)


def title_room(titles: Sequence[int]) -> int:
    """Cells that titles beside their views take, with the gap."""
    return min(max(titles, default=0), TITLE) + 2


Placed = list[list[tuple[int, Size]]]  # rows of views, each with its size


def _worth(size: Size) -> float:
    return 1.0 if size.share >= 1 else size.share / 2


class _Fitting:
    """Views growing from their smallest sizes while all of them still fit."""

    def __init__(self, choices: Choices, titles: Sequence[int], width: int, height: int, beside: bool) -> None:
        self.choices, self.titles, self.width, self.height, self.beside = choices, titles, width, height, beside
        self.at = [len(options) - 1 for options in choices]

    def rows(self) -> Placed:
        """The views at their present sizes."""
        found = [options[place] for options, place in zip(self.choices, self.at, strict=True)]
        return [[(i, size)] for i, size in enumerate(found)] if self.beside else _flow(found, self.titles, self.width)

    def fits(self) -> bool:
        """Whether they do."""
        return _height(self.rows(), self.beside) <= self.height

    def grow(self, group: Sequence[int], wanted: Want) -> bool:
        """Give views of the same sizes the next larger one that fits; False if none does, or none is needed."""
        options, before = self.choices[group[0]], list(self.at)
        now = min(self.at[index] for index in group)
        least = min(options[self.at[index]].share for index in group)
        for better in range(now - 1, -1, -1):
            if not _wanted(options[better], least, wanted):
                continue
            for index in group:
                self.at[index] = better
            if self.fits():
                return True
        self.at = before
        return False

    def turn(self, groups: Sequence[Sequence[int]], wanted: Want) -> None:
        """Let groups grow in turns, until none can."""
        while groups:
            groups = [group for group in groups if self.grow(group, wanted)]

    def best(self, views: Sequence[int]) -> None:
        """Give views their best sizes, if those are ample and all of them fit."""
        before = list(self.at)
        if all(self.choices[index][0].ample for index in views):
            for index in views:
                self.at[index] = 0
        if not self.fits():
            self.at = before


def _wanted(size: Size, share: float, wanted: Want) -> bool:
    """Whether a size is one to grow to, for a view of which so much is seen."""
    if wanted == "more of it":
        return size.share > share and not size.ample
    return wanted == "ample" or not size.ample


def _fitted(choices: Choices, like: Sequence[int], alike: frozenset[int], titles: Sequence[int], width: int,
            height: int, beside: bool) -> Placed:
    """The views as large as fit; empty if not even the smallest do.

    They grow in turns: those not wholly seen, then all to what they need, then all to what is left; views with the
    same choices, or like the same other one, stay alike.
    """
    fitting = _Fitting(choices, titles, width, height, beside)
    if not fitting.fits():
        return []
    kinds = [options if like[i] < 0 else like[i] for i, options in enumerate(choices)]
    groups = [[i for i, other in enumerate(kinds) if other == kind] for kind in dict.fromkeys(kinds)]
    single = [[index] for index in range(len(choices))]
    fitting.turn(groups, "more of it")
    fitting.turn(single, "more of it")
    fitting.turn(groups, "enough")
    fitting.best([index for index in range(len(choices)) if index in alike])
    fitting.turn([group for group in groups if not alike & set(group)], "ample")
    return fitting.rows()


def _flow(found: Sequence[Size], titles: Sequence[int], width: int) -> Placed:
    rows: Placed = []
    left = width + 1
    for index, size in enumerate(found):
        needed = max(size.width, titles[index])
        if left + needed > width:
            rows.append([])
            left = 0
        rows[-1].append((index, size))
        left += needed + GAP
    return rows


def _height(rows: Placed, beside: bool) -> int:
    return sum(max(size.height for _, size in row) + (not beside) for row in rows)


def _placed(rows: Placed, beside: bool, titles: Sequence[int], wide: frozenset[int], width: int,
            height: int) -> Sheet:
    """Views at their places, with a blank line between rows where there is room for all of those.

    Lines that are left after that make rows taller.
    """
    spare = height - _height(rows, beside) - (sum(map(len, rows)) < len(titles))
    blank = int(len(rows) > 1 and spare >= len(rows) - 1)
    places: list[Place] = []
    top = 0
    for row, tall in zip(rows, _talls(rows, wide, spare - blank * (len(rows) - 1)), strict=True):
        if beside:
            (index, size), room = row[0], title_room(titles)
            places.append(Place(index, top, room, Size(width - room, tall) if index in wide else size, room - 1))
        else:
            places += _across(_stretched(row, titles, wide, width, tall), titles, width, top + 1)
        top += tall + (not beside) + blank
    return Sheet(tuple(places), top - blank if rows else 0, beside)


def _talls(rows: Placed, wide: frozenset[int], spare: int) -> list[int]:
    """The height of each row; line by line what is spare goes to the lowest of those with a view that can use it."""
    talls = [max(size.height for _, size in row) for row in rows]
    growing = [place for place, row in enumerate(rows) if any(index in wide for index, _ in row)]
    for _ in range(spare if growing else 0):
        lowest = min(growing, key=lambda place: talls[place])
        talls[lowest] += talls[lowest] < TALLEST
    return talls


def _stretched(row: list[tuple[int, Size]], titles: Sequence[int], wide: frozenset[int], width: int,
               tall: int) -> list[tuple[int, Size]]:
    """The last view that can use it gets what is left of the width; all such views get the height of the row."""
    spare = width - sum(max(size.width, titles[i]) for i, size in row) - GAP * (len(row) - 1)
    last = max((i for i, _ in row if i in wide), default=-1)
    return [(i, Size(size.width + spare * (i == last), tall) if i in wide else size) for i, size in row]


def _across(row: list[tuple[int, Size]], titles: Sequence[int], width: int, top: int) -> list[Place]:
    places, left = [], 0
    for place, (index, size) in enumerate(row):
        room = max(size.width, titles[index])
        is_last = place == len(row) - 1
        places.append(Place(index, top, left, size, width - left if is_last else room + GAP - 1))
        left += room + GAP
    return places
