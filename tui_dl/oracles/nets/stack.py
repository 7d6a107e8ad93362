"""A stack of named layers."""

from __future__ import annotations

from collections import OrderedDict

from torch import nn


def stack(**layers: nn.Module) -> nn.Sequential:
    """Layers one after the other, each under its name."""
    return nn.Sequential(OrderedDict(layers))
