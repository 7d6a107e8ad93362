"""rnn-unroll: torch.nn.RNN step by step, a training loop of the test's own, and what must be seen on every seed."""

from __future__ import annotations

import math
from functools import cache
from typing import ClassVar

import numpy as np
import pytest
import torch
from chapter import Promises
from hypothesis import given, settings
from hypothesis import strategies as st
from told import frames
from torch import nn

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.declare import KnobError
from tui_dl.demos.play import play
from tui_dl.demos.rnn_unroll import LEARNING_RATE, rnn_unroll
from tui_dl.demos.run import Run, parse_run
from tui_dl.frames import Frame, Grid

SEEDS = range(6)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=24)


@cache
def last(words: str, seed: int = 0) -> Frame:
    return frames(f"rnn-unroll --seed {seed} {words}")[-1]


def of_torch(frame: Frame) -> nn.RNN:
    """An nn.RNN with the weights that the frame shows."""
    net = nn.RNN(len(frame.array("input")), len(frame.array("hidden")))
    biases = torch.from_numpy(frame.array("bias")[:, 0])
    with torch.no_grad():
        for weight, shown in zip(net.parameters(), (
                torch.from_numpy(frame.array("weight_ih")), torch.from_numpy(frame.array("weight_hh")),
                biases / 2, biases / 2), strict=True):
            weight.copy_(shown)
    return net


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(1, 16), st.sampled_from([0, 3]), st.booleans(), st.integers(0, 9))
def test_the_states_are_those_of_torch_nn_rnn(text: str, hidden: int, updates: int, loop: bool, seed: int) -> None:
    run = list(play(Run("rnn-unroll", {"text": text, "hidden": hidden, "updates": updates, "loop": loop}, seed)))
    frame = run[-1]
    net, inputs = of_torch(frame), torch.from_numpy(frame.array("input").T)
    with torch.no_grad():
        states = net(inputs)[0].numpy()
    np.testing.assert_allclose(frame.array("hidden").T, states, atol=1e-6)
    assert frame.readings["params"] == sum(weight.numel() for weight in net.parameters())
    assert len(run) == len(text) + 1 and [frame.readings["step"] for frame in run] == list(range(len(text) + 1))

    grid = frame.view("input")
    assert isinstance(grid, Grid)
    assert "".join(grid.rows[row] for row in grid.values.argmax(0)).replace("_", " ") == text.replace("_", " ")
    assert (grid.values.sum(0) == 1).all()
    for at, now in enumerate(run[1:]):  # the distance by a search of its own
        pairs = [(i, j) for j in range(at + 1) for i in range(j) if text[i] == text[j]]
        assert ("distance" in now.readings) == bool(pairs)
        if pairs:
            j = max(j for _, j in pairs)
            i = max(i for i, other in pairs if other == j)
            assert now.readings["distance"] == pytest.approx(float(np.linalg.norm(states[j] - states[i])), abs=1e-5)
    if not loop:
        assert (frame.array("weight_hh") == 0).all()


