"""The Transformer: Vaswani et al. (2017), arXiv:1706.03762."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Attention(nn.Module):
    """Multi-head attention: softmax(q k^T / sqrt(d_k)) v in every head, then one projection."""

    def __init__(self, d: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.out = nn.Linear(d, d)

    def split(self, x: Tensor) -> Tensor:
        """(B, n, d) -> (B, heads, n, d / heads)."""
        B, n, d = x.shape
        return x.view(B, n, self.heads, d // self.heads).transpose(1, 2)

    def forward(self, x: Tensor, memory: Tensor) -> Tensor:
        """Every position of x (B, n, d) reads memory (B, m, d) -> (B, n, d)."""
        q, k, v = self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory))
        weights = torch.softmax(q @ k.mT / math.sqrt(q.shape[-1]), dim=-1)  # (B, heads, n, m)
        mixed = (weights @ v).transpose(1, 2).flatten(2)  # (B, n, d)
        return self.out(mixed)  # type: ignore[no-any-return]  # torch types a layer's call as Any


class FeedForward(nn.Sequential):
    """Two dense layers, the same at every position."""

    def __init__(self, d: int, inner: int, activation: type[nn.Module] = nn.ReLU) -> None:
        super().__init__(nn.Linear(d, inner), activation(), nn.Linear(inner, d))


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each added to its input and normalised."""

    def __init__(self, d: int, inner: int, heads: int) -> None:
        super().__init__()
        self.attention, self.feed = Attention(d, heads), FeedForward(d, inner)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)

    def forward(self, x: Tensor) -> Tensor:
        """(B, n, d) -> (B, n, d)."""
        x = self.norm1(x + self.attention(x, x))
        return self.norm2(x + self.feed(x))  # type: ignore[no-any-return]  # as above


class DecoderLayer(nn.Module):
    """Self-attention, attention to the encoder's output, feed-forward; the mask changes no count."""

    def __init__(self, d: int, inner: int, heads: int) -> None:
        super().__init__()
        self.attention, self.cross = Attention(d, heads), Attention(d, heads)
        self.feed = FeedForward(d, inner)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(d), nn.LayerNorm(d), nn.LayerNorm(d)

    def forward(self, y: Tensor, memory: Tensor) -> Tensor:
        """(B, m, d), (B, n, d) -> (B, m, d)."""
        y = self.norm1(y + self.attention(y, y))
        y = self.norm2(y + self.cross(y, memory))
        return self.norm3(y + self.feed(y))  # type: ignore[no-any-return]  # as above


class Transformer(nn.Module):
    """Six layers each way; one embedding serves both inputs and, used backwards, the output (section 3.4)."""

    def __init__(self, d: int = 512, inner: int = 2048, heads: int = 8, tokens: int = 37_000) -> None:
        super().__init__()
        self.embedding = nn.Embedding(tokens, d)
        self.encoder = nn.ModuleList(EncoderLayer(d, inner, heads) for _ in range(6))
        self.decoder = nn.ModuleList(DecoderLayer(d, inner, heads) for _ in range(6))

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Tokens (B, n), (B, m) -> the decoder's output (B, m, d). Sinusoidal positions add no parameters."""
        x, y = self.embedding(source), self.embedding(target)
        for layer in self.encoder:
            x = layer(x)
        for layer in self.decoder:
            y = layer(y, x)
        return y  # type: ignore[no-any-return]  # as above

    def logits(self, y: Tensor) -> Tensor:
        """(B, m, d) -> (B, m, tokens)."""
        return F.linear(y, self.embedding.weight)
