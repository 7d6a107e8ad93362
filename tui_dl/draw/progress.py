"""The progress report as lines of cells: one table, and beside or below it what fades and a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from tui_dl.draw.canvas import clean
from tui_dl.draw.columns import beside
from tui_dl.draw.look import Line, Look
from tui_dl.draw.palette import levels, shades
from tui_dl.draw.prose import line_width, wrap
from tui_dl.draw.roles import role
from tui_dl.learner.summary import COUNTS, DAYS, NOTE, NOTHING, Row, Summary, Week

WIDE, MEASURE, GAP = 116, 72, 4  # cells: from here on two columns; of a line of text; between the columns
SHORTEST, LONGEST, TITLE = 4, 16, 24  # cells of a bar, and of a title that is broken beside one
SPLIT = tuple("sur-\nprises" if name == "surprises" else name for name in COUNTS)  # heads where it is narrow
DAY, LEGEND = 4, 8  # cells of a day, and of the colours explained


def progress_lines(summary: Summary, width: int, look: Look) -> list[Line]:
    """The whole report, at most `width` cells wide."""
    quiet = role("muted", look)
    if not summary.rows:
        return _stack(wrap(Text(NOTHING[0], role("title", look)), width),
                      wrap(Text(NOTHING[1]), min(width, MEASURE)),
                      wrap(Text("Esc leads back; Enter there begins.", quiet), width))
    due = wrap(Text.assemble((f"Due today: {summary.due}.", role("title", look)),
                             (f" Asked today: {summary.asked}.", quiet)), width)
    note = Text(NOTE, quiet)
    if width >= WIDE:
        calendar = _calendar(summary.weeks, look, answers=width - WIDE >= 12)
        most = width - GAP - _columns(summary.rows, width).width
        room = max(min(most, _width(_fading(summary, width, look))), _width(calendar), _width(due))
        right = _stack(due, _fading(summary, room, look), calendar)
        columns = _columns(summary.rows, width - GAP - room)
        left = _stack(_table(summary.rows, columns, look), wrap(note, columns.width))
        return beside(left, right, columns.width + GAP)
    calendar, fading = _calendar(summary.weeks, look), _fading(summary, width, look)
    table = _table(summary.rows, _columns(summary.rows, width), look)
    if fading and _width(fading) + GAP + _width(calendar) <= width:
        fading, calendar = beside(fading, calendar, _width(fading) + GAP), []
    return _stack(due, table, fading, calendar, wrap(note, min(width, MEASURE)))


def _stack(*parts: list[Line]) -> list[Line]:
    """One below the other, a blank line between two."""
    return [line for part in parts if part for line in ([], *part)][1:]


def _width(lines: Sequence[Line]) -> int:
    return max(map(line_width, lines), default=0)


# ---------------------------------------------------------------------- the table


class _Columns(NamedTuple):
    """Cells of the titles, of the bars (0: there are none), of each number, and of what lies between numbers."""

    title: int
    bar: int
    numbers: tuple[int, ...]
    gap: int
    heads: tuple[str, ...]

    @property
    def numbers_width(self) -> int:
        """All numbers."""
        return sum(self.numbers) + self.gap * len(self.numbers)

    @property
    def width(self) -> int:
        """All of them together."""
        return self.title + (2 + self.bar) * bool(self.bar) + self.numbers_width


def _columns(rows: Sequence[Row], width: int) -> _Columns:
    """Titles whole and a bar; or titles broken into lines, and a short bar or none."""
    longest = max(cell_len(_title(row)) for row in rows)
    for gap, heads in ((2, COUNTS), (1, SPLIT)):
        numbers = tuple(max(len(text) for text in (*head.split("\n"), *(row.counts[place] for row in rows)))
                        for place, head in enumerate(heads))
        room = width - sum(numbers) - gap * len(numbers)
        title = min(longest, max(room - 2 - SHORTEST, TITLE))
        bar = min(room - title - 2, LONGEST)
        if bar >= SHORTEST:
            return _Columns(title, bar, numbers, gap, heads)
    return _Columns(max(min(longest, room), 8), 0, numbers, gap, heads)


def _title(row: Row) -> str:
    return clean(row.title) if row.chapter else f"  {clean(row.title)}"


def _table(rows: Sequence[Row], columns: _Columns, look: Look) -> list[Line]:
    """A chapter's row above those of its lessons."""
    quiet = role("muted", look)
    heads = [head.split("\n") for head in columns.heads]
    lines: list[Line] = [
        [Segment(" " * (columns.width - columns.numbers_width)),
         *_numbers([head[line] if -line <= len(head) else "" for head in heads], columns, quiet)]
        for line in range(-max(map(len, heads)), 0)]
    lines.append([Segment(("-" if look.ascii else "─") * columns.width, quiet)])
    for place, row in enumerate(rows):
        lines += [[]] if row.chapter and place else []
        lines += _row(row, columns, look)
    return lines


