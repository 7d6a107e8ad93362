"""An LSTM learns to remember, and every gate can be watched: what is forgotten, written, shown."""

from __future__ import annotations

import itertools
import math
from typing import Annotated, Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.lstm_tasks import CLASSES, NOT_ASKED, Sequences, make_sequences, marks_of, names_of
from tui_dl.frames import Curve, Explanation, Frame, Grid, Index, Reading, View

GATES = ("input", "forget", "candidate", "output")  # the order in which torch stacks their weights
FORGET_BIAS = 1.0  # so that it begins by remembering (Gers et al. 2000; Jozefowicz et al. 2015)
TRAINING_STEPS, TEST_STEPS, SHOWN_STEPS = 25, 60, 24  # time steps of a sequence
BATCH = 32


@demo(title="The gates of an LSTM")
def lstm_gates(
    task: Annotated[Literal["latch", "count", "brackets"], Knob(
        help="hold the last value written, count a's and b's, or nest brackets")] = "latch",
    hidden: Annotated[int, Knob(1, 16, help="memory cells")] = 2,
    lesion: Annotated[
        Literal["none", "forget_0", "forget_1", "input_0", "input_1", "output_0", "output_1"],
        Knob(help="a gate of the trained net, held at 0 or 1", clues=("inputs", "cell", "hidden", "answer", "training"),
             signs={
                 "none": ("Nothing is broken.", "The cell holds what was written last; nearly all answers are right."),
                 "forget_0": ("The forget gate is held at 0.",
                              "The cell holds what is written now and no more: it never gets beyond 1."),
                 "forget_1": ("The forget gate is held at 1.",
                              "The cell adds up all it was ever given, and grows past 3."),
                 "input_0": ("The input gate is held at 0.", "Cell and hidden state are exactly 0 throughout."),
                 "output_0": ("The output gate is held at 0.",
                              "The cell works, but the hidden state is exactly 0 throughout."),
             })] = "none",
    from_start: Annotated[bool, Knob(help="the gate is held while it learns, too")] = False,
    steps: Annotated[int, Knob(0, 5000, help="updates of the weights; 0 goes on until stopped")] = 300,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of Adam")] = 3e-2,
) -> Demo:
    """An LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) learns to remember.

    It trains whole, on sequences of 25 time steps; a lesion holds one gate of what it has learnt, in the
    views and in all readings but `loss`, which is that of the whole net on the batch to come. With from_start
    it trains with the lesion. Over 200 unseen sequences of 60 time steps: `accuracy`, the share of right
    answers; `correlation`, how closely the best cell follows what must be stored; for a latch `forget_write`
    and `forget_between`, the mean forget gate where a value is written and elsewhere. The views show 24 time
    steps of one unseen sequence. With steps=0 the total is 0.
    """
    train, test = make_sequences(task, 1000, TRAINING_STEPS), make_sequences(task, 200, TEST_STEPS)
    example = liveliest(test)
    net = Memory(hidden, CLASSES[task])
    optimizer = torch.optim.Adam(net.parameters(), fused=True)
    trained = lesion if from_start else "none"
    every = math.ceil((steps or 300) / 150)  # updates between two frames
    for step in itertools.count():
        batch = torch.randint(len(train.inputs), (BATCH,))
        loss = net.loss(train.inputs[batch], train.answers[batch], trained)
        ends = step == steps > 0
        if ends or step % every == 0:
            readings: dict[str, Reading] = {"step": step, "loss": loss.item()}
            if ends or step % (5 * every) == 0:
                readings |= measure(net, test, lesion)
                readings |= forget_gate(net, test, lesion) if task == "latch" else {}
            said = caption(readings, lesion, trained)
            live = yield Frame(step, steps, said, readings, views(task, net, example, lesion))
        if ends:
            return
        optimizer.param_groups[0]["lr"] = live.lr
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


