"""lstm-text: the net against torch.nn.LSTM letter by letter, perplexity by its definition, and what must be seen."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from told import frames
from torch import nn

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.declare import KnobError
from tui_dl.demos.lstm import unroll
from tui_dl.demos.lstm_text import READ, UNITS, WRITTEN, Speller, explain_lstm_text, measure, pieces, views, write
from tui_dl.demos.markov_text import scores
from tui_dl.demos.run import parse_run
from tui_dl.demos.texts import in_numbers, text_of
from tui_dl.frames import Bars, Frame, Grid, Tokens

SEEDS = (0, 1, 2)
READ_TEXT = in_numbers("the cat sat on the mat. " * 50, "a mat sat on the cat. " * 9)


@cache
def last(words: str, seed: int) -> Frame:
    return frames(f"lstm-text --seed {seed} {words}")[-1]


def untrained(hidden: int = 5) -> Speller:
    torch.manual_seed(0)
    return Speller(len(READ_TEXT.alphabet), hidden)


def logits_by_torch(net: Speller, letters: torch.Tensor) -> torch.Tensor:
    """The logits after every letter of a sequence (T,), from torch's own cell, one letter at a time."""
    cell = nn.LSTMCell(net.lstm.input_size, net.lstm.hidden_size)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in net.lstm.state_dict().items()})
    state, found = None, []
    for letter in letters.tolist():
        state = cell(torch.eye(net.lstm.input_size)[letter][None], state)
        found.append(net.readout(state[0])[0])
    return torch.stack(found).detach()


@cache
def trained(seed: int) -> Speller:
    """A net after 600 updates, trained here and not by the demo."""
    torch.manual_seed(seed)
    text = text_of("course")
    net = Speller(len(text.alphabet), 96)
    optimizer = torch.optim.Adam(net.parameters(), 1e-2, fused=True)
    for _ in range(600):
        start = torch.randint(0, len(text.training) - 32, (16, 1))
        optimizer.zero_grad()
        net.loss(text.training[start + torch.arange(33)]).backward()
        optimizer.step()
    return net


def test_a_state_handed_on_is_the_state_of_torch() -> None:
    torch.manual_seed(0)
    lstm, inputs = nn.LSTM(3, 4, batch_first=True), torch.randn(2, 9, 3)
    begin = torch.randn(2, 4), torch.randn(2, 4)
    theirs, (hidden, cell) = lstm(inputs, (begin[0][None], begin[1][None]))
    ours = unroll(lstm, inputs, begin=begin)
    torch.testing.assert_close(ours.hidden, theirs)
    torch.testing.assert_close((ours.hidden[:, -1], ours.cell[:, -1]), (hidden[0], cell[0]))


def test_the_loss_is_that_of_torchs_cell_letter_by_letter() -> None:
    net, letters = untrained(), READ_TEXT.training[:33]
    p = torch.softmax(logits_by_torch(net, letters[:-1]), dim=1)
    by_hand = -np.mean([math.log(p[at, letter]) for at, letter in enumerate(letters[1:].tolist())])
    assert net.loss(letters[None]).item() == pytest.approx(by_hand, rel=1e-5)
    assert net.loss(letters[None], "no_gate").item() == pytest.approx(by_hand, rel=1e-5)  # spelt out


@settings(max_examples=80, deadline=None)
@given(st.integers(2, 900), st.integers(2, 900))
def test_pieces_cover_a_text_and_ask_for_each_letter_once(length: int, most: int) -> None:
    text = torch.arange(length)
    asked = pieces(text, most)
    assert (asked[:, 1:] == asked[:, :-1] + 1).all()
    covered = asked[:, 1:].flatten().tolist()
    assert covered == list(range(1, len(covered) + 1)) and min(length, most) - len(covered) <= 100


def test_perplexity_by_its_definition() -> None:
    net = untrained()
    readings, part = measure(net, READ_TEXT, "none"), READ_TEXT.held_out
    logs = []
    for piece in pieces(part, len(part)):
        p = torch.log_softmax(logits_by_torch(net, piece[:-1]), dim=1)
        logs += p[torch.arange(len(piece) - 1), piece[1:]].tolist()
    assert readings["held_out_perplexity"] == pytest.approx(math.exp(-np.mean(logs)), rel=1e-4)
    assert readings["perplexity"] == pytest.approx(len(READ_TEXT.alphabet), rel=0.2)  # it knows nothing yet


def test_it_writes_what_its_softmax_says() -> None:
    """Cold, it takes the likeliest letter each time; and the state goes on from letter to letter."""
    net, text = trained(0), text_of("course")
    said = write(net, text, "none", 1e-4)
    assert len(said) == WRITTEN and len(said.unique()) > 5
    blank = torch.tensor([text.alphabet.index(" ")])
    assert logits_by_torch(net, torch.cat([blank, said[:-1]])).argmax(1).tolist() == said.tolist()


