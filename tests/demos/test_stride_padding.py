"""stride-padding: every output as a loop over pixels and weights, the size counted place by place."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.demos.convolution import stride_padding
from tui_dl.demos.declare import KnobError
from tui_dl.demos.play import play
from tui_dl.demos.run import Run
from tui_dl.frames import Frame

KNOBS = st.fixed_dictionaries({"size": st.integers(3, 12), "kernel": st.integers(1, 5), "stride": st.integers(1, 4),
                               "padding": st.integers(0, 3), "dilation": st.integers(1, 3)})


def frames(seed: int = 0, **knobs: int) -> list[Frame]:
    return list(play(Run("stride-padding", knobs, seed)))


def places(size: int, kernel: int, stride: int, padding: int, dilation: int) -> list[int]:
    """Where the left edge of the filter can stand on the padded image, tried one after the other."""
    last_cell = dilation * (kernel - 1)
    return [left for left in range(0, size + 2 * padding, stride) if left + last_cell < size + 2 * padding]


@settings(max_examples=60, deadline=None)
@given(KNOBS, st.integers(0, 9))
def test_every_output_is_a_sum_of_products_and_there_is_one_for_each_place(knobs: dict[str, int], seed: int) -> None:
    stand = places(**knobs)
    if not stand:
        with pytest.raises(KnobError, match="does not fit"):
            frames(seed, **knobs)
        return
    run = frames(seed, **knobs)
    image, weight, output = (run[-1].array(name) for name in ("input", "filter", "output"))
    padded, spread, cells = np.pad(image, knobs["padding"]), knobs["dilation"], range(knobs["kernel"])
    expected = [[sum(padded[top + i * spread, left + j * spread] * weight[i, j] for i in cells for j in cells)
                 for left in stand] for top in stand]
    np.testing.assert_array_equal(output, expected)
    assert run[0].readings["out"] == len(stand) and len(run) == len(stand) ** 2 + 1
    for frame in run[1:]:
        row, col = frame.readings["row"], frame.readings["col"]
        assert frame.readings["value"] == expected[row][col]  # type: ignore[index]  # whole numbers


@settings(max_examples=25, deadline=None)
@given(KNOBS, st.integers(0, 9))
def test_explanations_come_out_and_torch_reproduces_them(knobs: dict[str, int], seed: int) -> None:
    if not places(**knobs):
        return
    frame = frames(seed, **knobs)[-1]
    x, w = (torch.from_numpy(frame.array(name))[None, None] for name in ("input", "filter"))
    for index in np.ndindex(*frame.array("output").shape):
        told = stride_padding.explain(frame, "output", index)  # type: ignore[misc]  # it has one
        assert told.combined() == told.value == frame.array("output")[index]
        assert eval(told.torch, {"F": F, "x": x, "w": w}).item() == told.value
