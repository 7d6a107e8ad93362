"""The progress report, ready to be shown: the app draws it, the command line prints it as blocks of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from tui_dl.course.inlines import inline
from tui_dl.course.model import Block, Heading, ListBlock, Paragraph, TableBlock, Text

WEEKS = 6
WEAKEST = 5
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
COUNTS = ("steps", "done", "right", "surprises", "known", "min")
NOTHING = ("Nothing begun yet.",
           "Here will stand, for every lesson you begin, how much of it is done, what was right at first, what came as "
           "a surprise and what you still know; which questions fade from memory; and your minutes, day by day.")
NOTE = ("right: at the first try. surprises: predictions that were off. known: of the questions that come back in "
        "review, those you would still get right today. The others fade.")


@dataclass(frozen=True, slots=True)
class Row:
    """A chapter, or a lesson of it: what is done of it, from 0 to 1, and its numbers under COUNTS."""

    title: str
    chapter: bool
    begun: bool
    done: float
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The minutes of each day from this Monday on, at most until today; None where nothing was done."""

    monday: date
    minutes: tuple[float | None, ...]
    answers: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What is due and was asked today, a row for each chapter and lesson, what fades most, the last weeks."""

    due: int
    asked: int
    rows: tuple[Row, ...]
    fading: tuple[tuple[str, str], ...]
    """Of each question its lesson's title, and its name."""
    weeks: tuple[Week, ...]


def summarised(report: Mapping[str, Any]) -> Summary:
    """What `progress_report` found; of chapters and what fades, only what was begun."""
    rows: list[Row] = []
    for chapter in report["chapters"]:
        lessons = [lesson for lesson in report["lessons"] if lesson["chapter"] == chapter["id"]]
        if any(lesson["begun"] for lesson in lessons):
            rows += [_chapter(chapter, lessons), *map(_lesson, lessons)]
    titles = {item: lesson["title"] for lesson in report["lessons"] for item in lesson["fading"]}
    weak = [item for item in report["recall"] if item in titles][:WEAKEST]
    return Summary(report["due"]["today"], report["due"]["asked"], tuple(rows),
                   tuple((titles[item], item.partition("#")[2].replace("-", " ")) for item in weak),
                   tuple(_weeks(report["days"], date.fromisoformat(report["today"]))) if rows else ())


def _chapter(chapter: Mapping[str, Any], lessons: Sequence[Mapping[str, Any]]) -> Row:
    share = sum(map(_share, lessons)) / len(lessons)
    return Row(chapter["title"], True, True, share, _counts(chapter, chapter["known"], chapter["fading"]))


def _lesson(lesson: Mapping[str, Any]) -> Row:
    title = f"{lesson['title']} (known)" if lesson["marked_known"] else lesson["title"]
    counts = _counts(lesson, len(lesson["known"]), len(lesson["fading"]))
    return Row(title, False, lesson["begun"], _share(lesson), counts if lesson["begun"] else (*counts[:2], *[""] * 4))


def _share(lesson: Mapping[str, Any]) -> float:
    whole = lesson["steps"] + lesson["items"]
    return 1.0 if lesson["done"] else (lesson["steps_seen"] + lesson["items_done"]) / whole if whole else 0.0


def _counts(row: Mapping[str, Any], known: int, fading: int) -> tuple[str, ...]:
    return (f"{row['steps_seen']}/{row['steps']}", f"{row['items_done']}/{row['items']}", str(row["right_at_first"]),
            str(row["surprises"]), f"{known}/{known + fading}" if known + fading else "", f"{row['minutes']:.0f}")


def _weeks(days: Sequence[Mapping[str, Any]], today: date) -> Iterator[Week]:
    """The last weeks, from the first with an entry on."""
    minutes = {date.fromisoformat(day["day"]): day["minutes"] for day in days}
    answers = {date.fromisoformat(day["day"]): day["answers"] for day in days}
    last = max([today, *minutes])
    monday = last - timedelta(days=last.weekday())
    for start in (monday - timedelta(weeks=ago) for ago in reversed(range(WEEKS))):
        week = [day for day in (start + timedelta(days=number) for number in range(7)) if day <= last]
        if minutes and week[-1] >= min(minutes):
            yield Week(start, tuple(minutes.get(day) for day in week), sum(answers.get(day, 0) for day in week))


# ---------------------------------------------------------------------- as blocks of text


def report_blocks(report: Mapping[str, Any]) -> tuple[Block, ...]:
    """The summary for the command line."""
    summary = summarised(report)
    if not summary.rows:
        return (Paragraph(inline(NOTHING[0])), Paragraph(inline(NOTHING[1])), Paragraph(inline("`tui-dl` begins.")))
    rows = tuple((row.title if row.chapter else f"  {row.title}", *row.counts) for row in summary.rows)
    blocks: list[Block] = [
        Paragraph(inline(f"Due today: {summary.due}. Asked today: {summary.asked}.")),
        _table(("", *COUNTS), rows),
        Paragraph(inline(NOTE)),
    ]
    if summary.fading:
        items = tuple((Paragraph((Text(f"{title}: {name}"),)),) for title, name in summary.fading)
        blocks += [Heading(3, inline("Fading most")), ListBlock(items, None)]
    if summary.weeks:
        blocks += [Heading(3, inline("Minutes a day")),
                   _table(("week of", *DAYS, "answers"), tuple(map(_week, summary.weeks)))]
    return tuple(blocks)


def _week(week: Week) -> tuple[str, ...]:
    """Minutes of every day, a dot where nothing was done; nothing for days to come."""
    done = ["." if minutes is None else f"{minutes:.0f}" for minutes in week.minutes]
    return (week.monday.isoformat(), *done, *[""] * (7 - len(done)), str(week.answers))


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> TableBlock:
    """A table whose first column is words, and the others numbers."""
    numbers: list[Literal["right"]] = ["right" for _ in header[1:]]
    cells = tuple(tuple((Text(cell),) for cell in row) for row in (header, *rows))
    return TableBlock(cells[0], cells[1:], ("left", *numbers))
