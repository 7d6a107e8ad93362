"""pooling: torch's pooling, a brute-force loop over windows, and how much a shift leaves unchanged."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tui_dl.demos.declare import KnobError
from tui_dl.demos.digits import held_out
from tui_dl.demos.play import play
from tui_dl.demos.pooling import pooling
from tui_dl.demos.run import Run, parse_run
from tui_dl.frames import Frame

KNOBS = st.fixed_dictionaries({
    "size": st.integers(4, 12), "kernel": st.integers(1, 5), "stride": st.integers(1, 5),
    "mode": st.sampled_from(["max", "avg"]), "shift": st.integers(0, 3)})


def frames(seed: int = 0, **knobs: object) -> list[Frame]:
    return list(play(Run("pooling", knobs, seed)))  # type: ignore[arg-type]  # any knob


def pooled(x: torch.Tensor, knobs: dict[str, object]) -> torch.Tensor:
    pool = {"max": F.max_pool2d, "avg": F.avg_pool2d}[str(knobs["mode"])]
    return pool(x, knobs["kernel"], knobs["stride"])


@settings(max_examples=60, deadline=None)
@given(KNOBS, st.integers(0, 9))
def test_the_output_is_torchs_pooling_of_the_input(knobs: dict[str, object], seed: int) -> None:
    assume(knobs["kernel"] <= knobs["size"])  # type: ignore[operator]  # whole numbers
    last = frames(seed, **knobs)[-1]
    x = torch.from_numpy(last.array("input"))[None, None]
    torch.testing.assert_close(torch.from_numpy(last.array("output")), pooled(x, knobs)[0, 0])
    assert last.readings["out"] == len(last.array("output"))
    if knobs["shift"]:
        still = torch.from_numpy(frames(seed, **knobs | {"shift": 0})[-1].array("input"))[None, None]
        torch.testing.assert_close(torch.from_numpy(last.array("unmoved")), pooled(still, knobs)[0, 0])
        np.testing.assert_array_equal(x[0, 0, :, knobs["shift"]:], still[0, 0, :, :-knobs["shift"]])
        assert not x[0, 0, :, : knobs["shift"]].any()


@settings(max_examples=30, deadline=None)
@given(KNOBS)
def test_explanations_come_out(knobs: dict[str, object]) -> None:
    assume(knobs["kernel"] <= knobs["size"])  # type: ignore[operator]  # whole numbers
    frame = frames(**knobs)[-1]
    x = torch.from_numpy(frame.array("input"))[None, None]
    for view in ("output", "unmoved")[: 1 + bool(knobs["shift"])]:
        for index in np.ndindex(*frame.array(view).shape):
            told = pooling.explain(frame, view, index)  # type: ignore[misc]  # it has one
            if told.terms:
                assert told.combined() == pytest.approx(told.value)
            if view == "output":
                assert told.terms
                assert eval(told.torch, {"F": F, "x": x[0]}).item() == pytest.approx(told.value)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(["max", "avg"]), st.integers(0, 3))
def test_what_a_shift_does_is_measured_on_windows_with_ink_over_all_held_out_digits(
        kernel: int, stride: int, mode: str, shift: int) -> None:
    """Window by window in numpy, with far more zeros around than needed."""
    first = frames(kernel=kernel, stride=stride, mode=mode, shift=shift)[0]
    ring = 3 * stride if stride > 3 else 12  # a multiple of the stride, so that windows stand as on the bare digit
    ring += -ring % stride
    digits = np.pad(held_out().images[:, 0].numpy(), ((0, 0), (ring, ring), (ring, ring)))
    moved = np.roll(digits, shift, axis=2)
    same = inked = 0
    moved_by = 0.0
    for row in range(0, digits.shape[1] - kernel + 1, stride):
        for col in range(0, digits.shape[2] - kernel + 1, stride):
            windows = (d[:, row: row + kernel, col: col + kernel].reshape(len(d), -1) for d in (digits, moved))
            before, after = (w.max(1) if mode == "max" else w.mean(1) for w in windows)
            ink = (before > 0) | (after > 0)
            inked += ink.sum()
            same += (np.isclose(before, after, atol=1e-6) & ink).sum()
            moved_by += 16 * np.abs(before - after)[ink].sum()
    assert first.readings["unchanged"] == pytest.approx(same / inked, abs=1e-6)
    assert first.readings["change"] == pytest.approx(moved_by / inked, abs=1e-4)


def test_a_mean_seldom_stays_and_yet_moves_less_than_the_largest() -> None:
    largest, mean = (frames(mode=mode, shift=1)[-1].readings for mode in ("max", "avg"))
    assert float(mean["unchanged"]) < float(largest["unchanged"]) / 10
    assert 0 < float(mean["change"]) < 0.9 * float(largest["change"])


def test_pooling_forgives_a_third_of_what_its_fame_says() -> None:
    """One pixel to the right: raw pixels 0.05, mean 0.01, largest 0.31; overlapping windows 0.40."""
    measured = {words: frames(**knobs)[-1].readings["unchanged"] for words, knobs in {
        "raw": {"kernel": 1, "stride": 1, "shift": 1}, "avg": {"mode": "avg", "shift": 1},
        "max": {"shift": 1}, "overlap": {"kernel": 3, "stride": 1, "shift": 1}, "still": {}}.items()}
    assert measured["raw"] == pytest.approx(0.05, abs=0.01)
    assert measured["avg"] == pytest.approx(0.01, abs=0.01)
    assert measured["max"] == pytest.approx(0.31, abs=0.01)
    assert measured["overlap"] >= 0.38
    assert measured["still"] == 1


def test_a_pooled_map_is_smaller_and_has_no_weights_to_learn() -> None:
    run = frames(size=8)
    assert run[0].readings["out"] == 4 and len(run) == 17
    largest = frames(size=8, kernel=2, stride=2, mode="max")[-1]
    blocks = largest.array("input").reshape(4, 2, 4, 2)
    np.testing.assert_array_equal(largest.array("output"), blocks.max(axis=(1, 3)))


def test_a_larger_picture_is_the_digit_with_zeros_around_it() -> None:
    small, large = (frames(2, size=size)[0].array("input") for size in (8, 12))
    np.testing.assert_array_equal(large[2:10, 2:10], small)
    assert large.sum() == small.sum()


def test_a_window_larger_than_the_picture_is_refused() -> None:
    with pytest.raises(KnobError, match="does not fit"):
        list(play(parse_run("pooling size=4 kernel=5")))
