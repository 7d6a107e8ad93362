"""What all demos of chapter 1 promise: frames in order, the same each time, every number explained, a readable page."""

import itertools
import json

import numpy as np
import pytest

from tui_dl.demos.catalogue import catalogue, load
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.engine.tape import Tape
from tui_dl.frames import Bars, Curve, Frame, Gallery, Grid, Image, Table, View, frame_json

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


def frames(line: str) -> list[Frame]:
    return list(play(parse_run(line)))


def cells(view: View) -> list[tuple[int, ...]]:
    """Every known cell of a view, as a cursor meets it."""
    if isinstance(view, Table):
        return [(row, col) for row, found in enumerate(view.cells) for col in range(len(found))]
    assert isinstance(view, Grid | Gallery | Image | Bars)
    shape = view.values.shape[:2] if isinstance(view, Image) else view.values.shape
    known = np.ones(shape, bool) if view.known is None else view.known.reshape(shape)
    return [index for index in itertools.product(*map(range, shape)) if known[index]]


@pytest.mark.parametrize("line", LINES)
def test_frames_count_from_zero_to_total_and_are_the_same_each_time(line: str) -> None:
    run = frames(line)
    assert [frame.step for frame in run] == list(range(run[0].total + 1))
    texts = [json.dumps(frame_json(frame)) for frame in run]
    assert texts == [json.dumps(frame_json(frame)) for frame in frames(line)]


@pytest.mark.parametrize("line", LINES)
def test_every_number_is_explained_and_sums_come_out(line: str) -> None:
    frame = frames(line)[-1]
    explain = load(line.split()[0]).explain
    assert explain is not None
    for view in frame.views:
        if isinstance(view, Curve):
            continue
        asked = cells(view)
        for index in asked[:: max(1, len(asked) // 40)]:
            told = explain(frame, view.name, index)
            drawn = view.cells[index[0]][index[1]] if isinstance(view, Table) else view.values[index]
            assert told.what
            if np.ndim(drawn) == 0 and not isinstance(drawn, str):
                assert float(told.value) == pytest.approx(float(drawn))
            if told.terms:
                assert told.combined() == pytest.approx(float(told.value), rel=1e-4, abs=1e-5)
            for name, sources in told.depends.items():
                assert set(sources) <= set(cells(frame.view(name)))


@pytest.mark.parametrize("line", LINES)
def test_curves_are_explained(line: str) -> None:
    frame = frames(line)[-1]
    for view in frame.views:
        if isinstance(view, Curve):
            explain = load(line.split()[0]).explain
            assert explain is not None
            for index, name in enumerate(view.follow):
                assert explain(frame, view.name, (index, 0)).value == frame.readings[name]
            for index, values in enumerate(view.lines.values()):
                assert explain(frame, view.name, (index, 4)).value == pytest.approx(values[4])


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
