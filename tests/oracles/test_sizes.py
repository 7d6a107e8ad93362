"""Sizes against convolutions that torch really runs, and against brute force."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.oracles import OracleError
from tui_dl.oracles.receptive import receptive_field
from tui_dl.oracles.sizes import conv_out, deconv_out, pool_out
from tui_dl.oracles.stacks import shape_after

SIDES = st.integers(1, 24)
SMALL = st.integers(1, 4)


@given(SIDES, st.integers(1, 7), SMALL, st.integers(0, 3), SMALL)
@settings(max_examples=150, deadline=None)
def test_conv_out_is_the_number_of_places_a_filter_can_stand(width: int, k: int, s: int, p: int, d: int) -> None:
    places = [left for left in range(-p, width + p, s) if left + d * (k - 1) < width + p]
    if not places:
        with pytest.raises(OracleError, match="does not fit"):
            conv_out(width, F=k, S=s, P=p, D=d)
    else:
        assert conv_out(width, F=k, S=s, P=p, D=d) == len(places)


@given(SIDES, st.integers(1, 7), SMALL, st.integers(0, 3), SMALL)
@settings(max_examples=100, deadline=None)
def test_deconv_out_is_what_torch_returns(width: int, k: int, s: int, p: int, op: int) -> None:
    try:
        out = F.conv_transpose1d(torch.ones(1, 1, width), torch.ones(1, 1, k), stride=s, padding=p, output_padding=op)
    except RuntimeError:
        with pytest.raises(OracleError):
            deconv_out(width, k, s, p, op)
    else:
        assert deconv_out(width, k, s, p, op) == out.shape[-1] > 0


@given(SIDES, st.integers(1, 7), st.one_of(st.none(), SMALL), st.integers(0, 4))
@settings(max_examples=100, deadline=None)
def test_pool_out_is_what_torch_returns(width: int, k: int, s: int | None, p: int) -> None:
    try:
        out = F.max_pool1d(torch.ones(1, 1, width), k, s, p)
    except RuntimeError:
        with pytest.raises(OracleError):
            pool_out(width, k, s, p)
    else:
        assert pool_out(width, k, s, p) == out.shape[-1]


def test_sizes_of_papers() -> None:
    assert conv_out(227, F=11, S=4) == 55  # AlexNet's first layer
    assert conv_out(224, F=7, S=2, P=3) == 112  # ResNet's
    assert conv_out(223, F=7, S=2, P=3) == 112
    assert pool_out(55, 3, 2) == 27  # AlexNet's overlapping pooling
    assert deconv_out(4, 5, 2, 2, 1) == 8  # DCGAN's generator


def test_sides_of_a_thousand_million_cost_nothing() -> None:
    assert conv_out(10**9, F=3, P=1) == 10**9


@pytest.mark.parametrize("call", [
    lambda: conv_out(0, 1), lambda: conv_out(7, 0), lambda: conv_out(7, 3, S=0), lambda: conv_out(7, 3, P=-1),
    lambda: conv_out(7.5, 3), lambda: conv_out("7", 3), lambda: conv_out(True, 1), lambda: conv_out(10**10, 3),
    lambda: conv_out(10**4000, 3), lambda: deconv_out(4, 3, 2, 0, 2), lambda: deconv_out(1, 1, 1, 3),
    lambda: pool_out(8, 3, 2, 2), lambda: receptive_field(3), lambda: receptive_field([]),
    lambda: receptive_field([(3, 1, 1, 1)]), lambda: receptive_field([(0, 1)]), lambda: receptive_field([(3, 1)] * 999),
    lambda: receptive_field([(3, 1000)] * 9), lambda: receptive_field([(1000, 1)] * 200), lambda: shape_after(()),
    lambda: shape_after((1, 2, 3, 4)), lambda: shape_after((0,)), lambda: shape_after((3, 8, 8), "fold 3"),
    lambda: shape_after((3, 8, 8), "conv 3"), lambda: shape_after((3, 8, 8), "conv 3 3 3 3 3 3 3"),
    lambda: shape_after((3, 8, 8), "conv 4 3 groups=2"), lambda: shape_after((3, 8, 8), "conv 4 9"),
    lambda: shape_after((3, 8, 8), "conv F=3 F=3 4"), lambda: shape_after((3, 8, 8), "conv -4 3"),
    lambda: shape_after(16, "conv 4 3"), lambda: shape_after((3, 8, 8), "relu;" * 300),
    lambda: shape_after((10**6,) * 3, "conv 1000000 1000000 P=1000000"), lambda: shape_after((3, 8, 8), "conv ⁵ 3"),
])
def test_what_cannot_be_is_one_clear_line(call: object) -> None:
    with pytest.raises(OracleError) as caught:
        call()  # type: ignore[operator]  # a lambda
    assert caught.value.hint and "\n" not in str(caught.value) and len(str(caught.value)) < 300


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_receptive_field_is_what_tracing_places_back_finds(stack: list[tuple[int, int, int]]) -> None:
    reads = {0}
    for k, s, d in reversed(stack):
        reads = {place * s + i * d for place in reads for i in range(k)}
    assert receptive_field(stack) == max(reads) - min(reads) + 1


def test_receptive_fields_of_papers() -> None:
    assert receptive_field([(3, 1), (3, 1)]) == receptive_field([(5, 1)]) == 5  # VGG, section 2.3
    assert receptive_field([3, 3, 3]) == receptive_field([7]) == 7


ALEXNET = ("conv 96 F=11 S=4; relu; maxpool 3 2; conv 256 5 P=2 groups=2; relu; maxpool 3 2; conv 384 3 P=1; relu;"
           "conv 384 3 P=1 groups=2; relu; conv 256 3 P=1 groups=2; relu; maxpool 3 2")


def test_shapes_through_a_stack() -> None:
    assert shape_after((3, 227, 227), ALEXNET) == (256, 6, 6)
    assert shape_after((3, 227, 227), ALEXNET, "flatten; dropout", "linear 4096") == (4096,)
    assert shape_after((3, 224, 224), "conv 768 16 S=16") == (768, 14, 14)
    assert shape_after((1024, 4, 4), "deconv 512 5 2 2 1; batchnorm") == (512, 8, 8)
    assert shape_after((16, 28), "avgpool 2; conv 8 3; global") == (8, 1)
    assert shape_after((197, 768), "linear 1000; softmax") == (197, 1000)
    assert shape_after((3, 8, 8)) == (3, 8, 8)
