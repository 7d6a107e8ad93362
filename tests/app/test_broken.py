"""A lesson with mistakes that only a run shows opens all the same, says what is wrong, and takes every key."""

from __future__ import annotations

from pathlib import Path

import pytest

HEAD = "---\nid: try/one\ntitle: A first lesson\nminutes: 3\nneeds: []\nsources: []\n---\n\nWords.\n\n## Turn\n\n"
BROKEN = {
    "a knob there is not": (":::{demo} stride-padding\n:sise: 5\n:::\n", "has no knob sise"),
    "a value out of range": (":::{demo} stride-padding\n:size: 500\n:::\n", "out of range"),
    "no such demo": (":::{demo} nosuch\n:::\n", "There is no demo nosuch"),
    "a prediction": (":::{predict} p\n---\ndemo: nosuch\nask: out\n---\nHow wide?\n:::\n", "How wide?"),
    "a challenge": (":::{challenge} c\n---\ndemo: nosuch\nuntil: out == 5\nsolution: size=5\n---\nDo it.\n:::\n",
                    "Do it."),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_demo_that_cannot_run(stage, course_path: Path, name: str) -> None:
    body, words = BROKEN[name]
    (course_path / "try" / "one.md").write_text(HEAD + body, "utf-8")
    async with stage(lesson="try/one") as s:
        await s.sees("Words.")
        await s.press("pagedown")
        await s.sees(words)
        for key in ("f5", "f6", "f7", "f10"):
            await s.press(key)
            if s.app.screen.is_modal:
                await s.press("escape")
        assert s.app.screen.lesson.id == "try/one" and s.app._exception is None
