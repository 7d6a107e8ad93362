"""Which items make a chapter's checkpoint and its check-in. Pure: lessons and a random generator in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from tui_dl.course.model import AnswerQuiz, Item, Lesson, Predict

CHECKPOINT = 8
CHECK_IN = 5


def checkpoint_items(lessons: Sequence[Lesson], rng: Random) -> list[str]:
    """Eight items of a chapter, ids as the log knows them: drawn and why-questions first, lessons interleaved."""
    return _interleaved(lessons, rng, CHECKPOINT)


def check_in_items(lessons: Sequence[Lesson], rng: Random) -> list[str]:
    """Five items that somebody who knows the chapter answers; fewer where it has fewer."""
    return _interleaved(lessons, rng, CHECK_IN)


def _interleaved(lessons: Sequence[Lesson], rng: Random, most: int) -> list[str]:
    queues = [_ranked(lesson, rng) for lesson in lessons]
    rng.shuffle(queues)
    chosen: list[str] = []
    while len(chosen) < most and any(queues):
        for queue in queues:
            if queue and len(chosen) < most:
                chosen.append(queue.pop(0))
    return chosen


def _ranked(lesson: Lesson, rng: Random) -> list[str]:
    """The quizzes of a lesson, those that tell most first; predictions need their demo and stay out."""
    quizzes = [item for item in lesson.items() if not isinstance(item, Predict)]
    rng.shuffle(quizzes)
    return _ids(lesson, sorted(quizzes, key=lambda item: -_telling(item)))


def _telling(item: Item) -> int:
    drawn = isinstance(item, AnswerQuiz) and bool(item.draw)
    return int(drawn) + int(not isinstance(item, Predict) and item.why)


def _ids(lesson: Lesson, items: Iterable[Item]) -> list[str]:
    return [f"{lesson.id}#{item.id}" for item in items]
