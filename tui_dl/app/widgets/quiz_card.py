"""One question: asked, answered, graded, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Button, Input

from tui_dl.app.services import Services
from tui_dl.app.widgets.answering import AnswerLine, hand_keys
from tui_dl.app.widgets.choice_list import ChoiceList, Option
from tui_dl.app.widgets.prose import Prose
from tui_dl.course import questions
from tui_dl.course.answers import AnswerError, shown
from tui_dl.course.model import Block, ChoiceQuiz, ConstructQuiz, LineBreak, Paragraph, Quiz, Strong, Text
from tui_dl.course.plain import plain
from tui_dl.engine.events import Question
from tui_dl.learner import grading
from tui_dl.learner.entries import Answer, Context
from tui_dl.learner.grading import Asked as Asked
from tui_dl.learner.grading import Verdict, said
from tui_dl.learner.progress import ItemState


def ask(quiz: Quiz, item: str, services: Services, context: Context = "lesson") -> Asked:
    """A question, with fresh numbers where it is drawn."""
    return grading.asked(quiz, item, services.rng, services.clock(), context)


def recalled(quiz: Quiz, item: str, state: ItemState) -> Asked:
    """A question that was answered in an earlier session, as it was left."""
    latest = state.latest
    asked = Asked(quiz, item, done=True, right=latest.right)
    if isinstance(latest, Answer):
        given = latest.given
        asked.drawn = latest.drawn or {}
        if isinstance(quiz, ChoiceQuiz):
            texts = given if isinstance(given, list) else []
            asked.order = range(len(quiz.choices))
            asked.picked = frozenset(n for n, c in enumerate(quiz.choices) if plain(c.inlines) in texts)
        elif given is not None:
            asked.typed = _as_typed(given)
    verdict = "right" if state.right_at_first else "not right"
    asked.feedback = said(f"You answered this before; your first answer was {verdict}. F9 asks again.")
    return asked


def _as_typed(given: Any) -> str:
    """An answer from the log, as it was typed or might have been."""
    if isinstance(given, dict):
        return " ".join(f"{name}={value}" for name, value in given.items())
    return given if isinstance(given, str) else shown(tuple(given) if isinstance(given, list) else given)


def headed(mark: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A verdict as a heading, what is said of it right below."""
    first, rest = (blocks[0], blocks[1:]) if blocks and isinstance(blocks[0], Paragraph) else (None, blocks)
    below = (LineBreak(), *first.inlines) if first is not None else ()
    return (Paragraph((Strong((Text(mark),)), *below)), *rest)


