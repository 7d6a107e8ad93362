"""One question: asked, answered, graded, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Button, Input

from tui_dl.app.services import Services
from tui_dl.app.widgets.choice_list import DONT_KNOW, ChoiceList, Option
from tui_dl.app.widgets.prose import Prose
from tui_dl.course import questions
from tui_dl.course.answers import AnswerError, parse_answer, read_for, same, same_text, shown
from tui_dl.course.inlines import inline
from tui_dl.course.model import AnswerQuiz, Block, ChoiceQuiz, ConstructQuiz, Paragraph, Quiz, Text
from tui_dl.course.plain import plain
from tui_dl.engine.events import Question
from tui_dl.learner.entries import Answer, Context
from tui_dl.learner.progress import ItemState


@dataclass
class Asked:
    """How a question stands; kept by the screen, so that looking back loses nothing."""

    quiz: Quiz
    item: str
    drawn: Mapping[str, Any] = field(default_factory=dict)
    typed: str = ""
    tries: int = 0
    done: bool = False
    right: bool = False
    picked: frozenset[int] = frozenset()
    feedback: tuple[Block, ...] = ()
    looked_back: bool = False
    context: Context = "lesson"
    began: float = 0.0


def ask(quiz: Quiz, item: str, services: Services, context: Context = "lesson") -> Asked:
    """A question, with fresh numbers where it is drawn."""
    drawn = questions.draw(quiz, services.rng) if isinstance(quiz, AnswerQuiz) and quiz.draw else {}
    return Asked(quiz, item, drawn, context=context, began=services.clock())


def recalled(quiz: Quiz, item: str, state: ItemState) -> Asked:
    """A question that was answered in an earlier session, as it was left."""
    latest = state.latest
    asked = Asked(quiz, item, done=True, right=latest.right)
    if isinstance(latest, Answer):
        given = latest.given
        asked.drawn = latest.drawn or {}
        if isinstance(quiz, ChoiceQuiz):
            texts = given if isinstance(given, list) else []
            asked.picked = frozenset(n for n, c in enumerate(quiz.choices) if plain(c.inlines) in texts)
        elif given is not None:
            asked.typed = _as_typed(given)
    verdict = "right" if state.right_at_first else "not right"
    asked.feedback = _said(f"You answered this before; your first answer was {verdict}. F9 asks again.")
    return asked


def _as_typed(given: Any) -> str:
    """An answer from the log, as it was typed or might have been."""
    if isinstance(given, dict):
        return " ".join(f"{name}={value}" for name, value in given.items())
    return given if isinstance(given, str) else shown(tuple(given) if isinstance(given, list) else given)


class QuizCard(Vertical):
    """A question that fills the page."""

    DEFAULT_CSS = """
    QuizCard { height: auto; }
    QuizCard Input { width: 44; max-width: 100%; margin: 0 0 1 0; }
    QuizCard #feedback { margin: 1 0 0 0; }
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
        self._waiting = False

    # ------------------------------------------------------------------ the question

    def compose(self) -> ComposeResult:
        """The question, a way to answer, and room for the verdict."""
        asked = self.asked
        yield Prose(questions.fill(asked.quiz.question, asked.drawn))
        if isinstance(asked.quiz, ChoiceQuiz):
            options = [Option(c.inlines, n, c.reason, c.right) for n, c in enumerate(asked.quiz.choices)]
            unknown = Option((Text("I don't know"),), DONT_KNOW)
            yield ChoiceList([*options, unknown], several=asked.quiz.several, id="choices")
        else:
            yield Input(value=asked.typed, placeholder=self._placeholder(), id="answer", compact=True)
            yield Button("I don't know", id="unknown", compact=True)
        yield Prose(asked.feedback, id="feedback")

    def _placeholder(self) -> str:
        if isinstance(self.asked.quiz, ConstructQuiz):
            return " ".join(f"{name}=…" for name in self.asked.quiz.names)
        return "type your answer, then Enter"

    def on_mount(self) -> None:
        """Keys go to the answer; one that was given is shown as it was graded."""
        if self.asked.done:
            self._show_done()
        else:
            self.answer_widget.focus()

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
        quiz = self.asked.quiz
        assert isinstance(quiz, ChoiceQuiz)
        right = questions.grade_choices(quiz, set(event.picked))
        self.asked.picked = event.picked
        texts = [plain(quiz.choices[number].inlines) for number in sorted(event.picked)]
        self._record(texts, right, dont_know=not event.picked)
        self._finish(right, () if right else _said("The right one is marked." if event.picked else
                                                   "The right one is marked. This one is worth meeting again."))

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
        if not event.value.strip() or self._waiting or self.asked.done:
            return
        try:
            if isinstance(quiz, AnswerQuiz) and quiz.accept:
                given: Any = event.value
            elif isinstance(quiz, ConstructQuiz):
                given = questions.read_names(quiz, event.value)
            else:
                parse_answer(event.value)
                given = event.value
        except AnswerError as error:
            self.feedback.update(_said(str(error)))
            return
        self._grade_typed(given)

    def _grade_typed(self, given: Any) -> None:
        quiz = self.asked.quiz
        if isinstance(quiz, AnswerQuiz) and quiz.accept:
            self._graded(given, None if given is None else same_text(given, quiz.accept), quiz.accept[0])
            return
        if isinstance(quiz, ConstructQuiz):
            question = Question(quiz.holds, given or {}) if given is not None else None
        else:
            assert isinstance(quiz, AnswerQuiz)
            question = Question(quiz.answer, self.asked.drawn)
        if question is None:  # nothing was designed, so there is nothing to compute
            self._graded(None, None, None)
            return
        self._waiting = True
        loading = "" if self.services.desk.ready else " It is still loading; this takes some seconds."
        self.feedback.update(_said(f"Torch computes the key.{loading}"))
        self.services.desk.ask([question], lambda values, error: self._keyed(given, values, error))

    def _keyed(self, given: Any, values: tuple[Any, ...], error: str) -> None:
        if not self.is_mounted:
            return
        self._waiting = False
        quiz = self.asked.quiz
        if error:
            self.feedback.update(_said(f"The key could not be computed: {error} Your answer is not graded."))
        elif isinstance(quiz, ConstructQuiz):
            self._graded(given, bool(values[0]), None)
        else:
            assert isinstance(quiz, AnswerQuiz)
            try:
                given = None if given is None else read_for(given, values[0])
            except AnswerError as problem:
                self.feedback.update(_said(str(problem)))
                return
            right = None if given is None else same(given, values[0], quiz.within)
            self._graded(given, right, values[0])

    def _graded(self, given: Any, right: bool | None, key: Any) -> None:
        """A verdict: None means "I don't know"."""
        quiz, asked = self.asked.quiz, self.asked
        rule = questions.diagnose(quiz, given, asked.drawn, key) if isinstance(quiz, AnswerQuiz) and given is not None \
            and not right and not quiz.accept else None
        self._record(given, bool(right), dont_know=right is None, rule=rule)
        if rule is not None and not right:
            asked.tries += 1
            self.feedback.update(_said(f"{rule} Try again with the same numbers."))
            self.query_one("#answer", Input).focus()
            return
        self._finish(bool(right), self._worked(given, right, key))

    def _worked(self, given: Any, right: bool | None, key: Any) -> tuple[Block, ...]:
        quiz = self.asked.quiz
        if isinstance(quiz, AnswerQuiz) and quiz.accept:
            return _said(f"{key}.")
        assert not isinstance(quiz, ChoiceQuiz)
        work = questions.work_text(quiz, self.asked.drawn, key) if quiz.work else ""
        if isinstance(quiz, ConstructQuiz):
            return _said("It holds." if right else f"It does not hold with these numbers. {work}")
        if right:
            return _said(f"{shown(key)}. {work}")
        begin = "" if given is None else f"You said {shown(given)}. "
        return _said(f"{begin}Torch says {shown(key)}. {work}")

    # ------------------------------------------------------------------ the verdict

    def _record(self, given: Any, right: bool, *, dont_know: bool = False, rule: str | None = None) -> None:
        """On disk before anything is said."""
        asked = self.asked
        self.services.log.record(Answer(
            asked.item, given, right, form=type(asked.quiz).__name__, drawn=dict(asked.drawn), rule=rule or "",
            dont_know=dont_know, looked_back=asked.looked_back, context="retry" if asked.tries else asked.context,
            seconds=self.services.clock() - asked.began,
        ))
        if not asked.tries:
            asked.right = right
            self.post_message(self.Graded(asked))

    def _finish(self, right: bool, feedback: tuple[Block, ...]) -> None:
        mark = "✓ Right." if right else "✗ Not that."
        if self.app.look.ascii:  # type: ignore[attr-defined]  # TuiDlApp's
            mark = mark.replace("✓", "v").replace("✗", "x")
        self.asked.done = True
        self.asked.feedback = (*_said(mark), *feedback)
        self._show_done()

    def _show_done(self) -> None:
        self.feedback.update(self.asked.feedback)
        self.feedback.set_class(self.asked.right, "right")
        if isinstance(self.asked.quiz, ChoiceQuiz):
            self.query_one("#choices", ChoiceList).reveal(self.asked.picked)
        else:
            self.query_one("#answer", Input).disabled = True
            self.query_one("#unknown", Button).display = False
        self.call_after_refresh(self.feedback.scroll_visible, animate=False)
        self.screen.query_one("#text").focus()


def _said(*texts: str) -> tuple[Block, ...]:
    return tuple(Paragraph(inline(text)) for text in texts if text.strip())

