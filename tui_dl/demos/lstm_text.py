"""An LSTM reads a text letter by letter, and learns to say which one comes next."""

from __future__ import annotations

import math
from itertools import count
from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.lstm import FORGET_BIAS, unroll
from tui_dl.demos.texts import Text, shown, text_of
from tui_dl.frames import Bars, Curve, Explanation, Frame, Grid, Index, Reading, Tokens, View

BATCH, TIME = 16, 32  # sequences of a training step, and their letters
FRAMES, MEASURED = 150, 5  # frames of a run; in one of so many it is measured, and writes anew
PIECE, MOST_PIECES = 100, 100  # letters on which perplexity is measured
WRITTEN, READ = 72, 40  # letters it writes in a frame, letters of the sentence whose gates are shown
UNITS, BARS = 6, 6


@demo(title="A text by an LSTM")
def lstm_text(
    text: Annotated[Literal["course"], Knob(own="text", help="what is learnt; course: these lessons")] = "course",
    hidden: Annotated[int, Knob(1, 256, help="memory cells")] = 96,
    temperature: Annotated[float, Knob(0.1, 5, live=True, help="logits are divided by it before a letter is drawn")]
    = 1.0,
    lesion: Annotated[Literal["none", "forget_0", "forget_1", "input_0", "output_0"], Knob(
        help="a gate of the trained net, held at 0 or 1", clues=("text", "cell", "next letter", "perplexity"),
        signs={
            "none": ("Nothing is broken.", "Some cells go beyond 1, and perplexity falls below 7."),
            "forget_0": ("The forget gate is held at 0.", "No cell gets beyond 1: it holds the newest letter alone."),
            "forget_1": ("The forget gate is held at 1.", "Perplexity ends above 43, that of a blind guess."),
            "input_0": ("The input gate is held at 0.", "All cells are exactly 0, whatever is read."),
            "output_0": ("The output gate is held at 0.", "Cells move, and it answers as if nothing had been read."),
        })] = "none",
    steps: Annotated[int, Knob(0, 5000, help="updates of the weights; 0 goes on until stopped")] = 600,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of Adam")] = 1e-2,
) -> Demo:
    """An LSTM is given one letter after another, and its answer is a chance for each letter that could be next.

    It is measured like a table of counts: perplexity is exp of the mean of -ln p over the letters of a text, in
    pieces of 100, each begun with an empty memory. `held_out_perplexity` is that of a text it never learns from,
    `perplexity` that of as many letters of the training text. `loss` is the mean of -ln p over the batch to come.

    A lesion holds one gate of what it has learnt: in the views and in all readings but `loss`. The gates are shown
    over the beginning of the held-out text, for the first units; `next letter` is what comes after that.
    """
    read = text_of(text)
    net = Speller(len(read.alphabet), hidden)
    optimizer = torch.optim.Adam(net.parameters(), fused=True)
    time = min(TIME, len(read.training) - 1)
    every = max(1, math.ceil((steps or 600) / FRAMES))  # updates between two frames

    for step in count():
        start = torch.randint(0, len(read.training) - time, (BATCH, 1))
        letters = read.training[start + torch.arange(time + 1)]  # (B, T + 1)
        loss = net.loss(letters)
        ends = step == steps > 0
        if ends or step % every == 0:
            readings: dict[str, Reading] = {"step": step, "loss": loss.item()}
            if ends or step % (MEASURED * every) == 0:
                readings |= measure(net, read, lesion)
                says = write(net, read, lesion, temperature)
            live = yield Frame(step, steps, caption(readings, lesion), readings, views(net, read, lesion, says))
        if ends:
            return
        temperature, optimizer.param_groups[0]["lr"] = live.temperature, live.lr
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


class Speller(nn.Module):
    """An LSTM, and a layer that reads a logit for every letter off its hidden state."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.lstm, self.readout = nn.LSTM(size, hidden, batch_first=True), nn.Linear(hidden, size)
        nn.init.constant_(self.lstm.all_weights[0][3][hidden:2 * hidden], FORGET_BIAS)

    def one_hot(self, letters: Tensor) -> Tensor:
        """Letters (B, T) as vectors (B, T, V): 1 at the letter's number, 0 elsewhere."""
        return F.one_hot(letters, self.lstm.input_size).float()

    def loss(self, letters: Tensor, lesion: str = "none") -> Tensor:
        """The mean of -ln p of letters (B, T), each after those before it. `nn.LSTM` is `unroll`, but faster."""
        inputs = self.one_hot(letters[:, :-1])
        hidden = self.lstm(inputs)[0] if lesion == "none" else unroll(self.lstm, inputs, lesion).hidden  # (B, T, H)
        return F.cross_entropy(self.readout(hidden).flatten(0, 1), letters[:, 1:].flatten())


@torch.no_grad()
def measure(net: Speller, read: Text, lesion: str) -> dict[str, Reading]:
    """The perplexity of the beginning of both texts."""
    return {"perplexity": net.loss(pieces(read.training, len(read.held_out)), lesion).exp().item(),
            "held_out_perplexity": net.loss(pieces(read.held_out, len(read.held_out)), lesion).exp().item()}


def pieces(letters: Tensor, most: int) -> Tensor:
    """The first letters of a text as (n, PIECE + 1): each piece begins with the last letter of the one before."""
    letters = letters[:most]
    length = min(PIECE, len(letters) - 1)
    return letters.unfold(0, length + 1, length)[:MOST_PIECES]


