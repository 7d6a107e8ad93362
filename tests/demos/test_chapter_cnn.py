"""What all demos of chapter 1 promise: frames in order, the same each time, every number explained, a readable page."""

import itertools

import pytest
from told import assert_explained, assert_same, cells, frames

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.engine.tape import Tape
from tui_dl.frames import Grid, Image

LINES = [
    "convolution-1d", "convolution-1d signal=digit filter=1,2,-3,4 flip=true",
    "convolution-1d signal=spike filter=1,2,3",
    "image-filter image=digit target=edges", "image-filter image=camera filter=blur", "image-filter image=astronaut",
    "rgb-convolution", "rgb-convolution in_channels=2 out_channels=3 kernel=2",
    "pooling", "pooling mode=avg kernel=3 stride=1 shift=1", "pooling size=5 stride=3 shift=2",
    "cnn-digits steps=6", "cnn-digits steps=3 channels=1 pool=5 shift=1 k=3",
    "parameter-ledger", "parameter-ledger net=resnet18", "parameter-ledger net=vit_b16",
    "parameter-ledger net=googlenet",
    "bottleneck", "bottleneck channels=7 squeeze=9 kernel=2 mix=1,-1,0.5",
]
DEMOS = sorted({line.split()[0] for line in LINES})


@pytest.mark.parametrize("line", LINES)
def test_frames_count_from_zero_to_total_and_are_the_same_each_time(line: str) -> None:
    run = frames(line)
    assert [frame.step for frame in run] == list(range(run[0].total + 1))
    assert_same(run, frames(line))


@pytest.mark.parametrize("line", LINES)
def test_every_number_is_explained_and_sums_come_out(line: str) -> None:
    frame = frames(line)[-1]
    for view in frame.views:
        asked = cells(view)
        for index in asked[:: max(1, len(asked) // 40)]:
            assert_explained(frame, line.split()[0], view, index)


@pytest.mark.parametrize("name", DEMOS)
def test_no_reading_has_the_name_of_a_knob(name: str) -> None:
    declaration = catalogue()[name]
    for frame in frames(next(line for line in LINES if line.startswith(name))):
        assert not set(frame.readings) & set(declaration.knobs)


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("look", [Look(), Look(colour=False, ascii=True)])
def test_the_default_frame_fits_beside_a_text(name: str, look: Look) -> None:
    run = Run(name)
    tape = Tape(run)
    for frame in play(run):
        tape.append(frame)
    drawn = ["".join(part.text for part in line) for line in draw_frame(frame, 78, 9, look, tape=tape)]
    assert 1 < len(drawn) <= 9 and all(len(line) == 78 for line in drawn)
    assert frame.views[0].name in drawn[0]


@pytest.mark.parametrize("line", ["rgb-convolution", "rgb-convolution kernel=2 out_channels=3", "pooling",
                                  "pooling size=9", "convolution-1d", "image-filter image=digit"])
def test_what_is_pointed_at_is_what_has_just_been_written(line: str) -> None:
    run = frames(line)
    for before, after in itertools.pairwise(run):
        output = after.view("output")
        assert isinstance(output, Grid | Image)
        new = set(cells(output)) - set(cells(before.view("output")))
        assert new == {(mark.row, mark.col) for mark in output.marks}
        assert after.readings["value"] == output.values[new.pop()]
