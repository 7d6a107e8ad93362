"""The progress report as blocks of text: the app and the command line show the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from tui_dl.course.inlines import inline
from tui_dl.course.model import Block, Heading, Paragraph, TableBlock

WEEKS = 6
WEAKEST = 5
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
COUNTS = ("done", "right", "surprises", "known", "min")
KNOWN = "known: of the questions that come back in review, those you would still get right today. The others fade."


def report_blocks(report: dict[str, Any]) -> tuple[Block, ...]:
    """What `progress_report` found: what is due, each chapter and lesson begun, what fades, the last weeks."""
    due = report["due"]
    blocks: list[Block] = [Paragraph(inline(f"Due today: {due['today']}. Asked today: {due['asked']}."))]
    begun = [lesson for lesson in report["lessons"] if lesson["begun"]]
    if not begun:
        return (*blocks, Paragraph(inline("Nothing begun yet.")))
    chapters = [chapter for chapter in report["chapters"] if any(x["chapter"] == chapter["id"] for x in begun)]
    blocks.append(_table(("chapter", "lessons", *COUNTS), map(_chapter, chapters)))
    blocks.append(_table(("lesson", "steps", *COUNTS), map(_lesson, begun)))
    if report["recall"]:
        blocks += [Paragraph(inline(KNOWN)), *_weakest(report, begun)]
    if report["days"]:
        blocks += [Heading(3, inline("Minutes a day")), _calendar(report["days"])]
    return tuple(blocks)


def _chapter(chapter: Mapping[str, Any]) -> Sequence[str]:
    done = f"{chapter['lessons_done']}/{chapter['lessons']}"
    return (chapter["title"], done, *_counts(chapter, chapter["known"], chapter["fading"]))


def _lesson(lesson: Mapping[str, Any]) -> Sequence[str]:
    title = f"{lesson['title']} (known)" if lesson["marked_known"] else lesson["title"]
    seen = f"{lesson['steps_seen']}/{lesson['steps']}"
    return (title, seen, *_counts(lesson, len(lesson["known"]), len(lesson["fading"])))


def _counts(row: Mapping[str, Any], known: int, fading: int) -> Sequence[str]:
    return (f"{row['items_done']}/{row['items']}", str(row["right_at_first"]), str(row["surprises"]),
            f"{known}/{known + fading}" if known + fading else "", f"{row['minutes']:g}")


def _weakest(report: Mapping[str, Any], begun: Sequence[Mapping[str, Any]]) -> list[Block]:
    """What fades, by its lesson and its name there."""
    titles = {item: lesson["title"] for lesson in begun for item in lesson["fading"]}
    weak = [item for item in report["recall"] if item in titles][:WEAKEST]
    if not weak:
        return []
    named = "; ".join(f"{titles[item]}, {item.partition('#')[2]}" for item in weak)
    return [Paragraph(inline(f"Fading most: {named}."))]


def _calendar(days: Sequence[Mapping[str, Any]]) -> TableBlock:
    """The last weeks, a row each: minutes of every day, a dot where nothing was done, and the answers of the week."""
    minutes = {date.fromisoformat(day["day"]): day["minutes"] for day in days}
    answers = {date.fromisoformat(day["day"]): day["answers"] for day in days}
    last = max(minutes)
    monday = last - timedelta(days=last.weekday())
    first = min(minutes)
    weeks = [start for start in (monday - timedelta(weeks=ago) for ago in reversed(range(WEEKS)))
             if start + timedelta(days=6) >= first]
    return _table(("week of", *DAYS, "answers"), (_week(start, minutes, answers) for start in weeks))


def _week(monday: date, minutes: Mapping[date, float], answers: Mapping[date, int]) -> Sequence[str]:
    days = [monday + timedelta(days=number) for number in range(7)]
    done = [f"{minutes[day]:.0f}" if day in minutes else "." for day in days]
    return (monday.isoformat(), *done, str(sum(answers.get(day, 0) for day in days)))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> TableBlock:
    """A table whose first column is words, and the others numbers."""
    numbers: list[Literal["right"]] = ["right" for _ in header[1:]]
    return TableBlock(tuple(map(inline, header)), tuple(tuple(map(inline, row)) for row in rows), ("left", *numbers))
