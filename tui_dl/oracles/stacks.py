"""What shape comes out of a stack of layers. Torch is asked on the meta device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from tui_dl.oracles.bounds import OracleError, whole

LAYERS = 200
WIDE = 10**6
TORCH = {"cout": "out_channels", "F": "kernel_size", "S": "stride", "P": "padding", "D": "dilation",
         "OP": "output_padding", "groups": "groups", "nout": "out_features"}


class Kind(NamedTuple):
    """A kind of layer: the numbers it takes in order, how many of them it needs, and how torch makes it.

    `makes` goes by the number of sides of an example (channels, height, width is 3); 0 stands for any.
    """

    takes: tuple[str, ...]
    needs: int
    makes: Mapping[int, Callable[..., nn.Module]]
    reads: str = ""  # what torch calls the width of its input, if it must be told


KINDS: Mapping[str, Kind] = {
    "conv": Kind(("cout", "F", "S", "P", "D", "groups"), 2, {2: nn.Conv1d, 3: nn.Conv2d}, "in_channels"),
    "deconv": Kind(("cout", "F", "S", "P", "OP", "D"), 2, {2: nn.ConvTranspose1d, 3: nn.ConvTranspose2d},
                   "in_channels"),
    "maxpool": Kind(("F", "S", "P"), 1, {2: nn.MaxPool1d, 3: nn.MaxPool2d}),
    "avgpool": Kind(("F", "S", "P"), 1, {2: nn.AvgPool1d, 3: nn.AvgPool2d}),
    "global": Kind((), 0, {2: lambda: nn.AdaptiveAvgPool1d(1), 3: lambda: nn.AdaptiveAvgPool2d(1)}),
    "linear": Kind(("nout",), 1, {0: nn.Linear}, "in_features"),
    "flatten": Kind((), 0, {0: nn.Flatten}),
    **{name: Kind((), 0, {0: nn.Identity})
       for name in ("relu", "tanh", "sigmoid", "softmax", "batchnorm", "dropout")},
}


def shape_after(shape: object, *described: str) -> tuple[int, ...]:
    """Shape of one example after a stack of layers: shape_after((3, 32, 32), "conv 16 F=5 P=2; maxpool 2").

    Layers are conv, deconv, maxpool, avgpool, global (average), linear, flatten, and those that keep the shape,
    parted by semicolons. Numbers go by place (conv: cout F S P D groups) or by name.
    """
    sides = shape if isinstance(shape, tuple | list) else (shape,)
    if not 1 <= len(sides) <= 3:
        raise OracleError("A shape has one to three sides.", "Write (channels, height, width).")
    x = torch.empty(1, *(whole("A side", side, 1, WIDE) for side in sides), device="meta")
    texts = [text.strip() for some in described for text in str(some).split(";") if text.strip()]
    if len(texts) > LAYERS:
        raise OracleError(f"The stack has {len(texts)} layers.", f"At most {LAYERS} are read.")
    for text in texts:
        x = _apply(text, x)
    return tuple(x.shape[1:])


def _apply(text: str, x: Tensor) -> Tensor:
    kind, given = _read(text)
    make = kind.makes.get(0) or kind.makes.get(x.dim() - 1)
    if make is None:
        raise OracleError(f"`{text[:60]}` reads (channels, width) or (channels, height, width), "
                          f"not {tuple(x.shape[1:])}.", "Change the layer or the shape.")
    options: dict[str, Any] = {TORCH[name]: number for name, number in given.items()}
    if kind.reads:
        options[kind.reads] = x.shape[1] if kind.reads == "in_channels" else x.shape[-1]
    try:
        with torch.no_grad(), torch.device("meta"):
            out: Tensor = make(**options)(x)
    except (RuntimeError, ValueError) as error:
        first = str(error).splitlines()[0][:120]
        raise OracleError(f"`{text[:60]}` does not fit on {tuple(x.shape[1:])}: {first}",
                          "Change the layer or the shape.") from None
    return out


def _read(text: str) -> tuple[Kind, dict[str, int]]:
    word, *words = text.split()
    kind = KINDS.get(word.lower())
    if kind is None:
        raise OracleError(f"There is no layer {word[:30]}.", f"Layers: {', '.join(KINDS)}.")
    given: dict[str, int] = {}
    form = f"Write: {' '.join((word.lower(), *kind.takes))}."
    for place, number in enumerate(words):
        name, _, digits = number.rpartition("=")
        name = name or "".join(kind.takes[place:place + 1])
        if name not in kind.takes or name in given or not (digits.isdecimal() and len(digits) <= 7):
            raise OracleError(f"`{text[:60]}` cannot be read.", form)
        given[name] = whole(name, int(digits), 0 if name in ("P", "OP") else 1, WIDE)
    lacking = [name for name in kind.takes[:kind.needs] if name not in given]
    if lacking:
        raise OracleError(f"`{text[:60]}` lacks {' and '.join(lacking)}.", form)
    return kind, given
