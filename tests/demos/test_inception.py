"""inception-block: the paper's table, another implementation of the block, and counts of layers with real numbers."""

import itertools

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from told import assert_explained, cells, frames
from torch import nn

from tui_dl.demos.declare import KnobError
from tui_dl.demos.inception import explain_inception_block
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.frames import Bars, Frame, Table
from tui_dl.oracles.nets import build

TABLE = {  # facts.md E3: weights, with biases, what the paper prints in K; channels: arXiv:1409.4842, Table 1, output
    "3a": (163_328, 163_696, 159, 256), "3b": (388_096, 388_736, 380, 480), "4a": (375_552, 376_176, 364, 512),
    "4b": (448_512, 449_160, 437, 512), "4c": (509_440, 510_104, 463, 512), "4d": (604_672, 605_376, 580, 528),
    "4e": (867_328, 868_352, 840, 832), "5a": (1_042_432, 1_043_456, 1072, 832),
    "5b": (1_442_816, 1_444_080, 1388, 1024),
}
KNOBS = ("in_channels", "one", "three_in", "three", "five_in", "five", "pool")
WIDTHS = st.tuples(*(st.integers(low, 40) for low in (1, 1, 0, 1, 0, 1, 0)))


def rows(frame: Frame) -> list[tuple[object, ...]]:
    table = frame.view("ledger")
    assert isinstance(table, Table)
    return list(table.cells)


def custom(widths: tuple[int, ...]) -> list[Frame]:
    return list(play(Run("inception-block", dict(zip(KNOBS, widths, strict=True)))))


def by_hand(widths: tuple[int, ...], x: torch.Tensor) -> tuple[torch.Tensor, int, int]:
    """The block as four plain sums of layers with real numbers in them: its output, its weights, its parameters."""
    maps, one, three_in, three, five_in, five, pool = widths
    made: list[nn.Conv2d] = []

    def conv(inputs: int, outputs: int, kernel: int, y: torch.Tensor) -> torch.Tensor:
        made.append(nn.Conv2d(inputs, outputs, kernel, padding="same"))
        return F.relu(made[-1](y))

    branches = [conv(maps, one, 1, x)]
    for door, wide, kernel in ((three_in, three, 3), (five_in, five, 5)):
        branches.append(conv(door, wide, kernel, conv(maps, door, 1, x)) if door else conv(maps, wide, kernel, x))
    pooled = F.max_pool2d(x, 3, 1, 1)
    branches.append(conv(maps, pool, 1, pooled) if pool else pooled)
    weights, biases = sum(c.weight.numel() for c in made), sum(c.out_channels for c in made)
    return torch.cat(branches, dim=1), weights, weights + biases


@pytest.mark.parametrize("block", TABLE)
def test_blocks_of_googlenet_have_the_known_counts(block: str) -> None:
    weights, with_biases, printed, channels = TABLE[block]
    last = frames(f"inception-block preset={block}")[-1].readings
    assert (last["params"], last["with_biases"], last["channels"]) == (weights, with_biases, channels)
    assert last["printed"] == printed * 1024 and last["difference"] == weights - printed * 1024


@pytest.mark.parametrize("block", TABLE)
def test_they_are_the_blocks_of_the_net_on_the_meta_device(block: str) -> None:
    part = build("googlenet").get_submodule(block)
    last = frames(f"inception-block preset={block}")[-1]
    assert last.readings["with_biases"] == sum(p.numel() for p in part.parameters())
    convolutions = [layer for layer in part.modules() if isinstance(layer, nn.Conv2d)]
    assert [row[4] for row in rows(last)[:-1]] == [layer.weight.numel() for layer in convolutions]
    assert [row[2:4] for row in rows(last)[:-1]] == [(c.in_channels, c.out_channels) for c in convolutions]


def test_in_3a_the_narrow_1x1s_save_more_than_half() -> None:
    last = frames("inception-block preset=3a")[-1].readings
    assert last["params_without"] == 192 * 64 + 9 * 192 * 128 + 25 * 192 * 32 == 387_072
    assert last["ratio"] == 387_072 / 163_328
    assert (last["channels"], last["channels_without"]) == (256, 416)


