"""A mystery run gives nothing away, and is graded with a reason."""

import random
from dataclasses import replace

import pytest

from tui_dl.app.mystery import Mystery, has_mystery
from tui_dl.app.screens.mystery import MysteryScreen
from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.learner.entries import Answer


def short(run):
    """The first frames of a run."""
    return list(play(replace(run, knobs={**run.knobs, "steps": 4})))


def test_signs_name_lesions_and_some_demos_have_them():
    asking = [name for name in catalogue() if has_mystery(name)]
    assert asking
    for name in asking:
        spec = catalogue()[name].knobs["lesion"]
        assert "none" in spec.knob.signs
        assert set(spec.knob.signs) <= set(spec.choices)
        shown = [view.name for view in next(play(Mystery.draw(name, random.Random(0)).run)).views]
        assert set(spec.knob.clues) <= set(shown)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("right", [True, False])
async def test_the_lesion_is_hidden_until_the_answer_and_then_explained(stage, right, size):
    async with stage(size=size, engine=ScriptedEngine(short, instant=True)) as s:
        s.app.push_screen(MysteryScreen(s.services, "cnn-digits"))
        await s.sees("say which")
        await s.sees("step 0")
        screen = s.app.screen
        assert "lesion" not in s.screen()
        assert screen.mystery.secret == "none" or screen.mystery.secret not in s.screen()
        place = screen.mystery.names.index(screen.mystery.secret)
        await s.press(str((place if right else (place + 1) % len(screen.mystery.names)) + 1), "enter")
        await s.sees("It was this:")
        if size == (120, 40):
            assert ("That would look different." in s.screen()) is not right
        await s.until(lambda: "⏎ answer" not in s.screen(), "keys that still work")
        entry = s.services.log.rows(Answer.kind)[0].entry
        assert (entry.item, entry.right, entry.context) == ("mystery/cnn-digits#lesion", right, "checkpoint")


async def test_captions_hidden_views_and_explanations_wait_for_the_answer(stage):
    async with stage(size=(120, 40), engine=ScriptedEngine(short, instant=True)) as s:
        screen = MysteryScreen(s.services, "lstm-gates")
        screen.mystery = replace(screen.mystery, secret="forget_0", run=Run("lstm-gates", {"lesion": "forget_0"}))
        s.app.push_screen(screen)
        await s.sees("step 0")
        assert "gate at 0" not in screen.pane.query_one("#readout").parts[0]
        assert "whole net" not in s.screen() and [v.name for v in screen.pane.query_one("#views")._offered()] == [
            "inputs", "cell", "hidden", "answer", "training"]
        screen.pane.query_one("#views").focus()
        await s.press("enter")
        await s.until(lambda: any("Say first" in str(n.message) for n in s.app._notifications), "a notice")
        await s.press("f6", "1", "enter")
        await s.sees("It was this:")
        assert "whole net" in s.screen() and "forget" in [v.name for v in screen.pane.query_one("#views")._offered()]


def test_what_is_said_of_a_mystery_is_graded_by_its_secret():
    mystery = Mystery.draw("cnn-digits", random.Random(3))
    other = next(name for name in mystery.names if name != mystery.secret)
    assert [mystery.graded(said, 2.0).right for said in (mystery.secret, other, None)] == [True, False, False]
    assert mystery.graded(None, 2.0).dont_know and not mystery.graded(other, 2.0).dont_know
    assert {Mystery.draw("cnn-digits", random.Random(n)).secret for n in range(40)} == set(mystery.names)
