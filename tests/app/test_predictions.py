"""Guesses of every form, in the lesson and in review: typed, picked, not known; and which run they are held against."""

from __future__ import annotations

import numpy as np
import pytest

from tui_dl.app.widgets.predict_card import PredictCard
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.frames import Frame, Grid
from tui_dl.learner.entries import Answer, Known, Prediction, Visit

GUESSES = """---
id: try/guess
title: Guesses
minutes: 3
needs: []
sources: []
---

Opening.

## A cell

:::{predict} last
---
demo: stride-padding
knobs: {size: 6, kernel: 3}
as: cell
ask: (row, col)
hide: [output]
review: true
because: It ends at the bottom right.
---
An image 6 wide, a filter of 3: which output pixel is written last?
:::

## A number

:::{predict} wide
---
demo: stride-padding
knobs: {size: 5, kernel: 3}
ask: out
stop: 4
hide: [output]
review: true
because: Three places.
---
How wide is the output of 5 under 3?
:::

Text after the guess.

## Yes or no

:::{predict} three
---
demo: stride-padding
knobs: {size: 5, kernel: 3}
as: yes-no
ask: out == 3
hide: [output]
review: true
---
Is the output of 5 under 3 three wide?
:::
"""
PAGE = {"last": 1, "wide": 2, "three": 3}


@pytest.fixture(autouse=True)
def guesses(course_path):
    (course_path / "try" / "guess.md").write_text(GUESSES, "utf-8")


@pytest.fixture
def earlier(stage):
    """Writes entries into the log, two days before."""

    async def write(*entries) -> None:
        async with stage(days_later=-2) as s:
            for entry in entries:
                s.services.log.record(entry)

    return write


async def to_page(s, item: str) -> None:
    await s.sees("Opening.")
    await s.press(*["pagedown"] * PAGE[item])
    await s.until(lambda: s.app.screen.query("PredictCard"), "the prediction")


def guessed(s) -> list[Prediction]:
    return [row.entry for row in s.services.log.rows(Prediction.kind)]


def reviewed(s) -> dict[str, Answer]:
    entries = [row.entry for row in s.services.log.rows(Answer.kind)]
    return {entry.item: entry for entry in entries if entry.context == "review"}


async def in_review(s, item: str) -> None:
    """Open the review; only this item is due."""
    await s.sees("1 due")
    await s.press("tab", "enter")
    await s.until(lambda: s.app.screen.query("PredictCard"), "the prediction")
    assert s.app.screen.queue == [f"try/guess#{item}"]


# ---------------------------------------------------------------------------- cells and numbers


@pytest.mark.parametrize("typed", ["3,3", "3, 3", "(3, 3)", "3x3"])
async def test_a_cell_can_be_typed_in_its_lesson(stage, typed):
    async with stage(lesson="try/guess") as s:
        await to_page(s, "last")
        await s.press("enter", *("space" if key == " " else key for key in typed), "enter")
        await s.until(lambda: len(guessed(s)) == 2, "guess and outcome")
        assert (guessed(s)[1].guess, guessed(s)[1].outcome, guessed(s)[1].right) == ([3, 3], [3, 3], True)
        await s.sees("The run says (3, 3), as you did.")


async def test_a_cell_can_be_picked_in_the_demo(stage):
    async with stage(lesson="try/guess") as s:
        await to_page(s, "last")
        s.app.screen.query_one("#views").focus()
        await s.press("down", "right", "right", "enter")
        await s.until(lambda: len(guessed(s)) == 2, "guess and outcome")
        assert (guessed(s)[1].guess, guessed(s)[1].outcome, guessed(s)[1].right) == ([1, 2], [3, 3], False)


async def test_a_cell_is_typed_in_review(stage, earlier):
    await earlier(Prediction("try/guess#last", (0, 0), (3, 3)))
    async with stage() as s:
        await in_review(s, "last")
        await s.press("3", "enter")  # half a cell is no answer
        await s.sees("its row and its column")
        assert not reviewed(s)
        await s.press(*",2", "enter")
        await s.sees("You said (3, 2). The run says (3, 3).")
        assert (reviewed(s)["try/guess#last"].given, reviewed(s)["try/guess#last"].right) == ([3, 2], False)
        await s.press("pagedown")
        await s.sees("0 of 1 right.")


async def test_a_number_that_is_not_known_is_said_so_in_review(stage, earlier):
    await earlier(Prediction("try/guess#wide", 5, 3))
    async with stage() as s:
        await in_review(s, "wide")
        assert "skip" not in s.screen()
        await s.press(*"yes", "enter")
        await s.sees("A number is asked for")
        await s.press("tab", "enter")
        await s.sees("The run says 3.")
        entry = reviewed(s)["try/guess#wide"]
        assert (entry.given, entry.right, entry.dont_know) == (None, False, True)


