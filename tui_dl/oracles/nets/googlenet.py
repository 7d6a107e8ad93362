"""GoogLeNet: Szegedy et al. (2014), arXiv:1409.4842, Table 1."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# Inputs, then widths: 1x1; 1x1 before 3x3, 3x3; 1x1 before 5x5, 5x5; 1x1 after the pooling.
INCEPTIONS = {
    "3a": (192, 64, 96, 128, 16, 32, 32), "3b": (256, 128, 128, 192, 32, 96, 64),
    "4a": (480, 192, 96, 208, 16, 48, 64), "4b": (512, 160, 112, 224, 24, 64, 64),
    "4c": (512, 128, 128, 256, 24, 64, 64), "4d": (512, 112, 144, 288, 32, 64, 64),
    "4e": (528, 256, 160, 320, 32, 128, 128), "5a": (832, 256, 160, 320, 32, 128, 128),
    "5b": (832, 384, 192, 384, 48, 128, 128),
}


def convolution(cin: int, cout: int, kernel: int, norm: bool, stride: int = 1) -> nn.Sequential:
    """A convolution that keeps the size at stride 1, and ReLU; with `norm`, batch norm in place of a bias."""
    conv = nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=not norm)
    return nn.Sequential(conv, nn.BatchNorm2d(cout), nn.ReLU()) if norm else nn.Sequential(conv, nn.ReLU())


class Inception(nn.Module):
    """Four branches on the same input, their maps laid one after the other."""

    def __init__(self, cin: int, one: int, three_in: int, three: int, five_in: int, five: int, pool: int,
                 norm: bool, large: int) -> None:
        super().__init__()
        self.one = convolution(cin, one, 1, norm)
        self.three = nn.Sequential(convolution(cin, three_in, 1, norm), convolution(three_in, three, 3, norm))
        self.five = nn.Sequential(convolution(cin, five_in, 1, norm), convolution(five_in, five, large, norm))
        self.pool = nn.Sequential(nn.MaxPool2d(3, 1, padding=1), convolution(cin, pool, 1, norm))

    def forward(self, x: Tensor) -> Tensor:
        """(B, cin, H, W) -> (B, one + three + five + pool, H, W)."""
        return torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], dim=1)


class Auxiliary(nn.Module):
    """A classifier half-way up, used only while training."""

    def __init__(self, cin: int, norm: bool) -> None:
        super().__init__()
        self.conv = convolution(cin, 128, 1, norm)
        self.hidden = nn.Linear(128 * 4 * 4, 1024)
        self.out = nn.Linear(1024, 1000)

    def forward(self, x: Tensor) -> Tensor:
        """(B, cin, 14, 14) -> (B, 1000)."""
        x = self.conv(F.avg_pool2d(x, 5, 3)).flatten(1)
        return self.out(F.relu(self.hidden(x)))  # type: ignore[no-any-return]  # torch types a layer's call as Any


class GoogLeNet(nn.Module):
    """22 layers deep. `norm` and large=3 are torchvision's; `auxiliary` adds the two training heads."""

    def __init__(self, norm: bool = False, large: int = 5, auxiliary: bool = False) -> None:
        super().__init__()
        self.conv1 = convolution(3, 64, 7, norm, stride=2)
        self.conv2 = nn.Sequential(convolution(64, 64, 1, norm), convolution(64, 192, 3, norm))
        for name, widths in INCEPTIONS.items():
            self.add_module(name, Inception(*widths, norm=norm, large=large))
        self.fc = nn.Linear(1024, 1000)
        if auxiliary:
            self.after_4a, self.after_4d = Auxiliary(512, norm), Auxiliary(528, norm)
        self.pool = nn.MaxPool2d(3, 2, ceil_mode=True)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, 224, 224) -> (B, 1000); the training heads are run, their answers left aside."""
        x = self.pool(self.conv2(self.pool(self.conv1(x))))
        for name in INCEPTIONS:
            x = self.get_submodule(name)(x)
            if hasattr(self, f"after_{name}"):
                self.get_submodule(f"after_{name}")(x)
            if name in ("3b", "4e"):
                x = self.pool(x)
        return self.fc(x.mean((2, 3)))  # type: ignore[no-any-return]  # torch types a layer's call as Any
