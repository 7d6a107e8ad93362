"""lstm-gates: the equations against torch.nn.LSTM, the tasks against loops, and what must be seen."""

import itertools
import json
from functools import cache

import numpy as np
import pytest
import torch
from torch import nn

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.declare import KnobError
from tui_dl.demos.lstm import (
    FORGET_BIAS,
    GATES,
    Memory,
    explain_lstm_gates,
    forget_gate,
    lstm_gates,
    measure,
    unroll,
)
from tui_dl.demos.lstm_tasks import CLASSES, NOT_ASKED, make_sequences, marks_of
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.run import parse_run
from tui_dl.frames import frame_json

SEEDS = (0, 1, 2)
TIMED = ("inputs", "forget", "input", "candidate", "output", "cell", "hidden")


@cache
def frames_of(line):
    return list(play(parse_run(line)))


def last(words, seed):
    return frames_of(f"lstm-gates --seed {seed} {words}")[-1]


def as_json(frames):
    return [json.dumps(frame_json(frame)) for frame in frames]


def test_equations_are_those_of_torch():
    torch.manual_seed(0)
    lstm, inputs = nn.LSTM(2, 5, batch_first=True).double(), torch.randn(3, 11, 2, dtype=torch.float64)
    ours, (theirs, (_, cell)) = unroll(lstm, inputs), lstm(inputs)
    torch.testing.assert_close(ours.hidden, theirs)
    torch.testing.assert_close(ours.cell[:, -1], cell[0])
    toward = torch.randn_like(theirs)
    gradients = [torch.autograd.grad((hidden * toward).sum(), lstm.parameters()) for hidden in (ours.hidden, theirs)]
    torch.testing.assert_close(*gradients)


@pytest.mark.parametrize("gate", ["forget", "input", "output"])
@pytest.mark.parametrize("level", [0, 1])
def test_lesion_holds_one_gate_and_only_that(gate, level):
    torch.manual_seed(0)
    states = unroll(nn.LSTM(2, 3, batch_first=True), torch.randn(2, 6, 2), f"{gate}_{level}")
    assert (getattr(states, gate) == level).all()
    before = torch.cat([torch.zeros(2, 1, 3), states.cell[:, :-1]], dim=1)
    torch.testing.assert_close(states.cell, states.forget * before + states.input * states.candidate)
    torch.testing.assert_close(states.hidden, states.output * states.cell.tanh())
    assert all(len(getattr(states, other).unique()) > 1 for other in ("forget", "input", "output") if other != gate)


def test_forget_gate_begins_open():
    torch.manual_seed(0)
    net, plain = Memory(4, 2), nn.LSTM(2, 4)
    assert (net.lstm.all_weights[0][3][4:8] == FORGET_BIAS).all()
    assert net.lstm.all_weights[0][3][:4].abs().max() <= plain.bias_hh_l0.new_tensor(4).rsqrt()


def test_loss_is_over_what_is_asked():
    torch.manual_seed(0)
    net, task = Memory(3, 2), make_sequences("count", 4, 20)
    logits = net.readout(unroll(net.lstm, task.inputs).hidden)
    rows = [nn.functional.cross_entropy(logits[n, t], task.answers[n, t]) for n in range(4) for t in range(20)
            if task.answers[n, t] != NOT_ASKED]
    torch.testing.assert_close(net.loss(task.inputs, task.answers), torch.stack(rows).mean())


def test_latch_by_a_loop():
    task = make_sequences("latch", 30, 40)
    assert set(task.inputs[..., 0].unique().tolist()) == {-1, 1}
    for (inputs, answers, stored) in zip(*task, strict=True):
        held = None
        for (value, write), answer, memory in zip(inputs.tolist(), answers, stored, strict=True):
            held = value if write else held
            assert memory == held and answer == (held > 0)


def test_count_by_a_loop():
    task = make_sequences("count", 30, 40)
    for (inputs, answers, stored) in zip(*task, strict=True):
        letters, opened = inputs.argmax(1).tolist(), 0
        for t, letter in enumerate(letters):
            opened += 1 if letter == 0 else -1
            assert stored[t] == opened and 0 <= opened <= 6
            assert (answers[t] == NOT_ASKED) == (letter == 0)
            if letter == 1 and t + 1 < len(letters):
                assert answers[t] == letters[t + 1]


def test_brackets_by_a_loop():
    task = make_sequences("brackets", 30, 60)
    for (inputs, answers, stored) in zip(*task, strict=True):
        depths = list(itertools.accumulate(1 if opens else -1 for opens in inputs[:, 0].tolist()))
        assert answers.tolist() == depths == stored.tolist()
        assert min(depths) >= 0 and max(depths) <= 8


