"""receptive-field: what autograd measures against the formula, polynomials, a real net and the paper's counts."""

from collections.abc import Iterable

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from told import assert_explained, cells, frames
from torch import nn

from tui_dl.demos.declare import KnobError
from tui_dl.demos.play import play
from tui_dl.demos.receptive_field import explain_receptive_field
from tui_dl.demos.run import Run, parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.frames import Frame, Grid, Table
from tui_dl.oracles.nets import build
from tui_dl.oracles.receptive import receptive_field

STACKS = st.tuples(st.integers(1, 7), st.integers(1, 6), st.integers(1, 3))


def formula(kernel: int, layers: int, stride: int) -> int:
    """Every layer adds F - 1 steps of its input, which are S times wider than those of the layer before."""
    return 1 + sum((kernel - 1) * stride**layer for layer in range(layers))


def fits(kernel: int, layers: int, stride: int) -> bool:
    width = 224
    for _ in range(layers):
        if width < kernel:
            return False
        width = (width - kernel) // stride + 1
    return True


def by_polynomials(kernel: int, layers: int, stride: int) -> np.ndarray:
    """Ways along one axis: the coefficients of a product of polynomials, one for each layer."""
    ways = np.ones(1, dtype=object)  # Python's own whole numbers
    for layer in range(layers):
        steps = np.zeros((kernel - 1) * stride**layer + 1, dtype=object)
        steps[:: stride**layer] = 1
        ways = np.convolve(ways, steps)
    return ways


def stack(kernel: int, layers: int, stride: int) -> list[Frame]:
    return list(play(Run("receptive-field", {"kernel": kernel, "layers": layers, "stride": stride})))


@settings(max_examples=40, deadline=None)
@given(STACKS)
def test_the_measured_field_is_that_of_the_formula_after_every_layer(sides: tuple[int, int, int]) -> None:
    assume(fits(*sides))
    kernel, layers, stride = sides
    run = stack(*sides)
    assert [frame.readings["field"] for frame in run] == [formula(kernel, n, stride) for n in range(layers + 1)]
    assert run[-1].readings["field"] == receptive_field([(kernel, stride)] * layers)


@settings(max_examples=30, deadline=None)
@given(STACKS)
def test_the_gradient_counts_the_ways(sides: tuple[int, int, int]) -> None:
    assume(fits(*sides))
    along = by_polynomials(*sides)
    last = stack(*sides)[-1]
    np.testing.assert_allclose(last.array("gradient"), np.outer(along, along).astype(float), rtol=1e-12)
    assert last.array("gradient").shape == (len(along), len(along)) == (formula(*sides),) * 2


@settings(max_examples=20, deadline=None)
@given(STACKS)
def test_half_of_the_ways_start_from_the_strongest_pixels(sides: tuple[int, int, int]) -> None:
    assume(fits(*sides))
    along = by_polynomials(*sides)
    every = sorted((a * b for a in along for b in along if a * b), reverse=True)
    least = next(n for n in range(1, len(every) + 1) if 2 * sum(every[:n]) >= sum(every))
    with_ties = sum(way >= every[least - 1] for way in every)
    assert stack(*sides)[-1].readings["half"] == pytest.approx(with_ties / len(every))


def measured(layers: Iterable[nn.Module], width: int) -> int:
    """How many columns of a picture, one after the other, have a gradient at the first output of these layers."""
    x = torch.ones(1, 1, width, width, dtype=torch.float64, requires_grad=True)
    nn.Sequential(*layers)(x)[0, 0, 0, 0].backward()
    assert x.grad is not None
    columns = x.grad[0, 0].sum(0).nonzero().flatten()
    return int(columns[-1] - columns[0]) + 1


def positive(kernel: int, stride: int = 1, dilation: int = 1) -> nn.Conv2d:
    """A convolution in which no path can cancel another."""
    conv = nn.Conv2d(1, 1, kernel, stride, dilation=dilation, bias=False, dtype=torch.float64)
    nn.init.uniform_(conv.weight, 0.5, 1)
    return conv


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(1, 2)), min_size=1, max_size=4))
def test_autograd_agrees_with_the_formula_on_stacks_of_any_layers(stack: list[tuple[int, int, int]]) -> None:
    field = receptive_field(stack)
    assert measured((positive(*layer) for layer in stack), field + 5) == field


def test_autograd_sees_212_pixels_through_the_convolutions_and_poolings_of_vgg16() -> None:
    layers = [layer for layer in build("vgg16").modules() if isinstance(layer, nn.Conv2d | nn.MaxPool2d)]
    assert len(layers) == 18
    assert measured((positive(layer.kernel_size[0]) if isinstance(layer, nn.Conv2d) else nn.AvgPool2d(2)
                     for layer in layers), 224) == 212