@settings(max_examples=50, deadline=None)
@given(WIDTHS)
def test_any_block_counts_as_layers_with_real_numbers_do(widths: tuple[int, ...]) -> None:
    last = custom(widths)[-1].readings
    x = torch.randn(1, widths[0], 6, 6)
    out, weights, parameters = by_hand(widths, x)
    plain, weights_without, _ = by_hand((*widths[:2], 0, widths[3], 0, widths[5], 0), x)
    assert (last["channels"], last["params"], last["with_biases"]) == (out.shape[1], weights, parameters)
    assert (last["channels_without"], last["params_without"]) == (plain.shape[1], weights_without)
    assert last["ratio"] == weights_without / weights


@settings(max_examples=30, deadline=None)
@given(WIDTHS)
def test_the_ledger_adds_up_row_by_row(widths: tuple[int, ...]) -> None:
    run = custom(widths)
    for before, after in itertools.pairwise(run):
        assert rows(after)[:-1] == rows(before)
    *parts, total = rows(run[-1])
    for column in (4, 5):
        assert total[column] == sum(row[column] for row in parts)  # type: ignore[misc]  # numbers
    assert [frame.readings["so_far"] for frame in run[:-1]] == list(
        itertools.accumulate((row[4] for row in parts), initial=0))  # type: ignore[arg-type]  # numbers
    bars = run[-1].view("maps")
    assert isinstance(bars, Bars) and bars.values.sum() == run[-1].readings["channels"]
    assert all("params" not in frame.readings for frame in run[:-1])


def test_maps_of_a_branch_show_once_its_last_convolution_is_counted() -> None:
    shown = [frame.view("maps").known.sum() for frame in frames("inception-block")]  # type: ignore[union-attr]
    assert shown == [0, 1, 1, 2, 2, 3, 4, 4]
    shown = [frame.view("maps").known.sum()  # type: ignore[union-attr]
             for frame in frames("inception-block three_in=0 five_in=0 pool=0")]
    assert shown == [0, 1, 2, 3, 4]


def test_the_paper_is_shown_with_the_difference() -> None:
    assert frames("inception-block preset=4c")[-1].caption == (
        "509,440 weights are 497.5K; the paper prints 463K, 34.5K less")
    assert frames("inception-block preset=5a")[-1].caption == (
        "1,042,432 weights are 1018.0K; the paper prints 1072K, 54.0K more")
    assert "printed" not in frames("inception-block one=63")[-1].readings


def test_a_narrower_door_makes_3a_cheaper_and_leaves_its_output() -> None:
    last = frames("inception-block three_in=48")[-1].readings
    assert (last["channels"], last["params"]) == (256, 98_816)


def test_knobs_that_would_not_count_are_refused() -> None:
    with pytest.raises(KnobError, match="widths of its own") as caught:
        frames("inception-block preset=4a three_in=48")
    assert "preset=custom" in caught.value.hint
    for words in ("three=0", "preset=6a", "in_channels=0"):
        with pytest.raises(KnobError):
            list(play(parse_run(f"inception-block {words}")))


@pytest.mark.parametrize("words", ["", "preset=5b", "three_in=0 five_in=0 pool=0", "in_channels=3 three_in=0 pool=0"])
def test_every_number_is_explained_and_sums_come_out(words: str) -> None:
    for frame in frames(f"inception-block {words}"):
        assert len(frame.caption) <= 78
        for view in frame.views:
            for index in cells(view):
                assert_explained(frame, "inception-block", view, index)


def test_a_count_without_the_1x1_is_explained_on_all_maps() -> None:
    told = explain_inception_block(frames("inception-block")[-1], "ledger", (4, 5))
    assert told.terms == ((5.0, 5.0, 192.0, 32.0),) and told.value == 153_600


def test_the_default_frame_fits_beside_a_text() -> None:
    lines = ["".join(part.text for part in line)
             for line in draw_frame(frames("inception-block")[-1], 78, 9, Look())]
    assert len(lines) <= 9 and all(len(line) == 78 for line in lines)
    assert "163,328  387,072" in lines[-1]
