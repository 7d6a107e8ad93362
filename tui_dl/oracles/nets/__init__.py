"""Named nets, as their papers describe them, built on the meta device: shapes without numbers."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import torch
from torch import Tensor, nn

from tui_dl.oracles.bounds import OracleError
from tui_dl.oracles.nets.alexnet import alexnet, alexnet_torchvision
from tui_dl.oracles.nets.dcgan import dcgan_generator
from tui_dl.oracles.nets.densenet import densenet, densenet_cifar
from tui_dl.oracles.nets.detection import RPNHead, yolov1
from tui_dl.oracles.nets.googlenet import GoogLeNet
from tui_dl.oracles.nets.lenet import lenet5_1998, lenet5_modern
from tui_dl.oracles.nets.resnet import resnet, resnet_cifar
from tui_dl.oracles.nets.transformer import Transformer
from tui_dl.oracles.nets.vgg import vgg
from tui_dl.oracles.nets.vit import ViT


@dataclass(frozen=True, slots=True)
class Architecture:
    """A net: how to make it, the shape of one input, and the size its paper prints, if it does.

    `tokens` are the lengths of its input sequences, for a net that reads tokens.
    """

    make: Callable[[], nn.Module]
    shape: tuple[int, ...]
    paper: str = ""
    tokens: bool = False

    def inputs(self) -> tuple[Tensor, ...]:
        """One input for each argument of its forward, on the meta device."""
        if self.tokens:
            return tuple(torch.empty(1, length, dtype=torch.long, device="meta") for length in self.shape)
        return (torch.empty(1, *self.shape, device="meta"),)


DIGIT, CIFAR, IMAGE, IMAGE_227 = (1, 32, 32), (3, 32, 32), (3, 224, 224), (3, 227, 227)

NETS: Mapping[str, Architecture] = {
    "lenet5_1998": Architecture(lenet5_1998, DIGIT, "60,000 trainable (LeCun et al. 1998)"),
    "lenet5_modern": Architecture(lenet5_modern, DIGIT),
    "alexnet_2gpu": Architecture(alexnet, IMAGE_227, "60 million (Krizhevsky et al. 2012)"),
    "alexnet_ungrouped": Architecture(partial(alexnet, groups=1), IMAGE_227),
    "alexnet_torchvision": Architecture(alexnet_torchvision, IMAGE),
    "vgg11": Architecture(partial(vgg, "A"), IMAGE, "133M (arXiv:1409.1556, Table 2, A)"),
    "vgg13": Architecture(partial(vgg, "B"), IMAGE, "133M (arXiv:1409.1556, Table 2, B)"),
    "vgg16_C_1x1": Architecture(partial(vgg, "C"), IMAGE, "134M (arXiv:1409.1556, Table 2, C)"),
    "vgg16": Architecture(partial(vgg, "D"), IMAGE, "138M (arXiv:1409.1556, Table 2, D)"),
    "vgg19": Architecture(partial(vgg, "E"), IMAGE, "144M (arXiv:1409.1556, Table 2, E)"),
    "googlenet_paper": Architecture(GoogLeNet, IMAGE, "6.8M, the sum of Table 1 (arXiv:1409.4842)"),
    "googlenet_paper_aux": Architecture(partial(GoogLeNet, auxiliary=True), IMAGE),
    "googlenet_bn": Architecture(partial(GoogLeNet, norm=True), IMAGE),
    "googlenet_torchvision": Architecture(partial(GoogLeNet, norm=True, large=3), IMAGE),
    "resnet18": Architecture(partial(resnet, 18), IMAGE, "1.8e9 FLOPs (arXiv:1512.03385, Table 1)"),
    "resnet34": Architecture(partial(resnet, 34), IMAGE, "3.6e9 FLOPs (arXiv:1512.03385, Table 1)"),
    "resnet34_optA": Architecture(partial(resnet, 34, "A"), IMAGE, "3.6e9 FLOPs (arXiv:1512.03385, Table 1)"),
    "resnet50": Architecture(partial(resnet, 50), IMAGE, "3.8e9 FLOPs (arXiv:1512.03385, Table 1)"),
    "resnet101": Architecture(partial(resnet, 101), IMAGE, "7.6e9 FLOPs (arXiv:1512.03385, Table 1)"),
    "resnet152": Architecture(partial(resnet, 152), IMAGE, "11.3e9 FLOPs (arXiv:1512.03385, Table 1)"),
    "resnet20_cifar": Architecture(partial(resnet_cifar, 3), CIFAR, "0.27M (arXiv:1512.03385, Table 6)"),
    "resnet56_cifar": Architecture(partial(resnet_cifar, 9), CIFAR, "0.85M (arXiv:1512.03385, Table 6)"),
    "resnet110_cifar": Architecture(partial(resnet_cifar, 18), CIFAR, "1.7M (arXiv:1512.03385, Table 6)"),
    "densenet121": Architecture(partial(densenet, 121), IMAGE),
    "densenet169": Architecture(partial(densenet, 169), IMAGE),
    "densenet201": Architecture(partial(densenet, 201), IMAGE),
    "densenet_40_12": Architecture(
        partial(densenet_cifar, 40, 12), CIFAR, "1.0M (arXiv:1608.06993, Table 2)"),
    "densenet_100_12": Architecture(
        partial(densenet_cifar, 100, 12), CIFAR, "7.0M (arXiv:1608.06993, Table 2)"),
    "densenet_bc_100_12": Architecture(
        partial(densenet_cifar, 100, 12, bc=True), CIFAR, "0.8M (arXiv:1608.06993, Table 2)"),
    "transformer_base": Architecture(Transformer, (32, 32), "65M (arXiv:1706.03762, Table 3)", tokens=True),
    "transformer_big": Architecture(
        partial(Transformer, 1024, 4096, 16), (32, 32), "213M (arXiv:1706.03762, Table 3)", tokens=True),
    "vit_b16": Architecture(partial(ViT, 768, 12, 12, 16), IMAGE, "86M (arXiv:2010.11929, Table 1)"),
    "vit_b32": Architecture(partial(ViT, 768, 12, 12, 32), IMAGE),
    "vit_l16": Architecture(partial(ViT, 1024, 16, 24, 16), IMAGE, "307M (arXiv:2010.11929, Table 1)"),
    "vit_h14": Architecture(partial(ViT, 1280, 16, 32, 14), IMAGE, "632M (arXiv:2010.11929, Table 1)"),
    "yolov1": Architecture(yolov1, (3, 448, 448)),
    "rpn_head_vgg16": Architecture(RPNHead, (512, 40, 60), "2.8e4 in its output layer (arXiv:1506.01497)"),
    "dcgan_generator_k5": Architecture(dcgan_generator, (100,)),
}
ALIASES = {"alexnet": "alexnet_2gpu", "googlenet": "googlenet_paper", "lenet5": "lenet5_modern"}


def resolve(name: object) -> str:
    """The full name of a net, given that or an alias. OracleError if there is none of that name."""
    known = {net.lower(): net for net in NETS} | ALIASES
    if isinstance(name, str) and name.lower() in known:
        return known[name.lower()]
    shown = name[:40] if isinstance(name, str) else "That"
    close = difflib.get_close_matches(shown.lower(), known, 1)
    raise OracleError(f"{shown} is no net known here.",
                      f"Did you mean {close[0]}?" if close else f"Nets: {', '.join(NETS)}.")


def build(name: str) -> nn.Module:
    """The net of this name or alias, on the meta device; the same object every time."""
    return _built(resolve(name))


@cache
def _built(name: str) -> nn.Module:
    with torch.device("meta"):
        return NETS[name].make().eval()
