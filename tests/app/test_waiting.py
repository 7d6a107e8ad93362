"""While torch loads, what waits for it says so, and how long it took the last time."""

from __future__ import annotations

from pathlib import Path

from table import frames_of

from tui_dl.app.screens.lab import LabScreen
from tui_dl.demos.run import parse_run
from tui_dl.engine.loading import FILE, Loading
from tui_dl.engine.scripted import ScriptedEngine


async def test_a_demo_that_waits_for_torch_says_how_far_it_is(stage, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("4.2")
    now = [10.0]
    engine = ScriptedEngine(frames_of, loading=True)
    async with stage(engine=engine) as s:
        s.services.desk.loading = Loading(tmp_path, lambda: now[0])
        s.app.push_screen(LabScreen(s.services, parse_run("stride-padding")))
        await s.sees("Loading torch: 0 s so far, 4 s the last time.")
        now[0] = 12.0
        await s.sees("Loading torch: 2 s so far, 4 s the last time.")
        engine.ready()
        engine.emit()
        await s.sees("step 0 of")
    assert (tmp_path / FILE).read_text() == "2.00\n", "kept for the next time"
