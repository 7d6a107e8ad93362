"""What a course is made of. Plain data; `parse` makes it, everything else reads it.

Course > Chapter > Lesson > Step > Block > Inline. Lines are counted from 1 in the lesson's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tui_dl.course.clean import clean_line

# ---------------------------------------------------------------------------- inlines


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text. In a drawn quiz it may hold {names} to be filled in."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Italic."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Inline code."""

    text: str


@dataclass(frozen=True, slots=True)
class InlineMath:
    """LaTeX to be set on one row."""

    latex: str
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `href` is a lesson file, a URL, or an arXiv page."""

    children: tuple[Inline, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Calc:
    """A checked number: `expression == literal`. What is shown is the literal, thousands separated."""

    expression: str
    literal: str
    line: int

    @property
    def shown(self) -> str:
        """The literal as a reader sees it: 138_357_544 as 138,357,544."""
        return self.literal.replace("_", ",")


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A hard line break."""


Inline = Text | Strong | Emphasis | CodeSpan | InlineMath | Link | Calc | LineBreak

# ---------------------------------------------------------------------------- plain blocks


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a step (H3 and deeper; H1 is the lesson's title, H2 begins a step)."""

    level: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class MathBlock:
    """LaTeX to be set in two dimensions."""

    latex: str
    line: int


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Code, with its language or an empty string."""

    code: str
    language: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: header cells, rows of cells, an alignment a column."""

    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    align: tuple[Literal["left", "right", "center"], ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; `start` is its first number, or None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """An aside (note), a common slip corrected (slip), or what came since (since)."""

    kind: Literal["note", "slip", "since"]
    blocks: tuple[Block, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Divider:
    """A horizontal rule."""


# ---------------------------------------------------------------------------- live blocks


@dataclass(frozen=True, slots=True)
class Pane:
    """How a step shows its demo: what to watch, the knobs offered, the views drawn (empty = all)."""

    look: str = ""
    show: tuple[str, ...] = ()
    views: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoBlock:
    """A live demo with these knobs, as they are written in the lesson."""

    demo: str
    knobs: Mapping[str, str]
    seed: int
    pane: Pane
    line: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a quiz; a wrong one has its reason."""

    inlines: tuple[Inline, ...]
    right: bool
    reason: tuple[Block, ...]
    line: int


@dataclass(frozen=True, slots=True)
class BugRule:
    """What it means if somebody answered the value of `when`."""

    when: str
    say: str
    line: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A name whose value is drawn: from `low` to `high`, or one of `values`."""

    name: str
    low: int = 0
    high: int = 0
    values: tuple[float, ...] = ()

    def candidates(self) -> tuple[float, ...]:
        """Every value it can take."""
        return self.values or tuple(range(self.low, self.high + 1))


@dataclass(frozen=True, slots=True)
class ChoiceQuiz:
    """Choices, one or several of them right."""

    id: str
    question: tuple[Block, ...]
    choices: tuple[Choice, ...]
    why: bool
    review: bool
    line: int

    @property
    def several(self) -> bool:
        """Whether more than one choice is right."""
        return sum(choice.right for choice in self.choices) > 1


@dataclass(frozen=True, slots=True)
class AnswerQuiz:
    """A number, tuple or short text to type.

    `answer` is an expression (may call oracles), or `accept` holds the accepted texts. With `draw`, numbers
    are drawn afresh each time, kept only where `where` holds, and `{name}` in the question is filled in.
    """

    id: str
    question: tuple[Block, ...]
    answer: str
    accept: tuple[str, ...]
    within: float | None
    draw: tuple[Drawn, ...]
    where: str
    wrong: tuple[BugRule, ...]
    work: str
    why: bool
    review: bool
    line: int


@dataclass(frozen=True, slots=True)
class ConstructQuiz:
    """Values for `names` such that `holds` is true; any that make it so are right."""

    id: str
    question: tuple[Block, ...]
    names: tuple[str, ...]
    holds: str
    work: str
    why: bool
    review: bool
    line: int


@dataclass(frozen=True, slots=True)
class Band:
    """A choice of a prediction: right if `when` is true of the readings; `say` follows if it was picked."""

    when: str
    text: str
    say: str
    line: int


@dataclass(frozen=True, slots=True)
class Predict:
    """A guess before the reveal. The run halts at `stop`; `ask`, over the readings at `at`, is the key."""

    id: str
    question: tuple[Block, ...]
    demo: str
    knobs: Mapping[str, str]
    seed: int
    ask: str
    stop: int
    at: int | None  # None = the last frame
    form: Literal["number", "yes-no", "cell", "choice"]
    within: float | None
    bands: tuple[Band, ...]
    wrong: tuple[BugRule, ...]
    because: str
    hide: tuple[str, ...]
    pane: Pane
    review: bool
    line: int


@dataclass(frozen=True, slots=True)
class Challenge:
    """A goal over knobs and readings; `solution` are knob settings that meet it."""

    id: str
    goal: tuple[Block, ...]
    demo: str
    knobs: Mapping[str, str]
    seed: int
    until: str
    solution: str
    pane: Pane
    line: int


Quiz = ChoiceQuiz | AnswerQuiz | ConstructQuiz
Item = Quiz | Predict
LiveBlock = DemoBlock | Predict | Challenge
Block = (
    Paragraph | Heading | MathBlock | CodeBlock | TableBlock | ListBlock | Quote | Note | Divider
    | DemoBlock | ChoiceQuiz | AnswerQuiz | ConstructQuiz | Predict | Challenge
)

# ---------------------------------------------------------------------------- larger parts


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: where, what, and how to mend it. A warning does not fail a check."""

    path: Path
    line: int
    column: int
    what: str
    mend: str = ""
    warning: bool = False

    def __str__(self) -> str:
        mend = f" {self.mend}" if self.mend else ""
        return f"{clean_line(str(self.path))}:{self.line}:{self.column}: {self.what}{mend}"


@dataclass(frozen=True, slots=True)
class Step:
    """One H2 section. `slug` is made of its title and is unique in the lesson; the first page has slug ""."""

    title: str
    slug: str
    blocks: tuple[Block, ...]
    line: int


@dataclass(frozen=True)
class LessonHead:
    """Front matter of a lesson, enough for a map of the course; read without parsing the body."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class Lesson:
    """A whole lesson."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    sources: tuple[str, ...]
    terms: Mapping[str, str]
    steps: tuple[Step, ...]
    path: Path
    problems: tuple[Problem, ...] = ()

    def items(self) -> tuple[Item, ...]:
        """Its quizzes and predictions, in order."""
        kinds = (ChoiceQuiz, AnswerQuiz, ConstructQuiz, Predict)
        return tuple(block for step in self.steps for block in step.blocks if isinstance(block, kinds))

    def challenges(self) -> tuple[Challenge, ...]:
        """Its challenges, in order."""
        return tuple(block for step in self.steps for block in step.blocks if isinstance(block, Challenge))

    def demos(self) -> tuple[str, ...]:
        """Names of the demos it shows, each once, in order."""
        live = (block.demo for step in self.steps for block in step.blocks
                if isinstance(block, DemoBlock | Predict | Challenge))
        return tuple(dict.fromkeys(live))


@dataclass(frozen=True)
class Chapter:
    """A folder of lessons with its index: title, what it needs, an introduction."""

    id: str
    title: str
    needs: tuple[str, ...]
    door: str
    introduction: tuple[Block, ...]
    lessons: tuple[LessonHead, ...]


@dataclass(frozen=True)
class Course:
    """Everything a course folder holds; lessons are parsed when they are opened."""

    title: str
    path: Path
    introduction: tuple[Block, ...]
    chapters: tuple[Chapter, ...]
    problems: tuple[Problem, ...] = field(default=())

    def heads(self) -> tuple[LessonHead, ...]:
        """All lessons, in order."""
        return tuple(head for chapter in self.chapters for head in chapter.lessons)