class QuizCard(Vertical):
    """A question that fills the page."""

    DEFAULT_CSS = """
    QuizCard { height: auto; }
    QuizCard Input { width: 44; max-width: 100%; margin: 0 0 1 0; }
    QuizCard Button { margin: 0 0 1 0; }
    QuizCard #feedback { margin: 0 1 0 0; }
    QuizCard #feedback.right { border-left: outer $success; padding: 0 0 0 1; }
    QuizCard #feedback.wrong { border-left: outer $error; padding: 0 0 0 1; }
    """
    feedback = getters.query_one("#feedback", Prose)

    @dataclass
    class Graded(Message):
        """A first answer has been graded and is on disk."""

        asked: Asked

    def __init__(self, asked: Asked, services: Services, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.asked = asked
        self.services = services
        self._waiting, self._early = False, ""
        self.keyless = False
        """Whether the key could not be computed: then nobody has to answer."""

    # ------------------------------------------------------------------ the question

    def compose(self) -> ComposeResult:
        """The question, a way to answer, and room for the verdict."""
        asked = self.asked
        yield Prose(questions.fill(asked.quiz.question, asked.drawn))
        if isinstance(asked.quiz, ChoiceQuiz):
            choices = asked.quiz.choices
            options = [Option(choices[n].inlines, n, choices[n].reason, choices[n].right) for n in asked.order]
            yield ChoiceList(options, several=asked.quiz.several, id="choices")
        else:
            yield AnswerLine(value=asked.typed, placeholder=self._placeholder(), id="answer", compact=True,
                             select_on_focus=False)
            yield Button("I don't know", id="unknown", compact=True)
        yield Prose(asked.feedback, id="feedback")

    def _placeholder(self) -> str:
        if isinstance(self.asked.quiz, ConstructQuiz):
            return " ".join(f"{name}=…" for name in self.asked.quiz.names)
        return "type your answer, then Enter"

    def on_mount(self) -> None:
        """Keys go to the answer; one that was given is shown as it was graded."""
        if not self.children:  # the page was turned in the same moment
            return
        if self.asked.done:
            self._show_done()
        else:
            self.focus_answer(self._early)

    def focus_answer(self, typed: str) -> None:
        """Keys go to the answer; what was typed already, also before there was a card, is the beginning of it."""
        if self.children:
            hand_keys(self.answer_widget, typed)
        else:
            self._early += typed

    @property
    def answer_widget(self) -> ChoiceList | Input:
        """What takes the answer."""
        if isinstance(self.asked.quiz, ChoiceQuiz):
            return self.query_one("#choices", ChoiceList)
        return self.query_one("#answer", Input)

    # ------------------------------------------------------------------ the answer

    def on_choice_list_answered(self, event: ChoiceList.Answered) -> None:
        """Grade picked choices."""
        event.stop()
        self.asked.picked = event.picked
        self._graded(grading.choice_verdict(self.asked, event.picked, self._seconds()))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed."""
        self.asked.typed = event.value

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """I don't know."""
        event.stop()
        self._grade_typed(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read what was typed; what is no answer is not graded."""
        event.stop()
        quiz = self.asked.quiz
        if self.asked.done:  # the verdict came while the page was turned
            self._show_done()
        if not event.value.strip() or self._waiting or self.asked.done:
            return
        assert not isinstance(quiz, ChoiceQuiz)
        try:
            given = grading.read_typed(quiz, event.value)
        except AnswerError as error:
            self.feedback.update(said(str(error)))
            return
        self._grade_typed(given)

    def _grade_typed(self, given: Any) -> None:
        wanted = grading.key_wanted(self.asked, given)
        if wanted is None:  # there is nothing to compute
            self._keyed(given, (None,), "")
            return
        self._waiting = True
        desk = self.services.desk
        loading = "" if desk.ready else f" It is still loading{desk.loading.expected()}; you can read on."
        self.feedback.update(said(f"Torch computes the key.{loading}"))
        desk.ask([Question(*wanted)], lambda values, error: self._keyed(given, values, error))

    def _keyed(self, given: Any, values: tuple[Any, ...], error: str) -> None:
        self._waiting = False
        if self.asked.done:  # asked twice, of two cards
            return
        if error and isinstance(self.asked.quiz, ConstructQuiz):
            self._say(said(f"That cannot be: {error} It is not graded; try another."))
            return
        self.keyless = bool(error)
        if error:
            self._say(said(f"The key could not be computed: {error} Your answer is not graded."))
            return
        try:
            verdict = grading.typed_verdict(self.asked, given, values[0], self._seconds())
        except AnswerError as problem:
            self._say(said(str(problem)))
            return
        self._graded(verdict)

    def _say(self, blocks: tuple[Block, ...]) -> None:
        """On the page; kept for when one comes back, if it was turned meanwhile."""
        self.asked.feedback = blocks
        if self.is_attached:
            self.feedback.update(blocks)

    def _seconds(self) -> float:
        return self.services.clock() - self.asked.began

    # ------------------------------------------------------------------ the verdict

    def _graded(self, verdict: Verdict) -> None:
        """On disk before anything is said."""
        self.services.log.record(verdict.entry)
        first = not self.asked.tries
        self.asked.take(verdict)
        if first:
            self.post_message(self.Graded(self.asked))
        if verdict.again:
            self._say(verdict.said)
            if self.is_attached:
                self.query_one("#answer", Input).focus()
            return
        mark = "✓ Right." if verdict.entry.right else "✗ Not yet." if verdict.entry.dont_know else "✗ Not that."
        if self.app.look.ascii:  # type: ignore[attr-defined]  # TuiDlApp's
            mark = mark.replace("✓", "v").replace("✗", "x")
        self.asked.feedback = headed(mark, verdict.said)
        if self.is_attached:
            self._show_done()

    def _show_done(self) -> None:
        self.feedback.update(self.asked.feedback)
        self.feedback.add_class("right" if self.asked.right else "wrong")
        if isinstance(self.asked.quiz, ChoiceQuiz):
            self.query_one("#choices", ChoiceList).reveal(self.asked.picked)
        else:
            line = self.query_one("#answer", Input)
            line.disabled, line.placeholder = True, "you did not know" if not line.value else ""
            self.query_one("#unknown", Button).display = False
        self.call_after_refresh(self.feedback.scroll_visible, animate=False)
        self.screen.query_one("#text").focus()
