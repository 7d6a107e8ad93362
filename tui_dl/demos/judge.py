"""The judge: a small classifier that says what a generated digit looks like, and so how good it is.

`scripts/train_judge.py` made its weights, on 400 digits that no generator sees. Samples are pictures
from 0 to 1, in any shape (n, ...) with 64 pixels each. Nothing here draws from the run's seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tui_dl.demos.digits import held_out

SAMPLES = 500  # how many pictures a score is taken over
FEWEST = 0.02  # the share of samples from which a digit counts as one the generator makes


def logits(images: Tensor, weights: Mapping[str, Tensor]) -> Tensor:
    """The judge's network: images (n, 1, 8, 8) to logits (n, 10)."""
    x = F.relu(F.conv2d(images, weights["conv1.weight"], weights["conv1.bias"], padding=1))  # (n, 16, 8, 8)
    x = F.relu(F.conv2d(x, weights["conv2.weight"], weights["conv2.bias"], padding=1))  # (n, 32, 8, 8)
    x = F.max_pool2d(x, 2).flatten(1)  # (n, 512)
    x = F.relu(F.linear(x, weights["dense1.weight"], weights["dense1.bias"]))  # (n, 32)
    return F.linear(x, weights["dense2.weight"], weights["dense2.bias"])


@cache
def weights() -> Mapping[str, Tensor]:
    """The weights that ship, by name."""
    with resources.files("tui_dl").joinpath("data/judge.npz").open("rb") as file, np.load(file) as data:
        return {name: torch.from_numpy(data[name]) for name in data.files}


@torch.no_grad()
def probabilities(samples: Tensor) -> Tensor:
    """What the judge believes of each sample: (n, 10), rows that sum to one."""
    return logits(samples.reshape(-1, 1, 8, 8), weights()).softmax(1)


def read(samples: Tensor) -> Tensor:
    """The digit each sample is read as, (n,); -1 for a picture with pixels that are no numbers."""
    return most_likely(probabilities(samples))


def most_likely(believed: Tensor) -> Tensor:
    """The likeliest digit of each row of probabilities (n, 10); -1 where they are no numbers."""
    return torch.where(believed.isfinite().all(1), believed.argmax(1), -1)


def score(samples: Tensor) -> float:
    """The inception score, exp mean KL(p(y|x) || p(y)), 1 to 10 (Salimans et al. 2016, arXiv 1606.03498)."""
    return inception_score(probabilities(samples))


def inception_score(believed: Tensor) -> float:
    """The score of probabilities (n, 10): high if each row is sharp and their mean is flat."""
    believed = believed.clamp_min(1e-12)  # p(y|x); the logarithm of 0 has no use here
    overall = believed.mean(0)  # (10,): p(y)
    return float((believed * (believed / overall).log()).sum(1).mean().exp())


@cache
def anchors() -> tuple[float, float]:
    """The scores of 500 pictures of uniform noise and of 500 held-out digits (of 397, with repeats)."""
    generator = torch.Generator().manual_seed(0)
    noise = torch.rand(SAMPLES, 64, generator=generator)
    real = held_out().images
    return score(noise), score(real[torch.randint(len(real), (SAMPLES,), generator=generator)])


class Verdict(NamedTuple):
    """What the judge says of many samples, after one look at them."""

    quality: float  # their score on a scale from noise (0) to real digits (1), clipped
    modes: int  # how many digits at least 2 % of them are read as
    shares: Tensor  # (10,), the share read as each digit


def verdict(samples: Tensor) -> Verdict:
    """Quality, modes and shares; meant for 500 samples. Pixels that are no numbers make the quality nan."""
    believed = probabilities(samples)
    noise, real = anchors()
    share = (inception_score(believed) - noise) / (real - noise)
    shares = (most_likely(believed)[:, None] == torch.arange(10)).float().mean(0)
    return Verdict(float(np.clip(share, 0, 1)), int((shares >= FEWEST).sum()), shares)


def quality(samples: Tensor) -> float:
    """How good samples are, from 0 (noise) to 1 (real digits)."""
    return verdict(samples).quality


def modes(samples: Tensor) -> int:
    """How many different digits the samples show, 0 to 10."""
    return verdict(samples).modes


def right(samples: Tensor, asked: Tensor | int) -> float:
    """The share of samples that are read as asked: `asked` is one digit, or (n,) of them."""
    return float((read(samples) == torch.as_tensor(asked)).float().mean())
