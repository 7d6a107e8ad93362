"""What is on screen, cell by cell: text reads well in every theme of ours."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.screen import ModalScreen

from tests.app.test_contrast import AA, contrast
from tui_dl.app.screens.lab import LabMenu
from tui_dl.draw.glyphs import UNICODE

THEMES = ["tui-dl-dark", "tui-dl-light"]


def drawn(character: str) -> bool:
    """Whether a character is a picture's, a chart's or a frame's, not text's."""
    return "\u2500" <= character <= "\u28ff" or character in f"🔎{UNICODE.below}" or not character.strip()


def too_faint(s) -> set[str]:
    """Text on screen whose contrast is below what WCAG 2.1 AA asks; what lies behind a window does not count."""
    found, screen = set(), s.app.screen
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            style, at = segment.style, x
            x += segment.cell_length
            if style is None or style.color is None or style.bgcolor is None or all(map(drawn, segment.text)):
                continue
            if isinstance(screen, ModalScreen) and screen.get_widget_at(at, y)[0] is screen:
                continue
            front, back = (Color.from_rich_color(c) for c in (style.color, style.bgcolor))
            if style.reverse:
                front, back = back, front
            if contrast(front, back) < AA:
                found.add(f"{contrast(front, back):.2f} {front.hex} on {back.hex}: {segment.text.strip()!r}")
    return found


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(120, 40)], ids=str)
async def test_text_reads_well_on_every_screen(stage, theme, size):
    faint = {}

    async def look(what: str) -> None:
        await s.sees(what)
        faint.update(dict.fromkeys(too_faint(s), what))

    async with stage(size=size) as s:
        s.app.theme = theme
        await look("Begin: A first lesson")
        await s.press("down")
        await look("Begin")
        await s.press("enter")
        await look("A first lesson")
        await s.press("enter")
        await look("Opening words")
        await s.press("pagedown")
        await look("How wide")
        await s.press("f8", "5")
        await look("You are sure")
        await s.press("enter")
        await look("The run says 3")
        await s.press("f6")
        await look("step 9 of 9")
        await s.press("shift+tab")
        await look("step 9 of 9")
        await s.press("shift+tab")
        await look("step 9 of 9")
        await s.press("pagedown", "pagedown")
        await look("Which is right?")
        await s.press("down")
        await look("Which is right?")
        await s.press("enter")
        await look("Which is right?")
        await s.press("pagedown", "1", "3")
        await look("Which two?")
        await s.press("enter", "pagedown")
        await look("filter of 3?")
        await s.press("7", "enter")
        await look("Not that.")
        await s.press("pagedown", "pagedown", "pagedown")
        await look("Challenge.")
        await s.press("tab")
        await look("Challenge.")
        await s.press("f10")
        await look("seed")
        await s.press("escape", "f7")
        await look("the run waits here")
        await s.press("escape", "f1")
        await look("Everywhere")
        await s.press("escape", "f2")
        await look("stride")
        await s.press("escape", "ctrl+p")
        await look("A first lesson")
        await s.press("escape")
        s.app.push_screen(LabMenu(s.services))
        await look("every demo")
        s.app.open_lab("self-attention")
        await look("step 0 of")
        await s.press("f5")
        await look("self-attention")
        await s.press("escape", "escape", "escape")
        await look("A first lesson")
        await s.press("escape", "f4")
        await look("Progress")
    async with stage(size=size, days_later=1) as s:
        s.app.theme = theme
        await look("Review:")
        s.app.open_review()
        await look("1 of ")
    assert faint == {}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_one_sees_where_the_keys_go(stage, size):
    """Also without colour: the characters differ, or an attribute does."""
    def seen(s):
        strips = s.app.screen._compositor.render_strips()
        return [[(seg.text, seg.style and (seg.style.bold, seg.style.reverse, seg.style.underline, seg.style.bgcolor))
                 for seg in strip] for strip in strips]

    async with stage(size=size, lesson="try/one") as s:
        await s.press("pagedown")
        await s.sees("How wide")
        await s.until(lambda: s.app.screen.pane.player.frame is not None, "the demo")
        places = []
        for _ in range(len(s.app.screen.focus_chain)):
            focused, before = s.app.focused, seen(s)
            await s.press("tab")
            await s.until(lambda focused=focused: s.app.focused is not focused, "the focus to move")
            assert seen(s) != before, s.app.focused
            places.append(s.app.focused)
        assert len(set(places)) >= 3
