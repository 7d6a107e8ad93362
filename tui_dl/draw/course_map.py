"""The course as a graph: the first chapters on top, a column for each door below, lines for what needs what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rich.cells import cell_len

from tui_dl.course.model import Chapter
from tui_dl.draw.canvas import Area, Canvas
from tui_dl.draw.look import Line, Look
from tui_dl.draw.roles import role

Mark = Literal["new", "begun", "done"]
Progress = Mapping[str, Sequence[Mark]]
"""A mark for every lesson of a chapter, by the chapter's id."""

NARROWEST, WIDEST, TALL, GAP = 25, 66, 4, 1  # a chapter's box, in cells
SIGN_ROLES: Mapping[Mark, str] = {"new": "muted", "begun": "forward", "done": "right"}
PLAIN, HEAVY, ASCII, ASCII_HEAVY = tuple("╭╮╰╯─│"), tuple("┏┓┗┛━┃"), tuple("++++-|"), tuple("####=#")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chapter lies: its row and column among the others, and its rectangle of cells."""

    row: int
    column: int
    top: int
    left: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CourseMap:
    """The map as lines of `width` cells, and where each chapter lies on it, by its id."""

    lines: list[Line]
    places: Mapping[str, Place]


def course_map(chapters: Sequence[Chapter], progress: Progress, width: int, look: Look, here: str = "") -> CourseMap:
    """A graph where there is room for its columns, a list otherwise. `here` is the chapter keys go to."""
    columns = _columns(chapters)
    roots = columns.pop("", [])
    room = (width - GAP * (len(columns) - 1)) // len(columns) if columns else 0
    graph = len(columns) > 1 and room >= NARROWEST
    places = _graph(roots, list(columns.values()), width) if graph else _listed(chapters, width)
    canvas = Canvas(width, max((p.top + p.height for p in places.values()), default=0), look.ascii)
    area = Area(canvas, 0, 0, width, canvas.height)
    for chapter in chapters:
        draw = _box if graph else _entry
        draw(area, chapter, places[chapter.id], progress.get(chapter.id, ()), look, chapter.id == here)
    if graph:
        _connect(area, roots, list(columns.values()), places, look)
    return CourseMap(canvas.lines(), places)


def neighbour(places: Mapping[str, Place], here: str, rows: int, columns: int) -> str | None:
    """The chapter one row or column further on, the nearest if that row has several; None at the edge."""
    at = places[here]
    beyond = [(abs(p.row - at.row) if columns else abs(_centre(p) - _centre(at)), name) for name, p in places.items()
              if (p.row - at.row) * rows + (p.column - at.column) * columns > 0
              and (columns or abs(p.row - at.row) == 1)]
    return min(beyond)[1] if beyond else None


# ---------------------------------------------------------------------- where things lie


def _columns(chapters: Sequence[Chapter]) -> dict[str, list[Chapter]]:
    found: dict[str, list[Chapter]] = {}
    for chapter in chapters:
        found.setdefault(chapter.door, []).append(chapter)
    return found


def _graph(roots: list[Chapter], columns: list[list[Chapter]], width: int) -> dict[str, Place]:
    boxes = _widths(columns, width)
    lefts = [sum(boxes[:column]) + GAP * column for column in range(len(boxes))]
    middle = len(columns) // 2
    places = {chapter.id: Place(row, middle, row * TALL, lefts[middle], boxes[middle], TALL)
              for row, chapter in enumerate(roots)}
    top = len(roots) * TALL + bool(roots)
    for column, chapters in enumerate(columns):
        for row, chapter in enumerate(chapters):
            places[chapter.id] = Place(len(roots) + row, column, top + row * TALL, lefts[column], boxes[column],
                                       TALL)
    return places


def _widths(columns: Sequence[Sequence[Chapter]], width: int) -> list[int]:
    """Of the boxes of each column: alike, but a long title takes cells from where they can be spared."""
    whole = width - GAP * (len(columns) - 1)
    room = min(whole // len(columns), WIDEST)
    spare = [room - max(cell_len(chapter.title) for chapter in column) - 4 for column in columns]
    found, free = [room] * len(columns), whole - room * len(columns)
    for place in range(len(columns)):
        while spare[place] < 0 and (free or max(spare) > 0):
            giver = spare.index(max(spare))
            if not free:
                found[giver], spare[giver] = found[giver] - 1, spare[giver] - 1
            found[place], spare[place], free = found[place] + 1, spare[place] + 1, max(free - 1, 0)
    return found


def _listed(chapters: Sequence[Chapter], width: int) -> dict[str, Place]:
    return {chapter.id: Place(row, 0, row, 0, width, 1) for row, chapter in enumerate(chapters)}


def _centre(place: Place) -> int:
    return place.left + place.width // 2


# ---------------------------------------------------------------------- drawing


def _box(area: Area, chapter: Chapter, place: Place, marks: Sequence[Mark], look: Look, here: bool) -> None:
    """A box of four rows: the door in its edge, the title, the lessons."""
    edge = (ASCII_HEAVY if here else ASCII) if look.ascii else (HEAVY if here else PLAIN)
    style = role("heading" if here else "muted", look)
    inside = place.width - 2
    top_left, top_right, bottom_left, bottom_right, across, side = edge
    for row, text in enumerate((top_left + across * inside + top_right, side + " " * inside + side,
                                side + " " * inside + side, bottom_left + across * inside + bottom_right)):
        area.text(place.top + row, place.left, text, style)
    title = role("chosen" if here else "title", look)
    area.text(place.top + 1, place.left + 2, chapter.title, title, width=inside - 1)
    _count(area, chapter, marks, look, place.top + 2, place.left + 2, inside - 2)


def _count(area: Area, chapter: Chapter, marks: Sequence[Mark], look: Look, row: int, left: int, width: int) -> None:
    """A sign for every lesson, and how many are done."""
    done = sum(mark == "done" for mark in marks)
    words = f"{done} of {len(chapter.lessons)}" if any(mark != "new" for mark in marks) else f"{_minutes(chapter)} min"
    room = width - cell_len(words) - 1
    for place, mark in enumerate(marks[:room]):
        area.text(row, left + place, sign(mark, look), role(SIGN_ROLES[mark], look))
    area.text(row, left + width - cell_len(words), words, role("muted", look))


def sign(mark: Mark, look: Look) -> str:
    """How far a lesson is, in one cell."""
    signs = {"new": ".", "begun": "+", "done": "#"} if look.ascii else {"new": "□", "begun": "◧", "done": "■"}
    return signs[mark]


def _minutes(chapter: Chapter) -> int:
    return sum(head.minutes for head in chapter.lessons)


def _entry(area: Area, chapter: Chapter, place: Place, marks: Sequence[Mark], look: Look, here: bool) -> None:
    """A row of a list: the door, the title, the lessons."""
    pointer = ">" if look.ascii else "▶"
    area.text(place.top, place.left, pointer if here else " ", role("slip", look))
    area.text(place.top, place.left + 2, chapter.door, role("slip", look), width=7)
    left, right = 10 if chapter.door else 2, min(20, place.width // 3)
    area.text(place.top, place.left + left, chapter.title, role("chosen" if here else "title", look),
              width=place.width - left - 1 - right)
    _count(area, chapter, marks, look, place.top, place.left + place.width - right, right)


def _connect(area: Area, roots: list[Chapter], columns: list[list[Chapter]], places: Mapping[str, Place],
             look: Look) -> None:
    """Lines from what is needed to what needs it, and the name of each door in the edge of its first chapter."""
    style = role("muted", look)
    down, up, line = ("+", "+", "-") if look.ascii else ("┬", "┴", "─")
    for column in columns:
        first = places[column[0].id]
        area.text(first.top, first.left + 1, f" {column[0].door} ", role("slip", look), width=first.width - 2)
        for above, below in pairwise(column):
            if above.id in below.needs:
                area.text(places[above.id].top + TALL - 1, _centre(places[above.id]), down, style)
                area.text(places[below.id].top, _centre(places[below.id]), up, style)
    needing = [_centre(places[column[0].id]) for column in columns
               if roots and roots[-1].id in column[0].needs]
    if not needing:
        return
    root, row = _centre(places[roots[-1].id]), places[roots[-1].id].top + TALL
    ends = (min(*needing, root), max(*needing, root))
    area.text(row, ends[0], line * (ends[1] - ends[0] + 1), style)
    for centre in needing:
        area.text(row + 1, centre, up, style)
    area.text(row - 1, root, down, style)
    for centre in {*needing, root}:
        area.text(row, centre, _corner(centre, ends, centre == root, centre in needing, look), style)


def _corner(centre: int, ends: tuple[int, int], above: bool, below: bool, look: Look) -> str:
    """Where lines meet: by which sides lead on."""
    if look.ascii:
        return "+"
    left, right = centre > ends[0], centre < ends[1]
    return {(False, True, False, True): "╭", (True, False, False, True): "╮", (True, True, False, True): "┬",
            (False, True, True, False): "╰", (True, False, True, False): "╯", (True, True, True, False): "┴",
            (True, True, True, True): "┼", (False, True, True, True): "├", (True, False, True, True): "┤",
            (False, False, True, True): "│"}[left, right, above, below]
