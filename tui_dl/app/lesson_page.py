"""A page of a lesson as widgets: runs of text, and a card for each question, prediction and challenge."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Static

from tui_dl.app.services import Services
from tui_dl.app.widgets import predict_card, quiz_card
from tui_dl.app.widgets.challenge_card import ChallengeCard
from tui_dl.app.widgets.predict_card import Guessed, PredictCard
from tui_dl.app.widgets.prose import Prose
from tui_dl.app.widgets.quiz_card import Asked, QuizCard
from tui_dl.course.inlines import inline
from tui_dl.course.model import Block, Challenge, DemoBlock, Lesson, LiveBlock, Paragraph, Predict, Quiz
from tui_dl.course.pages import Page, pages
from tui_dl.demos.run import Run, make_run
from tui_dl.errors import TuiDlError
from tui_dl.learner.entries import item_id
from tui_dl.learner.progress import answers, challenges_met


def run_of(block: LiveBlock) -> Run:
    """The run a block shows. UsageError, KnobError."""
    return make_run(block.demo, block.knobs, block.seed)


def tells(run: Run, predict: Predict) -> bool:
    """Whether this run says what a prediction asks: the same knobs, and nothing changed before the answer."""
    try:
        asked = run_of(predict)
    except TuiDlError:  # the demo takes these knobs no more
        return False
    if any(predict.at is None or change.step < predict.at for change in run.changes):
        return False
    return (run.demo, run.seed, run.all_knobs()) == (asked.demo, asked.seed, asked.all_knobs())


class LessonPages:
    """The pages of one lesson, and how each of its items stands while the lesson is open."""

    def __init__(self, services: Services, lesson: Lesson) -> None:
        self.services = services
        self.lesson = lesson
        self.pages = pages(lesson)
        self._asked: dict[str, Asked] = {}
        self._guessed: dict[str, Guessed] = {}
        self._earlier = answers(services.log, lesson.id)

    def item(self, block_id: str) -> str:
        """The id the log knows an item of this lesson by."""
        return item_id(self.lesson.id, block_id)

    def widgets(self, page: Page) -> list[Widget]:
        """The page as widgets: runs of plain blocks, and a card for each live one."""
        widgets: list[Widget] = []
        plain: list[Block] = []

        def flush() -> None:
            if plain:
                widgets.append(Prose(tuple(plain)))
                plain.clear()

        if page.part == 0 and page.step.title and page.kind == "text":
            widgets.append(Static(page.step.title, classes="step-title", markup=False))
        for block in page.blocks:
            if isinstance(block, Predict | Challenge | DemoBlock) or block in self._quizzes:
                flush()
                widgets += self._card(block)
                if isinstance(block, Predict) and self.guess(block).open:
                    folded = "What follows is folded until you guess, or skip with F9."
                    widgets.append(Prose((Paragraph(inline(f"*{folded}*")),)))
                    return widgets
            else:
                plain.append(block)
        flush()
        if page is self.pages[0] and page.kind == "text" and not page.live:
            widgets.append(Static(self._plan(), classes="plan", markup=False))
        if page is self.pages[-1]:
            wrong = "\nF9 asks once more what was not right." if self.wrong() else ""
            widgets.append(Static(f"The end of the lesson. PgDn goes home.{wrong}", classes="end", markup=False))
        return widgets

    def _plan(self) -> str:
        """What the lesson takes, and its steps."""
        lesson, steps = self.lesson, self.lesson.steps
        whole = f"About {lesson.minutes} minutes, {len(steps)} steps, {len(lesson.items())} questions."
        rest = [f"{number:2}  {step.title}" for number, step in enumerate(steps, 1) if step.title != lesson.title]
        return "\n".join((whole, "", *rest))

    def wrong(self) -> list[str]:
        """The quizzes of this lesson whose latest answer was not right."""
        predictions = {self.item(item.id) for item in self.lesson.items() if isinstance(item, Predict)}
        states = answers(self.services.log, self.lesson.id)
        return [item for item, state in states.items() if item not in predictions and not state.latest.right]

    @property
    def _quizzes(self) -> tuple[Quiz, ...]:
        return tuple(item for item in self.lesson.items() if not isinstance(item, Predict))

    def _card(self, block: Block) -> list[Widget]:
        if isinstance(block, Predict):
            return [PredictCard(self.guess(block), self.services)]
        if isinstance(block, Challenge):
            met = challenges_met(self.services.log, self.lesson.id)
            return [ChallengeCard(block, self.item(block.id), self.item(block.id) in met)]
        if isinstance(block, DemoBlock):
            return [Prose((Paragraph(inline(f"▸ *{self._demo_line(block)}*")),), classes="demo-line")]
        return [QuizCard(self.ask(block), self.services)]  # type: ignore[arg-type]  # only quizzes are left

    def _demo_line(self, block: DemoBlock) -> str:
        try:
            return f"The demo shows `{run_of(block).line()}`. F5 plays it, F6 goes there."
        except TuiDlError as error:
            return f"The demo cannot be shown. {error}"

    def ask(self, quiz: Quiz) -> Asked:
        item = self.item(quiz.id)
        if item not in self._asked:
            earlier = self._earlier.get(item)
            self._asked[item] = quiz_card.recalled(quiz, item, earlier) if earlier \
                else quiz_card.ask(quiz, item, self.services)
        return self._asked[item]

    def guess(self, predict: Predict) -> Guessed:
        item = self.item(predict.id)
        if item not in self._guessed:
            earlier = self._earlier.get(item)
            self._guessed[item] = predict_card.recalled(predict, item, earlier) if earlier \
                else predict_card.ask(predict, item, self.services)
        return self._guessed[item]

    def ask_again(self, asked: Asked) -> None:
        """Fresh numbers for a question that was answered; what follows is a second try."""
        self._asked[asked.item] = quiz_card.ask(asked.quiz, asked.item, self.services, "retry")

    def first_live(self, page: Page) -> LiveBlock:
        """What the demo shows when a page opens: a prediction that waits, or the first there is."""
        waiting = (b for b in page.live if isinstance(b, Predict) and self.guess(b).open)
        return next(waiting, page.live[0])

    def open_question(self, page: Page) -> Asked | None:
        """The question that fills a page, if it is not answered yet."""
        quiz = page.blocks[0] if page.kind == "quiz" else None
        asked = self._asked.get(self.item(quiz.id)) if quiz is not None else None  # type: ignore[union-attr]  # a quiz page holds its quiz
        return asked if asked is not None and not asked.done else None
