"""The progress report: time from the gaps between entries, known and fading from the schedule, all of it JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from tui_dl.course.model import Chapter, LessonHead
from tui_dl.learner.entries import Answer, Prediction, Session, Visit
from tui_dl.learner.log import Log
from tui_dl.learner.progress import Outline
from tui_dl.learner.report import progress_report, review_items, time_spent
from tui_dl.learner.schedule import ReviewItem

OUTLINES = {
    "cnn/x": Outline("cnn/x", ("", "s"), ("cnn/x#q", "cnn/x#r"), ("cnn/x#p",), (), ("cnn/x#q", "cnn/x#p")),
    "cnn/y": Outline("cnn/y", ("",), ("cnn/y#q",), (), (), ("cnn/y#q",)),
}
CHAPTERS = [Chapter("cnn", "Convolution", (), "", (), tuple(
    LessonHead(f"cnn/{name}", name.upper(), 10, (), Path()) for name in ("x", "y", "broken")))]


def record(log: Log, clock: Any, *timeline: tuple[Any, float]) -> None:
    for entry, minutes in timeline:
        log.record(entry)
        clock.forward(minutes=minutes)


def test_time_goes_to_the_page_on_screen_and_silence_is_cut(log: Log, clock: Any) -> None:
    record(log, clock, (Session("start"), 1), (Visit("cnn/x"), 2), (Answer("cnn/x#q", 1, True), 60),
           (Visit("cnn/y"), 3), (Session("stop"), 1), (Session("start"), 0), (Visit("cnn/y"), 4))  # killed: no stop
    record(log, clock, (Session("start"), 0))
    spent = time_spent(log, clock.now.tzinfo)
    assert spent.lessons == {"cnn/x": (2 + 5) * 60, "cnn/y": 3 * 60}
    assert spent.days == {date(2026, 3, 1): (1 + 2 + 5 + 3) * 60}
    assert spent.answers[date(2026, 3, 1)] == 1


def test_every_day_with_an_entry_is_on_the_calendar(log: Log, clock: Any) -> None:
    for _ in range(3):
        record(log, clock, (Visit("cnn/x"), 2 * 24 * 60))
    assert sorted(time_spent(log, clock.now.tzinfo).days) == [date(2026, 3, day) for day in (1, 3, 5)]


def test_the_report_says_what_is_known_and_what_fades(log: Log, clock: Any) -> None:
    record(log, clock, (Visit("cnn/x", ""), 1), (Answer("cnn/x#q", 1, True), 0),
           (Prediction("cnn/x#p", 9, 7, False), 0), (Answer("cnn/y#q", 1, False), 0))
    clock.forward(days=1)
    report = progress_report(log, CHAPTERS, OUTLINES)
    assert json.loads(json.dumps(report)) == report
    x, y, broken = report["lessons"]
    assert x["known"] == ["cnn/x#q"] and x["fading"] == []
    assert (x["steps_seen"], x["steps"], x["surprises"], x["right_at_first"], x["minutes"]) == (1, 2, 1, 1, 1.0)
    assert broken["steps"] == 0 and not broken["begun"]
    assert report["due"] == {"today": 2, "waiting": 2, "asked": 0}  # the prediction, and what was wrong
    assert report["days"] == [{"day": "2026-03-01", "minutes": 1.0, "answers": 3}]
    clock.forward(days=60)
    later = progress_report(log, CHAPTERS, OUTLINES)
    assert later["lessons"][0]["fading"] == ["cnn/x#q"] and later["lessons"][1]["fading"] == ["cnn/y#q"]
    assert later["chapters"][0]["fading"] == 2 and later["chapters"][0]["lessons"] == 3
    assert y["known"] + y["fading"] == ["cnn/y#q"]


def test_review_items_are_those_the_lessons_mark() -> None:
    assert review_items(OUTLINES) == [
        ReviewItem("cnn/x#q", "cnn/x"), ReviewItem("cnn/x#p", "cnn/x"), ReviewItem("cnn/y#q", "cnn/y")]


def test_an_empty_log_makes_a_report(log: Log) -> None:
    report = progress_report(log, CHAPTERS, OUTLINES)
    assert report["days"] == [] and report["due"]["today"] == 0 and len(report["lessons"]) == 3
