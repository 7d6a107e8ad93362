"""Questions and answers line by line: no boxes, no colour, nothing that moves."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tui_dl.app.services import Services
from tui_dl.course import questions
from tui_dl.course.answers import AnswerError
from tui_dl.course.clean import clean_line
from tui_dl.course.model import Block, ChoiceQuiz, ConstructQuiz, Item, Predict, Quiz
from tui_dl.course.plain import plain
from tui_dl.course.text import plain_blocks, wrap
from tui_dl.demos.run import Run, make_run
from tui_dl.draw.plain import readings_text
from tui_dl.engine.ask import Ask
from tui_dl.engine.events import Question
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame
from tui_dl.learner import grading, guessing
from tui_dl.learner.entries import Context, lesson_of
from tui_dl.learner.grading import Asked, Verdict
from tui_dl.learner.guessing import Guessed, outcome, read_guess
from tui_dl.learner.schedule import undo_last_grade

WIDTH = 78
TOLD = 8  # frames of a run that are told
MOST = 200  # frames of a run that has no end
UNKNOWN = "?"
_MARKS = str.maketrans("？！", "?!")  # as an input method writes them


class Left(Exception):
    """The learner wants to go on without an answer, or to stop."""


class Ended(Left):
    """There is nobody who answers any more."""


class Dialogue:
    """Asks the items of a queue. Every answer is in the log before its verdict is printed."""

    def __init__(self, services: Services, ask: Ask, context: Context = "review") -> None:
        self.services = services
        self._ask = ask
        self.context: Context = context
        self._results: list[bool] = []  # whether each first answer was right
        self._again: list[str] = []  # taken back: asked once more at the end
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")

    def ask_all(self, queue: Sequence[str]) -> None:
        """Ask them one after the other, until the end or until the learner leaves; then sum up."""
        say(f"{_count(len(queue))} due. Type a number or an answer, then Enter; {UNKNOWN} says that you don't know, "
             "undo takes the last grade back, an empty line leaves. Every answer is saved at once.")
        try:
            for number, item_id in enumerate(queue, 1):
                print()
                self._ask_item(item_id, f"{number} of {len(queue)}")
            while self._again:
                print()
                self._ask_item(self._again.pop(0), "Once more")
        except Left:
            print()
        self._sum_up(len(queue))

    def _ask_item(self, item_id: str, place: str) -> None:
        lesson = self.services.lesson(lesson_of(item_id))
        item = next((item for item in lesson.items() if f"{lesson.id}#{item.id}" == item_id), None)
        if item is None:
            return
        say(f"{place}. {lesson.title} ({lesson.id})")
        try:
            self.put(item, item_id)
        except TuiDlError as error:
            say(f"This question could not be asked or graded: {error}")

    def put(self, item: Item, item_id: str) -> None:
        """Ask one item until it is answered, and say how it went. Left, TuiDlError."""
        self._predict(item, item_id) if isinstance(item, Predict) else self._quiz(item, item_id)

    def _sum_up(self, due: int) -> None:
        answered, right = len(self._results), sum(self._results)
        if answered:
            say(f"{right} of {answered} right.")
        if answered < due:
            say(f"{_count(due - answered)} still due.")
        if right < answered:
            say("What was not right comes back sooner; drawn questions come with other numbers.")

    # ------------------------------------------------------------------ quizzes

    def _quiz(self, quiz: Quiz, item_id: str) -> None:
        asked = grading.asked(quiz, item_id, self.services.rng, self.services.clock(), self.context)
        show(questions.fill(quiz.question, asked.drawn))
        while not asked.done:
            try:
                verdict = self._pick(asked, quiz) if isinstance(quiz, ChoiceQuiz) else self._typed(asked)
            except AnswerError as error:
                say(str(error))
                continue
            self._graded(asked, verdict)

    def _pick(self, asked: Asked, quiz: ChoiceQuiz) -> Verdict:
        _choices([plain(quiz.choices[number].inlines) for number in asked.order])
        if quiz.several:
            say("Several are right: write their numbers, for example 1 3.")
        picked = frozenset(asked.order[place] for place in _places(self.read(), len(quiz.choices)))
        if len(picked) > 1 and not quiz.several:
            raise AnswerError("One choice is right here.", "Type its number.")
        return grading.choice_verdict(asked, picked, self._seconds(asked))

    def _typed(self, asked: Asked) -> Verdict:
        quiz = asked.quiz
        assert not isinstance(quiz, ChoiceQuiz)
        form = " ".join(f"{name}=…" for name in quiz.names) if isinstance(quiz, ConstructQuiz) else "your answer"
        say(f"Type {form}, or {UNKNOWN} if you don't know.")
        text = self.read()
        given = None if text == UNKNOWN else grading.read_typed(quiz, text)
        wanted = grading.key_wanted(asked, given)
        try:
            value = self._ask.values([Question(*wanted)])[0] if wanted else None
        except TuiDlError as error:
            if isinstance(quiz, ConstructQuiz):  # a design that torch refuses
                raise AnswerError(f"That cannot be: {error}", "It is not graded; try another.") from error
            raise
        return grading.typed_verdict(asked, given, value, self._seconds(asked))

    def _seconds(self, asked: Asked) -> float:
        return self.services.clock() - asked.began

    def _graded(self, asked: Asked, verdict: Verdict) -> None:
        """On disk, then counted if it is the first answer, then said."""
        self.services.log.record(verdict.entry)
        if not asked.tries:
            self._results.append(verdict.entry.right)
        asked.take(verdict)
        if verdict.again:
            show(verdict.said)
            return
        if not verdict.entry.dont_know:
            say("Right." if verdict.entry.right else "Not that.")
        if isinstance(asked.quiz, ChoiceQuiz):
            _reasons(asked, asked.quiz, verdict.entry.given)
        else:
            show(verdict.said)

    # ------------------------------------------------------------------ predictions

    def _predict(self, predict: Predict, item_id: str) -> None:
        guessed = guessing.guessed(predict, item_id, self.services.rng, self.services.clock(), self.context)
        say("Predict.")
        show(predict.question)
        while guessed.open:
            try:
                self._guess(guessed)
            except AnswerError as error:
                say(str(error))
        guessed.seconds = self.services.clock() - guessed.began
        if self.context == "lesson":  # on disk before the run goes on
            self.services.log.record(guessing.entry_of(guessed, None, right=False))
        run = make_run(predict.demo, predict.knobs, predict.seed)
        print(f"The run goes on: tui-dl demo {run.line()}", flush=True)
        frames = self.play(run, predict.at)
        found = outcome(guessed, frames[-1].readings, frames[-1].knobs)
        self.services.log.record(found.entry)
        self._results.append(found.right)
        told(frames)
        show(found.said)

    def play(self, run: Run, until: int | None = None) -> list[Frame]:
        """The frames of a run, up to the first at a step or later; some of an endless one. KnobError, TuiDlError."""
        frames = []
        for frame in self._ask.frames(run):
            frames.append(frame)
            if (until is not None and frame.step >= until) or (not frame.total and len(frames) >= MOST):
                break
        if not frames:
            raise TuiDlError(f"{run.line()} made no frame.")
        return frames

    def _guess(self, guessed: Guessed) -> None:
        """Read a guess; a ! at its end says that the learner is sure."""
        predict = guessed.predict
        choices = {"choice": [predict.bands[place].text for place in guessed.order],
                   "yes-no": ["Yes", "No"]}.get(predict.form)
        if choices:
            _choices(choices)
        what = "a number" if choices is None else "the number of a choice"
        if predict.form == "cell":
            what = "the cell as row, column, both counted from 0"
        say(f"Type {what}, with a ! behind it if you are sure" + (f", or {UNKNOWN}." if choices is None else "."))
        text = self.read()
        guess = _read_guess(predict, text.removesuffix("!").strip(), choices)
        if predict.form == "choice" and guess is not None:
            guess = guessed.order[guess]
        guessed.guess, guessed.sure, guessed.answered = guess, text.endswith("!"), True

    # ------------------------------------------------------------------ lines

    def read(self) -> str:
        """What the learner types. Left at the end of input, or for an empty line."""
        while True:
            try:
                text = input("> ").strip()
            except EOFError:
                raise Ended from None
            if not sys.stdin.isatty():
                print(clean_line(text))  # nobody saw it typed
            if not text:
                raise Left
            if text != "undo":
                return text.translate(_MARKS)
            self._undo()

    def _undo(self) -> None:
        item = undo_last_grade(self.services.log)
        if item is not None and self._results:
            self._results.pop()
            self._again.append(item)
        say(f"The last grade, of {item}, is taken back; it is due again." if item else
             "There is no grade to take back.")


def _read_guess(predict: Predict, text: str, choices: Sequence[str] | None) -> Any:
    if choices is None:
        return None if text == UNKNOWN else read_guess(predict, text)
    picked = _places(text, len(choices))
    if len(picked) > 1:
        raise AnswerError("One choice is asked for.", "Type its number.")
    place = next(iter(picked), None)
    return place if predict.form == "choice" or place is None else place == 0


def _places(text: str, choices: int) -> frozenset[int]:
    """The choices picked, counted from 0; none for 0 or ?. AnswerError if a number is no choice."""
    words = text.replace(",", " ").split()
    if words in (["0"], [UNKNOWN]):
        return frozenset()
    if not words or not all(word.isdecimal() and 1 <= int(word) <= choices for word in words):
        raise AnswerError(f"Type a number from 1 to {choices}, or 0 if you don't know.")
    return frozenset(int(word) - 1 for word in words)


def _choices(texts: Sequence[str]) -> None:
    for number, text in [*enumerate(texts, 1), (0, "I don't know")]:
        first, *rest = wrap(text, WIDTH - 4)
        print(f"{number:>2}  {first}")
        for line in rest:
            print(f"    {line}")


def _reasons(asked: Asked, quiz: ChoiceQuiz, picked: Sequence[str]) -> None:
    """Why each wrong choice that was picked is wrong, and which ones are right."""
    for choice in quiz.choices:
        if not choice.right and plain(choice.inlines) in picked:
            show(choice.reason)
    right = [(place, plain(quiz.choices[number].inlines)) for place, number in enumerate(asked.order, 1)
             if quiz.choices[number].right]
    if set(picked) != {text for _, text in right}:
        for number, text in right:
            say(f"Right is {number}: {text}")


def told(frames: Sequence[Frame]) -> None:
    """Some frames of the run in words, the last among them."""
    every = -(-len(frames) // TOLD)
    for frame in [*frames[:-1:every], frames[-1]]:
        readings = {name: value for name, value in frame.readings.items() if name != "step"}
        say(f"step {frame.step}: {frame.caption}. {readings_text(replace(frame, readings=readings))}")


def show(blocks: Sequence[Block]) -> None:
    for line in plain_blocks(blocks, WIDTH, spoken=True):
        print(line)


def say(text: str) -> None:
    for line in wrap(text, WIDTH):
        print(line)


def _count(number: int) -> str:
    return f"{number} question{' is' if number == 1 else 's are'}"
