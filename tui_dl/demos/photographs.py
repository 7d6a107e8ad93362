"""The two photographs that ship, and pictures of the learner's own, as torch wants them."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tui_dl.demos.own_pictures import open_pixels


@cache
def photographs() -> dict[str, Tensor]:
    """astronaut (3, 96, 96) and camera (1, 96, 96), float32 from 0 to 1. They are shared: read, never write."""
    with resources.files("tui_dl").joinpath("data/pictures.npz").open("rb") as file, np.load(file) as data:
        pixels = {name: torch.from_numpy(data[name].astype(np.float32) / 255) for name in data.files}
    return {name: p.permute(2, 0, 1).contiguous() if p.dim() == 3 else p[None] for name, p in pixels.items()}


@cache
def own_picture(value: str) -> Tensor:
    """A picture of the learner's own, (3, 96, 96), float32 from 0 to 1. It is shared: read, never write."""
    with open_pixels(value) as file:
        return torch.from_numpy(np.load(file).astype(np.float32) / 255).permute(2, 0, 1).contiguous()


def photograph(name: str, size: int) -> Tensor:
    """A photograph, or a picture of one's own (channels, size, size), every pixel the mean of an area of it."""
    whole = photographs()[name] if name in photographs() else own_picture(name)
    return F.adaptive_avg_pool2d(whole[None], size)[0]
