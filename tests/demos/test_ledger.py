"""parameter-ledger: the totals that papers and model zoos agree on, layer by layer."""

from typing import get_args, get_type_hints

import pytest
import torch
from torch import nn

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.ledger import ledger, parameter_ledger
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.frames import Frame, Table
from tui_dl.oracles.nets import ALIASES, NETS, resolve

# Parameters and multiply-accumulates for one input, counted independently of these nets and checked against the
# papers' own figures where they print one: LeCun et al. 1998, 1404.5997, 1409.1556, 1409.4842, 1512.03385,
# 1608.06993, 1706.03762, 2010.11929, 1506.02640, 1506.01497, 1511.06434.
TOTALS = {
    "lenet5_1998": (60_000, 325_680), "lenet5_modern": (61_706, 416_520),
    "alexnet_2gpu": (60_965_224, 724_406_816), "alexnet_ungrouped": (62_378_344, 1_135_256_096),
    "alexnet_torchvision": (61_100_840, 714_188_480),
    "vgg11": (132_863_336, 7_609_090_048), "vgg13": (133_047_848, 11_308_466_176),
    "vgg16_C_1x1": (133_638_952, 11_770_888_192), "vgg16": (138_357_544, 15_470_264_320),
    "vgg19": (143_667_240, 19_632_062_464),
    "googlenet_paper": (6_998_552, 1_582_671_872), "googlenet_paper_aux": (13_378_280, 1_591_044_096),
    "googlenet_bn": (7_005_832, 1_582_671_872), "googlenet_torchvision": (6_624_904, 1_498_376_192),
    "resnet18": (11_689_512, 1_814_073_344), "resnet34": (21_797_672, 3_663_761_408),
    "resnet34_optA": (21_623_848, 3_644_493_824), "resnet50": (25_557_032, 3_857_973_248),
    "resnet101": (44_549_160, 7_570_194_432), "resnet152": (60_192_808, 11_282_415_616),
    "resnet20_cifar": (269_722, 40_551_040), "resnet56_cifar": (853_018, 125_485_696),
    "resnet110_cifar": (1_727_962, 252_887_680),
    "densenet121": (7_978_856, 2_834_161_664), "densenet169": (14_149_480, 3_359_843_328),
    "densenet201": (20_013_928, 4_291_365_888), "densenet_40_12": (1_019_722, 264_812_928),
    "densenet_100_12": (6_979_642, 1_769_516_448), "densenet_bc_100_12": (769_162, 287_929_692),
    "transformer_base": (63_082_496, 1_428_160_512), "transformer_big": (214_245_376, 5_674_893_312),
    "vit_b16": (86_567_656, 17_563_828_224), "vit_b32": (88_224_232, 4_409_186_304),
    "vit_l16": (304_326_632, 61_554_712_576), "vit_h14": (632_045_800, 167_295_109_120),
    "yolov1": (271_703_550, 20_285_153_280), "rpn_head_vgg16": (2_387_510, 5_728_665_600),
    "dcgan_generator_k5": (18_855_043, 640_614_400),
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
    assert set(TOTALS) == set(NETS)


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
    for before, after in zip(run, run[1:], strict=False):
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
def test_layers_have_the_papers_parameters(net: str, expected: dict[str, int]) -> None:
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


def test_what_the_paper_prints_is_said_at_the_end() -> None:
    for net in ("vgg16", "googlenet", "lenet5_modern"):
        said = frames(net)[-1].caption
        assert NETS[resolve(net)].paper in said
