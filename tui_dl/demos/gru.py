"""A plain loop, an LSTM and a GRU are to hold one letter: what in a memory decides whether it does?"""

from __future__ import annotations

import math
from itertools import count
from typing import Annotated, Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.frames import Curve, Explanation, Frame, Grid, Index, Reading, View

KINDS = ("rnn", "lstm", "gru")
NETS, BATCH, TESTED = 3, 32, 100  # nets of each kind, sequences of a training step, unseen ones to be measured on
HELD, LETTERS, SPELT = 4, 8, "ABCDwxyz"  # the first letter is one of ABCD, all others are of wxyz
BLOCKS = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}  # of weights, in the order in which torch stacks them
LESIONS = {"none": "rzn", "untied": "rznw", "no_reset": "zn"}  # blocks of the GRU; w: a gate of its own for writing
GATES = ("update", "write", "reset", "candidate")
FRAMES, UNITS = 100, 6


@demo(title="A loop, an LSTM, a GRU")
def gru_vs_lstm(
    hidden: Annotated[int, Knob(1, 64, help="numbers in the memory of each net")] = 24,
    gap: Annotated[int, Knob(1, 100, help="letters that come after the one to be held")] = 20,
    bias: Annotated[Literal["torch", "long"], Knob(
        help="gates begin as torch draws them, near one half; or long: open for up to `gap` letters")] = "torch",
    lesion: Annotated[Literal["none", "untied", "no_reset"], Knob(
        help="the GRU is built and trained with a gate of its own for writing, or without its reset gate", signs={
            "none": ("Nothing is broken.", "The GRUs pass 0.9; update and write add up to 1, reset moves."),
            "untied": ("The GRU has one gate for keeping and another for writing.",
                       "The GRUs stay at 0.25, and update and write no longer add up to 1."),
            "no_reset": ("The GRU has no reset gate.", "The GRUs pass 0.9; reset is exactly 1 at every letter."),
        })] = "none",
    steps: Annotated[int, Knob(0, 5000, help="updates of the weights; 0 goes on until stopped")] = 200,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of Adam")] = 2e-2,
) -> Demo:
    """Three plain loops, three LSTMs and three GRUs learn the same task: name the first letter after all the others.

    It is one of four, so that a guess is right in 0.25; the `gap` letters after it are noise, drawn from four others.
    All nine nets see the same batches. `rnn`, `lstm` and `gru` are the shares of right answers over 100 unseen
    sequences, as means of three nets, `_low` that of the worst of the three; `params_` are the parameters of each loop,
    as torch counts them. `lstm_keep` and `gru_keep` are what their gates keep of a memory at a letter of noise, as a
    mean of all units, letters and sequences.

    bias=long draws u from 1 to gap for each unit and begins with a bias of ln u for what is kept, which keeps u of
    u + 1, and of -ln u for what is written (Tallec and Ollivier 2018). The views of gates are those of the first GRU.
    """
    noise = torch.Generator().manual_seed(int(torch.randint(2**31, ())))  # the same letters, whatever the nets are
    test = letters_of(torch.arange(TESTED) % HELD, gap, noise)
    nets = {kind: Nets(kind, LESIONS[lesion] if kind == "gru" else BLOCKS[kind], hidden) for kind in KINDS}
    if bias == "long":
        for net in nets.values():
            net.open_gates(gap)
    optimizer = torch.optim.Adam([p for net in nets.values() for p in net.parameters()], lr, fused=True)
    every = max(1, math.ceil(steps / FRAMES)) if steps else 2  # updates between two frames

    for step in count():
        if step % every == 0 or step == steps:
            readings, views = measure(nets, test)
            caption = f"update {step}, right: " + ", ".join(f"{kind} {readings[kind]:.2f}" for kind in KINDS)
            live = yield Frame(step, steps, caption, {"step": step} | readings, views)
            optimizer.param_groups[0]["lr"] = live.lr
        if step == steps and steps:
            return
        letters = letters_of(torch.randint(0, HELD, (BATCH,), generator=noise), gap, noise)
        optimizer.zero_grad()
        torch.stack([net.loss(letters) for net in nets.values()]).sum().backward()
        optimizer.step()