@pytest.mark.parametrize("loop", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_trained_as_a_loop_over_cells_would_be(seed: int, loop: bool) -> None:
    """Letter by letter through torch's own cell, with Adam, from the weights of the run without updates."""
    text, updates = "hello", 12
    start = frames(f"rnn-unroll --seed {seed}")[-1]
    torch.manual_seed(seed)
    net, readout = nn.RNN(4, 3), nn.Linear(3, 4)
    np.testing.assert_array_equal(net.all_weights[0][1].detach().numpy(), start.array("weight_hh"))
    cell = nn.RNNCell(4, 3)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in net.state_dict().items()})
    if not loop:
        cell.weight_hh.requires_grad_(False).zero_()
    letters = ["ehlo".index(letter) for letter in text]
    optimizer = torch.optim.Adam([*cell.parameters(), *readout.parameters()], LEARNING_RATE)

    def chances() -> torch.Tensor:
        state, found = torch.zeros(1, 3), []
        for letter in letters:
            state = cell(torch.eye(4)[letter][None], state)
            found.append(torch.softmax(readout(state)[0], dim=0))
        return torch.stack(found)

    for _ in range(updates):
        p = chances()
        loss = -torch.stack([p[at, after].log() for at, after in enumerate(letters[1:])]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    p = chances().detach().numpy()
    run = frames(f"rnn-unroll --seed {seed} updates={updates} loop={str(loop).lower()}")
    np.testing.assert_allclose(run[-1].array("next letter").T, p, atol=1e-4)
    given_to = [p[at, after] for at, after in enumerate(letters[1:])]
    assert [frame.readings["p"] for frame in run[2:]] == pytest.approx(given_to, abs=1e-4)
    assert run[-1].readings["lowest_p"] == pytest.approx(min(given_to), abs=1e-4)
    assert {"p", "lowest_p"}.isdisjoint(run[1].readings) and "distance" not in run[3].readings
    assert "p" not in start.readings


@pytest.mark.parametrize("words", ["", "text=abacus hidden=5 updates=30", "text=l", "updates=9 loop=false"])
def test_the_torch_line_of_an_explanation_gives_the_number(words: str) -> None:
    frame = frames(f"rnn-unroll {words}")[-1]
    readout = nn.Linear(len(frame.array("hidden")), len(frame.array("input")))
    shown = ("weight_ih", "weight_hh", "bias", "input", "hidden")
    names = {name: torch.from_numpy(frame.array(name)) for name in shown}
    for unit, time in np.ndindex(frame.array("hidden").shape):
        told = rnn_unroll.explain(frame, "hidden", (unit, time))
        assert eval(told.torch, {"torch": torch, **names}).item() == pytest.approx(told.value, abs=1e-6)
    told = rnn_unroll.explain(frame, "next letter", (0, 0))
    assert 0 < eval(told.torch, {"torch": torch, "readout": readout, **names}).item() <= 1


def test_letters_become_known_one_by_one() -> None:
    for step, frame in enumerate(frames("rnn-unroll text=gradients updates=2")):
        for name in ("hidden", "input", "next letter"):
            grid = frame.view(name)
            assert isinstance(grid, Grid) and grid.known is not None
            assert (grid.known == (np.arange(9) < step)).all()
            assert {mark.col for mark in grid.marks} == ({step - 1} if step else set())


@pytest.mark.parametrize("words", ["text=", "text=abcdefghijklmnopqrstuvwxyz", "hidden=0", "hidden=17", "updates=-1",
                                   "updates=1001", "loop=maybe"])
def test_impossible_knobs_are_refused(words: str) -> None:
    with pytest.raises(KnobError):
        parse_run(f"rnn-unroll {words}")
    assert not set(last("").readings) & set(catalogue()["rnn-unroll"].knobs)


class TestPromises(Promises):
    LINES: ClassVar = ["rnn-unroll", "rnn-unroll text=lllllllo updates=20", "rnn-unroll text=x hidden=16",
                       "rnn-unroll text='a b a' loop=false updates=3"]


# ---------------------------------------------------------------------- what must be seen


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_letter_leaves_another_state_and_training_pulls_the_two_apart(seed: int) -> None:
    untrained, trained = last("", seed), last("updates=200", seed)
    assert 0.03 < untrained.readings["distance"] < 0.7
    assert trained.readings["distance"] > max(1.2, 3 * untrained.readings["distance"])
    assert trained.readings["lowest_p"] > 0.95


@pytest.mark.parametrize("seed", SEEDS)
def test_without_the_loop_it_is_a_table_of_pairs(seed: int) -> None:
    """Both l's leave one state, and the best that can be said after it is half and half."""
    frame = last("updates=200 loop=false", seed)
    assert frame.readings["distance"] == 0
    after = frame.array("next letter")  # rows e, h, l, o
    np.testing.assert_array_equal(after[:, 2], after[:, 3])
    assert after[2:, 2] == pytest.approx([0.5, 0.5], abs=0.05) and after[2, 1] > 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_three_numbers_can_count_to_seven_but_not_to_twenty(seed: int) -> None:
    seven, twenty = last("text=lllllllo updates=300", seed), last(f"text={'l' * 20}o updates=300", seed)
    assert last("text=lllllllo", seed).readings["distance"] < 0.03
    assert seven.readings["lowest_p"] > 0.8 and seven.readings["distance"] > 0.5
    assert twenty.readings["p"] < 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_more_of_everything_does_not_count_to_twenty(seed: int) -> None:
    frame = last(f"text={'l' * 20}o hidden=16 updates=1000", seed)
    assert frame.readings["p"] < 0.15 and frame.readings["distance"] < 0.001


def test_one_unit_could_count_to_twenty() -> None:
    """A loop weight of 1 and 0.01 for each l: it creeps on, and a steep layer tells 20 from 19."""
    states = torch.zeros(21)
    for step in range(1, 21):
        states[step] = torch.tanh(states[step - 1] + 0.01)
    says_o = torch.sigmoid(2000 * (states - (states[19] + states[20]) / 2))
    assert says_o[20] > 0.99 and says_o[:20].max() < 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_of_one_letter_brings_the_state_to_rest(seed: int) -> None:
    """It ends where one more letter changes nothing: at a solution of h = tanh(W x + U h + b)."""
    frame = last(f"text={'l' * 24}", seed)
    assert frame.readings["distance"] < 0.003
    w, u, b = (frame.array(name).astype(np.float64) for name in ("weight_ih", "weight_hh", "bias"))
    state = np.zeros((3, 1))
    for _ in range(5000):
        state = np.tanh(w + u @ state + b)
    np.testing.assert_allclose(frame.array("hidden")[:, -1:], state, atol=5e-3)
    assert math.isclose(frame.array("input").sum(), 24)
