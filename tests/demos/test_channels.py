"""rgb-convolution: torch's convolution of a whole picture, and channel sums that add up."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tui_dl.demos.channels import rgb_convolution
from tui_dl.demos.declare import KnobError
from tui_dl.demos.photographs import photographs
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.frames import Frame

KNOBS = st.fixed_dictionaries({"in_channels": st.integers(1, 8), "out_channels": st.integers(1, 8),
                               "kernel": st.integers(1, 5)})


def frames(seed: int = 0, **knobs: int) -> list[Frame]:
    return list(play(Run("rgb-convolution", knobs, seed)))


def tensors(frame: Frame) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Picture (1, C, H, W), filters (M, C, F, F) and output (1, M, out, out), taken from what is drawn."""
    C, M, k = (frame.knobs[name] for name in ("in_channels", "out_channels", "kernel"))
    image, weight, output = (torch.from_numpy(frame.array(name)) for name in ("input", "filter", "output"))
    x = torch.stack(image.chunk(C, dim=1))[None]
    w = torch.stack([torch.stack(one.chunk(C, dim=1)) for one in weight.chunk(M, dim=0)])
    assert w.shape == (M, C, k, k)
    return x, w, torch.stack(output.chunk(M, dim=1))[None]


@settings(max_examples=40, deadline=None)
@given(KNOBS, st.integers(0, 9))
def test_the_output_is_torchs(knobs: dict[str, int], seed: int) -> None:
    last = frames(seed, **knobs)[-1]
    x, w, output = tensors(last)
    torch.testing.assert_close(F.conv2d(x, w), output)
    counted = nn.Conv2d(knobs["in_channels"], knobs["out_channels"], knobs["kernel"], bias=False)
    assert last.readings["weights"] == sum(p.numel() for p in counted.parameters())
    assert last.readings["maps"] == counted(x).shape[1]
    assert last.view("output").known.all()  # type: ignore[union-attr]  # a grid


@settings(max_examples=20, deadline=None)
@given(KNOBS, st.integers(0, 9))
def test_channel_sums_add_up_to_the_value(knobs: dict[str, int], seed: int) -> None:
    run = frames(seed, **knobs)
    x, w, output = tensors(run[-1])
    for frame in run[1:]:
        m, row, col = (frame.readings[name] for name in ("map", "row", "col"))
        sums = frame.array("partial")[0]
        assert sums.sum() == frame.readings["value"] == output[0, m, row, col]
        alone = [F.conv2d(x[:, c:c + 1], w[m:m + 1, c:c + 1])[0, 0, row, col] for c in range(x.shape[1])]
        np.testing.assert_array_equal(sums, alone)


@settings(max_examples=20, deadline=None)
@given(KNOBS, st.integers(0, 9))
def test_a_caption_adds_the_channel_sums_on_one_line(knobs: dict[str, int], seed: int) -> None:
    for frame in frames(seed, **knobs)[1:]:
        assert len(frame.caption) <= 78
        added = frame.caption.partition(": ")[2].partition(" = ")[0]
        assert [float(part.split()[0]) for part in added.split(" + ")] == frame.array("partial")[0].tolist()


@settings(max_examples=15, deadline=None)
@given(KNOBS)
def test_the_torch_line_of_an_explanation_gives_the_number(knobs: dict[str, int]) -> None:
    frame = frames(**knobs)[-1]
    x, w, _ = tensors(frame)
    for view in ("output", "partial"):
        for index in np.ndindex(*frame.array(view).shape):
            told = rgb_convolution.explain(frame, view, index)  # type: ignore[misc]  # it has one
            assert eval(told.torch, {"F": F, "x": x, "w": w}).item() == told.value == told.combined()


def test_three_channels_and_two_3x3_filters_have_54_weights() -> None:
    """27 is one filter, 18 forgets the depth."""
    assert frames(in_channels=3, out_channels=2, kernel=3)[0].readings == {"weights": 54, "maps": 2}
    assert frames(in_channels=3, out_channels=4, kernel=3)[-1].readings["weights"] == 108
    assert frames(in_channels=3, out_channels=1, kernel=5)[-1].readings["weights"] == 75


def test_numbers_are_small_enough_to_check_by_hand() -> None:
    last = frames(3)[-1]
    for name, most in (("input", 4), ("filter", 2)):
        values = last.array(name)
        assert values.min() >= 0 and values.max() <= most and (values == values.round()).all()


@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_is_its_own_means_in_whole_steps(channels: int) -> None:
    last = list(play(Run("rgb-convolution", {"image": "astronaut", "in_channels": channels})))[-1]
    x, w, output = tensors(last)
    means = F.avg_pool2d(photographs()["astronaut"][None], 12)
    means = means if channels == 3 else means.mean(dim=1, keepdim=True)
    assert (x / 4 - means).abs().max() <= 1 / 8 + 1e-6 and set(x.unique().tolist()) <= {0, 1, 2, 3, 4}
    torch.testing.assert_close(F.conv2d(x, w), output)


def test_a_picture_has_one_channel_or_three() -> None:
    with pytest.raises(KnobError, match="2 channels"):
        next(play(Run("rgb-convolution", {"image": "astronaut", "in_channels": 2})))
