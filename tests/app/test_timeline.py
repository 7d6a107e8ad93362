"""The tape as a line, in whatever room there is."""

from __future__ import annotations

from rich.cells import cell_len

from tui_dl.app.widgets.timeline import Timeline


async def test_the_step_is_whole_in_a_narrow_pane(stage):
    async with stage() as s:
        s.app.open_lab("stride-padding")
        await s.sees("step 0 of 25")
        timeline = s.app.screen.query_one(Timeline)
        timeline.player.speed = None
        for width in range(26, 100):
            line = "".join(segment.text for segment in timeline.draw(width, 1)[0])
            assert "step 0 of 25" in line and cell_len(line) <= width
            assert ("full speed" in line) is (width >= 38)
