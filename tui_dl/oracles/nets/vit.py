"""The Vision Transformer: Dosovitskiy et al. (2020), arXiv:2010.11929, Table 1."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tui_dl.oracles.nets.transformer import Attention, FeedForward


class Block(nn.Module):
    """Normalise first, then attention and feed-forward, each added to its input."""

    def __init__(self, d: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.attention, self.feed = Attention(d, heads), FeedForward(d, 4 * d, nn.GELU)

    def forward(self, x: Tensor) -> Tensor:
        """(B, n, d) -> (B, n, d)."""
        normed = self.norm1(x)
        x = x + self.attention(normed, normed)
        return x + self.feed(self.norm2(x))  # type: ignore[no-any-return]  # torch types a layer's call as Any


class ViT(nn.Module):
    """An image as a sequence of patches, a class token in front."""

    def __init__(self, d: int, heads: int, depth: int, patch: int, size: int = 224) -> None:
        super().__init__()
        self.patch_embedding = nn.Conv2d(3, d, patch, patch)
        self.class_token = nn.Parameter(torch.zeros(1, 1, d))
        self.positions = nn.Parameter(torch.zeros(1, (size // patch) ** 2 + 1, d))
        self.blocks = nn.Sequential(*(Block(d, heads) for _ in range(depth)))
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, 1000)

    def forward(self, image: Tensor) -> Tensor:
        """(B, 3, size, size) -> (B, 1000)."""
        patches = self.patch_embedding(image).flatten(2).mT  # (B, n, d)
        token = self.class_token.expand(len(image), -1, -1)
        x = self.blocks(torch.cat([token, patches], dim=1) + self.positions)
        return self.head(self.norm(x)[:, 0])  # type: ignore[no-any-return]  # as above
