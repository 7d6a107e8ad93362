"""Question statistics for authors: how each question does, from the first answers in the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from tui_dl.learner.attempts import Attempt, attempts
from tui_dl.learner.log import Log


def question_report(
    log: Log, choices: Mapping[str, Sequence[str]] | None = None, now: datetime | None = None
) -> list[dict[str, Any]]:
    """A JSON object an item, hardest first: how often right at first, what was picked, what trips. LogError.

    `choices` are the texts of an item's wrong choices, by item id: those nobody picked are named. Pretests of
    predictions are no first answers; guesses that were off are counted as surprises.
    """
    by_item: dict[str, list[Attempt]] = {}
    for attempt in attempts(log, now or log.now()):
        by_item.setdefault(attempt.item, []).append(attempt)
    report = [_question(item, found, (choices or {}).get(item, ())) for item, found in by_item.items()]
    return sorted(report, key=lambda row: (row["share"] is None, row["share"], row["item"]))


def _question(item: str, found: Sequence[Attempt], wrong_choices: Sequence[str]) -> dict[str, Any]:
    pretests = [attempt for attempt in found if attempt.pretest]
    firsts = [attempt for attempt in found if not attempt.pretest]
    right = sum(attempt.right for attempt in firsts)
    picked = Counter(text for attempt in firsts for text in _picked(attempt))
    return {
        "item": item,
        "answers": len(firsts),
        "right": right,
        "share": right / len(firsts) if firsts else None,
        "dont_know": sum(attempt.data.get("dont_know") is True for attempt in firsts),
        "looked_back": sum(attempt.data.get("looked_back") is True for attempt in firsts),
        "seconds": median(_seconds(attempt) for attempt in firsts) if firsts else None,
        "picked": dict(picked.most_common()),
        "never_picked": [text for text in wrong_choices if text not in picked] if firsts else [],
        "rules": dict(Counter(str(a.data["rule"]) for a in firsts if a.data.get("rule")).most_common()),
        "trips": [_trip(attempt) for attempt in firsts if attempt.data.get("drawn") and not attempt.right],
        "pretests": len(pretests),
        "surprises": sum(not attempt.right for attempt in pretests),
    }


def _picked(attempt: Attempt) -> list[str]:
    """The choices picked, or what was typed, as text."""
    given = attempt.data.get("given")
    if given is None or attempt.data.get("dont_know"):
        return []
    if isinstance(given, list) and all(isinstance(text, str) for text in given):
        return list(given)
    return [str(given)]


def _seconds(attempt: Attempt) -> float:
    seconds = attempt.data.get("seconds")
    return float(seconds) if isinstance(seconds, int | float) else 0.0


def _trip(attempt: Attempt) -> dict[str, Any]:
    """A wrong answer to drawn numbers."""
    return {"drawn": attempt.data["drawn"], "given": attempt.data.get("given")}
