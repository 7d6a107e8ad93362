"""bottleneck: counts of real torch layers, and a 1x1 convolution that mixes channels pixel by pixel."""

import numpy as np
import PIL.Image
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tui_dl.demos.declare import KnobError
from tui_dl.demos.photographs import photograph
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.frames import Bars, Frame, Table, frame_json

MIXES = st.lists(st.integers(-20, 20).map(lambda tenths: tenths / 10), min_size=3, max_size=3).map(tuple)


def frames(**knobs: object) -> list[Frame]:
    return list(play(Run("bottleneck", knobs)))  # type: ignore[arg-type]  # any knob


def weights(*layers: nn.Module) -> int:
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 7))
def test_counts_are_those_of_torch_layers(channels: int, squeeze: int, kernel: int) -> None:
    last = frames(channels=channels, squeeze=squeeze, kernel=kernel)[-1].readings
    direct = weights(nn.Conv2d(channels, channels, kernel, bias=False))
    narrow = weights(nn.Conv2d(channels, squeeze, 1, bias=False), nn.Conv2d(squeeze, squeeze, kernel, bias=False),
                     nn.Conv2d(squeeze, channels, 1, bias=False))
    assert (last["params_direct"], last["params_bottleneck"]) == (direct, narrow)
    assert last["ratio"] == direct / narrow


def test_three_layers_have_eight_and_a_half_times_fewer_weights_than_one() -> None:
    """He et al. 2015, section 3.3: 256 channels, 64 in the middle."""
    last = frames(channels=256, squeeze=64, kernel=3)[-1].readings
    assert (last["params_direct"], last["params_bottleneck"]) == (589_824, 69_632)
    assert last["ratio"] == pytest.approx(8.5, abs=0.05)


def test_it_pays_up_to_nine_tenths_of_the_channels() -> None:
    """9 s^2 + 2 * 256 s = 9 * 256^2 has its root at 229.2."""
    assert frames(channels=256, squeeze=229)[-1].readings["ratio"] > 1
    assert frames(channels=256, squeeze=230)[-1].readings["ratio"] < 1
    assert frames(channels=256, squeeze=240)[-1].readings["ratio"] < 1


@settings(max_examples=30, deadline=None)
@given(MIXES)
def test_a_1x1_convolution_mixes_channels_pixel_by_pixel(mix: tuple[float, ...]) -> None:
    last = frames(mix=mix)[-1]
    picture = photograph("astronaut", 32).permute(1, 2, 0).numpy()
    np.testing.assert_array_equal(last.array("picture"), picture)
    np.testing.assert_allclose(last.array("mixed"), picture.astype(float) @ np.array(mix), atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(MIXES)
def test_the_way_back_is_a_linear_regression(mix: tuple[float, ...]) -> None:
    """On one variable: slope = covariance / variance, and what is lost is one minus the explained share."""
    last = frames(mix=mix)[-1]
    picture, mixed = last.array("picture").reshape(-1, 3).astype(float), last.array("mixed").flatten().astype(float)
    spread = mixed.var()
    slope = ((mixed - mixed.mean())[:, None] * picture).mean(axis=0) / spread if spread > 1e-12 else np.zeros(3)
    expected = picture.mean(axis=0) + (mixed - mixed.mean())[:, None] * slope
    np.testing.assert_allclose(last.array("restored").reshape(-1, 3), expected, atol=2e-4)
    gone = ((expected - picture) ** 2).mean() / picture.var(axis=0).mean()
    assert last.readings["lost"] == pytest.approx(gone, abs=1e-3)


def test_one_number_cannot_carry_three() -> None:
    assert 0 < frames()[-1].readings["lost"] < 0.2
    assert frames(mix=(0.0, 0.0, 0.0))[-1].readings["lost"] == pytest.approx(1)


def test_layers_are_counted_one_a_step_then_the_picture_is_mixed() -> None:
    run = frames()
    for step, frame in enumerate(run):
        table, bars = frame.view("layers"), frame.view("weights")
        assert isinstance(table, Table) and isinstance(bars, Bars) and bars.known is not None
        assert len(table.cells) == min(step, 4)
        assert bars.known.tolist() == [step >= 1, step >= 4]
        views = {view["name"]: view["values"] for view in frame_json(frame)["views"]}
        assert (views["mixed"][0][0] is None) == (step < 5)
        assert (views["restored"][0][0] == [None] * 3) == (step < 6)
    assert "ratio" not in run[3].readings and "ratio" in run[4].readings


def test_counting_needs_no_memory() -> None:
    last = frames(channels=4096, squeeze=4096, kernel=11)[-1]
    assert last.readings["params_direct"] == torch.Size([4096, 4096, 11, 11]).numel()


@pytest.mark.parametrize("words", ["mix=1", "mix=1,2", "mix=1,2,3,4", "mix=11,0,0", "channels=0", "kernel=0"])
def test_impossible_knobs_are_refused(words: str) -> None:
    with pytest.raises(KnobError):
        list(play(parse_run(f"bottleneck {words}")))


def test_a_picture_of_one_colour_loses_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path))
    PIL.Image.new("RGB", (50, 40), (90, 20, 200)).save(tmp_path / "violet.png")
    last = frames(image=str(tmp_path / "violet.png"))[-1]
    assert last.readings["lost"] == 0
    np.testing.assert_allclose(last.array("restored"), last.array("picture"), atol=1e-5)
