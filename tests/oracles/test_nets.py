"""Named nets against the tables of papers and of an independent count.

Totals and multiply-accumulates: research/facts.md E1, per layer E2, GoogLeNet's weights E3. They were counted with
forward hooks on definitions of their own; ours are counted with torch's FlopCounterMode.
"""

from __future__ import annotations

import pytest
import torch

from tui_dl.oracles import OracleError
from tui_dl.oracles.counting import dense_params, layer_params, layers, macs, params, weights
from tui_dl.oracles.nets import ALIASES, NETS, build

TOTALS = """
lenet5_1998 60,000 325,680 10
lenet5_modern 61,706 416,520 10
alexnet_2gpu 60,965,224 724,406,816 1000
alexnet_ungrouped 62,378,344 1,135,256,096 1000
alexnet_torchvision 61,100,840 714,188,480 1000
vgg11 132,863,336 7,609,090,048 1000
vgg13 133,047,848 11,308,466,176 1000
vgg16_C_1x1 133,638,952 11,770,888,192 1000
vgg16 138,357,544 15,470,264,320 1000
vgg19 143,667,240 19,632,062,464 1000
googlenet_paper 6,998,552 1,582,671,872 1000
googlenet_paper_aux 13,378,280 1,591,044,096 1000
googlenet_bn 7,005,832 1,582,671,872 1000
googlenet_torchvision 6,624,904 1,498,376,192 1000
resnet18 11,689,512 1,814,073,344 1000
resnet34 21,797,672 3,663,761,408 1000
resnet34_optA 21,623,848 3,644,493,824 1000
resnet50 25,557,032 3,857,973,248 1000
resnet101 44,549,160 7,570,194,432 1000
resnet152 60,192,808 11,282,415,616 1000
resnet20_cifar 269,722 40,551,040 10
resnet56_cifar 853,018 125,485,696 10
resnet110_cifar 1,727,962 252,887,680 10
densenet121 7,978,856 2,834,161,664 1000
densenet169 14,149,480 3,359,843,328 1000
densenet201 20,013,928 4,291,365,888 1000
densenet_40_12 1,019,722 264,812,928 10
densenet_100_12 6,979,642 1,769,516,448 10
densenet_bc_100_12 769,162 287,929,692 10
transformer_base 63,082,496 1,428,160,512 32x37000
transformer_big 214,245,376 5,674,893,312 32x37000
vit_b16 86,567,656 17,563,828,224 1000
vit_b32 88,224,232 4,409,186,304 1000
vit_l16 304,326,632 61,554,712,576 1000
vit_h14 632,045,800 167,295,109,120 1000
yolov1 271,703,550 20,285,153,280 7x7x30
rpn_head_vgg16 2,387,510 5,728,665,600 54x40x60
dcgan_generator_k5 18,855,043 640,614,400 3x64x64
"""

CONVOLUTIONS = {
    "vgg11": "1,792 73,856 295,168 590,080 1,180,160 2,359,808 2,359,808 2,359,808",
    "vgg16": "1,792 36,928 73,856 147,584 295,168 590,080 590,080 1,180,160 2,359,808 2,359,808 2,359,808"
             " 2,359,808 2,359,808",
    "vgg19": "1,792 36,928 73,856 147,584 295,168 590,080 590,080 590,080 1,180,160 2,359,808 2,359,808"
             " 2,359,808 2,359,808 2,359,808 2,359,808 2,359,808",
}
LAYERS = """
lenet5_1998: c1 156; s2 12; c3 1,516; s4 32; c5 48,120; f6 10,164
lenet5_modern: c1 156; c3 2,416; c5 48,120; f6 10,164; out 850
alexnet_2gpu: conv1 34,944; conv2 307,456; conv3 885,120; conv4 663,936; conv5 442,624; fc6 37,752,832; \
fc7 16,781,312; fc8 4,097,000
alexnet_ungrouped: conv1 34,944; conv2 614,656; conv3 885,120; conv4 1,327,488; conv5 884,992; fc6 37,752,832; \
fc7 16,781,312; fc8 4,097,000
alexnet_torchvision: conv1 23,296; conv2 307,392; conv3 663,936; conv4 884,992; conv5 590,080; fc6 37,752,832; \
fc7 16,781,312; fc8 4,097,000
googlenet_paper: conv1 9,472; conv2 114,944; 3a 163,696; 3b 388,736; 4a 376,176; 4b 449,160; 4c 510,104; \
4d 605,376; 4e 868,352; 5a 1,043,456; 5b 1,444,080; fc 1,025,000
googlenet_bn: conv1 9,536; conv2 115,200; 3a 164,064; 3b 389,376; 4a 376,800; 4b 449,808; 4c 510,768; 4d 606,080; \
4e 869,376; 5a 1,044,480; 5b 1,445,344; fc 1,025,000
resnet18: conv1 9,536; conv2_x 147,968; conv3_x 525,568; conv4_x 2,099,712; conv5_x 8,393,728; fc 513,000
resnet34: conv1 9,536; conv2_x 221,952; conv3_x 1,116,416; conv4_x 6,822,400; conv5_x 13,114,368; fc 513,000
resnet50: conv1 9,536; conv2_x 215,808; conv3_x 1,219,584; conv4_x 7,098,368; conv5_x 14,964,736; fc 2,049,000
resnet101: conv1 9,536; conv2_x 215,808; conv3_x 1,219,584; conv4_x 26,090,496; conv5_x 14,964,736; fc 2,049,000
resnet152: conv1 9,536; conv2_x 215,808; conv3_x 2,339,840; conv4_x 40,613,888; conv5_x 14,964,736; fc 2,049,000
densenet121: stem 9,536; block1 335,040; trans1 33,280; block2 919,680; trans2 132,096; block3 2,837,760; \
trans3 526,336; block4 2,158,080; norm 2,048; fc 1,025,000
densenet169: stem 9,536; block1 335,040; trans1 33,280; block2 919,680; trans2 132,096; block3 4,316,160; \
trans3 821,760; block4 5,913,600; norm 3,328; fc 1,665,000
densenet201: stem 9,536; block1 335,040; trans1 33,280; block2 919,680; trans2 132,096; block3 8,071,680; \
trans3 1,609,216; block4 6,978,560; norm 3,840; fc 1,921,000
transformer_base: embedding 18,944,000; encoder 18,914,304; decoder 25,224,192
transformer_big: embedding 37,888,000; encoder 75,577,344; decoder 100,780,032
vit_b16: patch_embedding 590,592; class_token 768; positions 151,296; blocks 85,054,464; norm 1,536; head 769,000
"""
GOOGLENET_WEIGHTS = (9_408, 114_688, 163_328, 388_096, 375_552, 448_512, 509_440, 604_672, 867_328, 1_042_432,
                     1_442_816, 1_024_000)  # E3, conv1 to fc


