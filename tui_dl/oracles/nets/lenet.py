"""LeNet-5: LeCun, Bottou, Bengio, Haffner (1998), and what tutorials call by that name."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.oracles.nets.stack import stack

# Table I of the paper: the maps of S2 that each of the 16 maps of C3 reads.
C3_READS = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5), (0, 1, 2, 3, 4, 5),
)


class SubSampling(nn.Module):
    """The sum of every 2x2 window, times one coefficient a map, plus one bias a map."""

    def __init__(self, maps: int) -> None:
        super().__init__()
        self.coefficient = nn.Parameter(torch.ones(maps, 1, 1))
        self.bias = nn.Parameter(torch.zeros(maps, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, maps, H, W) -> (B, maps, H/2, W/2)."""
        return torch.sigmoid(4 * F.avg_pool2d(x, 2) * self.coefficient + self.bias)


class PartialConvolution(nn.Module):
    """C3: a 5x5 filter for every map, each reading only some of the maps before."""

    def __init__(self) -> None:
        super().__init__()
        self.filters = nn.ModuleList(nn.Conv2d(len(reads), 1, 5) for reads in C3_READS)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 6, 14, 14) -> (B, 16, 10, 10)."""
        maps = [conv(x[:, list(reads)]) for conv, reads in zip(self.filters, C3_READS, strict=True)]
        return torch.cat(maps, dim=1)


class RadialBasis(nn.Module):
    """The output: squared distances to ten fixed codes of 84 numbers, drawn by hand and not learnt."""

    codes: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("codes", torch.empty(10, 84))

    def forward(self, x: Tensor) -> Tensor:
        """(B, 84) -> (B, 10)."""
        return ((x[:, None] - self.codes) ** 2).sum(-1)


def lenet5_1998() -> nn.Sequential:
    """As published: 60,000 trainable parameters. (B, 1, 32, 32) -> (B, 10)."""
    return stack(
        c1=nn.Conv2d(1, 6, 5), tanh1=nn.Tanh(), s2=SubSampling(6),
        c3=PartialConvolution(), tanh3=nn.Tanh(), s4=SubSampling(16),
        c5=nn.Conv2d(16, 120, 5), tanh5=nn.Tanh(), flatten=nn.Flatten(),
        f6=nn.Linear(120, 84), tanh6=nn.Tanh(), output=RadialBasis(),
    )


def lenet5_modern() -> nn.Sequential:
    """As in tutorials: a full C3, pooling without parameters, a linear output. (B, 1, 32, 32) -> (B, 10)."""
    return stack(
        c1=nn.Conv2d(1, 6, 5), tanh1=nn.Tanh(), s2=nn.AvgPool2d(2),
        c3=nn.Conv2d(6, 16, 5), tanh3=nn.Tanh(), s4=nn.AvgPool2d(2),
        c5=nn.Conv2d(16, 120, 5), tanh5=nn.Tanh(), flatten=nn.Flatten(),
        f6=nn.Linear(120, 84), tanh6=nn.Tanh(), out=nn.Linear(84, 10),
    )