class Memory(nn.Module):
    """An LSTM, and a layer that reads an answer off its hidden state at every time step."""

    def __init__(self, hidden: int, classes: int) -> None:
        super().__init__()
        self.lstm, self.readout = nn.LSTM(2, hidden, batch_first=True), nn.Linear(hidden, classes)
        bias_hh = self.lstm.all_weights[0][3]  # (4H,), in the order of GATES
        nn.init.constant_(bias_hh[hidden:2 * hidden], FORGET_BIAS)

    def loss(self, inputs: Tensor, answers: Tensor, lesion: str = "none") -> Tensor:
        """Cross-entropy over inputs (B, T, 2) wherever an answer (B, T) is asked for.

        `nn.LSTM` computes what `unroll` spells out, five times as fast.
        """
        whole = lesion == "none"
        hidden = self.lstm(inputs)[0] if whole else unroll(self.lstm, inputs, lesion).hidden  # (B, T, H)
        return F.cross_entropy(self.readout(hidden).flatten(0, 1), answers.flatten(), ignore_index=NOT_ASKED)


class States(NamedTuple):
    """Everything an LSTM computes, each (B, T, H)."""

    input: Tensor
    forget: Tensor
    candidate: Tensor
    output: Tensor
    cell: Tensor
    hidden: Tensor


def unroll(lstm: nn.LSTM, inputs: Tensor, lesion: str = "none", begin: tuple[Tensor, ...] = ()) -> States:
    """The equations of torch.nn.LSTM over inputs (B, T, I), from h and c or 0; and a gate that may be held."""
    weight_ih, weight_hh, bias_ih, bias_hh = lstm.all_weights[0]  # (4H, I), (4H, H), (4H,), (4H,)
    hidden, cell = begin or (inputs.new_zeros(len(inputs), lstm.hidden_size),) * 2  # each (B, H)
    moments = []
    for x in inputs.unbind(1):  # (B, I)
        sums = x @ weight_ih.T + bias_ih + hidden @ weight_hh.T + bias_hh  # (B, 4H)
        i, f, g, o = sums.chunk(4, dim=1)  # each (B, H)
        i = held("input", lesion, torch.sigmoid(i))  # how much of the candidate to write
        f = held("forget", lesion, torch.sigmoid(f))  # how much of the cell to keep
        g = torch.tanh(g)  # the candidate: what could be written
        o = held("output", lesion, torch.sigmoid(o))  # how much of the cell to show
        cell = f * cell + i * g
        hidden = o * torch.tanh(cell)
        moments.append((i, f, g, o, cell, hidden))
    return States(*(torch.stack(moment, dim=1) for moment in zip(*moments, strict=True)))


def held(name: str, lesion: str, gate: Tensor) -> Tensor:
    """The gate as it is, or at the value where the lesion holds it."""
    broken, _, value = lesion.partition("_")
    return torch.full_like(gate, float(value)) if name == broken else gate


@torch.no_grad()
def measure(net: Memory, test: Sequences, lesion: str) -> dict[str, Reading]:
    """The share of right answers, and the largest |correlation| of a cell with what must be stored."""
    states = unroll(net.lstm, test.inputs, lesion)
    asked = test.answers != NOT_ASKED
    right = (net.readout(states.hidden).argmax(-1) == test.answers)[asked]
    pairs = torch.cat([test.stored.reshape(1, -1), states.cell.flatten(0, 1).T])  # (1 + H, B * T)
    pairs = pairs - pairs.mean(1, keepdim=True)
    pairs = pairs / pairs.norm(dim=1, keepdim=True).clamp_min(1e-9)  # a cell that never moves follows nothing
    return {"accuracy": right.float().mean().item(), "correlation": (pairs[1:] @ pairs[0]).abs().max().item()}


@torch.no_grad()
def forget_gate(net: Memory, test: Sequences, lesion: str) -> dict[str, Reading]:
    """The mean forget gate of a latch where a value is written, and where none is."""
    forget, write = unroll(net.lstm, test.inputs, lesion).forget, test.inputs[..., 1] == 1
    return {"forget_write": forget[write].mean().item(), "forget_between": forget[~write].mean().item()}


def liveliest(test: Sequences) -> Sequences:
    """Of the first eight unseen sequences the one whose stored number changes most, cut to what is shown."""
    start = Sequences(*(part[:8, :SHOWN_STEPS] for part in test))
    most = int(start.stored.diff(dim=1).abs().sum(1).argmax())
    return Sequences(*(part[most:most + 1] for part in start))