@pytest.mark.parametrize(("digit", "given", "right"), [("1", True, True), ("2", False, False), ("0", None, False)])
async def test_yes_and_no_in_review(stage, earlier, digit, given, right):
    await earlier(Prediction("try/guess#three", False, True))
    async with stage() as s:
        await in_review(s, "three")
        await s.press("f8", digit, "enter")
        await s.sees("The run says yes")
        await s.sees("✓ 1 Yes")
        assert ("✗ 2 No" in s.screen()) == (given is False)
        entry = reviewed(s)["try/guess#three"]
        assert (entry.given, entry.right, entry.sure, entry.dont_know) == (given, right, True, given is None)


# ---------------------------------------------------------------------------- which run


async def test_the_run_goes_on_to_its_stop_and_halts_there(stage):
    async with stage(lesson="try/guess") as s:
        await to_page(s, "wide")
        pane = s.app.screen.pane
        await s.until(lambda: pane.player.frame is not None and pane.player.frame.step == 4, "step 4 on screen")
        assert pane.player.track.state == "held" and pane.covered and not guessed(s)
        await s.press("f5", "f6", "space", "right", "end")  # no key gets past it
        assert pane.player.frame.step == 4
        s.app.screen.query_one("#text").focus()
        await s.press("3", "enter")
        await s.until(lambda: len(guessed(s)) == 2, "the outcome")
        assert guessed(s)[1].right


def slow_frames(run) -> list[Frame]:
    """Five frames whose reading is the knob."""
    size = run.all_knobs()["size"]
    frames = [Frame(step, 4, "c", {"out": size - 2}, (Grid("output", np.zeros((1, 1))),)) for step in range(5)]
    return [Frame(f.step, f.total, f.caption, f.readings, f.views, run.all_knobs()) for f in frames]


async def test_a_guess_is_not_held_against_another_run(stage):
    engine = ScriptedEngine(slow_frames)
    async with stage(size=(120, 40), lesson="try/guess", engine=engine) as s:
        await to_page(s, "wide")
        engine.emit(5)
        await s.press("3", "enter")
        await s.until(lambda: len(guessed(s)) == 1, "the guess")
        s.app.screen.query_one("#knobs").focus()
        await s.press("up")  # size 6, before the run of size 5 has ended
        engine.emit(5)
        await s.until(lambda: s.app.screen.pane.player.finished, "the end of the other run")
        await s.sees("You said 3. The run has not spoken yet: F9 plays it.")
        assert len(guessed(s)) == 1
        await s.press("f9")
        engine.emit(5)
        await s.until(lambda: len(guessed(s)) == 2, "the outcome")
        assert (guessed(s)[1].outcome, guessed(s)[1].right) == (3, True)


TRAINING = """
## A loss

:::{predict} low
---
demo: descent
knobs: {steps: 4}
ask: loss
---
What is the loss at the end?
:::
"""


@pytest.mark.parametrize(("at", "heard"), [("", False), ("at: 0", True)])
async def test_a_knob_turned_on_the_way_makes_it_another_run(stage, course_path, at, heard):
    """Unless it was turned after what is asked about."""
    lesson = course_path / "try" / "guess.md"
    lesson.write_text(GUESSES.split("## A cell")[0] + TRAINING.replace("ask: loss", f"ask: loss\n{at}"), "utf-8")
    view = Grid("g", np.zeros((1, 1)))
    engine = ScriptedEngine(lambda run: [
        Frame(step, 4, "c", {"loss": 9.0 - step}, (view,), run.all_knobs()) for step in range(5)])
    async with stage(size=(120, 40), lesson="try/guess", engine=engine) as s:
        await s.press("pagedown")
        await s.until(lambda: s.app.screen.query("PredictCard"), "the prediction")
        engine.emit(1)
        await s.press("5", "enter")
        engine.emit(2)
        player = s.app.screen.pane.player
        await s.until(lambda: player.track is not None and len(player.track.tape) > 1, "a run that goes on")
        engine.change("lr", 0.5)
        await s.until(lambda: bool(player.track.run.changes), "the change")
        engine.emit(5)
        await s.until(lambda: player.finished, "the end")
        assert (len(guessed(s)) == 2) is heard
        if not heard:
            await s.press("f9")
            engine.emit(5)
        await s.until(lambda: len(guessed(s)) == 2, "the outcome")
        assert guessed(s)[1].outcome == (9.0 if heard else 5.0)
        assert player.track.run.changes == () or heard


