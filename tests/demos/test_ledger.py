"""parameter-ledger: rows that add up to independently counted totals, and a real run of the same layers."""

from itertools import pairwise
from typing import get_args, get_type_hints

import pytest
import torch
from torch import nn

from tui_dl.check.panes import WIDTH
from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.ledger import caption, ledger, parameter_ledger
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.frames import Frame, Table
from tui_dl.oracles import counting
from tui_dl.oracles.nets import ALIASES, NETS, resolve

TOTALS = {  # parameters and multiply-accumulates for one input, facts.md E1; test_nets.py has those of all nets
    "lenet5_1998": (60_000, 325_680), "lenet5_modern": (61_706, 416_520),
    "alexnet_2gpu": (60_965_224, 724_406_816), "vgg16": (138_357_544, 15_470_264_320),
    "googlenet_paper": (6_998_552, 1_582_671_872), "resnet50": (25_557_032, 3_857_973_248),
    "densenet121": (7_978_856, 2_834_161_664), "transformer_base": (63_082_496, 1_428_160_512),
    "vit_b16": (86_567_656, 17_563_828_224), "yolov1": (271_703_550, 20_285_153_280),
}


def frames(net: str) -> list[Frame]:
    return list(play(Run("parameter-ledger", {"net": net})))


def rows(frame: Frame) -> tuple[tuple[object, ...], ...]:
    table = frame.view("ledger")
    assert isinstance(table, Table)
    return table.cells


def test_every_net_can_be_chosen_by_its_name_or_alias() -> None:
    assert set(catalogue()["parameter-ledger"].knob("net").choices) == set(NETS) | set(ALIASES)
    hints = get_type_hints(parameter_ledger.function, include_extras=True)
    assert set(get_args(get_args(hints["net"])[0])) == set(NETS) | set(ALIASES)


@pytest.mark.parametrize("net", NETS)
def test_the_rows_add_up_to_the_count_of_the_whole_net(net: str) -> None:
    entries = ledger(net)
    assert sum(entry.params for entry in entries) == counting.params(net)
    assert sum(entry.macs for entry in entries) == counting.macs(net)
    assert sum(entry.dense for entry in entries) == counting.dense_params(net)


@pytest.mark.parametrize("net", TOTALS)
def test_the_ledger_adds_up_to_the_known_totals(net: str) -> None:
    last = frames(net)[-1]
    assert (last.readings["total"], last.readings["macs"]) == TOTALS[net]
    assert (last.readings["so_far"], last.readings["macs_so_far"]) == TOTALS[net]
    written = rows(last)
    assert (sum(row[2] for row in written), sum(row[4] for row in written)) == TOTALS[net]  # type: ignore[misc]


def test_rows_come_one_a_step_and_totals_with_the_last() -> None:
    run = frames("vgg16")
    assert [len(rows(frame)) for frame in run] == list(range(17))
    assert all("total" not in frame.readings and "dense_share" not in frame.readings for frame in run[:-1])
    for before, after in pairwise(run):
        assert rows(after)[:-1] == rows(before)
        assert after.readings["so_far"] - before.readings["so_far"] == rows(after)[-1][2]  # type: ignore[operator]


@pytest.mark.parametrize("net, expected", {
    "vgg16": {"conv1": 1_792, "conv8": 1_180_160, "fc6": 102_764_544, "fc7": 16_781_312, "fc8": 4_097_000},
    "alexnet": {"conv1": 34_944, "conv2": 307_456, "conv3": 885_120, "conv4": 663_936, "conv5": 442_624},
    "googlenet": {"conv1": 9_472, "conv2": 114_944, "3a": 163_696, "5b": 1_444_080, "fc": 1_025_000},
    "resnet50": {"conv1": 9_536, "conv2_x": 215_808, "conv5_x": 14_964_736, "fc": 2_049_000},
    "lenet5_1998": {"c1": 156, "s2": 12, "c3": 1_516, "s4": 32, "c5": 48_120, "f6": 10_164},
    "transformer_base": {"embedding": 18_944_000, "encoder.3": 3_152_384, "decoder.5": 4_204_032},
    "vit_b16": {"patch_embedding": 590_592, "class_token": 768, "positions": 151_296, "blocks": 85_054_464},
}.items())
def test_layers_have_their_known_parameters(net: str, expected: dict[str, int]) -> None:
    counts = {row[0]: row[2] for row in rows(frames(net)[-1])}
    assert {name: counts[name] for name in expected} == expected


def test_vgg_has_its_weights_in_dense_layers_and_its_work_elsewhere() -> None:
    """Three nn.Linear, and what they multiply, against the totals."""
    last = frames("vgg16")[-1].readings
    dense = [nn.Linear(25_088, 4_096, device="meta"), nn.Linear(4_096, 4_096, device="meta"),
             nn.Linear(4_096, 1_000, device="meta")]
    weights = sum(layer.weight.numel() for layer in dense)
    assert last["dense_share"] == (weights + 9_192) / 138_357_544
    assert last["dense_macs_share"] == weights / 15_470_264_320
    assert last["dense_macs_share"] == pytest.approx(0.008, abs=0.0005)


@pytest.mark.parametrize("net", TOTALS)
def test_the_shares_of_a_row_are_of_the_known_totals(net: str) -> None:
    params, macs = TOTALS[net]
    for _, _, own, share, work, work_share in rows(frames(net)[-1]):
        assert share == f"{100 * own / params:.1f}%" and work_share == f"{100 * work / macs:.1f}%"  # type: ignore[operator]


@pytest.mark.parametrize("net", ["googlenet", "densenet121"])
def test_small_nets_have_little_in_dense_layers(net: str) -> None:
    last = frames(net)[-1].readings
    assert last["total"] < 10_000_000 and last["dense_share"] < 0.2


@pytest.mark.parametrize("net", ["lenet5_modern", "alexnet_2gpu", "vgg11"])
def test_output_shapes_and_macs_of_a_real_run(net: str) -> None:
    """The same layers with real numbers in them, run on one real input."""
    real = NETS[net].make()
    x = torch.zeros(1, *NETS[net].shape)
    entries = {entry.name: entry for entry in ledger(net)}
    with torch.no_grad():
        for name, layer in real.named_children():
            x = layer(x)
            if name in entries:
                assert entries[name].shape == tuple(x.shape[1:])
                assert entries[name].macs == x.numel() * layer.weight[0].numel()


@pytest.mark.parametrize("net", NETS)
def test_the_total_and_the_paper_share_one_line_of_the_pane(net: str) -> None:
    entries = ledger(net)
    assert len(caption(net, entries, len(entries))) <= WIDTH


def test_what_the_paper_prints_is_said_at_the_end() -> None:
    for net in ("vgg16", "googlenet", "lenet5_modern"):
        said = frames(net)[-1].caption
        assert NETS[resolve(net)].paper in said