def caption(readings: dict[str, Reading], lesion: str, trained: str) -> str:
    """What this frame shows, in a line; `trained` is the lesion it trains with."""
    gate, _, value = lesion.partition("_")
    whole = "" if lesion == trained else "whole net's "
    held = "" if lesion == "none" else f"; {gate} gate at {value}"
    right = f": {readings['accuracy']:.2f} of answers right" if "accuracy" in readings else ""
    return f"update {readings['step']}, {whole}loss {readings['loss']:.3f}{held}{right}"


@torch.no_grad()
def views(task: str, net: Memory, example: Sequences, lesion: str) -> tuple[View, ...]:
    """The gates over one sequence (units down, time across), the answers, and the weights behind them."""
    weight_ih, weight_hh, bias_ih, bias_hh = net.lstm.all_weights[0]
    states = unroll(net.lstm, example.inputs, lesion)
    units, times = tuple(str(unit) for unit in range(net.lstm.hidden_size)), marks_of(task, example)
    rows = tuple(f"{gate} {unit}" for gate in GATES for unit in units)

    def over_time(name: str, values: Tensor, labels: tuple[str, ...], low: float) -> Grid:
        scale: Literal["sequential", "diverging"] = "sequential" if low == 0 else "diverging"
        return Grid(name, values[0].T.numpy().copy(), rows=labels, cols=times, scale=scale, low=low, high=1)

    def learnt(name: str, values: Tensor, labels: tuple[str, ...]) -> Grid:
        return Grid(name, values.detach().numpy().copy(), rows=rows, cols=labels, scale="diverging")

    answers = torch.cat([example.answers, net.readout(states.hidden).argmax(-1)])  # (2, T)
    asked = (example.answers != NOT_ASKED).expand(2, -1)
    reach = max(1.0, states.cell.abs().max().item())
    return (
        over_time("inputs", example.inputs, names_of(task), -1 if task == "latch" else 0),
        *(over_time(name, getattr(states, name), units, 0) for name in ("forget", "input")),
        over_time("candidate", states.candidate, units, -1),
        over_time("output", states.output, units, 0),
        Grid("cell", states.cell[0].T.numpy().copy(), rows=units, cols=times, scale="diverging",
             low=-reach, high=reach),
        over_time("hidden", states.hidden, units, -1),
        Grid("answer", answers.numpy(), asked.numpy().copy(), ("asked for", "given"), times,
             low=0, high=CLASSES[task] - 1),
        Curve("training", follow=("loss", "accuracy"), low=0),
        learnt("weight_ih", weight_ih, names_of(task)),
        learnt("weight_hh", weight_hh, units),
        learnt("bias", (bias_ih + bias_hh)[:, None], ("b",)),
    )


FORMULAS = {
    "input": r"i_t = \sigma(W_i x_t + U_i h_{t-1} + b_i)",
    "forget": r"f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)",
    "candidate": r"g_t = \tanh(W_g x_t + U_g h_{t-1} + b_g)",
    "output": r"o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o)",
    "cell": r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
    "hidden": r"h_t = o_t \odot \tanh(c_t)",
}
GIVEN = {
    "inputs": "a number of the input; it is given.",
    "weight_ih": "a weight of the input, learnt from the gradient of the loss.",
    "weight_hh": "a weight of the hidden state before, learnt from the gradient of the loss.",
    "bias": "a bias, learnt from the gradient of the loss; torch keeps it in two parts, bias_ih and bias_hh.",
}
MEANT = {
    "loss": "the mean cross-entropy of the answers, over a batch the net is about to learn from.",
    "accuracy": f"the share of right answers over 200 unseen sequences of {TEST_STEPS} time steps.",
}