@torch.no_grad()
def write(net: Speller, read: Text, lesion: str, temperature: float) -> Tensor:
    """WRITTEN letters, each drawn from what the net says after those before it; a blank stands before the first."""
    letter = torch.tensor([[read.alphabet.index(" ") if " " in read.alphabet else 0]])  # (1, 1)
    begin: tuple[Tensor, ...] = ()
    written = []
    for _ in range(WRITTEN):
        states = unroll(net.lstm, net.one_hot(letter), lesion, begin)
        begin = states.hidden[:, -1], states.cell[:, -1]  # each (1, H)
        p = torch.softmax(net.readout(begin[0]) / temperature, dim=1)  # (1, V)
        letter = torch.multinomial(p.nan_to_num(1, 1, 1), 1)
        written.append(letter.item())
    return torch.tensor(written)


def caption(readings: dict[str, Reading], lesion: str) -> str:
    """What this frame shows, in a line."""
    gate, _, value = lesion.partition("_")
    whole, held = ("", "") if lesion == "none" else ("whole net's ", f"; {gate} gate at {value}")
    unseen = readings.get("held_out_perplexity")
    measured = "" if unseen is None else f", perplexity {unseen:.2f} on text it never saw"
    return f"update {readings['step']}, {whole}loss {readings['loss']:.3f}{held}{measured}"


@torch.no_grad()
def views(net: Speller, read: Text, lesion: str, says: Tensor) -> tuple[View, ...]:
    """What it writes, its gates while it reads a sentence (units down, letters across), what it says then."""
    sentence = read.held_out[:READ]
    states = unroll(net.lstm, net.one_hot(sentence[None]), lesion)
    cols = tuple(shown(letter) for letter in read.spell(sentence))
    rows = tuple(str(unit) for unit in range(min(UNITS, net.lstm.hidden_size)))
    p = torch.softmax(net.readout(states.hidden[0, -1]), dim=0)  # (V,)
    top = p.argsort(descending=True, stable=True)[:BARS]
    coming = read.held_out[READ:READ + 1]
    mark = (top == coming).nonzero().flatten().tolist() if len(coming) else []

    def over_time(name: str, values: Tensor, low: float, high: float) -> Grid:
        return Grid(name, values[0, :, :UNITS].T.numpy().copy(), rows=rows, cols=cols, low=low, high=high,
                    scale="diverging" if low < 0 else "sequential")

    reach = max(1.0, states.cell[..., :UNITS].abs().max().item())
    return (
        Tokens("text", tuple(read.spell(says).split()) or ("_",)),
        Curve("perplexity", follow=("perplexity", "held_out_perplexity"), low=0),
        over_time("forget", states.forget, 0, 1),
        over_time("cell", states.cell, -reach, reach),
        Bars("next letter", tuple(shown(read.alphabet[place]) for place in top.tolist()), p[top].numpy(),
             mark=mark[0] if mark else None, low=0, high=1),
        Curve("training", follow=("loss",), low=0),
    )


MEANT = {
    "loss": "the mean of -ln p of the letters of a batch the net is about to learn from.",
    "perplexity": "exp of the mean of -ln p over the beginning of the training text.",
    "held_out_perplexity": "exp of the mean of -ln p over a text it never learns from.",
}
GIVEN = {
    "forget": ("how much of its cell a unit keeps as it reads this letter: a weighted sum of the letter and of the "
               "hidden state before, through a sigmoid.", r"f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)",
               "torch.sigmoid(W_f @ x + U_f @ h + b_f)"),
    "cell": ("the memory of a unit after this letter: what is kept of it, plus what is written.",
             r"c_t = f_t \odot c_{t-1} + i_t \odot g_t", "f * c + i * g"),
}


@lstm_text.explains
def explain_lstm_text(frame: Frame, view: str, index: Index) -> Explanation:
    """Gates and cells are sums of too many terms to show: their equations; all else is a statistic."""
    drawn = frame.view(view)
    if isinstance(drawn, Curve):
        name = drawn.follow[index[0]]
        return Explanation(f"{name}: {MEANT[name]}", frame.readings.get(name, "not measured in this frame"),
                           torch="F.cross_entropy(logits, letters)" + (".exp()" if name != "loss" else ""))
    if isinstance(drawn, Tokens):
        return Explanation("A word that the net has just written, letter by letter, each drawn from its softmax.",
                           drawn.tokens[index[0]], torch="torch.multinomial(torch.softmax(logits / temperature, 0), 1)")
    value = float(frame.array(view)[index])
    if isinstance(drawn, Bars):
        return Explanation(f"The chance that {drawn.labels[index[0]]} comes next: the softmax of the logits, which are "
                           "weighted sums of the hidden state.", value, r"p = softmax(W h + b)",
                           torch="torch.softmax(readout(hidden), dim=0)")
    what, formula, line = GIVEN[view]
    assert isinstance(drawn, Grid)
    gate, _, level = frame.knobs["lesion"].partition("_")
    if view == gate:
        return Explanation(f"The lesion holds the {gate} gate at {level}, whatever comes.", value)
    return Explanation(f"{view}[{index[0]}, {index[1]}], at the letter {drawn.cols[index[1]]}: {what}",
                       value, formula, torch=line)
