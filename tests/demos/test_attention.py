"""Self-attention: every number equal to torch's own, step by step."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.demos.attention import self_attention
from tui_dl.demos.declare import KnobError
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.frames import Frame, frame_json

ANY_KNOBS = st.fixed_dictionaries({
    "tokens": st.integers(2, 12), "d_k": st.integers(1, 256), "d_v": st.integers(1, 16),
    "scale": st.booleans(), "mask": st.booleans(),
    "sentence": st.sampled_from(["go", "to be or not to be", "a b c d e"]),
})


def frames(seed: int = 0, **knobs: object) -> list[Frame]:
    return list(play(Run("self-attention", knobs, seed)))  # type: ignore[arg-type]  # any knob


def tensor(frame: Frame, view: str) -> torch.Tensor:
    return torch.from_numpy(frame.array(view))


@settings(max_examples=40, deadline=None)
@given(ANY_KNOBS)
def test_the_last_frame_equals_scaled_dot_product_attention(knobs: dict[str, object]) -> None:
    last = frames(**knobs)[-1]
    query, key, value = (tensor(last, name) for name in ("query", "key", "value"))
    expected = F.scaled_dot_product_attention(query, key, value, is_causal=bool(knobs["mask"]),
                                              scale=None if knobs["scale"] else 1.0)
    torch.testing.assert_close(tensor(last, "output"), expected, atol=1e-5, rtol=1e-5)
    assert all(view["values"][-1][-1] is not None for view in frame_json(last)["views"] if view["kind"] == "grid")


@settings(max_examples=40, deadline=None)
@given(ANY_KNOBS)
def test_frames_count_from_zero_to_total_and_only_add_cells(knobs: dict[str, object]) -> None:
    run = frames(**knobs)
    assert [frame.step for frame in run] == list(range(run[0].total + 1))
    for name in ("scores", "weights", "output"):
        known = [frame.view(name).known for frame in run]  # type: ignore[union-attr]  # grids
        assert not known[0].any() and known[-1].all()
        assert all((later | earlier == later).all() for earlier, later in pairwise(known))


@pytest.mark.parametrize("line, phases", [
    ("scale=true mask=true", 5), ("scale=true", 4), ("scale=false mask=true", 4), ("scale=false", 3)])
def test_one_frame_a_phase_and_none_for_what_is_not_done(line: str, phases: int) -> None:
    assert len(list(play(parse_run(f"self-attention tokens=3 {line}")))) == 3 * phases + 1


def test_a_row_goes_through_its_phases_in_order() -> None:
    run = frames(tokens=3, d_k=9, mask=True)
    query, key = tensor(run[0], "query"), tensor(run[0], "key")
    row = 1
    product, scaled, hidden, weighted, summed = run[1 + 5 * row: 6 + 5 * row]
    np.testing.assert_allclose(product.array("scores")[row], (query @ key.T)[row], rtol=1e-5)
    np.testing.assert_allclose(scaled.array("scores")[row], (query @ key.T)[row] / 3, rtol=1e-5)
    assert hidden.array("scores")[row].tolist()[2] == -math.inf
    assert frame_json(hidden)["views"][5]["values"][row] == [None] * 3
    assert frame_json(weighted)["views"][5]["values"][row][2] == 0
    assert frame_json(weighted)["views"][6]["values"][row] == [None] * 4
    assert None not in frame_json(summed)["views"][6]["values"][row]


def test_readings_are_means_over_the_rows_of_weights() -> None:
    last = frames(tokens=8, d_k=16)[-1]
    rows = torch.distributions.Categorical(tensor(last, "weights"))
    assert last.readings["entropy"] == pytest.approx(rows.entropy().mean().item(), rel=1e-5)
    assert last.readings["largest"] == pytest.approx(last.array("weights").max(axis=1).mean(), rel=1e-6)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_without_the_root_a_row_looks_at_one_word_only(seed: int) -> None:
    raw, scaled = (frames(seed, tokens=8, d_k=64, scale=scale)[-1].readings["largest"] for scale in (False, True))
    assert isinstance(raw, float) and isinstance(scaled, float)
    assert raw == pytest.approx(0.87, abs=0.1) and scaled == pytest.approx(0.36, abs=0.1)


def test_queries_keys_and_values_have_variance_one() -> None:
    many = [frames(seed, tokens=12, d_k=64, d_v=16)[-1] for seed in range(20)]
    for name in ("query", "key", "value"):
        assert np.mean([frame.array(name).var() for frame in many]) == pytest.approx(1, abs=0.1)


def test_rows_are_words_and_the_same_word_has_the_same_vectors() -> None:
    last = frames(tokens=5, sentence="to be or not")[-1]
    assert last.view("weights").rows == ("to", "be", "or", "not", "to")  # type: ignore[union-attr]  # a grid
    assert (last.array("query")[0] == last.array("query")[4]).all()
    assert (last.array("output")[0] == last.array("output")[4]).all()


def test_a_sentence_of_blanks_is_a_knob_error() -> None:
    with pytest.raises(KnobError, match="no words"):
        next(self_attention(sentence="   "))


@settings(max_examples=25, deadline=None)
@given(ANY_KNOBS, st.data())
def test_every_number_is_explained_by_terms_that_come_to_it(knobs: dict[str, object], data: st.DataObject) -> None:
    frame = data.draw(st.sampled_from(frames(**knobs)))
    assert self_attention.explain is not None
    for name in ("query", "key", "value", "scores", "weights", "output"):
        values, known = frame.array(name), frame.view(name).known  # type: ignore[union-attr]  # grids
        i, j = (data.draw(st.integers(0, size - 1)) for size in values.shape)
        told = self_attention.explain(frame, name, (i, j))
        if not known[i, j]:
            assert told.value == "not yet"
            continue
        assert told.value == values[i, j]
        if told.terms:
            assert told.combined() == pytest.approx(told.value, rel=1e-3, abs=1e-4)
        for view, cells in told.depends.items():
            assert all(np.isfinite(frame.array(view)[cell]) or knobs["mask"] for cell in cells)


def test_the_torch_line_of_a_number_reproduces_it() -> None:
    frame = frames(tokens=4, d_k=3)[-1]
    assert self_attention.explain is not None
    names = {name: tensor(frame, name) for name in ("query", "key", "value", "scores", "weights")}
    for view, (i, j) in (("scores", (2, 1)), ("weights", (2, 1)), ("output", (2, 1))):
        told = self_attention.explain(frame, view, (i, j))
        value = eval(told.torch, {}, names)
        assert (value[j] if value.ndim else value).item() == pytest.approx(told.value, rel=1e-5)


def test_a_hidden_word_is_explained_as_hidden() -> None:
    frame = frames(tokens=3, mask=True)[-1]
    assert self_attention.explain is not None
    assert self_attention.explain(frame, "scores", (0, 2)).value == -math.inf
    assert self_attention.explain(frame, "weights", (0, 2)).combined() == 0


def test_a_replay_is_the_same_bit_for_bit() -> None:
    first, second = ([frame_json(frame) for frame in frames(3, d_k=64, mask=True)] for _ in range(2))
    assert first == second