def letters_of(first: Tensor, gap: int, noise: torch.Generator) -> Tensor:
    """Sequences (gap + 1, B): the letter to be held, (B,), and noise after it."""
    return torch.cat([first[None], torch.randint(HELD, LETTERS, (gap, len(first)), generator=noise)])


class Nets(nn.Module):
    """Three nets of one kind, side by side in one tensor, and for each a layer that names the letter."""

    def __init__(self, kind: str, blocks: str, hidden: int) -> None:
        super().__init__()
        self.kind, self.blocks, self.hidden = kind, blocks, hidden
        wide, bound = len(blocks) * hidden, 1 / math.sqrt(hidden)

        def drawn(*shape: int) -> nn.Parameter:
            return nn.Parameter(torch.empty(NETS, *shape).uniform_(-bound, bound))  # as torch.nn.GRU and Linear do

        self.weight_ih, self.weight_hh = drawn(LETTERS, wide), drawn(hidden, wide)  # (N, 8, kH), (N, H, kH)
        self.bias_ih, self.bias_hh = drawn(1, wide), drawn(1, wide)  # (N, 1, kH)
        self.readout, self.readout_bias = drawn(hidden, HELD), drawn(1, HELD)

    @torch.no_grad()
    def open_gates(self, gap: int) -> None:
        """Biases that keep a letter for up to `gap` steps: chrono initialisation (arXiv:1804.11188)."""
        log = torch.empty(NETS, self.hidden).uniform_(1, gap).log()
        for block, bias in {"f": log, "i": -log, "z": log, "w": -log}.items():
            if block in self.blocks:
                at = self.blocks.index(block) * self.hidden
                self.bias_ih[:, 0, at:at + self.hidden] = bias
                self.bias_hh[:, 0, at:at + self.hidden] = 0

    def params(self) -> int:
        """The parameters of one loop."""
        return sum(p[0].numel() for p in (self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh))

    def run(self, letters: Tensor) -> list[Moment]:
        """The loop over letters (T, B): what it computes at each of them."""
        start = self.weight_ih.new_zeros(NETS, letters.shape[1], self.hidden)  # (N, B, H)
        moment, moments = Moment(start, start), []
        for x in (self.weight_ih + self.bias_ih)[:, letters].unbind(1):  # (N, B, kH): a letter picks a row of weights
            h = torch.baddbmm(self.bias_hh, moment.hidden, self.weight_hh)  # (N, B, kH)
            parts = [dict(zip(self.blocks, part.chunk(len(self.blocks), -1), strict=True)) for part in (x, h)]
            moment = STEPS[self.kind](moment, *parts)
            moments.append(moment)
        return moments

    def answer(self, moment: Moment) -> Tensor:
        """A logit for each letter that may have come first, (N, B, 4)."""
        return torch.baddbmm(self.readout_bias, moment.hidden, self.readout)

    def loss(self, letters: Tensor) -> Tensor:
        """The cross-entropies of the three nets, added up: each net learns from its own alone."""
        logits = self.answer(self.run(letters)[-1])
        return F.cross_entropy(logits.flatten(0, 1), letters[0].repeat(NETS), reduction="sum") / letters.shape[1]


class Moment(NamedTuple):
    """What a net holds after a letter, and for a GRU how it came to it; each (N, B, H)."""

    memory: Tensor  # the cell state of an LSTM, else the hidden state
    hidden: Tensor
    gates: tuple[Tensor, ...] = ()  # what is kept, what is written; of a GRU all GATES


Parts = dict[str, Tensor]  # a block's sums over the input, or over the hidden state before; each (N, B, H)


def rnn(before: Moment, x: Parts, h: Parts) -> Moment:
    """The equation of torch.nn.RNN."""
    hidden = torch.tanh(x["h"] + h["h"])
    return Moment(hidden, hidden)


def lstm(before: Moment, x: Parts, h: Parts) -> Moment:
    """The equations of torch.nn.LSTM."""
    i, f, o = (torch.sigmoid(x[gate] + h[gate]) for gate in "ifo")
    cell = f * before.memory + i * torch.tanh(x["g"] + h["g"])
    return Moment(cell, o * torch.tanh(cell), (f, i))


