"""convolution-1d: numpy's convolution and correlation, and what turning a filter round changes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.demos.convolution_1d import convolution_1d
from tui_dl.demos.declare import KnobError
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.frames import Frame, frame_json

FILTERS = st.lists(st.integers(-9, 9).map(float), min_size=1, max_size=9).map(tuple)
SIGNALS = st.sampled_from(["noisy", "spike", "step", "digit"])


def frames(seed: int = 0, **knobs: object) -> list[Frame]:
    return list(play(Run("convolution-1d", knobs, seed)))  # type: ignore[arg-type]  # any knob


def centred(full: np.ndarray, signal: np.ndarray, before: int) -> np.ndarray:
    """As many numbers of a full convolution as the signal has."""
    return full[before: before + len(signal)]


@settings(max_examples=60, deadline=None)
@given(SIGNALS, FILTERS, st.integers(0, 5))
def test_flipped_is_numpys_convolution_and_unflipped_its_correlation(signal, filter, seed) -> None:
    turned, plain = (frames(seed, signal=signal, filter=filter, flip=flip)[-1] for flip in (True, False))
    x, w, k = turned.array("signal")[0], np.array(filter), len(filter)
    np.testing.assert_allclose(turned.array("output")[0], centred(np.convolve(x, w), x, k // 2), atol=1e-9)
    np.testing.assert_allclose(plain.array("output")[0], centred(np.correlate(x, w, "full"), x, k // 2), atol=1e-9)
    change = np.abs(turned.array("output") - plain.array("output")).max()
    assert turned.readings["difference"] == plain.readings["difference"] == pytest.approx(change)
    assert turned.readings["weight_sum"] == pytest.approx(sum(filter))


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@settings(max_examples=30, deadline=None)
@given(SIGNALS, FILTERS, st.booleans())
def test_the_torch_line_of_an_explanation_gives_the_number(signal, filter, flip) -> None:
    frame = frames(1, signal=signal, filter=filter, flip=flip)[-1]
    x, w = (torch.from_numpy(frame.array(name))[None] for name in ("signal", "filter"))
    for at in range(x.shape[-1]):
        told = convolution_1d.explain(frame, "output", (0, at))
        assert eval(told.torch, {"F": F, "x": x, "w": w}).item() == pytest.approx(told.value, abs=1e-9)
        assert told.combined() == pytest.approx(told.value, abs=1e-9)


def test_a_spike_gives_the_filter_backwards_and_flipped_as_it_is() -> None:
    backwards = frames(signal="spike", filter=(1.0, 2.0, 3.0))
    assert backwards[-1].array("signal").tolist() == [[0, 0, 0, 1, 0, 0, 0]]
    assert backwards[-1].array("output").tolist() == [[0, 0, 3, 2, 1, 0, 0]]
    assert backwards[-1].readings["first"] == 3
    assert [frame.readings["value"] for frame in backwards[1:]] == [0, 0, 3, 2, 1, 0, 0]
    forwards = frames(signal="spike", filter=(1.0, 2.0, 3.0), flip=True)[-1]
    assert forwards.array("output").tolist() == [[0, 0, 1, 2, 3, 0, 0]]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("signal", ["noisy", "spike", "step", "digit"])
def test_a_symmetric_filter_does_not_mind_being_turned(signal: str, seed: int) -> None:
    last = frames(seed, signal=signal, filter=(1.0, 2.0, 1.0))[-1]
    assert last.readings["difference"] == 0 and last.readings["weight_sum"] == 4


@pytest.mark.parametrize("seed", range(6))
def test_a_moving_average_takes_most_of_the_noise_away(seed: int) -> None:
    last = frames(seed)[-1]
    x = last.array("signal")[0]
    clean = 9 * np.sin(np.linspace(0, np.pi, len(x)))
    assert last.readings["error_before"] == pytest.approx(np.mean((x - clean) ** 2))
    assert last.readings["error_after"] == pytest.approx(np.mean((last.array("output")[0] - clean) ** 2))
    assert last.readings["error_after"] < 0.6 * last.readings["error_before"]


def test_without_noise_the_signal_is_the_clean_one_in_whole_numbers() -> None:
    assert frames(noise=0.0)[-1].readings["error_before"] < 1 / 4


def test_outputs_become_known_one_by_one() -> None:
    for step, frame in enumerate(frames(signal="step")):
        seen = frame_json(frame)["views"][2]["values"][0]
        assert [value is None for value in seen] == [at >= step for at in range(len(seen))]
        assert frame.readings.get("position", -1) == step - 1


@pytest.mark.parametrize("words", ["filter=", "filter=1,2,3,4,5,6,7,8,9,10", "filter=1,x", "filter=11", "signal=song"])
def test_impossible_knobs_are_refused(words: str) -> None:
    with pytest.raises(KnobError):
        list(play(parse_run(f"convolution-1d {words}")))
