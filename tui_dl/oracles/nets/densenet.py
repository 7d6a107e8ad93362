"""DenseNet: Huang, Liu, van der Maaten, Weinberger (2016), arXiv:1608.06993."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tui_dl.oracles.nets.stack import stack

DEPTHS = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}


def convolution(cin: int, cout: int, kernel: int) -> nn.Sequential:
    """Batch norm and ReLU first, then a convolution without bias."""
    conv = nn.Conv2d(cin, cout, kernel, padding=kernel // 2, bias=False)
    return nn.Sequential(nn.BatchNorm2d(cin), nn.ReLU(), conv)


class DenseLayer(nn.Module):
    """Adds `growth` maps to all the maps before; with `bottleneck`, through a 1x1 to 4 * growth first."""

    def __init__(self, cin: int, growth: int, bottleneck: bool) -> None:
        super().__init__()
        wide = 4 * growth
        self.new = (nn.Sequential(convolution(cin, wide, 1), convolution(wide, growth, 3)) if bottleneck
                    else convolution(cin, growth, 3))

    def forward(self, x: Tensor) -> Tensor:
        """(B, cin, H, W) -> (B, cin + growth, H, W)."""
        return torch.cat([x, self.new(x)], dim=1)


def body(cin: int, blocks: tuple[int, ...], growth: int, bottleneck: bool, compression: float,
         ) -> tuple[dict[str, nn.Module], int]:
    """Dense blocks with a transition between two of them, and the number of maps they end with."""
    layers: dict[str, nn.Module] = {}
    for number, length in enumerate(blocks, 1):
        layers[f"block{number}"] = nn.Sequential(
            *(DenseLayer(cin + i * growth, growth, bottleneck) for i in range(length)))
        cin += length * growth
        if number < len(blocks):
            fewer = int(compression * cin)
            layers[f"trans{number}"] = nn.Sequential(convolution(cin, fewer, 1), nn.AvgPool2d(2))
            cin = fewer
    return layers, cin


def head(maps: int, classes: int) -> dict[str, nn.Module]:
    """Normalise, average over the map, one dense layer."""
    return {"norm": nn.BatchNorm2d(maps), "relu": nn.ReLU(), "mean": nn.AdaptiveAvgPool2d(1),
            "flatten": nn.Flatten(), "fc": nn.Linear(maps, classes)}


def densenet(depth: int) -> nn.Sequential:
    """For ImageNet, growth 32, bottlenecks, compression one half. (B, 3, 224, 224) -> (B, 1000)."""
    stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
                         nn.MaxPool2d(3, 2, padding=1))
    layers, maps = body(64, DEPTHS[depth], 32, True, 0.5)
    return stack(stem=stem, **layers, **head(maps, 1000))


def densenet_cifar(depth: int, growth: int, bc: bool = False) -> nn.Sequential:
    """For CIFAR-10: three equal blocks; `bc` adds bottlenecks and compression. (B, 3, 32, 32) -> (B, 10)."""
    length = (depth - 4) // (6 if bc else 3)
    first = 2 * growth if bc else 16
    layers, maps = body(first, (length,) * 3, growth, bc, 0.5 if bc else 1.0)
    return stack(stem=nn.Conv2d(3, first, 3, padding=1, bias=False), **layers, **head(maps, 10))
