"""`tui-dl --plain`: a lesson learnt line by line, every question, prediction, demo and challenge of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tui_dl.app.services import WELCOME, Services
from tui_dl.commands.dialogue import Dialogue, Ended, Left, say, show, told
from tui_dl.course.expressions import ExpressionError, evaluate
from tui_dl.course.model import Challenge, DemoBlock, Item, Lesson, LiveBlock, Predict
from tui_dl.course.pages import Page, pages
from tui_dl.demos.catalogue import declaration
from tui_dl.demos.run import Run, make_run, parse_run
from tui_dl.draw.plain import view_text
from tui_dl.engine.tape import Tape
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame
from tui_dl.learner.entries import ChallengeMet, Prediction, Session, Visit, item_id
from tui_dl.learner.progress import ItemState, answers, challenges_met, position

ON, BACK, QUIT = "", "b", "q"


def run(course_path: Path | None, lesson_id: str | None) -> int:
    """The command: this lesson, or the one that was left last."""
    from tui_dl.commands.opened import open_log
    from tui_dl.course.load import default_course_path, load_course
    from tui_dl.engine.ask import asking

    course = load_course(course_path or default_course_path())
    with ExitStack() as stack:
        log = stack.enter_context(open_log())
        services = Services(course, log)
        lesson = services.lesson(lesson_id or _next(services))
        log.record(Session("start"))
        stack.callback(lambda: log.record(Session("stop")))
        Walk(services, lesson, Dialogue(services, stack.enter_context(asking()), "lesson")).go()
    return 0


def _next(services: Services) -> str:
    """Where the learner is, or where one begins."""
    place = position(services.log)
    heads = [head.id for head in services.course.heads()]
    if place is not None and place.lesson in (*heads, WELCOME):
        return place.lesson
    if services.has_welcome:
        return WELCOME
    if not heads:
        raise TuiDlError("This course has no lessons.")
    return heads[0]


class Walk:
    """One lesson, page by page; an empty line goes on."""

    def __init__(self, services: Services, lesson: Lesson, dialogue: Dialogue) -> None:
        self.services, self.lesson, self.dialogue = services, lesson, dialogue
        self.pages: Sequence[Page] = pages(lesson)
        self.items = lesson.items()

    def go(self) -> None:
        """From the page that was left to the last one, until the learner stops."""
        left = self.services.left_at(self.lesson.id)
        number = next((n for n, page in enumerate(self.pages) if page.key == left), 0)
        say(f"{self.lesson.title}. {self.lesson.minutes} minutes, {len(self.lesson.steps)} steps, {len(self.pages)} "
            f"pages. Enter goes on, {BACK} goes back, {QUIT} leaves. What you answer is saved at once.")
        if self.lesson.id == WELCOME:
            say("The keys it names are those of the app; here you type knobs instead.")
        try:
            while number < len(self.pages):
                self._show(number)
                number = max(number + self._turn(number), 0)
            say("The end of the lesson. `tui-dl list` shows the others; tomorrow `tui-dl review --plain` asks again.")
        except Left:
            say("You left. The same command goes on from here.")

    def _show(self, number: int) -> None:
        page = self.pages[number]
        self.services.log.record(Visit(self.lesson.id, *page.key))
        print()
        title = f": {page.step.title}" if page.step.title and page.part == 0 else ""
        say(f"Step {page.step_number} of {len(self.lesson.steps)}, page {number + 1} of {len(self.pages)}{title}.")
        for block in page.blocks:
            print()
            try:
                if isinstance(block, Challenge | DemoBlock):
                    self._live(block)
                elif block in self.items:
                    self._item(block)
                else:
                    show((block,))
            except Ended:
                raise
            except Left:
                self._passed(block)
            except TuiDlError as error:
                say(str(error))

    def _turn(self, number: int) -> int:
        """How many pages on: one, or one back."""
        print()
        what = "Enter: the next page" if number + 1 < len(self.pages) else "Enter: the end"
        say(f"{what}. {BACK}: the page before. {QUIT}: leave.")
        try:
            word = self.dialogue.read()
        except Ended:
            raise
        except Left:
            return 1
        if word.casefold() == QUIT:
            raise Ended
        return -1 if word.casefold() == BACK else 1

    # ------------------------------------------------------------------ questions

    def _item(self, item: Item) -> None:
        key = item_id(self.lesson.id, item.id)
        had: ItemState | None = answers(self.services.log, self.lesson.id).get(key)
        if had is None:
            say("A question. An empty line passes it." if not isinstance(item, Predict) else
                "A prediction. An empty line skips it.")
        elif isinstance(item, Predict):
            show(item.question)
            say("You were asked this before.")
            return
        else:
            say(f"You answered this before; your first answer was {'' if had.right_at_first else 'not '}right. "
                "An empty line passes it.")
        self.dialogue.context = "lesson" if had is None else "retry"
        self.dialogue.put(item, key)

    def _passed(self, block: object) -> None:
        if isinstance(block, Predict):
            self.services.log.record(Prediction(item_id(self.lesson.id, block.id), skipped=True))
        if not isinstance(block, DemoBlock):
            say("Passed.")

    # ------------------------------------------------------------------ demos

    def _live(self, block: Challenge | DemoBlock) -> None:
        """Runs as long as the learner names knobs, or until a challenge is met."""
        begun = make_run(block.demo, block.knobs, block.seed)
        if isinstance(block, Challenge):
            say("A challenge.")
            show(block.goal)
            if item_id(self.lesson.id, block.id) in challenges_met(self.services.log, self.lesson.id):
                say("You have met it.")
        say(f"The demo is {begun.line()}. Type knobs, such as {_example(begun, block)}, to run it with them; play runs "
            "it as it is; an empty line goes on.")
        while True:
            text = self.dialogue.read()
            try:
                run = begun if text == "play" else _changed(begun, text)
                frames = self.dialogue.play(run)
            except TuiDlError as error:
                say(str(error))
                continue
            told(frames)
            _tell_views(run, frames, block)
            if isinstance(block, Challenge) and self._met(block, run, frames):
                return
            say("Other knobs, or an empty line to go on.")

    def _met(self, challenge: Challenge, run: Run, frames: Sequence[Frame]) -> bool:
        at = next((frame for frame in frames if _holds(challenge.until, frame)), None)
        if at is None:
            say("The challenge is not met yet.")
            return False
        self.services.log.record(ChallengeMet(item_id(self.lesson.id, challenge.id), run.line()))
        say(f"Met, at step {at.step} of {run.line()}.")
        return True


def _holds(until: str, frame: Frame) -> bool:
    try:
        return bool(evaluate(until, {**frame.knobs, **frame.readings}))
    except ExpressionError:  # a reading that this frame does not have
        return False


def _changed(begun: Run, text: str) -> Run:
    """The run with other knobs, and with changes on the way. UsageError, KnobError."""
    wanted = parse_run(f"{begun.demo} {text}")
    seed = wanted.seed if "--seed" in text else begun.seed
    return Run(begun.demo, {**begun.knobs, **wanted.knobs}, seed, wanted.changes)


def _example(begun: Run, block: LiveBlock) -> str:
    name = next(iter(block.pane.show or begun.all_knobs()))
    return f"{name}={declaration(begun.demo).knobs[name].shown(begun.all_knobs()[name])}"


def _tell_views(run: Run, frames: Sequence[Frame], block: LiveBlock) -> None:
    """The views of the last frame, those of this step if it names some."""
    tape = Tape(run)
    for frame in frames:
        tape.append(frame)
    for view in frames[-1].views:
        if not block.pane.views or view.name in block.pane.views:
            print("\n" + "\n".join(view_text(view, tape)))
    print()
