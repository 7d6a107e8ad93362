"""The two photographs that ship, as torch wants them."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


@cache
def photographs() -> dict[str, Tensor]:
    """astronaut (3, 96, 96) and camera (1, 96, 96), float32 from 0 to 1. They are shared: read, never write."""
    with resources.files("tui_dl").joinpath("data/pictures.npz").open("rb") as file, np.load(file) as data:
        pixels = {name: torch.from_numpy(data[name].astype(np.float32) / 255) for name in data.files}
    return {name: p.permute(2, 0, 1).contiguous() if p.dim() == 3 else p[None] for name, p in pixels.items()}


def photograph(name: str, size: int) -> Tensor:
    """A photograph (channels, size, size), every pixel the mean of a square of the original."""
    return F.adaptive_avg_pool2d(photographs()[name][None], size)[0]
