"""The notebook of what was tried, as markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from itertools import groupby

from tui_dl.course.clean import clean, clean_line
from tui_dl.learner.progress import TriedRun


def notes(runs: Iterable[TriedRun], titles: Mapping[str, str], zone: tzinfo | None = None) -> str:
    """A heading a day and a lesson, an item a run; `titles` are of lessons, by id. Each line can be played again."""
    lines = ["# What you tried", ""]
    dated = [(run.time.astimezone(zone), run) for run in runs]
    for day, of_day in groupby(dated, lambda pair: f"{pair[0]:%Y-%m-%d}"):
        lines += [f"## {day}", ""]
        for lesson, tried in groupby(of_day, lambda pair: pair[1].lesson):
            lines += [f"### {_heading(lesson, titles)}", ""]
            for time, run in tried:
                lines.append(f"- {time:%H:%M} {_code(f'tui-dl demo {run.run_line}')}")
                lines += [f"  {line}".rstrip() for line in ("", *clean(run.note).split("\n")) if run.note]
            lines.append("")
    if not dated:
        lines += ["Nothing yet. The runs of your own that you play in the app are kept here.", ""]
    return "\n".join(lines)


def _heading(lesson: str, titles: Mapping[str, str]) -> str:
    if not lesson:
        return "In the Lab"
    return clean_line(f"{titles[lesson]} ({lesson})" if lesson in titles else lesson)


def _code(text: str) -> str:
    """A code span, also of a text that holds backticks."""
    text = clean_line(text)
    ticks = "`"
    while ticks in text:
        ticks += "`"
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"