async def test_a_guess_whose_run_had_no_time_to_speak_is_taken_up_later(stage, earlier):
    await earlier(Visit("try/guess", "a-cell"), Prediction("try/guess#last", (3, 3)))
    async with stage(lesson="try/guess") as s:
        await s.sees("You said (3, 3). The run has not spoken yet: F9 plays it.")
        await s.press("f9")
        await s.until(lambda: len(guessed(s)) == 2, "the outcome")
        assert (guessed(s)[1].guess, guessed(s)[1].outcome, guessed(s)[1].right) == ([3, 3], [3, 3], True)
        await s.sees("The run says (3, 3), as you did.")


async def test_a_run_that_fails_before_the_answer_grades_nothing(stage, earlier):
    await earlier(Prediction("try/guess#wide", 5, 3))
    engine = ScriptedEngine(slow_frames)
    async with stage(engine=engine) as s:
        await in_review(s, "wide")
        await s.press("9", "enter")
        engine.emit(2)
        engine.fail("lost", "The worker was lost.")
        await s.sees("The worker was lost. Your guess is not graded.")
        assert not reviewed(s)
        await s.press("pagedown")
        await s.sees("0 of 0 right.")
        await s.press("escape")
        await s.sees("1 due")


# ---------------------------------------------------------------------------- a sequence of questions


async def test_a_grade_taken_back_is_asked_once_more(stage, earlier):
    await earlier(Prediction("try/guess#three", False, True), Prediction("try/guess#wide", 5, 3))
    async with stage() as s:
        await s.sees("2 due")
        await s.press("tab", "enter")
        await s.sees("three wide")
        await s.press("2", "enter")
        await s.sees("The run says yes")
        await s.press("f7", "pagedown")
        await s.sees("How wide")
        assert not reviewed(s)
        await s.press("3", "enter")
        await s.sees("The run says 3")
        await s.press("pagedown")
        await s.sees("three wide")
        await s.press("1", "enter")
        await s.sees("The run says yes, as you did.")
        await s.press("pagedown")
        await s.sees("2 of 2 right.")
        await s.press("f7", "pagedown")
        await s.sees("three wide")


async def test_past_the_last_question_one_leaves(stage, earlier):
    await earlier(Prediction("try/guess#three", False, True))
    async with stage() as s:
        await in_review(s, "three")
        await s.press("1", "enter")
        await s.sees("as you did")
        await s.sees("PgDn next question")
        await s.press("pagedown")
        await s.sees("1 of 1 right.")
        await s.sees("PgDn done")
        await s.press("pagedown")
        await s.until(lambda: not hasattr(s.app.screen, "queue"), "home")
        assert not s.services.log.rows(Known.kind)


async def test_a_run_may_speak_before_the_card_stands_on_the_page(stage):
    async with stage(size=(120, 40), lesson="try/guess") as s:
        await to_page(s, "wide")
        card = s.app.screen.query_one(PredictCard)
        again = PredictCard(card.guessed, s.services)
        again.guessed.guess, again.guessed.answered = 3, True
        again.reveal(s.app.screen.pane.player.frame)
        again.give_up("The run is lost.")
        await s.app.screen.text.mount(again)
        assert again.outcome.blocks == again.guessed.revealed


# ---------------------------------------------------------------------------- turning the page


async def test_the_page_is_not_turned_past_a_guess_that_was_not_seen(stage, course_path):
    long = GUESSES.replace("## A number", "## A number\n\n" + "A line to read.\n\n" * 12)
    (course_path / "try" / "guess.md").write_text(long, "utf-8")
    async with stage(size=(80, 24), lesson="try/guess") as s:
        await to_page(s, "wide")
        await s.sees("page 3 of")
        assert "How wide is the output" not in s.screen()
        await s.press("pagedown")
        await s.sees("How wide is the output")
        await s.sees("F9: skip.")
        assert "page 3 of" in s.screen()
        await s.press("pagedown")
        await s.sees("page 4 of")


async def test_after_a_guess_the_keys_read_on(stage, course_path):
    long = GUESSES.replace("Text after the guess.", "A line to read.\n\n" * 5 + "The last line.")
    (course_path / "try" / "guess.md").write_text(long, "utf-8")
    async with stage(size=(80, 24), lesson="try/guess") as s:
        await to_page(s, "wide")
        await s.press("3", "enter")
        await s.sees("The run says 3, as you did.")
        await s.sees("more below: Space or Down")
        await s.press("space", "down", "space")
        await s.sees("The last line.")
        assert "page 3 of" in s.screen()