@lstm_gates.explains
def explain_lstm_gates(frame: Frame, view: str, index: Index) -> Explanation:
    """Gates, cell and hidden state are the sums of their equations; inputs are given, weights learnt."""
    row, col = (*index, 0)[:2]
    explain = {"cell": explain_cell, "hidden": explain_hidden}
    if view in GATES:
        return explain_gate(frame, view, row, col)
    if view in explain:
        return explain[view](frame, row, col)
    if view == "training":
        name = ("loss", "accuracy")[row]
        return Explanation(f"{name}: {MEANT[name]}", frame.readings.get(name, "not measured in this frame"))
    value = float(frame.array(view)[row, col])
    if view == "answer":
        time = f"at time {col}"
        return Explanation(f"The answer asked for {time}.", value) if row == 0 else Explanation(
            f"The answer given {time}: the class with the largest logit, a weighted sum of the hidden state.",
            value, torch="readout(hidden).argmax(-1)",
            depends={"hidden": tuple((unit, col) for unit in range(frame.knobs["hidden"]))})
    return Explanation(f"{view}[{row}, {col}] is {GIVEN[view]}", value)


def explain_gate(frame: Frame, gate: str, unit: int, time: int) -> Explanation:
    """The weighted sum of the input now and the hidden state before, squashed."""
    value = float(frame.array(gate)[unit, time])
    broken, _, level = frame.knobs["lesion"].partition("_")
    if gate == broken:
        return Explanation(f"The lesion holds the {gate} gate at {level}, whatever comes.", value)
    row = GATES.index(gate) * frame.knobs["hidden"] + unit
    squash: Literal["tanh", "sigmoid"] = "tanh" if gate == "candidate" else "sigmoid"
    sources = [("weight_ih", "inputs", time)]
    if time:
        sources.append(("weight_hh", "hidden", time - 1))
    terms: list[tuple[float, ...]] = []
    depends: dict[str, tuple[Index, ...]] = {"bias": ((row, 0),)}
    for weight, source, at in sources:
        terms += zip(frame.array(weight)[row].tolist(), frame.array(source)[:, at].tolist(), strict=True)
        depends[weight] = tuple((row, k) for k in range(len(frame.array(source))))
        depends[source] = tuple((k, at) for k in range(len(frame.array(source))))
    sums = [f"{weight}[{row}] @ {source}[:, {at}]" for weight, source, at in sources]
    return Explanation(
        f"{gate}[{unit}, {time}]: weights times the input now and the hidden state before, plus a bias, "
        f"through {'tanh, from -1 to 1' if squash == 'tanh' else 'a sigmoid, from 0 to 1'}.",
        value, FORMULAS[gate], (*terms, (float(frame.array("bias")[row, 0]),)),
        torch=f"torch.{squash}({' + '.join(sums)} + bias[{row}, 0])", depends=depends,
        apply=squash,
    )


def explain_cell(frame: Frame, unit: int, time: int) -> Explanation:
    """What is kept of the cell before, plus what is written now."""
    gates = ("forget", "input", "candidate")
    forget, write, candidate = (float(frame.array(gate)[unit, time]) for gate in gates)
    cell = frame.array("cell")[unit]
    before = float(cell[time - 1]) if time else 0.0
    depends: dict[str, tuple[Index, ...]] = dict.fromkeys(gates, ((unit, time),))
    if time:
        depends["cell"] = ((unit, time - 1),)
    kept = f"forget[{unit}, {time}] * cell[{unit}, {time - 1}] + " if time else ""
    return Explanation(
        f"cell[{unit}, {time}]: what is kept of the cell before, plus what is written now.",
        float(cell[time]), FORMULAS["cell"],
        ((forget, before), (write, candidate)),
        torch=f"{kept}input[{unit}, {time}] * candidate[{unit}, {time}]",
        depends=depends,
    )


def explain_hidden(frame: Frame, unit: int, time: int) -> Explanation:
    """As much of the cell as the output gate shows."""
    output, cell = (float(frame.array(name)[unit, time]) for name in ("output", "cell"))
    return Explanation(
        f"hidden[{unit}, {time}]: the cell through tanh, as far as the output gate lets it out.",
        float(frame.array("hidden")[unit, time]), FORMULAS["hidden"], ((output, math.tanh(cell)),),
        torch=f"output[{unit}, {time}] * torch.tanh(cell[{unit}, {time}])",
        depends={"output": ((unit, time),), "cell": ((unit, time),)},
    )
