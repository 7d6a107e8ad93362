"""With sixteen colours the app paints its own ground, and all it says can be read, whatever the terminal's colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from tui_dl.app.app import TuiDlApp
from tui_dl.app.appearance import THEMES, use_theme
from tui_dl.app.bold import Legible
from tui_dl.app.screens.lab import LabScreen
from tui_dl.app.screens.mystery import MysteryScreen
from tui_dl.demos.run import Run
from tui_dl.draw.palette import contrast

# what xterm and VGA's text mode show of the sixteen, from their manuals
XTERM = ["000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5",
         "7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff", "00ffff", "ffffff"]
VGA = ["000000", "aa0000", "00aa00", "aa5500", "0000aa", "aa00aa", "00aaaa", "aaaaaa",
       "555555", "ff5555", "55ff55", "ffff55", "5555ff", "ff55ff", "55ffff", "ffffff"]
AA, GRAPHICS = 4.5, 3.0
BLOCKS = "▀▄"  # pixels of a picture: their colours are what is shown
DARK, LIGHT = "tui-dl-dark", "tui-dl-light"


def is_graphic(text: str) -> bool:
    """Whether these are lines, blocks, dots or signs alone, no letters."""
    return all((not character.isalnum() and not character.isascii()) or character == " " for character in text)


def number(color: Color | None) -> int | None:
    """Which of the sixteen it is; None for the terminal's own ink or ground."""
    return None if color is None or color.is_default else color.downgrade(ColorSystem.STANDARD).number


def shown(text: str, style: Style) -> Iterator[tuple[int | None, int | None]]:
    """Ink and ground; a second pair where the terminal shows bold in the brighter colour, as xterm does."""
    ink, ground = number(style.color), number(style.bgcolor)
    if style.reverse:
        ink, ground = ground, ink
    yield ink, ground
    if style.bold and ink is not None and ink < 8:
        yield ink + 8, ground


def illegible(s) -> list[str]:
    """What on the screen cannot be read, or is left to the terminal."""
    found = []
    for row, strip in enumerate(s.app.screen._compositor.render_strips()):
        for text, style, _ in strip:
            style = style or Style.null()
            for ink, ground in shown(text, style):
                if ground is None or (text.strip() and (ink is None or style.dim)):
                    found.append(f"{text!r} in row {row}: {style}")
                    continue
                if not text.strip(BLOCKS + " "):
                    continue
                pairs = [[tuple(bytes.fromhex(palette[place])) for place in (ink, ground)] for palette in (XTERM, VGA)]
                if min(contrast(*pair) for pair in pairs) < (GRAPHICS if is_graphic(text) else AA):
                    found.append(f"{text!r} in row {row}: {ink} on {ground}")
    return found


async def can_be_read(s, where: str) -> None:
    """Every cell, in both themes."""
    for theme in (LIGHT, DARK):
        use_theme(s.app, theme)
        await s.until(lambda: not illegible(s), f"{where} to be read on {theme}: {illegible(s)[:5]}", seconds=2)
        assert s.app.current_theme.ansi


@pytest.fixture(autouse=True)
def sixteen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal has no more."""
    monkeypatch.setattr(TuiDlApp, "sixteen", True)


async def test_home_and_what_opens_from_it(stage) -> None:
    async with stage() as s:
        await s.sees("Begin")
        await can_be_read(s, "Home")
        await s.press("down")
        await can_be_read(s, "a chapter of the map")
        opened = {"f3": "every demo", "f4": "Progress", "f2": "term", "f1": "Everywhere", "ctrl+p": "A first lesson"}
        for key, word in opened.items():
            await s.press(key)
            await s.sees(word)
            await can_be_read(s, key)
            await s.press("escape")


@pytest.mark.parametrize("theme", THEMES)
async def test_what_one_types_is_seen(stage, theme) -> None:
    async with stage() as s:
        await s.sees("Begin")
        use_theme(s.app, theme)
        for key, field in (("ctrl+p", "CommandInput"), ("f2", "Input")):
            await s.press(key, *"zebra")
            await s.sees("zebra")
            assert s.app.screen.query_one(field).content_size.height == 1
            await s.press("escape")


@pytest.mark.parametrize("digit", ["1", "2"])
async def test_a_lesson_before_and_after_its_answers(stage, digit) -> None:
    async with stage(lesson="try/one") as s:
        await s.sees("Opening words")
        for page in range(9):
            await can_be_read(s, f"page {page}")
            await s.press(digit, "enter")
            await can_be_read(s, f"page {page}, answered")
            await s.press("f6")
            await can_be_read(s, f"page {page}, in the demo or the text")
            await s.press("tab")
            await can_be_read(s, f"page {page}, further on")
            await s.press("escape", "pagedown")
            if s.app.screen.__class__.__name__ == "HomeScreen":
                break


@pytest.mark.parametrize("demo", ["stride-padding", "descent", "softmax-loss"])
async def test_a_demo(stage, demo) -> None:
    async with stage(size=(100, 30)) as s:
        s.app.push_screen(LabScreen(s.services, Run(demo)))
        await s.sees("step 0")
        await can_be_read(s, demo)
        await s.press("f5")
        await s.until(lambda: s.app.screen.pane.player.frame.step > 2, "a run")
        for _ in range(4):
            await s.press("tab", "right")
            await can_be_read(s, demo)
        await s.press("enter")
        await can_be_read(s, "an explanation")
        await s.press("f7")
        await can_be_read(s, "its code")


async def test_a_mystery_run(stage) -> None:
    async with stage() as s:
        s.app.push_screen(MysteryScreen(s.services, "cnn-digits"))
        await s.sees("say which")
        await can_be_read(s, "the question")
        await s.press("1", "enter")
        await can_be_read(s, "the verdict")


async def test_without_colour_the_focus_shows(stage, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with stage() as s:
        await s.sees("Begin")
        for key, holds in (("shift+tab", "Begin"), ("f2", "a part of a term")):
            await s.press(key)
            await s.sees(holds)

            def reversed_text() -> str:
                strips = s.app.screen._compositor.render_strips()
                return "".join(text for strip in strips for text, style, _ in strip if style and style.reverse)

            await s.until(lambda: reversed_text().strip() != "", f"the focus after {key}", seconds=3)


def test_bold_black_is_never_grey() -> None:
    for words, ink in (("bold black on bright_white", "blue"), ("bold black on bright_cyan", "black"),
                       ("bold red on bright_white", "red")):
        [(_, style, _)] = Legible().apply([("x", Style.parse(words), None)], None)  # type: ignore[list-item,arg-type]
        assert style is not None and style.color == Color.parse(ink) and bool(style.bold) is (ink == "blue")
