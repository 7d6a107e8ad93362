"""The 1,797 handwritten digits (8x8 pixels), shuffled once for all, and who may train on which of them.

    0 .. 999       generators: what a GAN, VAE or diffusion model may see
    1000 .. 1399   the judge, which marks what they make
    1400 .. 1796   held out: nothing ever trains on these

A classifier that no judge marks may train on all of the first 1,400.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

SPLIT_SEED = 1234
GENERATORS, TRAINING = 1000, 1400


class Digits(NamedTuple):
    """Digits as torch wants them. They are shared: read, never write."""

    images: Tensor  # (N, 1, 8, 8) float32 from 0 to 1
    labels: Tensor  # (N,) int64 from 0 to 9

    def part(self, start: int, stop: int | None = None) -> Digits:
        """The digits from `start` up to `stop`."""
        return Digits(self.images[start:stop], self.labels[start:stop])


@cache
def shuffled() -> Digits:
    """All 1,797 digits in the one fixed order; the generators of the run's seed are not touched."""
    with resources.files("tui_dl").joinpath("data/digits.npz").open("rb") as file, np.load(file) as data:
        images = torch.from_numpy(data["images"].astype(np.float32) / 16)[:, None]
        labels = torch.from_numpy(data["labels"].astype(np.int64))
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(SPLIT_SEED))
    return Digits(images[order], labels[order])


def training() -> Digits:
    """1,400 digits to train a classifier on."""
    return shuffled().part(0, TRAINING)


def for_generators() -> Digits:
    """The 1,000 training digits that the judge has never seen."""
    return shuffled().part(0, GENERATORS)


def for_judge() -> Digits:
    """The 400 training digits that no generator sees."""
    return shuffled().part(GENERATORS, TRAINING)


def held_out() -> Digits:
    """397 digits that nothing trains on."""
    return shuffled().part(TRAINING)
