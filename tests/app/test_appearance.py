"""The palette changes colours, characters and motion, and all are as they were the next time."""

import pytest
from textual.widgets import Input

from tui_dl.app.app import TuiDlApp
from tui_dl.app.appearance import choices
from tui_dl.app.screens.lab import LabScreen
from tui_dl.demos.run import Run


def choose(app, words):
    """What the palette does for the entry with these words."""
    found = [do for name, _, do in choices(app) if words in name]
    assert len(found) == 1
    found[0]()


async def test_a_theme_is_remembered(stage):
    async with stage() as s:
        await s.sees("Begin")
        choose(s.app, "Colours: light")
        await s.until(lambda: s.app.theme == "tui-dl-light" and not s.app.look.dark, "the light theme")
    async with stage() as s:
        await s.until(lambda: s.app.theme == "tui-dl-light", "the light theme again")


async def test_sixteen_colours_are_the_terminals_own(stage, monkeypatch):
    monkeypatch.setattr(TuiDlApp, "sixteen", True)
    async with stage() as s:
        await s.sees("Begin")
        assert s.app.theme == "ansi-dark" and s.app.look.sixteen
        choose(s.app, "Colours: light")
        await s.until(lambda: s.app.theme == "ansi-light", "the terminal's own, on light")
    monkeypatch.setattr(TuiDlApp, "sixteen", False)
    async with stage() as s:
        await s.until(lambda: s.app.theme == "tui-dl-light", "what was chosen, where there are more colours")


async def test_ascii_only_is_switched_and_remembered(stage, monkeypatch):
    monkeypatch.delenv("TUI_DL_ASCII", raising=False)
    async with stage(lesson="try/one") as s:
        await s.press("pagedown")
        await s.sees("How wide")
        assert not s.screen().isascii()
        choose(s.app, "ASCII")
        await s.until(lambda: s.app.look.ascii, "ASCII")
        await s.press("enter", "f6")
    async with stage() as s:
        await s.until(lambda: s.app.look.ascii, "ASCII again")
        await s.sees("Continue")
        assert s.screen().isascii()
        choose(s.app, "Characters: lines and blocks")
        await s.until(lambda: not s.screen().isascii(), "blocks again")


async def test_the_palette_finds_them(stage):
    async with stage() as s:
        await s.sees("Begin")
        await s.press("ctrl+p", *"colours")
        await s.sees("Colours: light")


@pytest.fixture
def unasked(monkeypatch):
    """Nothing is said of motion in the environment."""
    for name in ("TUI_DL_STILL", "TEXTUAL_ANIMATIONS", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)


async def test_motion_is_reduced_at_once_and_remembered(stage, unasked):
    async with stage() as s:
        await s.sees("Begin")
        s.app.push_screen(LabScreen(s.services, Run("stride-padding")))
        await s.sees("step 0 of 25")
        assert s.app.screen.pane._ticking._interval == 0.1
        choose(s.app, "Motion: reduced")
        await s.until(lambda: s.app.still, "stillness")
        assert s.app.screen.pane._ticking._interval == 1
        assert s.app.animation_level == "none"
        await s.press("f5")
        await s.until(lambda: s.app.screen.pane.player.frame.step > 2, "a run that moves on, slowly")
    async with stage() as s:
        await s.until(lambda: s.app.still, "stillness again")
        await s.press("f2")
        await s.until(lambda: isinstance(s.app.focused, Input), "the glossary's line")
        assert not s.app.focused.cursor_blink
        choose(s.app, "Motion: as it comes")
        await s.until(lambda: not s.app.still and s.app.animation_level == "full", "motion")


@pytest.mark.parametrize(("name", "value", "still"), [
    ("TUI_DL_STILL", "1", True), ("TUI_DL_STILL", "0", False), ("TEXTUAL_ANIMATIONS", "none", True),
])
async def test_the_environment_has_the_last_word_on_motion(stage, unasked, monkeypatch, name, value, still):
    async with stage() as s:
        await s.sees("Begin")
        choose(s.app, f"Motion: {'as it comes' if s.app.still else 'reduced'}")
    monkeypatch.setenv(name, value)
    async with stage() as s:
        await s.sees("Begin")
        assert s.app.still is still
