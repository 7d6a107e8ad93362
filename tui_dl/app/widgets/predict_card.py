"""A guess before the reveal: asked, kept, and held against the run."""

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
from tui_dl.course.answers import AnswerError
from tui_dl.course.inlines import inline
from tui_dl.course.model import Paragraph, Predict
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame
from tui_dl.learner import guessing
from tui_dl.learner.entries import Context, Prediction
from tui_dl.learner.grading import said
from tui_dl.learner.guessing import Guessed as Guessed
from tui_dl.learner.guessing import entry_of, outcome, place_of, read_guess, told
from tui_dl.learner.progress import ItemState

GO_ON = "The run has not spoken yet: F9 plays it."


def ask(predict: Predict, item: str, services: Services, context: Context = "lesson") -> Guessed:
    """A prediction, its choices shuffled."""
    return guessing.guessed(predict, item, services.rng, services.clock(), context)


def recalled(predict: Predict, item: str, state: ItemState) -> Guessed:
    """A prediction that was answered in an earlier session."""
    first = state.first
    if not isinstance(first, Prediction) or first.skipped:
        return Guessed(predict, item, range(len(predict.bands)), skipped=True)
    guess = "You did not guess." if first.guess is None else f"You said {told(predict, first.guess)}."
    guessed = Guessed(predict, item, range(len(predict.bands)), place_of(predict, first.guess), first.sure,
                      answered=True, right=first.right, seconds=first.seconds)
    if not first.waits:  # otherwise the app was left before the run had spoken: it may still do so
        guessed.revealed = said(f"{guess} The run said {told(predict, first.outcome)}.", predict.because)
        guessed.key = place_of(predict, first.outcome)
    return guessed


