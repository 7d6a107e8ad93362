"""Parameters of layers against modules torch builds, and sizes that papers print."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tui_dl.oracles import OracleError
from tui_dl.oracles.counting import (
    attention_params,
    attention_scores,
    conv_params,
    linear_params,
    rnn_params,
    rpn_channels,
    yolo_size,
)

# research/facts.md E4: input, hidden, then RNN, GRU, LSTM with PyTorch's two biases
CELLS = [(10, 20, 640, 1_920, 2_560), (100, 128, 29_440, 88_320, 117_760), (128, 256, 98_816, 296_448, 395_264),
         (256, 512, 394_240, 1_182_720, 1_576_960), (512, 512, 525_312, 1_575_936, 2_101_248)]


@pytest.mark.parametrize(("nin", "hidden", "rnn", "gru", "lstm"), CELLS)
def test_recurrent_layers(nin: int, hidden: int, rnn: int, gru: int, lstm: int) -> None:
    assert [rnn_params(kind, nin, hidden) for kind in ("rnn", "GRU", "lstm")] == [rnn, gru, lstm]


@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 5), st.integers(1, 3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_convolutions_hold_the_tensors_torch_makes(cin: int, cout: int, k: int, groups: int, bias: bool) -> None:
    real = nn.Conv2d(cin * groups, cout * groups, k, groups=groups, bias=bias)
    held = sum(len(parameter.flatten().tolist()) for parameter in real.parameters())
    assert conv_params(cin * groups, cout * groups, k, groups, bias) == held


def test_sizes_of_papers() -> None:
    assert conv_params(128, 128, 3, bias=False) * 2 == 294_912  # two 3x3 layers against ...
    assert conv_params(128, 128, 5, bias=False) == 409_600  # ... one 5x5 of the same reach
    assert linear_params(4096, 1000) == 4_097_000
    assert linear_params(4096, 1000, bias=False) == 4_096_000
    assert attention_params(512, 8) == 4 * (512 * 512 + 512)
    assert attention_scores(100, 8) == 80_000
    assert yolo_size(7, 2, 20) == 7 * 7 * 30  # arXiv:1506.02640, section 2
    assert rpn_channels(3, 3) == 9 * (4 + 2)  # arXiv:1506.01497, section 3.1


@pytest.mark.parametrize("call", [
    lambda: conv_params(3, 64, 7, groups=2), lambda: conv_params(0, 64, 7), lambda: conv_params(3, 64, (3, 3)),
    lambda: linear_params(10**10, 1), lambda: rnn_params("elman", 1, 1), lambda: rnn_params(3, 1, 1),
    lambda: attention_params(10, 3), lambda: attention_scores(10**7, 8), lambda: yolo_size(0, 2, 20),
    lambda: rpn_channels((1, 2, 3), 3),
])
def test_what_cannot_be_is_one_clear_line(call: object) -> None:
    with pytest.raises(OracleError) as caught:
        call()  # type: ignore[operator]  # a lambda
    assert caught.value.hint and "\n" not in str(caught.value)