def test_heat_makes_all_letters_alike() -> None:
    net = untrained()
    net.readout.weight.data.mul_(20)
    many = {heat: torch.cat([write(net, READ_TEXT, "none", heat) for _ in range(20)]) for heat in (0.1, 1e6)}
    counts = {heat: torch.bincount(letters, minlength=len(READ_TEXT.alphabet)) for heat, letters in many.items()}
    assert counts[1e6].min() > 0.5 * counts[1e6].float().mean() and counts[0.1].min() < 5


def test_what_is_shown_is_what_the_net_computes() -> None:
    frame, read = frames("lstm-text hidden=7 steps=6")[-1], text_of("course")
    for name in ("forget", "cell"):
        grid = frame.view(name)
        assert isinstance(grid, Grid) and grid.values.shape == (UNITS, READ)
        assert "".join(grid.cols).replace("_", " ") == read.spell(read.held_out[:READ])
    bars, said = frame.view("next letter"), frame.view("text")
    assert isinstance(bars, Bars) and isinstance(said, Tokens)
    assert sorted(bars.values, reverse=True) == bars.values.tolist() and bars.values.sum() <= 1
    assert sum(map(len, said.tokens)) <= WRITTEN
    assert frames("lstm-text hidden=2 steps=2")[-1].array("forget").shape == (2, READ)


def test_the_letter_that_really_came_is_marked() -> None:
    three = in_numbers("ab c" * 20, "ab c" * 5 + "bbca" * 5 + " cab")
    assert three.held_out[READ - 1] != three.held_out[READ]
    bars = views(Speller(4, 5), three, "none", three.training[:9])[4]
    assert isinstance(bars, Bars) and bars.mark is not None
    assert bars.labels[bars.mark] == "_" and three.alphabet[three.held_out[READ]] == " "


def test_a_frame_tells_what_is_held() -> None:
    frame = frames("lstm-text lesion=forget_1 hidden=4 steps=4")[-1]
    assert (frame.array("forget") == 1).all() and "forget gate at 1" in frame.caption
    assert "lesion" in explain_lstm_text(frame, "forget", (0, 3)).what
    assert "lesion" not in explain_lstm_text(frame, "cell", (0, 3)).what


def test_frames_of_a_run() -> None:
    run = frames("lstm-text hidden=8")
    assert 100 <= len(run) <= 200 and run[0].step == 0 and run[-1].step == run[-1].total == 600
    assert {"step", "loss", "perplexity", "held_out_perplexity"} <= set(run[0].readings) & set(run[-1].readings)
    assert not set(run[-1].readings) & set(catalogue()["lstm-text"].knobs)


def test_temperature_turned_on_the_way_changes_what_is_written_and_nothing_else() -> None:
    plain, hot = frames("lstm-text hidden=8 steps=40"), frames("lstm-text hidden=8 steps=40 @20:temperature=5")
    assert [frame.readings for frame in plain] == [frame.readings for frame in hot]
    assert plain[20].view("text") == hot[20].view("text") and plain[-1].view("text") != hot[-1].view("text")


@pytest.mark.parametrize("words", ["hidden=0", "hidden=257", "temperature=0", "lesion=output_1", "text=nowhere.txt"])
def test_impossible_knobs(words: str) -> None:
    with pytest.raises(KnobError):
        parse_run(f"lstm-text {words}")


# ---------------------------------------------------------------------- what must be seen


@pytest.mark.parametrize("seed", SEEDS)
def test_it_learns_more_than_counting_pairs_of_letters(seed: int) -> None:
    """In five seconds: far below order 1, about as good as the best order with add-k, not as good as witten_bell."""
    added, backed_off = scores("course", "add_k").held_out, scores("course", "witten_bell").held_out
    readings = last("", seed).readings
    assert readings["held_out_perplexity"] < 0.6 * added[1] and readings["held_out_perplexity"] < added.min() + 0.2
    assert backed_off.min() < readings["held_out_perplexity"]
    assert 3 < readings["perplexity"] < readings["held_out_perplexity"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_signs_of_a_mystery_run_are_there(seed: int) -> None:
    net, text = trained(seed), text_of("course")
    lesions = catalogue()["lstm-text"].knobs["lesion"].knob.signs
    unseen = {lesion: float(measure(net, text, lesion)["held_out_perplexity"]) for lesion in lesions}
    drawn = {lesion: {view.name: view for view in views(net, text, lesion, text.training[:9])} for lesion in lesions}
    cell = {lesion: np.abs(drawn[lesion]["cell"].values).max() for lesion in lesions}
    assert unseen["none"] < 7 and cell["none"] > 1
    assert cell["forget_0"] <= 1 and unseen["forget_0"] < 20
    assert unseen["forget_1"] > 43
    assert cell["input_0"] == 0 and cell["output_0"] > 0.5
    assert 20 < unseen["output_0"] == pytest.approx(unseen["input_0"])
