"""ResNet: He, Zhang, Ren, Sun (2015), arXiv:1512.03385, Table 1 and section 4.2."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.oracles.nets.stack import stack

DEPTHS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def convolution(cin: int, cout: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """A convolution without bias, then batch norm."""
    conv = nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(cout))


class Padded(nn.Module):
    """Option A of a shortcut that grows: every second pixel, the new channels zero. No parameters."""

    def __init__(self, more: int, stride: int) -> None:
        super().__init__()
        self.more, self.stride = more, stride

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C + more, H/stride, W/stride)."""
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.more))


def shortcut(cin: int, cout: int, stride: int, option: str) -> nn.Module:
    """The identity where shapes agree; else padding with zeros (A) or a 1x1 projection (B)."""
    if cin == cout and stride == 1:
        return nn.Identity()
    return Padded(cout - cin, stride) if option == "A" else convolution(cin, cout, 1, stride)


class Residual(nn.Module):
    """relu(branch(x) + shortcut(x))."""

    def __init__(self, branch: nn.Module, skip: nn.Module) -> None:
        super().__init__()
        self.branch, self.skip = branch, skip

    def forward(self, x: Tensor) -> Tensor:
        """(B, cin, H, W) -> (B, cout, H/stride, W/stride)."""
        return F.relu(self.branch(x) + self.skip(x))


def basic(cin: int, width: int, stride: int, option: str) -> Residual:
    """Two 3x3 convolutions."""
    branch = nn.Sequential(convolution(cin, width, 3, stride), nn.ReLU(), convolution(width, width, 3))
    return Residual(branch, shortcut(cin, width, stride, option))


def bottleneck(cin: int, width: int, stride: int, option: str) -> Residual:
    """1x1 to fewer channels, 3x3, 1x1 to four times as many. The stride is on the first, as in the paper."""
    branch = nn.Sequential(convolution(cin, width, 1, stride), nn.ReLU(), convolution(width, width, 3),
                           nn.ReLU(), convolution(width, 4 * width, 1))
    return Residual(branch, shortcut(cin, 4 * width, stride, option))


def stage(cin: int, width: int, blocks: int, stride: int, deep: bool, option: str) -> nn.Sequential:
    """Blocks of one width; the first one strides."""
    block, cout = (bottleneck, 4 * width) if deep else (basic, width)
    rest = [block(cout, width, 1, option) for _ in range(blocks - 1)]
    return nn.Sequential(block(cin, width, stride, option), *rest)


def resnet(depth: int, option: str = "B") -> nn.Sequential:
    """For ImageNet, 18 to 152 layers. (B, 3, 224, 224) -> (B, 1000)."""
    deep = depth >= 50
    cin, widths = 64, (64, 128, 256, 512)
    stages: dict[str, nn.Module] = {}
    for number, (width, blocks) in enumerate(zip(widths, DEPTHS[depth], strict=True), 2):
        stages[f"conv{number}_x"] = stage(cin, width, blocks, 1 if number == 2 else 2, deep, option)
        cin = 4 * width if deep else width
    return stack(
        conv1=convolution(3, 64, 7, stride=2), relu=nn.ReLU(), pool=nn.MaxPool2d(3, 2, padding=1), **stages,
        mean=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), fc=nn.Linear(cin, 1000),
    )


def resnet_cifar(n: int) -> nn.Sequential:
    """For CIFAR-10: 6n + 2 layers, shortcuts without parameters. (B, 3, 32, 32) -> (B, 10)."""
    return stack(
        conv1=convolution(3, 16, 3), relu=nn.ReLU(),
        conv2_x=stage(16, 16, n, 1, False, "A"), conv3_x=stage(16, 32, n, 2, False, "A"),
        conv4_x=stage(32, 64, n, 2, False, "A"),
        mean=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), fc=nn.Linear(64, 10),
    )