def whole(text: str) -> int:
    """138,357,544 as a number."""
    return int(text.replace(",", ""))


ROWS = [line.split() for line in TOTALS.split("\n") if line]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_totals(row: list[str]) -> None:
    net, parameters, multiplications, out = row
    assert params(net) == whole(parameters)
    assert macs(net) == whole(multiplications)
    with torch.no_grad():
        y = build(net)(*NETS[net].inputs())
        if net.startswith("transformer"):
            y = build(net).logits(y)  # type: ignore[operator]  # a Transformer's method
    assert "x".join(map(str, y.shape[1:])) == out


def test_the_table_holds_every_net() -> None:
    assert [row[0] for row in ROWS] == list(NETS)


def _layer_rows() -> list[tuple[str, dict[str, int]]]:
    rows = []
    for line in LAYERS.strip().split("\n"):
        net, _, listed = line.partition(": ")
        rows.append((net, {name: whole(count) for name, count in (one.split() for one in listed.split("; "))}))
    for net, listed in CONVOLUTIONS.items():
        counts = {f"conv{i}": whole(count) for i, count in enumerate(listed.split(), 1)}
        rows.append((net, counts | {"fc6": 102_764_544, "fc7": 16_781_312, "fc8": 4_097_000}))
    return rows


@pytest.mark.parametrize(("net", "counts"), _layer_rows(), ids=[net for net, _ in _layer_rows()])
def test_layers(net: str, counts: dict[str, int]) -> None:
    assert layers(net) == counts
    assert sum(counts.values()) == params(net)
    assert all(layer_params(net, name) == count for name, count in counts.items())


def test_weights_are_parameters_without_biases() -> None:
    assert weights("googlenet_paper") == sum(GOOGLENET_WEIGHTS)
    widths_of_vgg16 = (64, 64, 128, 128, 256, 256, 256, *(512,) * 6, 4096, 4096, 1000)
    assert params("vgg16") - weights("vgg16") == sum(widths_of_vgg16)


def test_dense_layers_of_vgg16_hold_nine_tenths() -> None:
    assert dense_params("vgg16") == 102_764_544 + 16_781_312 + 4_097_000
    assert dense_params("resnet50") == 2_049_000


def test_aliases_and_case() -> None:
    assert ALIASES == {"alexnet": "alexnet_2gpu", "googlenet": "googlenet_paper", "lenet5": "lenet5_modern"}
    assert params("AlexNet") == params("alexnet_2gpu")
    assert layer_params("lenet5_1998", "C3") == 1_516
    assert params("vgg16_c_1x1") == params("vgg16_C_1x1")


@pytest.mark.parametrize(("call", "says"), [
    (lambda: params("vgg17"), "Did you mean vgg1"), (lambda: params("?"), "Nets: lenet5_1998"),
    (lambda: layer_params("vgg16", "conv14"), "Layers: conv1,"), (lambda: macs(16), "Nets:"),  # type: ignore[arg-type]  # on purpose
])
def test_unknown_names_say_what_is_known(call: object, says: str) -> None:
    with pytest.raises(OracleError, match=says):
        call()  # type: ignore[operator]  # a lambda