def gru(before: Moment, x: Parts, h: Parts) -> Moment:
    """The equations of torch.nn.GRU (Cho et al. 2014, arXiv:1406.1078), whole or with a lesion.

    torch multiplies by the reset gate behind the matrix, r * (U h), as the first version of the paper does; its
    later ones have U (r * h).
    """
    z = torch.sigmoid(x["z"] + h["z"])  # how much of the state to keep
    r = torch.sigmoid(x["r"] + h["r"]) if "r" in x else torch.ones_like(z)
    n = torch.tanh(x["n"] + r * h["n"])  # the candidate
    w = torch.sigmoid(x["w"] + h["w"]) if "w" in x else 1 - z  # how much of the candidate to write
    hidden = z * before.hidden + w * n
    return Moment(hidden, hidden, (z, w, r, n))


STEPS = {"rnn": rnn, "lstm": lstm, "gru": gru}


@torch.no_grad()
def measure(nets: dict[str, Nets], test: Tensor) -> tuple[dict[str, Reading], list[View]]:
    """How often each net is right, and what each memory still holds of the first letter, letter by letter."""
    runs = {kind: nets[kind].run(test) for kind in KINDS}
    right = {kind: (nets[kind].answer(run[-1]).argmax(-1) == test[0]).float().mean(1) for kind, run in runs.items()}
    readings: dict[str, Reading] = {kind: share.mean().item() for kind, share in right.items()}
    readings |= {f"{kind}_low": share.min().item() for kind, share in right.items()}
    for kind in KINDS[1:]:
        readings[f"{kind}_keep"] = torch.stack([moment.gates[0] for moment in runs[kind][1:]]).mean().item()
    traces = {kind: trace(torch.stack([moment.memory for moment in run])).numpy() for kind, run in runs.items()}
    spread = torch.stack([right[kind] for kind in KINDS])  # (3 kinds, 3 nets)
    return readings | {f"params_{kind}": nets[kind].params() for kind in KINDS}, [
        Curve("accuracy", follow=KINDS, low=0, high=1),
        Grid("nets", spread.numpy(), rows=KINDS, cols=("1", "2", "3"), low=0, high=1),
        Curve("trace", torch.arange(len(test)).numpy(), traces, x_label="letters since", low=0, high=1),
        Curve("keep", follow=("lstm_keep", "gru_keep"), low=0, high=1),
        *gates(runs["gru"], test),
    ]


def trace(memory: Tensor) -> Tensor:
    """The share of the variance of memories (T, N, B, H) that the first letter explains, a mean of the nets, (T,)."""
    apart = memory - memory.mean(2, keepdim=True)
    each = apart.unflatten(2, (-1, HELD)).mean(2)  # (T, N, 4, H): the mean memory after each first letter
    explained, whole = (values.square().mean(2).sum(-1) for values in (each, apart))  # (T, N)
    return (explained / whole.clamp_min(1e-12)).mean(1)


def gates(run: list[Moment], test: Tensor) -> list[View]:
    """What the first GRU does in the first unseen sequence: units down, letters across."""
    rows = tuple(str(unit) for unit in range(min(UNITS, run[0].hidden.shape[-1])))
    cols = tuple(SPELT[letter] for letter in test[:, 0].tolist())

    def over_time(name: str, values: list[Tensor], low: int) -> Grid:
        shown = torch.stack([value[0, 0, :UNITS] for value in values], dim=1)  # (U, T)
        scale: Literal["sequential", "diverging"] = "diverging" if low else "sequential"
        return Grid(name, shown.numpy(), rows=rows, cols=cols, low=low, high=1, scale=scale)

    return [over_time("state", [moment.hidden for moment in run], -1),
            *(over_time(name, [moment.gates[place] for moment in run], -1 if name == "candidate" else 0)
              for place, name in enumerate(GATES))]


