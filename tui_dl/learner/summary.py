"""The progress report as blocks of text: the app and the command line show the same."""

from __future__ import annotations

from typing import Any

from tui_dl.course.inlines import inline
from tui_dl.course.model import Block, Heading, Paragraph, TableBlock


def report_blocks(report: dict[str, Any]) -> tuple[Block, ...]:
    """What `progress_report` found: what is due, a row a lesson begun, the last fourteen days."""
    due = report["due"]
    blocks: list[Block] = [Paragraph(inline(f"Due today: {due['today']}. Asked today: {due['asked']}."))]
    begun = [lesson for lesson in report["lessons"] if lesson["begun"]]
    if not begun:
        return (*blocks, Paragraph(inline("Nothing begun yet.")))
    rows = tuple(tuple(map(inline, (
        lesson["title"], f"{lesson['steps_seen']} of {lesson['steps']}", f"{lesson['items_done']} of {lesson['items']}",
        str(lesson["right_at_first"]), str(lesson["surprises"]), str(len(lesson["known"])), str(len(lesson["fading"])),
        f"{lesson['minutes']:g}",
    ))) for lesson in begun)
    header = tuple(map(inline, ("lesson", "steps", "answered", "right", "surprises", "known", "fading", "min")))
    blocks.append(TableBlock(header, rows, ("left", *("right",) * 7)))
    if report["days"]:
        blocks.append(Heading(3, inline("Days")))
        days = tuple((inline(day["day"]), inline(f"{day['minutes']:g}"), inline(str(day["answers"])))
                     for day in report["days"][-14:])
        blocks.append(TableBlock(tuple(map(inline, ("day", "minutes", "answers"))), days, ("left", "right", "right")))
    return tuple(blocks)
