"""The demos of chapter 1: what every chapter promises, and that what is pointed at has just been written."""

import itertools
from typing import ClassVar

import pytest
from chapter import Promises
from told import cells, frames

from tui_dl.frames import Grid, Image


class TestChapter(Promises):
    LINES: ClassVar = [
        "convolution-1d", "convolution-1d signal=digit filter=1,2,-3,4 flip=true",
        "convolution-1d signal=spike filter=1,2,3",
        "image-filter image=digit target=edges", "image-filter image=camera filter=blur",
        "image-filter image=astronaut",
        "rgb-convolution", "rgb-convolution in_channels=2 out_channels=3 kernel=2",
        "pooling", "pooling mode=avg kernel=3 stride=1 shift=1", "pooling size=5 stride=3 shift=2",
        "cnn-digits steps=6", "cnn-digits steps=3 channels=1 pool=5 shift=1 k=3",
        "parameter-ledger", "parameter-ledger net=resnet18", "parameter-ledger net=vit_b16",
        "parameter-ledger net=googlenet",
        "bottleneck", "bottleneck channels=7 squeeze=9 kernel=2 mix=1,-1,0.5",
    ]


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
