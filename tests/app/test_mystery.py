"""A mystery run gives nothing away, and is graded with a reason."""

from dataclasses import replace

import pytest

from tui_dl.app.screens.mystery import MysteryScreen, has_mystery
from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.play import play
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


@pytest.mark.parametrize("right", [True, False])
async def test_the_lesion_is_hidden_until_the_answer_and_then_explained(stage, right):
    async with stage(size=(120, 40), engine=ScriptedEngine(short, instant=True)) as s:
        s.app.push_screen(MysteryScreen(s.services, "cnn-digits"))
        await s.sees("say which")
        await s.sees("step 0")
        screen = s.app.screen
        assert "lesion" not in s.screen()
        assert screen.secret == "none" or screen.secret not in s.screen()
        place = screen.names.index(screen.secret)
        await s.press(str((place if right else (place + 1) % len(screen.names)) + 1), "enter")
        await s.sees("It was this:")
        assert ("That would look different." in s.screen()) is not right
        entry = s.services.log.rows(Answer.kind)[0].entry
        assert (entry.item, entry.right, entry.context) == ("mystery/cnn-digits#lesion", right, "checkpoint")