MEANT = {
    "update": ("how much of its state the unit keeps", r"z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)",
               "torch.sigmoid(W_z @ x + U_z @ h + b_z)"),
    "write": ("how much of the candidate it takes in, by a gate of its own",
              r"w_t = \sigma(W_w x_t + U_w h_{t-1} + b_w)", "torch.sigmoid(W_w @ x + U_w @ h + b_w)"),
    "reset": ("how much of the state before the candidate sees", r"r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)",
              "torch.sigmoid(W_r @ x + U_r @ h + b_r)"),
    "candidate": ("what could be written, from -1 to 1", r"n_t = \tanh(W_n x_t + b_n + r_t \odot (U_n h_{t-1} + c_n))",
                  "torch.tanh(W_n @ x + b_n + r * (U_n @ h + c_n))"),
}
NAMES = {"rnn": "plain loop", "lstm": "LSTM", "gru": "GRU"}
RIGHT = "(logits.argmax(-1) == letters[0]).float().mean()"


@gru_vs_lstm.explains
def explain_gru_vs_lstm(frame: Frame, view: str, index: Index) -> Explanation:
    """A state is what is kept plus what is written; a gate is a sum of too many terms; all else is a statistic."""
    drawn = frame.view(view)
    if isinstance(drawn, Curve):
        kind, _, keep = (drawn.follow or KINDS)[index[0]].partition("_")
        if keep:
            return Explanation(f"What {NAMES[kind]}s keep of their memory at a letter of noise: the mean of their "
                               f"{'forget' if kind == 'lstm' else 'update'} gates, over all units, letters and unseen "
                               "sequences.", float(frame.readings[f"{kind}_keep"]), torch="gates[1:].mean()")
        if drawn.follow:
            return Explanation(f"{kind}: the share of right answers over {TESTED} unseen sequences, as the mean of "
                               f"three {NAMES[kind]}s.", float(frame.readings[kind]), torch=RIGHT)
        memory = "cell state" if kind == "lstm" else "hidden state"
        return Explanation(
            f"Of the variance of the {memory} over {TESTED} unseen sequences, {index[1]} letters after the first: the "
            f"share that lies between different first letters, as the mean of three {NAMES[kind]}s. At 1 nothing else "
            "is held, at 0 the letter is lost.", float(drawn.lines[kind][index[1]]),
            r"\frac{\sum_k \left( \bar{h}_k - \bar{h} \right)^2 / 4}{\sum_b \left( h_b - \bar{h} \right)^2 / B}",
            torch="h.unflatten(0, (-1, 4)).mean(0).var(0, correction=0).sum() / h.var(0, correction=0).sum()")
    assert isinstance(drawn, Grid)
    row, time = index
    value = float(drawn.values[row, time])
    if view == "nets":
        return Explanation(f"The share of right answers of {NAMES[KINDS[row]]} number {time + 1} over {TESTED} unseen "
                           "sequences.", value, torch=RIGHT)
    if view == "state":
        return explain_state(frame, row, time)
    lesion, at = frame.knobs["lesion"], f"[{row}, {time}]"
    if view == "write" and lesion != "untied":
        return Explanation(f"write{at}: what is not kept is written anew; one gate sets both.", value, r"w_t = 1 - z_t",
                           ((1.0,), (-1.0, float(frame.array("update")[row, time]))), torch=f"1 - update{at}",
                           depends={"update": ((row, time),)})
    if view == "reset" and lesion == "no_reset":
        return Explanation("There is no reset gate: the candidate sees the whole state before.", value)
    what, formula, line = MEANT[view]
    return Explanation(f"{view}{at}, at the letter {drawn.cols[time]}: {what}.", value, formula, torch=line)


def explain_state(frame: Frame, unit: int, time: int) -> Explanation:
    """What is kept of the state before, plus what is written of the candidate."""
    parts, at = ("update", "write", "candidate"), f"[{unit}, {time}]"
    update, write, candidate = (float(frame.array(name)[unit, time]) for name in parts)
    state = frame.array("state")[unit]
    depends: dict[str, tuple[Index, ...]] = dict.fromkeys(parts, ((unit, time),))
    if time:
        depends["state"] = ((unit, time - 1),)
    kept = f"update{at} * state[{unit}, {time - 1}] + " if time else ""
    return Explanation(
        f"state{at}: what is kept of the state before, plus what is written now.", float(state[time]),
        r"h_t = z_t \odot h_{t-1} + w_t \odot n_t",
        ((update, float(state[time - 1]) if time else 0.0), (write, candidate)),
        torch=f"{kept}write{at} * candidate{at}", depends=depends)
