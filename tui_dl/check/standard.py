"""What every lesson gives the learner (DESIGN): asked of the course that ships, recommended to any other."""

from __future__ import annotations

from collections.abc import Iterator

from tui_dl.check.manuscript import Manuscript, every_block
from tui_dl.check.wording import texts, words
from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    Challenge,
    ChoiceQuiz,
    CodeBlock,
    ConstructQuiz,
    DemoBlock,
    MathBlock,
    Predict,
    Problem,
    Quiz,
)
from tui_dl.course.plain import plain

STEPS = (4, 8)
WORDS = (600, 1_400)
QUIZZES = 4
BUG_RULES = 2


def standard_problems(script: Manuscript, shipped: bool) -> Iterator[Problem]:
    """What a lesson lacks. Problems in the course that ships (`shipped`), warnings elsewhere."""
    for what, mend in _lacking(script):
        yield script.problem(1, what, mend, warning=not shipped)
    steps, count = sum(bool(step.slug) for step in script.lesson.steps), word_count(script)
    if not STEPS[0] <= steps <= STEPS[1]:
        yield script.problem(1, f"This lesson has {steps} steps.", f"{STEPS[0]} to {STEPS[1]} can be kept in mind.",
                             warning=True)
    if not WORDS[0] <= count <= WORDS[1]:
        yield script.problem(1, f"This lesson has {count:,} words.", f"{WORDS[0]} to {WORDS[1]:,} suit one sitting.",
                             warning=True)
    yield from _unused_terms(script)


def _lacking(script: Manuscript) -> Iterator[tuple[str, str]]:
    blocks = [block for step in script.lesson.steps for block in step.blocks]
    quizzes = [block for block in blocks if isinstance(block, ChoiceQuiz | AnswerQuiz | ConstructQuiz)]
    if not any(isinstance(block, DemoBlock | Predict | Challenge) for block in blocks):
        yield "This lesson has no demo.", "Add :::{demo} with a name from `tui-dl demo`."
    if not any(isinstance(block, Predict) for block in blocks):
        yield "This lesson asks for no prediction.", "Add :::{predict} before the answer is given."
    if not any(isinstance(block, Challenge) for block in blocks):
        yield "This lesson has no challenge.", "Add :::{challenge} with until: and solution:."
    if len(quizzes) < QUIZZES:
        yield f"This lesson has {len(quizzes)} of {QUIZZES} quizzes.", "Add :::{quiz}."
    if not any(quiz.why for quiz in quizzes):
        yield "No quiz of this lesson asks why.", "Mark the one that does with why: true."
    if not any(_is_behaviour(quiz) for quiz in quizzes):
        yield ("No quiz of this lesson asks how something behaves.",
               "Add one whose choices say what will happen, not how many.")
    if not any(_is_drawn(quiz) for quiz in quizzes):
        yield (f"No quiz of this lesson draws fresh numbers and knows {BUG_RULES} mistakes.",
               "Give one draw:, answer: and wrong:.")


def _is_drawn(quiz: Quiz) -> bool:
    return isinstance(quiz, AnswerQuiz) and bool(quiz.draw) and len(quiz.wrong) >= BUG_RULES


def _is_behaviour(quiz: Quiz) -> bool:
    """Whether its choices are sentences: it asks neither why nor for a number."""
    return isinstance(quiz, ChoiceQuiz) and not quiz.why and all(
        any(len(word) > 1 and word.isalpha() for word in words(plain(choice.inlines))) for choice in quiz.choices)


def word_count(script: Manuscript) -> int:
    """The words of the running text: no quizzes, no code, no formulas on lines of their own."""
    return sum(len(words(text)) for step in script.lesson.steps for block in step.blocks
               if not isinstance(block, ChoiceQuiz | AnswerQuiz | ConstructQuiz) for text in texts([block]))


def _unused_terms(script: Manuscript) -> Iterator[Problem]:
    said = " ".join(_everything(script)).casefold()
    for term in script.lesson.terms:
        if term.casefold() not in said:
            yield script.problem(script.front("terms", term), f"The term {term} is not used in this lesson.",
                                 "Define it where it is taught.", at=term, warning=True)


def _everything(script: Manuscript) -> Iterator[str]:
    for step in script.lesson.steps:
        yield step.title
        yield from texts(step.blocks)
        for block in every_block(step.blocks):
            yield _source(block)


def _source(block: Block) -> str:
    if isinstance(block, CodeBlock):
        return block.code
    return block.latex if isinstance(block, MathBlock) else ""


