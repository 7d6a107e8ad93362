"""What an answer to a quiz is worth: what goes into the log, and what is said. App and command line share it.

A key may need torch: `key_wanted` says what to ask the worker, and `typed_verdict` takes what it answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tui_dl.course import questions
from tui_dl.course.answers import must_be_readable, read_for, same, same_text, shown
from tui_dl.course.inlines import inline
from tui_dl.course.model import AnswerQuiz, Block, ChoiceQuiz, ConstructQuiz, Paragraph, Quiz
from tui_dl.course.order import asking_order
from tui_dl.course.plain import plain
from tui_dl.learner.entries import Answer, Context


@dataclass
class Asked:
    """How a question stands; kept by who asks it, so that looking back loses nothing.

    `order` are the places of its choices in the lesson, in the order in which they are asked.
    """

    quiz: Quiz
    item: str
    drawn: Mapping[str, Any] = field(default_factory=dict)
    order: Sequence[int] = ()
    typed: str = ""
    tries: int = 0
    done: bool = False
    right: bool = False
    picked: frozenset[int] = frozenset()
    feedback: tuple[Block, ...] = ()
    looked_back: bool = False
    context: Context = "lesson"
    began: float = 0.0

    def take(self, verdict: Verdict) -> None:
        """Go on after a verdict: the first answer counts; a bug rule gives another try."""
        if not self.tries:
            self.right = verdict.entry.right
        self.tries += verdict.again
        self.done = not verdict.again


@dataclass(frozen=True, slots=True)
class Verdict:
    """The entry to be recorded before anything is said, what is said then, and whether it may be tried again."""

    entry: Answer
    said: tuple[Block, ...]
    again: bool = False


def asked(quiz: Quiz, item: str, rng: Random, began: float, context: Context = "lesson") -> Asked:
    """A question, its numbers drawn afresh and its choices shuffled. QuestionError if no numbers will do."""
    drawn = questions.draw(quiz, rng) if isinstance(quiz, AnswerQuiz) and quiz.draw else {}
    texts = [plain(choice.inlines) for choice in quiz.choices] if isinstance(quiz, ChoiceQuiz) else []
    return Asked(quiz, item, drawn, asking_order(texts, rng), context=context, began=began)


def read_typed(quiz: AnswerQuiz | ConstructQuiz, text: str) -> Any:
    """What was typed, as far as it can be read without the key. AnswerError if it is no answer."""
    if isinstance(quiz, ConstructQuiz):
        return questions.read_names(quiz, text)
    if not quiz.accept:
        must_be_readable(text)
    return text


def key_wanted(asked: Asked, given: Any) -> tuple[str, Mapping[str, Any]] | None:
    """The expression that decides, and its names; None where nothing has to be computed.

    `given` comes from read_typed; None is "I don't know".
    """
    quiz = asked.quiz
    if isinstance(quiz, ConstructQuiz):
        return None if given is None else (quiz.holds, given)
    if isinstance(quiz, AnswerQuiz) and not quiz.accept:
        return quiz.answer, asked.drawn
    return None


def choice_verdict(asked: Asked, picked: frozenset[int], seconds: float) -> Verdict:
    """The verdict on picked choices, counted from 0; none picked is "I don't know"."""
    quiz = asked.quiz
    assert isinstance(quiz, ChoiceQuiz)
    right = questions.grade_choices(quiz, set(picked))
    texts = [plain(quiz.choices[number].inlines) for number in sorted(picked)]
    worth = "" if picked else " This one is worth meeting again."
    marked = () if right else said(f"The right one is marked.{worth}")
    return Verdict(_entry(asked, texts, right, seconds, dont_know=not picked), marked)


def typed_verdict(asked: Asked, given: Any, value: Any, seconds: float) -> Verdict:
    """The verdict on a typed answer; `value` is what the worker made of key_wanted.

    AnswerError if the answer has not the shape of the key: then nothing is graded.
    """
    quiz = asked.quiz
    assert not isinstance(quiz, ChoiceQuiz)
    key = None if isinstance(quiz, ConstructQuiz) else quiz.accept[0] if quiz.accept else value
    if given is None:
        return Verdict(_entry(asked, None, False, seconds, dont_know=True), _worked(asked, None, False, key))
    if isinstance(quiz, ConstructQuiz):
        right = bool(value)
    elif quiz.accept:
        right = same_text(given, quiz.accept)
    else:
        given = read_for(given, key)
        right = same(given, key, quiz.within)
        rule = None if right else questions.fitting(quiz, given, asked.drawn, key)
        if rule is not None:
            sentence = questions.fill_text(rule.say, asked.drawn)
            entry = _entry(asked, given, False, seconds, rule=rule.when)
            return Verdict(entry, said(f"{sentence} Try again with the same numbers."), again=True)
    return Verdict(_entry(asked, given, right, seconds), _worked(asked, given, right, key))


def _entry(asked: Asked, given: Any, right: bool, seconds: float, *, dont_know: bool = False, rule: str = "") -> Answer:
    return Answer(asked.item, given, right, form=type(asked.quiz).__name__, drawn=dict(asked.drawn), rule=rule,
                  dont_know=dont_know, looked_back=asked.looked_back, seconds=seconds,
                  context="retry" if asked.tries else asked.context)


def _worked(asked: Asked, given: Any, right: bool, key: Any) -> tuple[Block, ...]:
    """The key, and how one gets there."""
    quiz = asked.quiz
    assert not isinstance(quiz, ChoiceQuiz)
    if isinstance(quiz, AnswerQuiz) and quiz.accept:
        return said(f"{key}.")
    work = questions.work_text(quiz, asked.drawn, key) if quiz.work else ""
    if isinstance(quiz, ConstructQuiz):
        return said("It holds." if right else work if given is None else f"It does not hold with these numbers. {work}")
    if right:
        return said(f"{shown(key)}. {work}")
    begin = "" if given is None else f"You said {shown(given)}. "
    return said(f"{begin}Torch says {shown(key)}. {work}")


def said(*texts: str) -> tuple[Block, ...]:
    """A paragraph a text, those that say nothing left out."""
    return tuple(Paragraph(inline(text)) for text in texts if text.strip())