@pytest.mark.parametrize("task", CLASSES)
def test_marks_say_what_happens(task):
    one = make_sequences(task, 1, 12)
    for mark, (first, second) in zip(marks_of(task, one), one.inputs[0].tolist(), strict=True):
        said = {".": ("latch", 0), "+": ("latch", 1), "-": ("latch", 1)}.get(mark)
        if task == "latch":
            assert said == ("latch", second) and (mark == "." or (mark == "+") == (first > 0))
        else:
            assert mark == {"count": "ab", "brackets": "()"}[task][int(second)]


def test_measures_against_numpy():
    torch.manual_seed(0)
    net, test = Memory(3, 2), make_sequences("count", 20, 30)
    readings, states = measure(net, test, "input_1"), unroll(net.lstm, test.inputs, "input_1")
    cells, stored = states.cell.detach().reshape(-1, 3).numpy(), test.stored.flatten().numpy()
    best = max(abs(np.corrcoef(cells[:, unit], stored)[0, 1]) for unit in range(3))
    assert readings["correlation"] == pytest.approx(best, abs=1e-5)
    given, asked = net.readout(states.hidden).argmax(-1), test.answers >= 0
    assert readings["accuracy"] == pytest.approx(np.mean((given == test.answers)[asked].numpy()))


@pytest.mark.parametrize("seed", SEEDS)
def test_latch_is_learnt_and_a_cell_holds_the_value(seed):
    readings = last("", seed).readings
    assert readings["accuracy"] >= 0.98 and readings["correlation"] >= 0.8


@pytest.mark.parametrize("seed", SEEDS)
def test_never_forgetting_ruins_what_a_whole_net_learnt(seed):
    broken, whole = last("lesion=forget_1", seed), last("", seed)
    assert 0.53 <= broken.readings["accuracy"] <= 0.66
    assert broken.readings["loss"] == whole.readings["loss"]
    np.testing.assert_array_equal(broken.array("weight_hh"), whole.array("weight_hh"))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_latch_learnt_without_forgetting_holds_all_the_same(seed):
    frame, whole = last("lesion=forget_1 from_start=true", seed), last("", seed)
    assert frame.readings["accuracy"] >= 0.98 and (frame.array("forget") == 1).all()
    assert frame.readings["forget_write"] == frame.readings["forget_between"] == 1
    assert frame.readings["loss"] != whole.readings["loss"]


@pytest.mark.parametrize("seed", SEEDS)
def test_forget_gate_falls_where_a_value_is_written(seed):
    readings = last("", seed).readings
    assert readings["forget_write"] <= 0.3 and readings["forget_between"] >= 0.7


def test_forget_gate_by_a_loop():
    torch.manual_seed(0)
    net, test = Memory(3, 2), make_sequences("latch", 4, 12)
    forget = unroll(net.lstm, test.inputs).forget.detach()
    means = {flag: np.mean([forget[n, t].numpy() for n in range(4) for t in range(12) if test.inputs[n, t, 1] == flag])
             for flag in (0, 1)}
    readings = forget_gate(net, test, "none")
    assert readings["forget_write"] == pytest.approx(means[1]) and readings["forget_between"] == pytest.approx(means[0])


@cache
def trained_on_latch(seed):
    """A net of two cells after 300 updates, trained here and not by the demo."""
    torch.manual_seed(seed)
    net, task = Memory(2, 2), make_sequences("latch", 1000, 25)
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-2, fused=True)
    for _ in range(300):
        batch = torch.randint(1000, (32,))
        optimizer.zero_grad()
        net.loss(task.inputs[batch], task.answers[batch]).backward()
        optimizer.step()
    return net, make_sequences("latch", 200, 60)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("lesion", "low", "high"), [
    ("none", 0.98, 1), ("forget_1", 0.53, 0.66), ("forget_0", 0.55, 0.8), ("input_0", 0.45, 0.55),
    ("input_1", 0.5, 0.9), ("output_0", 0.45, 0.55), ("output_1", 0.98, 1)])
def test_lesions_of_the_latch(seed, lesion, low, high):
    net, unseen = trained_on_latch(seed)
    assert low <= measure(net, unseen, lesion)["accuracy"] <= high


@pytest.mark.parametrize("seed", SEEDS)
def test_counting_is_learnt(seed):
    readings = last("task=count", seed).readings
    assert readings["accuracy"] >= 0.98 and readings["correlation"] >= 0.95


@pytest.mark.parametrize("seed", SEEDS)
def test_brackets_are_learnt(seed):
    readings = last("task=brackets hidden=8 steps=400", seed).readings
    assert readings["accuracy"] >= 0.75 and readings["correlation"] >= 0.95