@pytest.mark.parametrize("kernel, layers, stride", [(3, 3, 1), (3, 4, 2), (5, 2, 3), (4, 3, 1), (2, 3, 3)])
def test_a_net_with_any_weights_and_relus_sees_no_further(kernel: int, layers: int, stride: int) -> None:
    """Pixels without a way do not change an output by one bit; with positive weights the others all do."""
    field, margin = formula(kernel, layers, stride), 4
    torch.manual_seed(0)
    convs = [nn.Conv2d(1, 1, kernel, stride, dtype=torch.float64) for _ in range(layers)]
    rectified = nn.Sequential(*(part for conv in convs for part in (conv, nn.ReLU())))
    x = torch.randn(1, 1, field + margin, field + margin, dtype=torch.float64)
    changed = x.clone()
    changed[..., :field, :field] = 0
    far = torch.where(changed == 0, x, 1e6 * changed)
    assert torch.equal(rectified(x)[0, 0, 0, 0], rectified(far)[0, 0, 0, 0])
    ways = torch.from_numpy(stack(kernel, layers, stride)[-1].array("gradient"))
    for conv in convs:
        nn.init.ones_(conv.weight)
    linear, before = nn.Sequential(*convs), nn.Sequential(*convs)(x)[0, 0, 0, 0]
    for row, col in [(0, 0), (0, field - 1), (field // 2, field // 2), (field // 2, 0)]:
        poked = x.clone()
        poked[0, 0, row, col] += 1
        assert (linear(poked)[0, 0, 0, 0] - before).item() == pytest.approx(float(ways[row, col]), abs=1e-6)


def test_two_layers_of_3x3_have_72_hundredths_of_the_weights_of_one_5x5() -> None:
    """With 128 channels in and out, without biases."""
    last = frames("receptive-field kernel=3 layers=2 channels=128")[-1].readings
    assert (last["field"], last["params"], last["params_single"]) == (5, 294_912, 409_600)


@pytest.mark.parametrize("channels", [1, 64, 512])
def test_three_layers_of_3x3_have_27_weights_where_one_7x7_has_49(channels: int) -> None:
    """Simonyan and Zisserman 2014, section 2.3: 27 C^2 and 49 C^2."""
    last = frames(f"receptive-field kernel=3 layers=3 channels={channels}")[-1].readings
    assert (last["field"], last["params"], last["params_single"]) == (7, 27 * channels**2, 49 * channels**2)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 24))
def test_weights_are_those_of_real_layers(kernel: int, layers: int, channels: int) -> None:
    run = list(play(Run("receptive-field", {"kernel": kernel, "layers": layers, "channels": channels})))
    for frame in run:
        net = nn.Sequential(*(nn.Conv2d(channels, channels, kernel, bias=False) for _ in range(frame.step)))
        single = nn.Conv2d(channels, channels, int(frame.readings["field"]), bias=False)
        assert frame.readings["params"] == sum(p.numel() for p in net.parameters())
        assert frame.readings["params_single"] == single.weight.numel()


def test_sixteen_layers_see_33_pixels_and_mostly_the_middle() -> None:
    """Luo et al. 2016: what counts is a small part of the field, in the shape of a bell."""
    last = frames("receptive-field layers=16")[-1]
    assert last.readings["field"] == 33 and last.readings["half"] < 0.05
    columns = last.array("gradient").sum(0)
    shares = columns / columns.sum()
    bell = np.exp(-((np.arange(33) - 16) ** 2) / (2 * 16 * 2 / 3))  # sixteen steps of -1, 0 or 1 each have variance 2/3
    np.testing.assert_allclose(shares, bell / bell.sum(), atol=0.003)


def test_it_grows_layer_by_layer_around_one_pixel() -> None:
    run = frames("receptive-field layers=3")
    assert [frame.step for frame in run] == [0, 1, 2, 3] and run[0].total == 3
    for frame in run:
        grid, table = frame.view("gradient"), frame.view("layers")
        assert isinstance(grid, Grid) and isinstance(table, Table)
        assert grid.values.shape == (7, 7) and (grid.marks[0].row, grid.marks[0].col) == (3, 3)
        inside = slice(3 - frame.step, 4 + frame.step)
        assert (grid.values[inside, inside] > 0).all() and (grid.values > 0).sum() == (2 * frame.step + 1) ** 2
        assert grid.values[3, 3] == grid.values.max()
        assert [row[2] for row in table.cells] == [3, 5, 7][: frame.step]
        bright = frame.array("half") == 1
        assert bright.sum() == round(float(frame.readings["half"]) * (2 * frame.step + 1) ** 2)


@pytest.mark.parametrize("line", ["receptive-field", "receptive-field kernel=2 stride=3 layers=3",
                                  "receptive-field kernel=4 layers=2 channels=1", "receptive-field kernel=1 layers=16"])
def test_every_number_is_explained_and_sums_come_out(line: str) -> None:
    for frame in frames(line):
        for view in frame.views:
            for index in cells(view)[::3]:
                assert_explained(frame, "receptive-field", view, index)


def test_explanations_of_the_field_say_what_a_layer_adds() -> None:
    last = frames("receptive-field layers=4 stride=2")[-1]
    told = explain_receptive_field(last, "layers", (3, 2))
    assert told.terms == ((15.0,), (2.0, 8.0)) and told.value == 31 and told.combined() == 31


@pytest.mark.parametrize("words", ["kernel=11 layers=16 stride=2", "layers=9 stride=3", "kernel=0", "layers=17"])
def test_what_does_not_fit_on_the_photograph_is_refused(words: str) -> None:
    with pytest.raises(KnobError) as caught:
        list(play(parse_run(f"receptive-field {words}")))
    assert caught.value.hint


def test_the_default_frame_fits_beside_a_text_with_its_numbers_written_out() -> None:
    lines = ["".join(part.text for part in line)
             for line in draw_frame(frames("receptive-field")[-1], 78, 9, Look())]
    assert len(lines) <= 9 and all(len(line) == 78 for line in lines)
    assert "gradient" in lines[0] and "layers" in lines[0] and "half" in lines[0]
    assert "6 [9] 6" in lines[3] and "294,912    409,600" in lines[3]
