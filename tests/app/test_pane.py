"""A demo in the Lab, with keys and the mouse: steps, cells and where they come from, runs held against each other."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager

import numpy as np
import PIL.Image
import torch
from rich.cells import cell_len

from tui_dl.app.asking import LET_GO
from tui_dl.app.presets import presets
from tui_dl.app.screens.lab import LabScreen
from tui_dl.app.widgets.frame_view import FrameView
from tui_dl.app.widgets.knob_bar import KnobBar
from tui_dl.app.widgets.typed_line import completed
from tui_dl.course.model import Pane
from tui_dl.demos.catalogue import load, source_of
from tui_dl.demos.phases import here
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.engine.tape import Tape
from tui_dl.frames import Curve
from tui_dl.learner.entries import Answer
from tui_dl.learner.progress import notebook


def explain(demo, frame, view, index):
    """What the demo itself says."""
    return load(demo).explain(frame, view, index)


@asynccontextmanager
async def lab(stage, line, size=(100, 40)):
    """The Lab with a run, its engine done with it."""
    engine = ScriptedEngine(lambda run: list(play(run)), explain=explain, instant=True)
    async with stage(size=size, engine=engine) as s:
        s.app.push_screen(LabScreen(s.services, parse_run(line)))
        await s.sees("step 0 of")
        s.pane = s.app.screen.pane
        s.views = s.pane.query_one(FrameView)
        yield s


async def at_views(s):
    """Keys go to the views."""
    await s.press("shift+tab")
    await s.until(lambda: s.views.has_focus, "the views to have the focus")


async def test_a_reading_that_is_dear_stays_in_sight_with_its_step(stage):
    async with lab(stage, "gan-digits steps=600") as s:
        assert "quality" in s.pane.player.frame.readings
        await s.press("right")
        await s.until(lambda: s.pane.player.frame.step > 0, "the next frame")
        assert "quality" not in s.pane.player.frame.readings
        await s.sees("at 0")
        assert re.search(r"quality [\d.e-]+ at 0", s.screen())


async def test_a_step_is_typed_and_what_is_none_stays_to_be_mended(stage):
    async with lab(stage, "stride-padding") as s:
        await s.press("enter", "x", "enter")
        await s.until(lambda: any("x is no step" in str(n.message) for n in s.app._notifications), "a notice")
        assert s.pane.query_one("#knob-input").is_open
        await s.press("backspace", "1", "2", "enter")
        await s.sees("step 12 of 25")
        assert s.pane.query_one("#timeline").has_focus


async def test_escape_drops_what_was_typed_and_stays_in_the_lab(stage):
    async with lab(stage, "stride-padding") as s:
        await s.press("enter", "7", "escape")
        assert isinstance(s.app.screen, LabScreen) and s.pane.player.frame.step == 0
        assert s.pane.query_one("#timeline").has_focus


async def test_a_cell_says_its_value_and_where_it_comes_from_until_the_frame_changes(stage):
    async with lab(stage, "stride-padding") as s:
        await s.press("end")
        await s.sees("step 25 of 25")
        await at_views(s)
        await s.press("space", "space", "space")
        while s.views.view_name != "output":
            await s.press("space")
        frame = s.pane.player.frame
        image, weight = (torch.tensor(frame.array(name))[None, None] for name in ("input", "filter"))
        value = torch.nn.functional.conv2d(image, weight)[0, 0, 4, 4].item()
        await s.sees(f"output [4, 4] = {value:g}")
        await s.press("enter")
        await s.sees("torch: ")
        assert len(s.views.lit["input"]) == 9
        await s.press("left")
        assert not s.views.lit and "torch: " not in s.screen()
        await s.press("enter")
        await s.sees("torch: ")
        s.pane.player.step(-1)
        s.pane.show_now()
        assert not s.views.lit and not s.pane.asking.lines


async def test_a_click_asks_about_the_cell_under_the_mouse(stage):
    async with lab(stage, "stride-padding") as s:
        await s.press("end")
        await s.sees("step 25 of 25")
        lines = s.screen().splitlines()
        title = next(line for line in lines if line.lstrip().startswith("input"))
        row = lines.index(title) + 2  # row 1 of the input
        await s.pilot.click(offset=(5, row))
        await s.until(lambda: s.pane.asking.lines, "an explanation")
        view, index = s.views.cursor
        assert view == "input" and index[0] == 1
        assert f"input {list(index)} = {s.pane.player.frame.array('input')[index]:g}" in s.screen()


async def test_the_cursor_goes_along_a_curve_and_asks_about_the_frame_that_made_the_point(stage):
    async with lab(stage, "overfit steps=8") as s:
        await s.press("end")
        await s.sees("step 8 of 8")
        await at_views(s)
        while not s.views.view_name.startswith("loss"):
            await s.press("space")
        recorded = [frame.readings["loss"] for frame in s.pane.player.track.tape.frames]
        await s.press("left", "left", "left", "enter")
        await s.until(lambda: s.pane.asking.lines, "an explanation")
        _, frame, view, index = s.engine.calls[-1][1:]
        assert frame.step == 5 and view == s.views.view_name and index == (0, 0)
        assert f"loss at step 5: {recorded[5]:.3g}"[:18] in s.screen()


async def test_a_point_whose_frame_was_let_go_says_so(stage):
    async with lab(stage, "overfit steps=8") as s:
        await s.press("end")
        await s.sees("step 8 of 8")
        track = s.pane.player.track
        thin = Tape(track.run, bound=1)
        for frame in track.tape.frames:
            thin.append(frame)
        track.tape = thin
        await at_views(s)
        while not s.views.view_name.startswith("loss"):
            await s.press("space")
        await s.press("left", "left", "left", "enter")
        await s.sees(LET_GO[:40])


async def test_views_are_held_against_those_of_another_run(stage):
    async with lab(stage, "cnn-digits steps=4") as s:
        await s.press("end")
        await s.sees("step 4 of 4")
        s.pane.player.beside("lesion", "dead_init")
        s.pane.player.to_end()
        await s.sees("runs: 1 the first   [2] lesion=dead_init")
        await s.press("0")
        await s.sees("The views are those of run 2 less run 1.")
        one, two = (track.tape[-1].array("probabilities") for track in s.pane.player.tracks)
        np.testing.assert_allclose(s.views.shown.array("probabilities"), two - one)
        assert all(isinstance(view, Curve) or view.name != "accuracy" for view in s.views.shown.views)
        await s.press("1")
        await s.sees("[1] the first")
        assert "less run" not in s.screen()
        np.testing.assert_array_equal(s.views.shown.array("probabilities"), one)


async def type_lr(s, text):
    """Turn the last knob by typing."""
    s.pane.query_one(KnobBar).focus()
    await s.press("enter", *text, "enter")
    await s.sees(f"with lr={float(text):g}; Escape drops it.")


async def test_a_run_its_rescue_and_the_run_without_the_mishap_are_seen_together(stage):
    """`cnn-digits lr=1 @30:lr=0.01` never recovers; `lr=0.01` throughout does not need to."""
    async with lab(stage, "cnn-digits lr=1") as s:
        await s.press("end")
        await s.sees("step 200 of 200")
        s.pane.query_one(KnobBar).chosen = 6
        await s.press("enter", "3", "0", "enter")
        await s.sees("step 30 of 200")
        await type_lr(s, "0.01")
        assert "Enter forks at step 30" in s.screen()
        await s.press("enter", "f5")
        await s.sees("[2] @30:lr=0.01")
        s.pane.player.to_end()
        await s.sees("step 200 of 200")
        assert s.pane.player.frame.readings["grad_first"] == 0 and s.pane.player.frame.readings["accuracy"] < 0.2
        await type_lr(s, "0.01")
        assert "Enter plays another run beside this one" in s.screen()
        await s.press("enter")
        await s.sees("[3] lr=0.01")
        s.pane.player.to_end()
        await s.sees("step 200 of 200")
        assert s.pane.player.frame.readings["accuracy"] >= 0.97
        lines = [track.run.line() for track in s.pane.player.tracks]
        assert lines == ["cnn-digits lr=1", "cnn-digits lr=1 @30:lr=0.01", "cnn-digits lr=0.01"]
        curve = next(view for view in s.views.shown.views if view.name == "accuracy")
        assert curve.follow == ("accuracy", "accuracy (1)", "accuracy (2)")
        for name, line in zip(curve.follow, ("lr=0.01", "lr=1", "lr=1 @30:lr=0.01"), strict=True):
            recorded = [frame.readings["accuracy"] for frame in play(parse_run(f"cnn-digits {line}"))]
            assert s.views.tape.readings(name)[1].tolist() == recorded


async def test_runs_of_ones_own_are_in_the_notebook_and_the_given_one_with_a_word(stage):
    async with lab(stage, "overfit steps=8") as s:
        await s.press("end")
        await s.sees("step 8 of 8")
        assert not notebook(s.services.log)
        s.pane.player.seek(4)
        s.pane.query_one(KnobBar).chosen = 5
        await type_lr(s, "0.5")
        await s.press("enter")
        s.pane.player.to_end()
        await s.until(lambda: notebook(s.services.log), "a run in the notebook")
        s.pane.player.show_run(0)
        s.pane.show_now()
        s.app.screen.actions.do("note")
        await s.press(*"sad", "enter")
        assert [(run.lesson, run.run_line, run.note) for run in notebook(s.services.log)] == [
            ("", "overfit steps=8 @4:lr=0.5", ""), ("", "overfit steps=8", "sad")]


async def test_what_is_explained_on_screen_is_in_the_saved_text(stage, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with lab(stage, "stride-padding") as s:
        await s.press("end")
        await s.sees("step 25 of 25")
        await at_views(s)
        s.views.view_name, s.views.index = "output", (4, 4)
        await s.press("enter")
        await s.sees("torch: ")
        s.app.screen.actions.do("text")
        s.app.screen.actions.do("svg")
        saved = {path.suffix: path.read_text("utf-8") for path in tmp_path.iterdir() if path.is_file()}
    assert all(line in saved[".txt"] for line in (*s.pane.asking.lines, "tui-dl demo stride-padding"))
    assert "output: grid of 5 rows" in saved[".txt"] and saved[".svg"].startswith("<svg")


async def test_a_small_screen_shows_the_whole_explanation_and_the_difference_in_a_lesson(stage):
    """At 80x24, the demo below the text: the sum, its torch line, and how far two runs are apart."""
    engine = ScriptedEngine(lambda run: list(play(run)), explain=explain, instant=True)
    async with stage(size=(80, 24), lesson="try/one", engine=engine) as s:
        screen = s.app.screen
        await screen.show_page(max(n for n, page in enumerate(screen.pages) if page.live))
        s.pane = screen.pane
        s.pane.configure(parse_run("lstm-gates steps=4"), Pane())
        s.views = s.pane.query_one(FrameView)
        s.views.focus()
        s.pane.player.to_end()
        await s.sees("step 4 of 4")
        s.views.view_name, s.views.index = "cell", (0, 3)
        await s.press("enter")
        await s.sees("torch: ")
        assert all(line[:40] in s.screen() for line in s.pane.asking.lines)
        await s.press("f4")
        s.pane.player.to_end()
        await s.sees("run 1 at step 4: ")
        line = "lstm-gates steps=4 task=brackets hidden=12 from_start=true lr=0.012345678 @2:lr=0.02"
        s.pane.configure(parse_run(line), Pane())
        await s.until(lambda: line in " ".join(s.screen().split()), "the whole run line")


async def test_from_picture_to_picture_in_a_gallery(stage):
    async with lab(stage, "cnn-digits steps=1") as s:
        await at_views(s)
        while s.views.view_name != "feature maps":
            await s.press("space")
        await s.press(*["right"] * 8)
        assert s.views.cursor == ("feature maps", (1, 0, 0))
        await s.press("left")
        assert s.views.cursor == ("feature maps", (0, 0, 7))


async def test_the_lab_offers_the_runs_the_course_shows_but_no_open_prediction(stage):
    async with lab(stage, "stride-padding") as s:
        await s.press("f6")
        await s.sees("A first lesson: Turn")
        assert "kernel=3" not in s.screen()  # the run of the prediction
        await s.press("down", "enter")
        await s.until(lambda: s.pane.player.track.run == Run("stride-padding", {"size": 5}), "the run of the lesson")
        entry = Answer("try/one#wide", 3, True, form="Predict", dont_know=False, seconds=1.0, context="lesson")
        s.services.log.record(entry)
        lines = [preset.run.line() for preset in presets(s.services, "stride-padding")]
        assert lines == ["stride-padding", "stride-padding size=5 kernel=3", "stride-padding size=5"]


async def test_the_lesson_of_a_demo_is_a_key_away_and_the_lab_a_key_from_it(stage):
    async with lab(stage, "stride-padding") as s:
        await s.press("f3")
        await s.sees("How wide will the output be?")
        lesson = s.app.screen
        await s.press("f9")  # skip the guess
        await s.until(lambda: not lesson.pane.covered, "the demo to be uncovered")
        await s.press("f3")
        await s.until(lambda: isinstance(s.app.screen, LabScreen), "the Lab")
        assert s.app.screen.run == lesson.pane.player.track.run
        await s.press("f3")
        await s.until(lambda: s.app.screen is lesson, "the lesson it came from")


async def test_a_demo_no_lesson_shows_says_so(stage):
    async with lab(stage, "pooling") as s:
        await s.press("f3")
        await s.until(lambda: any("No lesson" in str(n.message) for n in s.app._notifications), "a notice")
        assert isinstance(s.app.screen, LabScreen)


async def test_one_key_breaks_it_beside_the_run_there_was(stage):
    async with lab(stage, "cnn-digits steps=2") as s:
        await s.press("f4")
        await s.sees("[2] lesion=lr_x30")


async def test_the_torch_line_of_what_was_asked_can_be_copied(stage):
    async with lab(stage, "stride-padding") as s:
        await s.press("end")
        await s.sees("step 25 of 25")
        assert "torch" not in s.app.screen.actions.names()
        await at_views(s)
        await s.press("space", "space", "enter")
        await s.until(lambda: s.pane.asking.torch, "a torch line")
        line = s.pane.asking.torch
        await s.press("f10")
        await s.sees("Copy the torch line")
        await s.press("down", "down", "down", "enter")
        await s.until(lambda: s.app.clipboard == line, "the line to be copied")


async def test_a_picture_of_ones_own_is_typed_and_the_run_called_by_its_content(stage, tmp_path, monkeypatch):
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    PIL.Image.fromarray(np.eye(20, dtype=np.uint8) * 255).save("cat.png")
    async with lab(stage, "image-filter") as s:
        await s.press("shift+tab", "shift+tab", "enter")
        line = s.pane.query_one("#knob-input")
        assert "or a picture file" in line.placeholder
        line.value = "dog.png"
        await s.press("enter")
        await s.until(lambda: any("no file dog.png" in str(n.message) for n in s.app._notifications), "a notice")
        assert line.is_open
        line.value = "cat.png"
        await s.press("enter")
        await s.sees("image-filter image=cat.png@")
        assert "image cat.png " in s.screen()
        run = parse_run("image-filter image=cat.png").pinned()
        assert s.pane.player.track.run == s.pane.player.track.tape.run == run
        await s.press("enter")
        assert line.value == "cat.png"


async def test_a_text_of_ones_own_is_typed_and_one_that_is_none_says_why(stage, tmp_path, monkeypatch):
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zeros.txt").write_bytes(bytes(5000))
    (tmp_path / "poem.txt").write_text("The rose is red, the violet's blue. " * 200, "utf-8")
    async with lab(stage, "markov-text") as s:
        await s.press("shift+tab", "shift+tab")
        knobs = s.pane.query_one(KnobBar)
        await s.until(lambda: knobs.has_focus, "the knobs to have the focus")
        knobs.chosen = [spec.name for spec in knobs.specs].index("text")
        await s.press("enter")
        line = s.pane.query_one("#knob-input")
        line.value = "zeros.txt"
        await s.press("enter")
        await s.sees("zeros.txt is binary, no text.")
        await s.press("enter")
        await s.until(lambda: line.is_open, "the value to be typed again")
        line.value = "poem.txt"
        await s.press("enter")
        await s.sees("markov-text text=poem.txt@")
        assert s.pane.player.track.run == parse_run("markov-text text=poem.txt").pinned()


def test_paths_are_completed_from_the_files_there_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("cat.png", "cats/tom.png", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    typed = ["c", "cats", "cats/", "~/cats/t", f"{tmp_path}/cat.", ".h", "dog", "nowhere/x", ""]
    assert [completed(text) for text in typed] == [
        "cat.png", "cats/", "cats/tom.png", "~/cats/tom.png", f"{tmp_path}/cat.png", ".hidden", None, None, None]


async def test_the_code_stands_at_the_line_at_work_and_nothing_of_it_is_cut(stage):
    async with lab(stage, "stride-padding", size=(80, 24)) as s:
        await s.press("end")
        await s.sees("step 25 of 25")
        await s.press("f7")
        await s.sees("output is computed here")
        line = here("stride-padding", s.pane.player.frame).line
        source = source_of("stride-padding").splitlines()
        code = s.app.screen.query_one("Source")
        await s.sees(f"▶{line:>4} ")
        width = code.content_size.width
        rows = ["".join(segment.text for segment in row) for row in code.draw(width, 99)]
        assert max(map(cell_len, rows)) <= width
        ends = [*code.tops[1:], len(rows)]
        again = [rows[top][6:] + "".join(row.lstrip() for row in rows[top + 1:end])
                 for top, end in zip(code.tops, ends, strict=True)]
        assert ["".join(text.split()) for text in again] == ["".join(text.split()) for text in source]