def test_frames_of_a_run():
    frames = frames_of("lstm-gates --seed 0 ")
    assert 100 <= len(frames) <= 201
    assert frames[0].step == 0 and frames[-1].step == frames[-1].total == 300
    assert all(frame.array(name).shape == (2, 24) for frame in frames for name in TIMED)
    assert {"step", "loss", "accuracy", "correlation"} <= set(frames[-1].readings) & set(frames[0].readings)
    assert not set(frames[-1].readings) & set(lstm_gates.declaration.knobs)
    assert all((frame.array("inputs") == frames[0].array("inputs")).all() for frame in frames)


@pytest.mark.parametrize("steps", [1, 7, 151])
def test_last_step_is_shown_and_measured(steps):
    frame = frames_of(f"lstm-gates steps={steps}")[-1]
    assert frame.step == frame.total == steps and "accuracy" in frame.readings


@pytest.mark.parametrize("seed", [0, 7])
def test_a_run_repeats_itself(seed):
    line = f"lstm-gates --seed {seed} task=brackets hidden=3 lesion=forget_1 steps=20"
    assert as_json(play(parse_run(line))) == as_json(play(parse_run(line)))


def test_without_an_end():
    endless = list(itertools.islice(play(parse_run("lstm-gates steps=0")), 40))
    assert [frame.total for frame in endless] == [0] * 40
    for ours, theirs in zip(endless, frames_of("lstm-gates --seed 0 "), strict=False):
        assert ours.step == theirs.step and ours.readings == theirs.readings


def test_learning_rate_changes_from_the_next_update():
    plain = frames_of("lstm-gates steps=20")
    changed = frames_of("lstm-gates steps=20 @10:lr=0.5")
    assert as_json(plain[:11]) == as_json(changed[:11])
    assert plain[11].readings["loss"] != changed[11].readings["loss"]


@pytest.mark.parametrize("words", ["hidden=0", "hidden=17", "steps=-1", "lr=2", "task=chess", "lesion=forget_2"])
def test_impossible_knobs(words):
    with pytest.raises(KnobError):
        parse_run(f"lstm-gates {words}")


@pytest.mark.parametrize("line", ["lstm-gates steps=40", "lstm-gates task=brackets hidden=3 steps=10"])
def test_every_sum_comes_to_its_value(line):
    frame = frames_of(line)[-1]
    names = {view.name: torch.tensor(view.values) for view in frame.views if view.kind == "grid"}
    for name in (*GATES, "cell", "hidden"):
        for index in np.ndindex(*frame.array(name).shape):
            told = explain_lstm_gates(frame, name, index)
            assert told.value == frame.array(name)[index]
            assert told.combined() == pytest.approx(told.value, abs=1e-5)
            assert eval(told.torch, {"torch": torch, **names}).item() == pytest.approx(told.value, abs=1e-5)
            assert told.formula and told.depends
            for view, cells in told.depends.items():
                assert all(0 <= i < n for cell in cells for i, n in zip(cell, names[view].shape, strict=True))


def test_what_is_held_given_or_learnt_is_said():
    frame = frames_of("lstm-gates lesion=forget_1 steps=4")[-1]
    held = explain_lstm_gates(frame, "forget", (0, 3))
    assert "lesion" in held.what and held.value == 1 and not held.terms
    for name in ("inputs", "weight_ih", "weight_hh", "bias", "answer"):
        for row in range(2):
            assert explain_lstm_gates(frame, name, (row, 0)).value == frame.array(name)[row, 0]
    assert explain_lstm_gates(frame, "training", (0, 1)).value == frame.readings["loss"]


def test_seeds_give_other_runs():
    seed_everything(3)
    assert as_json(frames_of("lstm-gates --seed 0 steps=4")) != as_json(frames_of("lstm-gates --seed 1 steps=4"))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_signs_of_a_mystery_run_are_there(seed: int) -> None:
    runs = {name: last("" if name == "none" else f"lesion={name}", seed)
            for name in catalogue()["lstm-gates"].knobs["lesion"].knob.signs}
    cell = {name: np.abs(frame.array("cell")).max() for name, frame in runs.items()}
    right = {name: frame.readings["accuracy"] for name, frame in runs.items()}
    assert right["none"] > 0.95 and cell["none"] > 1 and max(right[name] for name in right if name != "none") < 0.8
    assert cell["forget_0"] < 1 and cell["forget_1"] > 3 > cell["none"]
    assert cell["input_0"] == 0 and not runs["input_0"].array("hidden").any()
    assert cell["output_0"] > 0.5 and not runs["output_0"].array("hidden").any()
