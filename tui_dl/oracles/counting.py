"""How many parameters, weights and multiplications. Counted on modules of torch, on the meta device."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from tui_dl.oracles.bounds import OracleError, whole
from tui_dl.oracles.nets import NETS, build, resolve
from tui_dl.oracles.nets.detection import RPNHead

WIDE = 10**6  # channels and units; the square of it is still a count torch can hold
CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def _count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def conv_params(cin: int, cout: int, F: int, groups: int = 1, bias: bool = True) -> int:
    """Parameters of a 2-D convolution with cout filters, F x F, each as deep as its input."""
    cin, cout = whole("cin", cin, 1, WIDE), whole("cout", cout, 1, WIDE)
    F, groups = whole("F", F, 1, 1_000), whole("groups", groups, 1, WIDE)
    if cin % groups or cout % groups:
        raise OracleError(f"{groups} groups do not divide {cin} and {cout} channels.", "Both must.")
    return _count(nn.Conv2d(cin, cout, F, groups=groups, bias=bool(bias), device="meta"))


def linear_params(nin: int, nout: int, bias: bool = True) -> int:
    """Parameters of a dense layer."""
    return _count(nn.Linear(whole("nin", nin, 1), whole("nout", nout, 1), bias=bool(bias), device="meta"))


def rnn_params(kind: str, nin: int, hidden: int) -> int:
    """Parameters of an "rnn", "gru" or "lstm" layer; torch keeps two biases where textbooks have one."""
    if not isinstance(kind, str) or kind.lower() not in CELLS:
        raise OracleError("There is no recurrent layer of that kind.", f"Kinds: {', '.join(CELLS)}.")
    nin, hidden = whole("nin", nin, 1, WIDE), whole("hidden", hidden, 1, WIDE)
    return _count(CELLS[kind.lower()](nin, hidden, device="meta"))


def _heads(d_model: int, heads: int) -> tuple[int, int]:
    d_model, heads = whole("d_model", d_model, 1, WIDE), whole("heads", heads, 1, WIDE)
    if d_model % heads:
        raise OracleError(f"{heads} heads do not divide {d_model}.", "d_model must be a multiple of heads.")
    return d_model, heads


def attention_params(d_model: int, heads: int) -> int:
    """Parameters of multi-head attention: queries, keys, values and the output, with biases."""
    d_model, heads = _heads(d_model, heads)
    return _count(nn.MultiheadAttention(d_model, heads, device="meta"))


def attention_scores(n: int, heads: int = 1) -> int:
    """Scores one attention layer computes for n positions: one for each pair, in each head."""
    n, heads = whole("n", n, 1, WIDE), whole("heads", heads, 1, 1_000)
    query = torch.empty(heads, n, 1, device="meta")
    return (query @ query.mT).numel()


def yolo_size(S: int, B: int, C: int) -> int:
    """Numbers in YOLO's output: S x S cells, B boxes of 5 numbers, C classes (arXiv:1506.02640)."""
    S, B, C = whole("S", S, 1, 10_000), whole("B", B, 1, 10_000), whole("C", C, 0, 10_000)
    return torch.empty(S, S, 5 * B + C, device="meta").numel()


def rpn_channels(scales: int, ratios: int) -> int:
    """Channels of a region proposal network's output: 2 scores and 4 offsets an anchor (arXiv:1506.01497)."""
    anchors = whole("scales", scales, 1, 1_000) * whole("ratios", ratios, 1, 1_000)
    with torch.device("meta"):
        out: torch.Tensor = RPNHead(1, anchors)(torch.empty(1, 1, 1, 1))
    return out.shape[1]


def params(net: str) -> int:
    """Parameters of a named net."""
    return _count(build(net))


def weights(net: str) -> int:
    """Weights of a named net: matrices of convolutions, dense layers and embeddings; no biases, no norms."""
    return sum(parameter.numel() for name, parameter in build(net).named_parameters()
               if name.endswith("weight") and parameter.dim() > 1)


def dense_params(net: str) -> int:
    """Parameters of a named net that sit in its dense (nn.Linear) layers."""
    return sum(_count(module) for module in build(net).modules() if isinstance(module, nn.Linear))


def layers(net: str) -> Mapping[str, int]:
    """Parameters of each layer or stage of a named net; they add up to `params`."""
    root = build(net)
    own = {name: parameter.numel() for name, parameter in root.named_parameters(recurse=False)}
    stages = {name: _count(module) for name, module in root.named_children()}
    return {name: count for name, count in {**own, **stages}.items() if count}


def layer_params(net: str, layer: str) -> int:
    """Parameters of one layer or stage of a named net: layer_params("vgg16", "fc6"), ("resnet50", "conv2_x")."""
    counts = layers(net)
    if not isinstance(layer, str) or layer.lower() not in counts:
        raise OracleError(f"{resolve(net)} has no such layer.", f"Layers: {', '.join(counts)}.")
    return counts[layer.lower()]


def macs(net: str) -> int:
    """Multiply-accumulates of a named net on one input: convolutions, dense layers, attention.

    Transformers read 32 tokens each way, and their output projection is not counted.
    """
    return _macs(resolve(net))


@cache
def _macs(net: str) -> int:
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        build(net)(*NETS[net].inputs())
    return int(counter.get_total_flops()) // 2  # it counts a product and a sum as two