def _row(row: Row, columns: _Columns, look: Look) -> Iterator[Line]:
    """A row; its title may take several lines."""
    style = role("title" if row.chapter else "text" if row.begun else "muted", look)
    indent = 0 if row.chapter else 2
    first, *rest = wrap(Text(clean(row.title), style), columns.title - indent)
    left = [Segment(" " * indent), *first, Segment(" " * (columns.title - indent - line_width(first)))]
    if columns.bar:
        left += [Segment("  "), *_bar(row.done, columns.bar, look)]
    yield [*left, *_numbers(row.counts, columns, style)]
    yield from ([Segment(" " * indent), *line] for line in rest)


def _numbers(texts: Sequence[str], columns: _Columns, style: Style) -> Line:
    cells = (" " * columns.gap + text.rjust(width) for text, width in zip(texts, columns.numbers, strict=True))
    return [Segment("".join(cells), style)]


def _bar(share: float, cells: int, look: Look) -> Line:
    """What is done of it, in half cells: never empty once it is begun, never full before it is done."""
    whole, half, rest = ("=", "-", ".") if look.ascii else ("━", "╸", "─")
    halves = min(max(round(share * 2 * cells), share > 0), 2 * cells - (share < 1))
    done = whole * (halves // 2) + half * (halves % 2)
    return [Segment(done, role("right" if share == 1 else "forward", look)),
            Segment(rest * (cells - len(done)), role("muted", look))]


# ---------------------------------------------------------------------- what fades, and the days


def _fading(summary: Summary, width: int, look: Look) -> list[Line]:
    """A question a line, after its lesson; below it where there is no room."""
    if not summary.fading:
        return []
    lines: list[Line] = [[Segment("Fading most", role("heading", look))]]
    longest = max(cell_len(clean(title)) for title, _ in summary.fading)
    together = all(longest + 2 + cell_len(clean(name)) <= width for _, name in summary.fading)
    for title, name in summary.fading:
        lesson, question = clean(title), clean(name)
        if together:
            gap = " " * (longest + 2 - cell_len(lesson))
            lines.append([Segment(f"{lesson}{gap}"), Segment(question, role("muted", look))])
        else:
            lines += wrap(Text(lesson), width)
            lines += [[Segment("  "), *line] for line in wrap(Text(question, role("muted", look)), width - 2)]
    return lines


def _calendar(weeks: Sequence[Week], look: Look, *, answers: bool = True) -> list[Line]:
    """The minutes of each day on a shade of their size, a row a week; the answers of each."""
    if not weeks:
        return []
    quiet = role("muted", look)
    most = max(1, *(minutes or 0 for week in weeks for minutes in week.minutes))
    said = ["answers", *(str(week.answers) for week in weeks)] if answers else [""] * (len(weeks) + 1)
    head = " " * 8 + "".join(day.ljust(DAY) for day in DAYS) + f" {said[0]}"
    title = [Segment("Minutes a day", role("heading", look)), *_legend(most, look)]
    lines: list[Line] = [title, [Segment(head.rstrip(), quiet)]]
    for week, amount in zip(weeks, said[1:], strict=True):
        line = [Segment(f"{week.monday:%d %b}".lstrip("0").ljust(8), quiet)]
        for minutes in week.minutes:
            line += [_day(minutes, most, look), Segment(" ")]
        line += [Segment(" " * DAY * (7 - len(week.minutes))), Segment(amount.rjust(8) if answers else "")]
        lines.append(line)
    return lines


def _day(minutes: float | None, most: float, look: Look) -> Segment:
    if minutes is None:
        return Segment(" . " if look.ascii else " · ", role("muted", look))
    return Segment(f"{minutes:.0f}".center(DAY - 1), _shade(minutes, most, look))


def _shade(minutes: float, most: float, look: Look) -> Style:
    return shades("sequential", look).number[int(levels(np.array([minutes]), "sequential", 0, most)[0])]


def _legend(most: float, look: Look) -> Line:
    """The shades from least to most; nothing where there are none."""
    if not look.colour:
        return []
    quiet = role("muted", look)
    strip = [Segment(" ", _shade(most * (place + 0.5) / LEGEND, most, look)) for place in range(LEGEND)]
    return [Segment("   0 ", quiet), *strip, Segment(f" {most:.0f} min", quiet)]
