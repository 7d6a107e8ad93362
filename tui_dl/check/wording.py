"""How quizzes are worded: each stands alone in review, and no choice gives itself away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tui_dl.check.manuscript import Manuscript, every_block, pieces
from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    Choice,
    ChoiceQuiz,
    ConstructQuiz,
    Problem,
    Quiz,
)
from tui_dl.course.plain import plain

LONGEST = 1.25  # times the shortest choice
REPEATED = 6  # words

_THING = "(?:text|step|formula|demo|figure|image|table|example|picture|grid|run|curve|plot|code|equation|line" \
         "|paragraph|lesson|page|view|map|chart|heatmap|quiz|question)"
_POINTING = rf"(?:see|seen|shown|as|given|listed|described|mentioned|named|explained|the {_THING}s?)"
_ABOVE = rf"(?<!\bor )(?<!\band )\babove(?=\s*(?:[,;:?!)]|\.(?!\d)|$))|\b{_POINTING} above\b|\bthe above\b" \
         rf"|\babove {_THING}\b"
_FORBIDDEN = {
    re.compile(r"\b(?:all|none|both|neither|any) of the above\b", re.I): "Write what is meant as a choice of its own.",
    re.compile(r"\b(?i:which)\b[^.?!]*\bNOT\b|\bWhich (?:\w+ ){0,3}?(?:is|are|does|do|was|were|has|have) not\b"):
        "Ask what is, not what is not.",
    re.compile(r"\bthis demo\b", re.I): "In review it stands alone: say what the demo shows.",
    re.compile(_ABOVE, re.I): "In review nothing stands above it: say it again.",
}
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def wording_problems(script: Manuscript) -> Iterator[Problem]:
    """What is wrong with the words of the quizzes."""
    for step in script.lesson.steps:
        for block in step.blocks:
            if isinstance(block, ChoiceQuiz | AnswerQuiz | ConstructQuiz):
                yield from _forbidden(script, block)
            if isinstance(block, ChoiceQuiz):
                yield from _lengths(script, block)
                yield from _repeated(script, block)


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Every text in some blocks, as plain words."""
    return (plain(piece.inlines) for block in every_block(blocks) for piece in pieces(block))


# ---------------------------------------------------------------------------- one rule each


def _forbidden(script: Manuscript, quiz: Quiz) -> Iterator[Problem]:
    for pattern, mend in _FORBIDDEN.items():
        for text in texts([quiz]):
            if found := pattern.search(text):
                line = script.search(re.compile(_anywhere(found[0])), quiz.line + 1, _end(script, quiz))
                yield script.problem(line or quiz.line, f"“{found[0].strip()}” in the quiz {quiz.id}.", mend,
                                     at=found[0].strip())
                break


def _anywhere(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


def _end(script: Manuscript, quiz: Quiz) -> int:
    """The line before the next block of the lesson that knows its line."""
    lines = [step.line for step in script.lesson.steps]
    lines += [block.line for step in script.lesson.steps for block in step.blocks if hasattr(block, "line")]
    return min((line - 1 for line in lines if line > quiz.line), default=len(script.lines))


def _lengths(script: Manuscript, quiz: ChoiceQuiz) -> Iterator[Problem]:
    lengths = [_length(choice) for choice in quiz.choices]
    if max(lengths) > LONGEST * min(lengths):
        odd = max(quiz.choices, key=lambda choice: abs(_length(choice) - sorted(lengths)[len(lengths) // 2]))
        listed = ", ".join(map(str, lengths))
        yield script.problem(odd.line, f"The choices of {quiz.id} have {listed} characters.",
                             "Bring them within a quarter of each other: length gives the answer away.")


def _length(choice: Choice) -> int:
    return len(plain(choice.inlines))


def _repeated(script: Manuscript, quiz: ChoiceQuiz) -> Iterator[Problem]:
    said = {run for step in script.lesson.steps for block in step.blocks if block is not quiz
            for text in texts([block]) for run in _runs(text)}
    for choice in quiz.choices:
        for run in _runs(plain(choice.inlines)):
            if run in said:
                yield script.problem(choice.line, f"This choice repeats the lesson: “{' '.join(run)}”.",
                                     "Say it in other words, so that it is understood and not recognised.")
                break


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[start:start + REPEATED]) for start in range(len(found) - REPEATED + 1))

