"""Review: what is due, one question at a time, closed book."""

from __future__ import annotations

from textwrap import shorten
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget

from tui_dl.app.player import Player
from tui_dl.app.services import Services
from tui_dl.app.widgets import predict_card, quiz_card
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.predict_card import PredictCard
from tui_dl.app.widgets.prose import Prose
from tui_dl.app.widgets.quiz_card import QuizCard
from tui_dl.app.widgets.text_column import TextColumn
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.inlines import inline
from tui_dl.course.model import Block, Item, Paragraph, Predict, TableBlock, Text
from tui_dl.course.plain import plain
from tui_dl.course.questions import fill
from tui_dl.demos.run import make_run
from tui_dl.errors import TuiDlError
from tui_dl.learner.entries import Context, lesson_of
from tui_dl.learner.schedule import agenda, nothing_due, undo_last_grade

BEGINNING = 40  # letters of a question that is named


def beginning(question: tuple[Block, ...]) -> str:
    """How a question begins, by which one knows it again."""
    words = next((plain(block.inlines) for block in question if isinstance(block, Paragraph)), "")
    return shorten(words, BEGINNING, placeholder=" …")


class QuestionsScreen(Screen[None]):
    """A sequence of questions of several lessons; subclasses say which, and what follows the last."""

    CONTEXT: ClassVar[Context] = "review"
    NAME: ClassVar[str] = "Review"
    DEFAULT_CSS = """
    QuestionsScreen #body { height: 1fr; align-horizontal: center; }
    QuestionsScreen #text { height: 1fr; max-width: 84; padding: 1 2 0 2; }
    QuestionsScreen PredictCard { border-left: outer $secondary; padding: 0 0 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "next", "next question", key_display="PgDn", priority=True),
        Binding("pagedown", "leave", "done", key_display="PgDn", priority=True),
        Binding("f5", "next", "next", show=False),
        Binding("f8", "sure", "sure", show=False),
        Binding("escape", "leave", "leave"),
    ]
    text = getters.query_one("#text", TextColumn)
    bar = getters.query_one(TopBar)

    def __init__(self, services: Services, queue: list[str]) -> None:
        super().__init__()
        self.services = services
        self.queue = queue
        self.number = -1
        self.answered: dict[str, bool] = {}  # whether the first answer was right
        self.said: dict[str, str] = {}  # how each question begins
        self.player = Player(services.desk, self._run_moved)

    @property
    def right(self) -> int:
        """How many first answers were right."""
        return sum(self.answered.values())

    def compose(self) -> ComposeResult:
        """One question fills the page."""
        yield TopBar(self.NAME)
        with Container(id="body"):
            yield TextColumn(id="text")
        yield KeyLine()

    async def on_mount(self) -> None:
        """The first question."""
        self.set_interval(0.1, lambda: self.player.tick(0.1))
        await self.action_next()

    @property
    def over(self) -> bool:
        """Whether the last question is behind one."""
        return self.number >= len(self.queue)

    # ------------------------------------------------------------------ questions

    def found(self, item_id: str) -> Item | None:
        """The item of that id, if the course still has it."""
        lesson = self.services.lesson(lesson_of(item_id))
        return next((item for item in lesson.items() if f"{lesson.id}#{item.id}" == item_id), None)

    async def action_next(self) -> None:
        """The next question; an unanswered one waits."""
        if self._open():
            self.notify("Answer first; 0 or the button says that you don't know.")
            return
        if self.over:
            self.action_leave()
            return
        self.number += 1
        await self.text.remove_children()
        self.refresh_bindings()
        if self.over:
            await self.text.mount_all(self.closing())
            self.bar.show(self.NAME, "", f"{len(self.queue)} of {len(self.queue)}" if self.queue else "nothing due")
            self.text.focus()
            return
        item_id = self.queue[self.number]
        item = self.found(item_id)
        self.bar.show(self.NAME, "", f"{self.number + 1} of {len(self.queue)}")
        if item is not None:
            await self.text.mount(self._card(item, item_id))

    def _card(self, item: Item, item_id: str) -> Widget:
        if isinstance(item, Predict):
            card = PredictCard(predict_card.ask(item, item_id, self.services, self.CONTEXT), self.services)
            self.said[item_id] = beginning(item.question)
            self.call_after_refresh(card.focus_guess)
            return card
        asked = quiz_card.ask(item, item_id, self.services, self.CONTEXT)
        self.said[item_id] = beginning(fill(asked.quiz.question, asked.drawn))
        return QuizCard(asked, self.services)

    def _open(self) -> bool:
        """Whether the question on screen waits for an answer or a verdict; not if its key cannot be had."""
        return any(not (card.asked.done or card.keyless) for card in self.query(QuizCard)) or any(
            not card.guessed.revealed for card in self.query(PredictCard))

    def closing(self) -> list[Widget]:
        """What follows the last question."""
        return [self.verdict("What was not right comes back sooner, with other numbers.")]

    def verdict(self, what_follows: str) -> Prose:
        """How many were right, what follows from it, and each question by its lesson."""
        signs = ("x", "v") if self.app.look.ascii else ("✗", "✓")  # type: ignore[attr-defined]  # TuiDlApp's
        rows = [(signs[right], self.services.lesson(lesson_of(item)).title, self.said[item])
                for item, right in self.answered.items()]
        table = TableBlock((inline(""), inline("lesson"), inline("question")),
                           tuple(tuple((Text(cell),) for cell in row) for row in rows), ("left", "left", "left"))
        said = Paragraph(inline(f"**{self.right} of {len(self.answered)} right.** {what_follows}"))
        return Prose((said, table) if rows else (said,))

    # ------------------------------------------------------------------ answers

    def on_quiz_card_graded(self, event: QuizCard.Graded) -> None:
        """Count."""
        self.answered[event.asked.item] = event.asked.right

    def on_predict_card_committed(self, event: PredictCard.Committed) -> None:
        """Play the run out of sight; what it says is the key."""
        predict = event.guessed.predict
        try:
            self.player.load(make_run(predict.demo, predict.knobs, predict.seed))
        except TuiDlError as error:
            self.query_one(PredictCard).give_up(str(error))
            return
        self.player.to_end()

    def _run_moved(self) -> None:
        track, moment = self.player.track, self.player.frame
        for card in self.query(PredictCard):
            if card.pending and track is not None:
                frame = self.player.outcome(card.guessed.predict.at)
                if track.failure is not None:
                    card.give_up(f"The run failed: {track.failure.message}")
                elif frame is not None:
                    card.reveal(frame)
                    self.answered[card.guessed.item] = card.guessed.right
                elif moment is not None:
                    card.tell(f"The run goes on: step {moment.step} of {moment.total or '…'}")

    # ------------------------------------------------------------------ keys

    def action_sure(self) -> None:
        """F8."""
        for card in self.query(PredictCard):
            card.toggle_sure()

    async def action_answer(self, typed: str) -> None:
        """Enter, or a digit, in the text: to the guess, or on to the next question."""
        for card in self.query(PredictCard):
            if card.guessed.open:
                card.focus_guess(typed)
                return
        for quiz in self.query(QuizCard):
            if not (quiz.asked.done or quiz.keyless):
                quiz.focus_answer(typed)
                return
        if not typed and not self._open():
            await self.action_next()

    async def on_text_column_turned(self, event: TextColumn.Turned) -> None:
        """Right, or Space at the end."""
        if event.by > 0:
            await self.action_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """After the last question there is no next one, only what follows."""
        return not self.over if action == "next" else True

    def action_leave(self) -> None:
        """Back; what was answered is saved."""
        self.services.desk.engine.stop()
        self.dismiss()


class ReviewScreen(QuestionsScreen):
    """What is due today."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f7", "undo", "undo")]

    def __init__(self, services: Services) -> None:
        self.plan = agenda(services.log, services.review_items())
        super().__init__(services, list(self.plan.queue))

    def closing(self) -> list[Widget]:
        """The verdict, or when there will be something to ask."""
        return super().closing() if self.queue else [Prose((Paragraph(inline(nothing_due(self.plan))),))]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A grade can be taken back where there are questions."""
        return bool(self.answered) if action == "undo" else super().check_action(action, parameters)

    def action_undo(self) -> None:
        """F7: the last grade does not count, and its question is asked once more at the end."""
        item = undo_last_grade(self.services.log)
        if item is None:
            self.notify("There is no grade to take back.")
            return
        self.answered.pop(item, None)
        self.number -= self.over  # past the last question: there is one more now
        self.queue.append(item)
        self.notify(f"The last grade, of {item}, is taken back; it is asked once more.", markup=False)
