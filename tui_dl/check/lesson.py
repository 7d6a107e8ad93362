"""A whole lesson: what is wrong with its words, and what comes of running it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tui_dl.check.answers import Tried, answer_problems
from tui_dl.check.asker import Asker, Clock
from tui_dl.check.challenges import challenge_problems
from tui_dl.check.designs import design_problems
from tui_dl.check.formulas import formula_problems
from tui_dl.check.links import link_problems
from tui_dl.check.manuscript import Manuscript
from tui_dl.check.numbers import number_problems
from tui_dl.check.panes import declared_problems, pane_problems
from tui_dl.check.playing import Playing
from tui_dl.check.predictions import order_problems, prediction_problems
from tui_dl.check.standard import standard_problems
from tui_dl.check.wording import wording_problems
from tui_dl.course.model import AnswerQuiz, Challenge, ConstructQuiz, DemoBlock, LiveBlock, Predict, Problem, Step


@dataclass(frozen=True)
class Share:
    """How often a bug rule spoke: its line, what it says of itself."""

    line: int
    text: str


@dataclass
class Findings:
    """What came of running a lesson: problems, draws tried, and the shares of its bug rules."""

    problems: list[Problem] = field(default_factory=list)
    draws: int = 0
    shares: list[Share] = field(default_factory=list)


def read_problems(script: Manuscript, shipped: bool, lessons: Collection[Path] | None) -> Iterator[Problem]:
    """Problems found by reading alone: parsing, formulas, words, links, completeness."""
    yield from script.lesson.problems
    yield from formula_problems(script)
    yield from link_problems(script, lessons)
    yield from wording_problems(script)
    yield from standard_problems(script, shipped)


def try_lesson(script: Manuscript, asker: Asker, playing: Playing, *, full: bool = False,
               clock: Clock = time.monotonic) -> Findings:
    """Run everything in a lesson that can be run."""
    findings = Findings(list(number_problems(script, asker)))
    for step in script.lesson.steps:
        for block in step.blocks:
            if isinstance(block, AnswerQuiz):
                _try_answer(script, block, asker, clock, findings)
            elif isinstance(block, ConstructQuiz):
                findings.problems += design_problems(script, block, asker, clock)
    findings.problems += _live_problems(script, playing, full)
    findings.problems = list(dict.fromkeys(findings.problems))
    return findings


def _try_answer(script: Manuscript, quiz: AnswerQuiz, asker: Asker, clock: Clock, findings: Findings) -> None:
    tried = Tried()
    findings.problems += answer_problems(script, quiz, asker, clock, tried)
    findings.draws += tried.draws
    findings.shares += [Share(rule.line, f"{quiz.id}: {rule.when} speaks in {share:.0%} of {tried.draws} draws.")
                        for rule, share in zip(quiz.wrong, tried.shares, strict=False) if quiz.draw]


def _live_problems(script: Manuscript, playing: Playing, full: bool) -> Iterator[Problem]:
    """Predictions first, then challenges, then panes: whole runs before those of which one frame is enough."""
    sound: list[tuple[Step, LiveBlock]] = []
    for step in script.lesson.steps:
        for block in step.blocks:
            if isinstance(block, DemoBlock | Predict | Challenge):
                problems = declared_problems(script, block)
                yield from problems
                sound += [] if problems else [(step, block)]
    yield from order_problems(script, [block for _, block in sound])
    for step, block in sound:
        if isinstance(block, Predict):
            yield from prediction_problems(script, step, block, playing, full)
    for step, block in sound:
        if isinstance(block, Challenge):
            yield from challenge_problems(script, step, block, playing)
    for _, block in sound:
        yield from pane_problems(script, block, playing)
