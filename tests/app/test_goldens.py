"""Screens as text, few. A changed one is read as a diff: UPDATE_GOLDENS=1 writes them anew."""

import os
from pathlib import Path

import pytest

from tui_dl.app.screens.lab import LabScreen

GOLDENS = Path(__file__).parent / "goldens"
SIZES = [(80, 24), (120, 40)]


def matches(name: str, screen: str) -> None:
    """Compare a screen with its golden, or write it."""
    path = GOLDENS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(screen + "\n", "utf-8")
    assert path.read_text("utf-8") == screen + "\n"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_screens(stage, size):
    tag = f"{size[0]}x{size[1]}"
    async with stage(size=size) as s:
        await s.sees("Begin: A first lesson")
        matches(f"home-{tag}", s.screen())
        await s.press("enter")
        await s.sees("Opening words")
        await s.press("pagedown")
        await s.sees("How wide")
        matches(f"prediction-{tag}", s.screen())
        await s.press("5", "enter")
        await s.sees("The run says 3")
        matches(f"revealed-{tag}", s.screen())
        await s.press("pagedown", "pagedown")
        await s.sees("Which is right?")
        await s.press("1", "enter")
        await s.sees("Because it is the first.")
        matches(f"quiz-wrong-{tag}", s.screen())
        await s.press("pagedown", "1", "3", "enter")
        await s.sees("Right.")
        matches(f"quiz-right-{tag}", s.screen())
        for _ in range(4):
            await s.press("pagedown")
        await s.sees("Keep the size.")
        await s.until(lambda: s.app.screen.pane.player.frame is not None, "the demo")
        matches(f"demo-{tag}", s.screen())
        s.app.open_lab("stride-padding")
        await s.sees("step 0 of 25")
        matches(f"lab-{tag}", s.screen())
        await s.press("escape")
        await s.until(lambda: not isinstance(s.app.screen, LabScreen), "the lesson again")
        await s.press("escape")
        await s.sees("Continue: A first lesson")
        await s.press("f4")
        await s.sees("Progress")
        matches(f"progress-{tag}", s.screen())
    async with stage(size=size, days_later=1) as s:
        await s.sees("Review:")
        s.app.open_review()
        await s.sees("1 of ")
        matches(f"review-{tag}", s.screen())
