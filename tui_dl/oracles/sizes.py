"""How large an output is. Torch is asked on the meta device, where a tensor has a shape and no numbers."""

from __future__ import annotations

import torch
from torch.nn.functional import conv1d, conv_transpose1d, max_pool1d

from tui_dl.oracles.bounds import OracleError, whole


def _line(length: int) -> torch.Tensor:
    return torch.empty(1, 1, length, device="meta")  # (N, C, L)


def _fits(filter_reach: int, room: int) -> None:
    if filter_reach > room:
        raise OracleError(f"A filter that reaches over {filter_reach:,} does not fit on {room:,}.",
                          "Make the filter or its dilation smaller, or the input or padding larger.")


def conv_out(W: int, F: int, S: int = 1, P: int = 0, D: int = 1) -> int:
    """Width of a convolution's output: input W, filter F, stride S, padding P a side, dilation D."""
    W, F, S, P, D = whole("W", W, 1), whole("F", F, 1), whole("S", S, 1), whole("P", P), whole("D", D, 1)
    _fits(D * (F - 1) + 1, W + 2 * P)
    return conv1d(_line(W), _line(F), stride=S, padding=P, dilation=D).shape[-1]


def deconv_out(W: int, F: int, S: int = 1, P: int = 0, OP: int = 0, D: int = 1) -> int:
    """Width of a transposed convolution's output; OP is the output padding, added on one side."""
    W, F, S, P, D = whole("W", W, 1), whole("F", F, 1), whole("S", S, 1), whole("P", P), whole("D", D, 1)
    OP = whole("OP", OP, 0, max(S, D) - 1)
    if (W - 1) * S + D * (F - 1) + 1 + OP <= 2 * P:
        raise OracleError(f"Padding {P:,} takes away the whole output.", "Make P smaller.")
    out = conv_transpose1d(_line(W), _line(F), stride=S, padding=P, output_padding=OP, dilation=D)
    return out.shape[-1]


def pool_out(W: int, F: int, S: int | None = None, P: int = 0) -> int:
    """Width of a pooling layer's output; the stride is the window's width F unless given."""
    W, F, P = whole("W", W, 1), whole("F", F, 1), whole("P", P)
    S = F if S is None else whole("S", S, 1)
    if P > F // 2:
        raise OracleError(f"Padding {P:,} is more than half the window {F:,}.", "Make P smaller.")
    _fits(F, W + 2 * P)
    return max_pool1d(_line(W), F, S, P).shape[-1]
