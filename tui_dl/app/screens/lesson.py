"""A lesson, page by page: text, its live demo, its questions."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.events import DescendantFocus
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from tui_dl.app.lesson_page import LessonPages, run_of, tells
from tui_dl.app.screens.closed_book import RetryScreen
from tui_dl.app.services import Services
from tui_dl.app.widgets.challenge_card import ChallengeCard
from tui_dl.app.widgets.demo_actions import DemoActions
from tui_dl.app.widgets.demo_pane import DemoPane
from tui_dl.app.widgets.frame_view import FrameView
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.predict_card import PredictCard
from tui_dl.app.widgets.quiz_card import QuizCard
from tui_dl.app.widgets.text_column import TextColumn
from tui_dl.app.widgets.top_bar import TopBar
from tui_dl.course.model import Lesson, LiveBlock, Predict
from tui_dl.course.pages import Page
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame
from tui_dl.learner.entries import ChallengeMet, Visit
from tui_dl.learner.guessing import Guessed

OPEN_PANE = 14  # lines of the demo where it stands below the text
BESIDE = 100  # columns from which it stands beside the text, whose lines stay 66 to 74 long


class LessonScreen(Screen[None]):
    """One lesson. It owns what its questions and its demo mean; the widgets only show and ask."""

    CSS_PATH = "lesson.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "turn(1)", "next page", key_display="PgDn", priority=True),
        Binding("pagedown", "finish", "home", key_display="PgDn", priority=True),
        Binding("pageup", "turn(-1)", "back", key_display="PgUp", priority=True),
        Binding("f5", "play", "play"),
        Binding("f5", "pause", "pause"),
        Binding("f5", "guess", "guess", key_display="0-9"),
        Binding("f6", "other_side", "demo / text"),
        Binding("f3", "do('lab')", "lab", show=False),
        Binding("f4", "do('lesion')", "break it", show=False),
        Binding("f7", "do('code')", "code", show=False),
        Binding("f10", "menu", "more"),
        Binding("f8", "sure", "sure", show=False),
        Binding("f9", "skip", "skip", show=False),
        Binding("escape", "leave", "home"),
    ]
    pane_open: reactive[bool] = reactive(False, init=False)
    text = getters.query_one("#text", TextColumn)
    pane = getters.query_one("#pane", DemoPane)
    bar = getters.query_one(TopBar)

    def __init__(self, services: Services, lesson: Lesson, at: tuple[str, int] | None = None) -> None:
        super().__init__()
        self.services = services
        self.lesson = lesson
        self.made = LessonPages(services, lesson)
        self.pages = self.made.pages
        self.number = next((n for n, p in enumerate(self.pages) if (p.step.slug, p.part) == at), 0)

    @property
    def page(self) -> Page:
        """The page on screen."""
        return self.pages[self.number]

    def compose(self) -> ComposeResult:
        """A title, the page, the demo, the keys."""
        yield TopBar()
        with Container(id="body"):
            with Vertical(id="reading"):
                yield TextColumn(id="text")
                yield Static(id="more")
            yield DemoPane(self.services.desk, clock=self.services.clock, id="pane")
        yield KeyLine()

    async def on_mount(self) -> None:
        """Open at the page the learner left."""
        self.actions = DemoActions(self.pane, self.services.log, self.lesson.id)
        await self.show_page(self.number)

    async def on_resize(self) -> None:
        """Keys that came while the screen was opening go before its second layout."""
        await asyncio.sleep(0)

    # ------------------------------------------------------------------ pages

    async def show_page(self, number: int) -> None:
        """Put a page on screen, and note in the log where the learner is."""
        self.number = number
        page = self.page
        self.services.log.record(Visit(self.lesson.id, page.step.slug, page.part))
        self.pane.display = bool(page.live)
        self.query_one("#body").set_class(not page.live, "-alone")
        self.pane_open = False
        await self._show_text()
        self.text.scroll_home(animate=False)
        if page.live:
            self._set_up(self.made.first_live(page), notice=False)
        self._focus_page()
        self.bar.show(self.lesson.title, page.step.title if page.step.title != self.lesson.title else "",
                      f"step {page.step_number} of {len(self.lesson.steps)} · page {number + 1} of {len(self.pages)}")
        self.refresh_bindings()

    async def show_anew(self, lesson: Lesson) -> None:
        """The lesson was written anew: show it where the reader is."""
        here, down = (self.page.step.slug, self.page.part), self.text.scroll_offset.y
        self.lesson = lesson
        self.made = LessonPages(self.services, lesson)
        self.pages = self.made.pages
        same = (n for n, page in enumerate(self.pages) if (page.step.slug, page.part) == here)
        await self.show_page(next(same, min(self.number, len(self.pages) - 1)))
        self.call_after_refresh(self.text.scroll_to, y=down, animate=False)

    async def _show_text(self) -> None:
        await self.text.remove_children()
        await self.text.mount_all(self.made.widgets(self.page))

    def _focus_page(self) -> None:
        """Keys go to a question that fills the page; to the text otherwise."""
        if self.page.kind == "text":
            self.text.focus()

    # ------------------------------------------------------------------ the demo

    def _set_up(self, block: LiveBlock, *, notice: bool = True) -> None:
        """Give the pane the run of a block; a prediction's is halted, and its answer covered."""
        try:
            run = run_of(block)
        except TuiDlError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        waiting = isinstance(block, Predict) and self.made.guess(block).open
        covered = frozenset(block.hide) | {"*"} if isinstance(block, Predict) and waiting else frozenset()
        hold = block.stop if isinstance(block, Predict) and waiting else None
        self.pane.configure(run, block.pane, hold=hold, covered=covered)
        if hold:
            self.pane.player.play()  # up to there
        if notice:
            self.notify(f"The demo is set to {run.line()}.", markup=False)

    def on_demo_pane_showed(self, event: DemoPane.Showed) -> None:
        """The run has moved: has a guess its outcome, is a goal met?"""
        player = event.pane.player
        frame, track = player.frame, player.track
        if frame is None or track is None:
            return
        for card in self.query(PredictCard):
            asked_about = self._outcome_of(card.guessed) if not card.guessed.open else None
            if asked_about is not None and not card.guessed.revealed:
                card.reveal(asked_about)
            elif card.pending and not tells(track.run, card.guessed.predict):
                card.show_pending()
        for goal in self.query(ChallengeCard):
            if not goal.met and not self.pane.covered and goal.challenge.demo == track.run.demo \
                    and goal.meets(frame):
                self.services.log.record(ChallengeMet(goal.item, track.run.line()))
                goal.tick_off(track.run.line())

    def _outcome_of(self, guessed: Guessed) -> Frame | None:
        """The frame that a prediction asks about, once it is on screen."""
        player, track = self.pane.player, self.pane.player.track
        frame = player.outcome(guessed.predict.at)
        if frame is None or track is None or track.state == "failed":
            return None
        return frame if tells(track.run, guessed.predict) else None

    async def on_predict_card_committed(self, event: PredictCard.Committed) -> None:
        """Let the run go on, uncover it, and unfold what follows."""
        self._let_go(event.guessed.predict)
        await self._unfold()
        if not self.pane.has_focus_within:  # the line or the list it was guessed in takes no more keys
            self.text.focus()

    def _let_go(self, predict: Predict) -> None:
        """Play the run of a prediction on, or anew where another one is on screen."""
        track = self.pane.player.track
        if track is None or track.state == "failed" or not tells(track.run, predict):
            self._set_up(predict, notice=False)
        self.pane_open = True
        self.pane.uncover()
        self.pane.player.release()

    async def _unfold(self) -> None:
        widgets = self.made.widgets(self.page)
        cards = list(self.text.children)
        keep = next((n for n, w in enumerate(cards) if isinstance(w, PredictCard)
                     and not w.guessed.open and n + 1 < len(cards) and n == len(cards) - 2), None)
        if keep is not None:
            await cards[-1].remove()
            await self.text.mount_all(widgets[keep + 1:])

    @on(FrameView.Asked)
    def _cell_chosen(self, event: FrameView.Asked) -> None:
        for card in self.query(PredictCard):
            if card.guessed.open and card.guessed.predict.form == "cell":
                card.guess_cell(event.index)

    def on_challenge_card_set_up(self, event: ChallengeCard.SetUp) -> None:
        """Begin as the challenge says."""
        self._set_up(event.challenge)

    # ------------------------------------------------------------------ folding the demo away

    def watch_pane_open(self) -> None:
        """On a narrow screen the demo is folded away while one reads, unless there is room for both."""
        self._fold()

    def _fold(self) -> None:
        room = self.query_one("#body").size.height - OPEN_PANE
        fits = self.text.virtual_size.height <= room or self.app.size.width >= BESIDE
        folded = not (self.pane_open or fits)
        if folded != self.pane.has_class("-folded"):
            self.pane.set_class(folded, "-folded")
            self.pane.show_now()  # its title says how it opens

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        if self.pane.has_focus_within:
            self.pane_open = True

    # ------------------------------------------------------------------ keys

    def on_text_column_moved(self) -> None:
        """Say whether there is more below."""
        more = self.query_one("#more", Static)
        more.display = self.text.more_below
        self._fold()
        arrow = "v" if self.app.look.ascii else "▼"  # type: ignore[attr-defined]  # TuiDlApp's
        more.update(f"{arrow} more below: Space or Down")

    async def on_text_column_turned(self, event: TextColumn.Turned) -> None:
        """Left, Right, or Space at the end."""
        await self.action_turn(event.by)

    async def action_answer(self, typed: str) -> None:
        """Enter, or a digit, in the text: to the guess that is asked for; past a question that is answered."""
        for card in self.query(PredictCard):
            if card.guessed.open:
                card.focus_guess(typed)
                return
        for quiz in self.query(QuizCard):
            if not quiz.asked.done:
                quiz.focus_answer(typed)
                return
        if not typed and any(card.asked.done for card in self.query(QuizCard)):
            await self.action_turn(1)

    async def action_turn(self, by: int) -> None:
        """The next page, or the one before; past the last one, home. A guess that waits below is not passed unseen."""
        if by > 0 and self._guess_below():
            self.text.scroll_page_down(animate=False)
            return
        asked = self.made.open_question(self.page)
        if by < 0 and asked is not None:
            asked.looked_back = True
        if 0 <= self.number + by < len(self.pages):
            await self.show_page(self.number + by)
        elif by > 0:
            self.action_leave()

    def _guess_below(self) -> bool:
        """Whether a part of a prediction that waits is still below what is seen."""
        waiting = (card for card in self.query(PredictCard) if card.guessed.open)
        return self.text.more_below and any(card.region.bottom > self.text.region.bottom for card in waiting)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the demo only where there is one; a key that does now one thing and now another says which."""
        if action in ("guess", "play", "pause"):
            if not self.page.live:
                return False
            return action == ("guess" if self._waiting() else "pause" if self.pane.player.playing else "play")
        if action in ("turn", "finish"):
            last = self.number == len(self.pages) - 1
            return parameters == (-1,) or last == (action == "finish")
        return bool(self.page.live) if action in ("other_side", "do", "menu") else True

    def _waiting(self) -> PredictCard | None:
        """The prediction whose run waits for a guess."""
        return next((card for card in self.query(PredictCard) if card.guessed.open), None)

    async def action_finish(self) -> None:
        """PageDown on the last page."""
        await self.action_turn(1)

    def action_guess(self) -> None:
        """F5 while a run waits."""
        waiting = self._waiting()
        if waiting is not None:
            waiting.focus_guess()
            self.notify("Guess first: the run waits for it. F9 skips.")

    def action_play(self) -> None:
        """F5."""
        self.pane_open = True
        self.pane.play_or_pause()

    action_pause = action_play

    def action_other_side(self) -> None:
        """F6: between the text and the demo."""
        if self.pane.has_focus_within:
            self.pane_open = False
            self.text.focus()
        elif self.page.live:
            self.pane.query_one("#timeline").focus()

    def action_do(self, name: str) -> None:
        """F3, F4, F7."""
        self.actions.do(name)

    def action_menu(self) -> None:
        """F10."""
        self.actions.open_menu()

    def action_sure(self) -> None:
        """F8."""
        for card in self.query(PredictCard):
            card.toggle_sure()

    async def action_skip(self) -> None:
        """F9: skip a prediction, or play the run that has not spoken yet; ask a question again."""
        for card in self.query(PredictCard):
            if card.pending:
                self._let_go(card.guessed.predict)
            card.skip()
        for asked in [card.asked for card in self.query(QuizCard) if card.asked.done]:
            self.made.ask_again(asked)
            await self._show_text()
            return
        if self.number == len(self.pages) - 1 and self.made.wrong() and self.page.kind == "text":
            self.app.push_screen(RetryScreen(self.services, self.made.wrong()))

    def action_leave(self) -> None:
        """Back to where the learner came from; the run ends."""
        self.services.desk.engine.stop()
        self.dismiss()
