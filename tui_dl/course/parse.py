"""A lesson's text to a Lesson. Never raises: what is wrong is in `Lesson.problems`, the rest comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tui_dl.course.blocks import Blocks
from tui_dl.course.fences import directive
from tui_dl.course.front import lesson_front, split_front
from tui_dl.course.inlines import inlines
from tui_dl.course.markdown import Node, nodes
from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    Challenge,
    ChoiceQuiz,
    ConstructQuiz,
    DemoBlock,
    Heading,
    Lesson,
    Predict,
    Step,
    Text,
)
from tui_dl.course.plain import plain
from tui_dl.course.reading import Reading, read_lines

MOST_REVIEWS = 3


def parse_lesson(text: str, path: Path) -> Lesson:
    """Read a lesson; `path` is only for its problems, and for an id if it has none."""
    reading = read_lines(text, path)
    options, body, body_line = split_front(reading)
    front = lesson_front(options, path)
    steps = _steps(reading, body, body_line, front.title)
    for step in steps:
        _check_demos(reading, step)
    _check_reviews(reading, steps)
    problems = tuple(sorted(dict.fromkeys(reading.problems),
                            key=lambda problem: (problem.line, problem.column)))
    return Lesson(front.id, front.title, front.minutes, front.needs, front.sources, front.terms, steps, path,
                  problems)


def introduction(reading: Reading, body: str, body_line: int) -> tuple[Block, ...]:
    """The text of an index: its title left out, headings as they are. A prediction there welcomes newcomers."""
    blocks = Blocks(reading, directive)
    found: list[Block] = []
    for number, section in enumerate(_sections(reading, body, body_line, "")):
        found += [Heading(2, (Text(section.title),))] if number else []
        found += blocks.build(section.nodes, alone=True)
    return tuple(found)


def tour(blocks: Iterable[Block]) -> tuple[Step, ...]:
    """An introduction as the steps of a lesson: each heading of the second level begins one."""
    steps, taken = [Step("", "", (), 1)], dict[str, int]()
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            title = plain(block.inlines)
            steps.append(Step(title, _unique(_slug(title), taken), (), 1))
        else:
            steps[-1] = replace(steps[-1], blocks=(*steps[-1].blocks, block))
    return tuple(steps)


@dataclass
class _Section:
    """A step in the making."""

    title: str
    line: int
    nodes: list[Node] = field(default_factory=list)


def _steps(reading: Reading, body: str, body_line: int, title: str) -> tuple[Step, ...]:
    blocks = Blocks(reading, directive)
    taken: dict[str, int] = {}
    steps = []
    for number, section in enumerate(_sections(reading, body, body_line, title)):
        slug = _unique(_slug(section.title), taken) if number else ""
        steps.append(Step(section.title, slug, blocks.build(section.nodes, alone=True), section.line))
    return tuple(steps) if len(steps) == 1 or steps[0].blocks else tuple(steps[1:])


def _sections(reading: Reading, body: str, body_line: int, title: str) -> list[_Section]:
    sections = [_Section(title, body_line)]
    titled = False
    for node in nodes(reading, body, body_line):
        if node.token.tag == "h1" and node.kind == "heading":
            if titled:
                reading.report(node.line, "A second title.", "One `#` a lesson; a step begins with `##`.")
            titled = True
        elif node.token.tag == "h2" and node.kind == "heading":
            words = plain(inlines(reading, node)).replace("\n", " ").strip()
            if not words:
                reading.report(node.line, "A step without a title.", "Write it after the ##.")
            sections.append(_Section(words, node.line))
        else:
            sections[-1].nodes.append(node)
    return sections


def _slug(title: str) -> str:
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-") or "step"


def _unique(slug: str, taken: dict[str, int]) -> str:
    found = slug
    while found in taken:
        taken[slug] += 1
        found = f"{slug}-{taken[slug]}"
    taken[found] = 1
    return found


def _check_demos(reading: Reading, step: Step) -> None:
    live = [block for block in step.blocks if isinstance(block, DemoBlock | Predict | Challenge)]
    for second in [block for block in live if isinstance(block, DemoBlock)][1:]:
        reading.report(second.line, "A second demo in this step.", "One a step: begin another step with ##.",
                       at=":::")
    for block in live[1:]:
        if block.demo != live[0].demo:
            reading.report(block.line, f"This step shows {live[0].demo} and {block.demo}.",
                           "A step's demo, predict and challenge share one demo; begin another step with ##.")


def _check_reviews(reading: Reading, steps: Iterable[Step]) -> None:
    items = [block for step in steps for block in step.blocks
             if isinstance(block, ChoiceQuiz | AnswerQuiz | ConstructQuiz | Predict) and block.review]
    for item in items[MOST_REVIEWS:]:
        reading.report(item.line, f"More than {MOST_REVIEWS} items with review: true.",
                       "Keep one drawn, one why and one prediction.")