class PredictCard(Vertical):
    """Asks for a guess while the run waits; then says what happened, how far off it was, and why."""

    DEFAULT_CSS = """
    PredictCard { height: auto; }
    PredictCard Input { width: 40; max-width: 100%; margin: 0 0 1 0; }
    PredictCard Button { margin: 0 0 1 0; }
    """
    outcome = getters.query_one("#outcome", Prose)

    @dataclass
    class Committed(Message):
        """The learner has guessed, or skipped: the run may go on."""

        guessed: Guessed

    def __init__(self, guessed: Guessed, services: Services, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.guessed = guessed
        self.services = services

    # ------------------------------------------------------------------ the question

    def compose(self) -> ComposeResult:
        """The question, a way to guess, and room for the outcome."""
        predict = self.guessed.predict
        yield Prose((self._head(), *predict.question), id="question")
        if predict.form in ("choice", "yes-no"):
            yield ChoiceList(self._options(), id="guess-choice")
        else:
            yield AnswerLine(placeholder=self._placeholder(), id="guess", compact=True, select_on_focus=False)
            yield Button("I don't know", id="unknown", compact=True)
        yield Prose(said(self._keys()), id="outcome")

    def _head(self) -> Paragraph:
        """How the prediction stands."""
        guessed, ascii = self.guessed, self.app.look.ascii  # type: ignore[attr-defined]  # TuiDlApp's
        if guessed.open:
            return Paragraph(inline("**Predict.** The run waits for your guess."))
        if guessed.guess is None or guessed.key is None:
            return Paragraph(inline("**Predict.**"))
        mark = ("v" if ascii else "✓", "Right.") if guessed.right else ("x" if ascii else "✗", "Not that.")
        return Paragraph(inline(f"**Predict.** {mark[0]} {mark[1]}"))

    def _placeholder(self) -> str:
        return "row, column, both from 0" if self.guessed.predict.form == "cell" else "your guess, then Enter"

    def _keys(self) -> str:
        """What else can be done; skipping is for lessons, where one may read on."""
        sure = "You are sure of it (F8 takes that back)." if self.guessed.sure else "F8: I am sure."
        if self.guessed.context != "lesson":
            return sure
        pick = " Or pick the cell in the demo: F6, arrows, Enter." if self.guessed.predict.form == "cell" else ""
        return f"{sure} F9: skip.{pick}"

    def _options(self) -> list[Option]:
        predict = self.guessed.predict
        if predict.form == "yes-no":
            return [Option(inline(text), n) for n, text in enumerate(("Yes", "No"))]
        return [Option(inline(predict.bands[place].text), place) for place in self.guessed.order]

    def on_mount(self) -> None:
        """Show how it stands."""
        if self.guessed.open:
            self.set_class(True, "-open")
        elif self.children:  # the page was not turned in the same moment
            self._freeze()

    def focus_guess(self, typed: str = "") -> None:
        """Keys go to the guess; what was typed already is the beginning of it."""
        for widget in self.query("ChoiceList, Input"):
            if isinstance(widget, ChoiceList | Input):
                hand_keys(widget, typed)

    # ------------------------------------------------------------------ the guess

    def toggle_sure(self) -> None:
        """F8."""
        if self.guessed.open:
            self.guessed.sure = not self.guessed.sure
            self.outcome.update(said(self._keys()))

    def skip(self) -> None:
        """F9: read on without a guess."""
        if self.guessed.open:
            self.guessed.skipped = True
            self.services.log.record(Prediction(self.guessed.item, skipped=True, context=self.guessed.context))
            self._freeze()
            self.post_message(self.Committed(self.guessed))

    def on_choice_list_answered(self, event: ChoiceList.Answered) -> None:
        """A band, or yes or no."""
        event.stop()
        picked = next(iter(event.picked), None)
        if picked is None:
            self._commit(None)
        elif self.guessed.predict.form == "yes-no":
            self._commit(picked == 0)
        else:
            self._commit(picked)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A number or a cell, as it was typed."""
        event.stop()
        if not event.value.strip():
            return
        try:
            self._commit(read_guess(self.guessed.predict, event.value))
        except AnswerError as error:
            self.outcome.update(said(str(error), self._keys()))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """I don't know."""
        event.stop()
        self._commit(None)

    def guess_cell(self, index: tuple[int, ...]) -> None:
        """A row and a column, chosen in the demo."""
        if self.guessed.open and len(index) == 2:
            self._commit(index)

    def _commit(self, guess: Any) -> None:
        """The guess is made; in a lesson it is on disk before the run goes on."""
        self.guessed.guess, self.guessed.answered = guess, True
        self.guessed.seconds = self.services.clock() - self.guessed.began
        if self.guessed.context == "lesson":
            self.services.log.record(entry_of(self.guessed, None, right=False))
        self._freeze()
        self.tell("The run goes on …")
        self.post_message(self.Committed(self.guessed))

    def _freeze(self) -> None:
        self.set_class(False, "-open")
        self._tell_head()
        for line in self.query(Input):
            line.disabled = True
        for choices in self.query(ChoiceList):
            choices.keep(self._picked(self.guessed.guess))
        for button in self.query(Button):
            button.display = False
        if self.guessed.revealed:
            self._tell_outcome()
        else:
            self.show_pending()

    def show_pending(self) -> None:
        """Say how it stands before the run has spoken."""
        guess = self.guessed.guess
        given = "" if guess is None else f"You said {told(self.guessed.predict, guess)}. "
        self.tell("Skipped." if self.guessed.skipped else f"{given}{GO_ON}")

    def tell(self, text: str) -> None:
        """Say something in the place of the outcome."""
        if self.children:
            self.outcome.update(said(text))

    # ------------------------------------------------------------------ the outcome

    @property
    def pending(self) -> bool:
        """Whether the guess is made, and the run has not spoken yet."""
        return self.guessed.answered and not self.guessed.revealed

    def reveal(self, frame: Frame) -> None:
        """Hold the guess against the run, keep both, and say what happened."""
        guessed = self.guessed
        try:
            found = outcome(guessed, frame.readings, frame.knobs)
        except TuiDlError as error:
            self.give_up(f"The outcome could not be read from the run: {error}")
            return
        guessed.right = found.right
        if self.pending:
            self.services.log.record(found.entry)  # on disk before anything is said
        guessed.revealed, guessed.key = found.said, found.key
        self._tell_outcome()
        for line in self.query("#outcome"):
            self.call_after_refresh(line.scroll_visible, animate=False)

    def give_up(self, why: str) -> None:
        """No run will say what happens."""
        self.guessed.revealed = said(f"{why} Your guess is not graded.")
        self._tell_outcome()

    def _tell_outcome(self) -> None:
        """On screen; while the card is still being put there it has no parts yet, and does so by itself then."""
        self._tell_head()
        for line in self.query("#outcome").results(Prose):
            line.update(self.guessed.revealed)
        for choices in self.query(ChoiceList) if self.guessed.key is not None else ():
            choices.reveal(self._picked(self.guessed.guess), self._picked(self.guessed.key))

    def _tell_head(self) -> None:
        for question in self.query("#question").results(Prose):
            question.update((self._head(), *self.guessed.predict.question))

    def _picked(self, value: Any) -> frozenset[int]:
        """The choice that a guess or an outcome is; none without one, or where nothing is chosen from."""
        if value is None or self.guessed.predict.form not in ("choice", "yes-no"):
            return frozenset()
        return frozenset({int(not value) if self.guessed.predict.form == "yes-no" else value})
