"""The report in words: chapters, lessons, what fades, and a calendar that agrees with the one on the wall."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tui_dl.course.model import Chapter, LessonHead, TableBlock
from tui_dl.course.plain import plain
from tui_dl.course.text import plain_blocks
from tui_dl.learner.entries import Answer, Known, Prediction, Visit
from tui_dl.learner.log import Log
from tui_dl.learner.progress import Outline
from tui_dl.learner.report import progress_report
from tui_dl.learner.summary import WEEKS, report_blocks, summarised

OUTLINES = {
    f"{chapter}/{name}": Outline(f"{chapter}/{name}", ("", "s"), (f"{chapter}/{name}#q", f"{chapter}/{name}#r"),
                                 (f"{chapter}/{name}#p",), (), (f"{chapter}/{name}#q", f"{chapter}/{name}#p"))
    for chapter, name in (("cnn", "x"), ("cnn", "y"), ("rnn", "z"))
}
CHAPTERS = [
    Chapter("cnn", "Convolution", (), "", (), tuple(LessonHead(f"cnn/{n}", n.upper(), 9, (), Path()) for n in "xy")),
    Chapter("rnn", "Sequences", (), "", (), (LessonHead("rnn/z", "Z", 9, (), Path()),)),
]
NONE = dict.fromkeys(("steps", "steps_seen", "items", "items_done", "right_at_first", "surprises"), 0)


def words(log: Log) -> str:
    return "\n".join(plain_blocks(report_blocks(progress_report(log, CHAPTERS, OUTLINES)), 80))


def test_nothing_begun(log: Log) -> None:
    text = words(log)
    assert text.startswith("Nothing begun yet.\n\nHere will stand") and text.endswith("tui-dl begins.")
    assert "0/" not in text


def test_chapters_lessons_and_what_fades(log: Log, clock: Any) -> None:
    for entry in (Visit("cnn/x"), Answer("cnn/x#q", 1, True), Prediction("cnn/x#p", 9, 7, False),
                  Answer("cnn/y#q", 1, False), Known("cnn/y")):
        log.record(entry)
        clock.forward(minutes=1)
    text = words(log)
    assert "Convolution" in text and "Sequences" not in text  # only what was begun
    assert "Y (known)" in text
    assert text.count("\n- ") == 1 and "- Y: q" in text  # it was wrong just now, however well it is recalled today
    clock.forward(days=60)
    text = words(log)
    assert text.index("- Y: q") < text.index("- X: q")
    whole, one, other = ([cell.strip() for cell in line.split("  ") if cell] for line in text.splitlines()
                         if line.startswith(("Convolution", "  X", "  Y")))
    assert whole == ["Convolution", "1/4", "3/6", "1", "1", "0/2", "3"]
    assert one == ["X", "1/2", "2/3", "1", "1", "0/1", "3"]
    assert other == ["Y (known)", "0/2", "1/3", "0", "0", "0/1", "0"]


def test_lessons_to_come_stand_below_those_begun(log: Log) -> None:
    log.record(Visit("cnn/x"))
    rows = summarised(progress_report(log, CHAPTERS, OUTLINES)).rows
    assert [(row.title, row.chapter, row.begun) for row in rows] == [
        ("Convolution", True, True), ("X", False, True), ("Y", False, False)]
    assert rows[2].counts == ("0/2", "0/3", "", "", "", "")


def test_how_much_is_done_counts_steps_and_questions(log: Log) -> None:
    def shares() -> list[float]:
        return [row.done for row in summarised(progress_report(log, CHAPTERS, OUTLINES)).rows]

    log.record(Visit("cnn/x"))
    assert shares() == [1 / 10, 1 / 5, 0]  # one of two steps, none of three questions
    log.record(Answer("cnn/x#q", 1, True))
    assert shares() == [2 / 10, 2 / 5, 0]
    log.record(Known("cnn/y"))
    assert shares() == [(2 / 5 + 1) / 2, 2 / 5, 1]


def test_what_was_wrong_last_is_not_known(log: Log, clock: Any) -> None:
    log.record(Answer("cnn/x#q", 1, True))
    assert progress_report(log, CHAPTERS, OUTLINES)["lessons"][0]["known"] == ["cnn/x#q"]
    clock.forward(days=1)
    log.record(Answer("cnn/x#q", 2, False, context="review"))
    lesson = progress_report(log, CHAPTERS, OUTLINES)["lessons"][0]
    assert (lesson["known"], lesson["fading"]) == ([], ["cnn/x#q"])


@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)),
                       st.tuples(st.integers(0, 300), st.integers(0, 40)), min_size=1, max_size=30),
       st.integers(-3, 20))
def test_every_day_stands_under_its_weekday(done: dict[date, tuple[int, int]], late: int) -> None:
    today = max(done) + timedelta(days=late)
    report = {
        "due": {"today": 0, "asked": 0}, "recall": {}, "today": today.isoformat(),
        "chapters": [{"id": "a", "title": "A", "known": 0, "fading": 0, "minutes": 1, **NONE}],
        "lessons": [{"id": "a/b", "chapter": "a", "title": "B", "begun": True, "done": False, "marked_known": False,
                     "minutes": 1, "known": [], "fading": [], **NONE}],
        "days": [{"day": day.isoformat(), "minutes": float(minutes), "answers": answers}
                 for day, (minutes, answers) in sorted(done.items())],
    }
    *_, table = report_blocks(report)
    assert isinstance(table, TableBlock)
    names, *weeks = ([plain(cell) for cell in row] for row in (table.header, *table.rows))
    assert names[1:8] == list(calendar.day_abbr)
    assert 1 <= len(weeks) <= WEEKS
    shown: dict[date, str] = {}
    for start, *cells, answers in weeks:
        monday = date.fromisoformat(start)
        assert calendar.weekday(monday.year, monday.month, monday.day) == calendar.MONDAY
        shown |= {monday + timedelta(days=number): cell for number, cell in enumerate(cells)}
        assert int(answers) == sum(done[day][1] for day in done if 0 <= (day - monday).days < 7)
    last = max(today, *done)
    assert last in shown
    for day, cell in shown.items():
        assert cell == ("" if day > last else f"{done[day][0]}" if day in done else ".")
    assert all(day in shown for day in done if (last - day).days <= 7 * (WEEKS - 1))
