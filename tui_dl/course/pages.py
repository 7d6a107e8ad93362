"""A lesson as it is turned: a quiz fills a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    Challenge,
    ChoiceQuiz,
    ConstructQuiz,
    DemoBlock,
    Lesson,
    LiveBlock,
    Predict,
    Step,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: part `part`, from 0, of step `step_number`, from 1; `live` are its live blocks."""

    step: Step
    step_number: int
    part: int
    kind: Literal["text", "quiz"]
    blocks: tuple[Block, ...]
    live: tuple[LiveBlock, ...]

    @property
    def key(self) -> tuple[str, int]:
        """What a bookmark keeps: the step's slug and the part."""
        return self.step.slug, self.part


def pages(lesson: Lesson) -> tuple[Page, ...]:
    """Every page of a lesson, in order. A step without blocks is one empty page."""
    return tuple(page for number, step in enumerate(lesson.steps, 1) for page in _step_pages(step, number))


def _step_pages(step: Step, number: int) -> tuple[Page, ...]:
    parts: list[tuple[Block, ...]] = []
    for is_quiz, group in groupby(step.blocks, _is_quiz):
        blocks = tuple(group)
        parts += [(block,) for block in blocks] if is_quiz else [blocks]
    return tuple(_page(step, number, part, blocks) for part, blocks in enumerate(parts or [()]))


def _page(step: Step, number: int, part: int, blocks: tuple[Block, ...]) -> Page:
    kind: Literal["text", "quiz"] = "quiz" if any(map(_is_quiz, blocks)) else "text"
    live = tuple(block for block in blocks if isinstance(block, DemoBlock | Predict | Challenge))
    return Page(step, number, part, kind, blocks, live)


def _is_quiz(block: Block) -> bool:
    return isinstance(block, ChoiceQuiz | AnswerQuiz | ConstructQuiz)
