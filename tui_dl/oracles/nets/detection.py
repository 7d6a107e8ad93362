"""Detectors: YOLO, Redmon et al. (2015), arXiv:1506.02640; RPN, Ren et al. (2015), arXiv:1506.01497."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.oracles.nets.stack import stack

# Figure 3: (width, kernel, stride) of a convolution, or a 2x2 pooling.
POOL = (0, 2, 2)
YOLO = (
    (64, 7, 2), POOL, (192, 3, 1), POOL, (128, 1, 1), (256, 3, 1), (256, 1, 1), (512, 3, 1), POOL,
    *((256, 1, 1), (512, 3, 1)) * 4, (512, 1, 1), (1024, 3, 1), POOL,
    *((512, 1, 1), (1024, 3, 1)) * 2, (1024, 3, 1), (1024, 3, 2), (1024, 3, 1), (1024, 3, 1),
)


def yolov1(S: int = 7, B: int = 2, C: int = 20) -> nn.Sequential:
    """24 convolutions and two dense layers. (N, 3, 448, 448) -> (N, S, S, 5B + C)."""
    layers: list[nn.Module] = []
    channels = 3
    for width, kernel, stride in YOLO:
        if width:
            conv = nn.Conv2d(channels, width, kernel, stride, padding=kernel // 2)
            layers += [conv, nn.LeakyReLU(0.1)]
            channels = width
        else:
            layers.append(nn.MaxPool2d(kernel, stride))
    return stack(
        features=nn.Sequential(*layers), flatten=nn.Flatten(),
        fc1=nn.Linear(1024 * S * S, 4096), leaky=nn.LeakyReLU(0.1), dropout=nn.Dropout(),
        fc2=nn.Linear(4096, S * S * (5 * B + C)), tensor=nn.Unflatten(1, (S, S, 5 * B + C)),
    )


class RPNHead(nn.Module):
    """The region proposal network: 2 scores and 4 offsets for every anchor at every place of a map."""

    def __init__(self, channels: int = 512, anchors: int = 9) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 512, 3, padding=1)
        self.scores = nn.Conv2d(512, 2 * anchors, 1)
        self.offsets = nn.Conv2d(512, 4 * anchors, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, channels, H, W) -> (B, 6 * anchors, H, W)."""
        x = F.relu(self.conv(x))
        return torch.cat([self.scores(x), self.offsets(x)], dim=1)
