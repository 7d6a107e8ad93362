"""What a guess before the reveal is worth, once the run has been played. App and command line share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from tui_dl.course import questions
from tui_dl.course.answers import AnswerError, read_for, shown
from tui_dl.course.model import Block, Predict
from tui_dl.course.order import asking_order
from tui_dl.learner.entries import Answer, Context, Prediction
from tui_dl.learner.grading import said


@dataclass
class Guessed:
    """How a prediction stands; kept by who asks it.

    `order` are the places of its choices in the lesson, in the order in which they are asked; `key` is what the
    run said, once it has.
    """

    predict: Predict
    item: str
    order: Sequence[int] = ()
    guess: Any = None
    sure: bool = False
    answered: bool = False
    right: bool = False
    skipped: bool = False
    revealed: tuple[Block, ...] = ()
    key: Any = None
    began: float = 0.0
    seconds: float = 0.0
    context: Context = "lesson"

    @property
    def open(self) -> bool:
        """Whether the run still waits for a guess."""
        return not (self.answered or self.skipped)


def guessed(predict: Predict, item: str, rng: Random, began: float, context: Context = "lesson") -> Guessed:
    """A prediction, its choices shuffled."""
    order = asking_order([band.text for band in predict.bands], rng)
    return Guessed(predict, item, order, began=began, context=context)


def read_guess(predict: Predict, text: str) -> Any:
    """A number or a cell as it was typed. AnswerError for anything of another shape: that is no wrong guess."""
    if predict.form != "cell":
        return read_for(text, 0)
    try:
        given = read_for(text, (0, 0))
        return tuple(map(_place, given if isinstance(given, tuple) else ()))
    except AnswerError:
        raise AnswerError("A cell is asked for: its row and its column, both counted from 0.", "Write 2, 3.") from None


def _place(number: Any) -> int:
    if not isinstance(number, int | float) or number != int(number) or number < 0:
        raise AnswerError("That is no row.", "")
    return int(number)


class Outcome(NamedTuple):
    """What the run says: the key, whether the guess was right, the entry to be recorded first, what is said then."""

    key: Any
    right: bool
    entry: Prediction | Answer
    said: tuple[Block, ...]


def outcome(guessed: Guessed, readings: Mapping[str, Any], knobs: Mapping[str, Any]) -> Outcome:
    """The guess held against the run. TuiDlError if the key cannot be read from it."""
    predict, guess = guessed.predict, guessed.guess
    key = questions.key_of(predict, readings, knobs)
    right = guess is not None and questions.guess_right(predict, guess, key)
    rule = questions.diagnose(predict, guess, {**knobs, **readings}, key) \
        if guess is not None and not right and predict.form != "choice" else None
    sentence = f"{_happened(predict, guess, key, right)} {rule or ''}"
    return Outcome(key, right, entry_of(guessed, key, right), said(sentence, predict.because))


def entry_of(guessed: Guessed, key: Any, right: bool) -> Prediction | Answer:
    """What the log keeps: a pretest in its lesson (with no key yet, None), a graded answer elsewhere."""
    g = guessed
    guess, key = kept(g.predict, g.guess), kept(g.predict, key)
    if g.context == "lesson":
        return Prediction(g.item, guess, key, right, sure=g.sure, seconds=g.seconds)
    return Answer(g.item, guess, right, form="Predict", dont_know=g.guess is None, sure=g.sure,
                  seconds=g.seconds, context=g.context)


def kept(predict: Predict, value: Any) -> Any:
    """A guess or an outcome as the log keeps it: of a choice its text, which outlives a reordering."""
    return predict.bands[value].text if predict.form == "choice" and value is not None else value


def place_of(predict: Predict, value: Any) -> Any:
    """A guess from the log as it was made: a choice by its place, None if the lesson has it no longer."""
    if predict.form != "choice":
        return tuple(value) if isinstance(value, list) else value
    return next((place for place, band in enumerate(predict.bands) if value in (band.text, place)), None)


def _happened(predict: Predict, guess: Any, key: Any, right: bool) -> str:
    if predict.form == "choice":
        happened = predict.bands[key].text
        if guess is None:
            return f"The run says: {happened}"
        band = predict.bands[guess]
        return f"The run says, as you did: {happened}" if right else \
            f"You said: {band.text} The run says: {happened} {band.say}"
    if guess is None:
        return f"The run says {shown(key)}."
    if right:
        return f"The run says {shown(key)}, as you did." if shown(guess) == shown(key) else \
            f"You said {shown(guess)}. The run says {shown(key)}: near enough."
    return f"You said {shown(guess)}. The run says {shown(key)}."


def told(predict: Predict, value: Any) -> str:
    """A guess or an outcome, in words."""
    if predict.form == "choice":
        place = place_of(predict, value)
        return f"“{value if place is None else predict.bands[place].text}”"
    return shown(tuple(value) if isinstance(value, list) else value)
