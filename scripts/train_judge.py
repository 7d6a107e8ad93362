"""Train the judge and write its weights: python scripts/train_judge.py [FILE]. Takes some ten seconds.

It sees 400 digits, each time turned, stretched and moved a little, and with noise, so that it learns
strokes and not these pictures. Seeded: the same machine writes the same file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from tui_dl.demos.digits import for_judge, held_out
from tui_dl.demos.judge import logits
from tui_dl.demos.play import seed_everything

HERE = Path(__file__).resolve().parent
SHAPES = {"conv1": (16, 1, 3, 3), "conv2": (32, 16, 3, 3), "dense1": (32, 512), "dense2": (10, 32)}


def untrained() -> dict[str, Tensor]:
    """Weights as He et al. 2015 (arXiv 1502.01852) draw them, biases at zero."""
    weights: dict[str, Tensor] = {}
    for layer, shape in SHAPES.items():
        weights[f"{layer}.weight"] = torch.nn.init.kaiming_normal_(torch.empty(shape)).requires_grad_()
        weights[f"{layer}.bias"] = torch.zeros(shape[0], requires_grad=True)
    return weights


def varied(images: Tensor) -> Tensor:
    """The images (n, 1, 8, 8), each turned, sheared, stretched and moved by a little, and with noise."""
    n = len(images)
    angle, shear = 0.25 * spread(n), 0.2 * spread(n)
    width, height = 1 + 0.15 * spread(n), 1 + 0.15 * spread(n)
    right, down = 0.25 * spread(n), 0.25 * spread(n)
    rows = [angle.cos() * width, shear - angle.sin(), right, angle.sin(), angle.cos() * height, down]
    grid = F.affine_grid(torch.stack(rows, 1).view(n, 2, 3), list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False) + 0.05 * torch.randn_like(images)


def spread(n: int) -> Tensor:
    """n numbers between -1 and 1."""
    return torch.rand(n) * 2 - 1


def train(steps: int, seed: int = 0) -> dict[str, Tensor]:
    """The weights after `steps` updates on batches of 64."""
    seed_everything(seed)
    digits, weights = for_judge(), untrained()
    optimizer = torch.optim.Adam(weights.values(), lr=3e-3)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 3e-3 * min(1, 2 * (1 - step / steps))
        batch = torch.randint(len(digits.labels), (64,))
        loss = F.cross_entropy(logits(varied(digits.images[batch]), weights), digits.labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {name: weight.detach() for name, weight in weights.items()}


def accuracy(weights: dict[str, Tensor]) -> float:
    """The share of held-out digits that these weights read right."""
    digits = held_out()
    return float((logits(digits.images, weights).argmax(1) == digits.labels).float().mean())


def main() -> None:
    """Train, say how good it is, write the file."""
    parser = argparse.ArgumentParser(description="Train the judge of generated digits and write its weights.")
    parser.add_argument("file", nargs="?", type=Path, default=HERE.parent / "tui_dl" / "data" / "judge.npz")
    parser.add_argument("--steps", type=int, default=1500)
    arguments = parser.parse_args()
    weights = train(arguments.steps)
    np.savez(arguments.file, allow_pickle=False, **{name: weight.numpy() for name, weight in weights.items()})
    print(f"{arguments.file}: right on {accuracy(weights):.4f} of {len(held_out().labels)} held-out digits")


if __name__ == "__main__":
    main()
