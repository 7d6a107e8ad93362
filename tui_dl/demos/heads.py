"""Several heads of attention in one layer, each free to look where it likes, and what each looks at."""

from __future__ import annotations

import math
from itertools import count
from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.frames import Curve, Explanation, Frame, Grid, Index, Reading, Table, View

SYMBOLS = 8
D_MODEL = 48  # splits into 1, 2, 3 or 4 equal heads
BATCH, HELD_OUT, SHUFFLED, FRAMES = 64, 200, 20, 150


@demo(title="Heads of attention")
def heads(
    task: Annotated[Literal["previous", "both", "majority", "dice"], Knob(help="what is asked at every place")]
    = "both",
    heads: Annotated[int, Knob(1, 4, help="how many; each is as much narrower")] = 2,
    positions: Annotated[bool, Knob(help="add to every token a vector that says where it stands")] = True,
    masked: Annotated[bool, Knob(help="hide from a place what comes after it")] = False,
    lesion: Annotated[Literal["none", "no_positions", "no_scale", "one_head_off"],
                      Knob(help="one_head_off trains all heads and silences head 1 when measured", signs={
                          "none": ("Nothing is broken.", "Both halves of the answer reach 1, a head on each diagonal."),
                          "no_positions": ("Tokens do not say where they stand.",
                                           "The maps stay flat: no head finds a diagonal, and both halves stay low."),
                          "one_head_off": ("One of the heads is silenced when measured.",
                                           "The maps are as sharp as ever, but one half of the answer is lost."),
                      })] = "none",
    steps: Annotated[int, Knob(0, 5000, help="0: until stopped")] = 200,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="of Adam; fades out over the last third of the steps")]
    = 0.01,
) -> Demo:
    """One layer of attention, nothing else, learns to answer from the tokens around it.

    previous: the token before, around the corner at the start. both: the one before and the one after, by
    two linear read-outs. majority: the commonest token. dice: the next throw of a fair die.
    All readings are measured on 200 held-out sequences; a map is the mean of a head's weights over them.
    `mass_1` is the mean of map 1 along its best diagonal, `offset_1` says which: -1 looks one place back.
    `accuracy` counts answers that are right in full. `shuffle_error` is the largest change of an output of
    20 of them when the tokens are shuffled and the outputs are put back in order.
    """
    length, answers = (16 if task == "dice" else 12), (2 if task == "both" else 1)
    net = OneLayer(heads, length, answers, pooled=task == "majority",
                   positions=positions and lesion != "no_positions", scale=lesion != "no_scale", masked=masked)
    optimizer = torch.optim.Adam(net.parameters(), lr, fused=True)
    held_out, order = sequences(task, HELD_OUT, length), torch.randperm(length)
    every = max(1, math.ceil(steps / FRAMES)) if steps else 2

    for step in count():
        if step % every == 0 or step == steps:
            net.off = lesion == "one_head_off"
            shown, views = measure(net, task, *held_out, order)
            live = yield Frame(step, steps, caption(task, shown, net.off), {"step": step} | shown, views)
            optimizer.param_groups[0]["lr"], net.off = live.lr * fade(step, steps), False
        if step == steps and steps:
            return
        x, y = sequences(task, BATCH, length)
        optimizer.zero_grad()
        F.cross_entropy(net(x).flatten(0, -2), y.flatten()).backward()
        optimizer.step()


def fade(step: int, steps: int) -> float:
    """1, falling to 0 over the last third of the steps; always 1 where there is no last step."""
    return min(1.0, 3 * (steps - step) / steps) if steps else 1.0


class MultiHeadAttention(nn.Module):
    """Attention in several heads, as in Vaswani et al. (2017, 1706.03762, section 3.2.2)."""

    def __init__(self, d_model: int, heads: int, scale: bool = True, masked: bool = False) -> None:
        super().__init__()
        self.heads, self.scale, self.masked = heads, scale, masked
        self.query, self.key, self.value = (nn.Linear(d_model, d_model) for _ in range(3))
        self.project = nn.Linear(d_model, d_model)

    def forward(self, x: Tensor, off: bool = False) -> tuple[Tensor, Tensor]:
        """x (B, T, D) -> output (B, T, D) and weights (B, heads, T, T). `off` silences the first head."""
        B, T, D = x.shape
        q, k, v = (layer(x).view(B, T, self.heads, D // self.heads).transpose(1, 2)  # (B, heads, T, d)
                   for layer in (self.query, self.key, self.value))
        scores = q @ k.transpose(-2, -1)  # (B, heads, T, T)
        if self.scale:
            scores = scores / math.sqrt(D // self.heads)
        if self.masked:
            scores = scores.masked_fill(torch.ones(T, T, dtype=torch.bool).triu(1), -math.inf)
        weights = scores.softmax(dim=-1)
        found = weights @ v  # (B, heads, T, d)
        if off:
            found = torch.cat([torch.zeros_like(found[:, :1]), found[:, 1:]], dim=1)
        return self.project(found.transpose(1, 2).reshape(B, T, D)), weights  # heads side by side, then mixed


class OneLayer(nn.Module):
    """Embedding, one layer of attention around a skip, a linear read-out."""

    def __init__(self, heads: int, length: int, answers: int, pooled: bool, positions: bool,
                 scale: bool = True, masked: bool = False) -> None:
        super().__init__()
        self.answers, self.pooled, self.off = answers, pooled, False
        self.token = nn.Embedding(SYMBOLS, D_MODEL)
        self.position = nn.Parameter(torch.randn(length, D_MODEL) / 2) if positions else None
        self.norm = nn.LayerNorm(D_MODEL)
        self.attention = MultiHeadAttention(D_MODEL, heads, scale, masked)
        self.read_out = nn.Linear(D_MODEL, answers * SYMBOLS)
        self.weights = torch.zeros(0)  # of the last call, (B, heads, T, T)

    def forward(self, x: Tensor) -> Tensor:
        """x (B, T) -> logits (B, T, answers, symbols); pooled (B, 1, answers, symbols)."""
        z = self.token(x)  # (B, T, D)
        if self.position is not None:
            z = z + self.position
        found, self.weights = self.attention(self.norm(z), self.off)
        z = z + found
        if self.pooled:
            z = z.mean(dim=1, keepdim=True)
        logits: Tensor = self.read_out(z)
        return logits.view(*z.shape[:2], self.answers, SYMBOLS)


def sequences(task: str, number: int, length: int) -> tuple[Tensor, Tensor]:
    """Random tokens x (B, T) and what is asked: y (B, T, answers); for majority (B, 1, 1)."""
    x = torch.randint(0, SYMBOLS, (number, length + (task == "dice")))
    if task == "dice":
        return x[:, :-1], x[:, 1:, None]
    if task == "majority":
        favourite = torch.randint(0, SYMBOLS, (number, 1))
        x = torch.where(torch.rand(x.shape) < 0.5, favourite, x)
        return x, F.one_hot(x, SYMBOLS).sum(dim=1).argmax(dim=1)[:, None, None]  # of equals, the first
    around = [x.roll(1, dims=1)] + [x.roll(-1, dims=1)] * (task == "both")
    return x, torch.stack(around, dim=-1)


@torch.no_grad()
def measure(net: OneLayer, task: str, x: Tensor, y: Tensor, order: Tensor) -> tuple[dict[str, Reading], list[View]]:
    """Readings and views on held-out sequences x (B, T) with answers y."""
    shuffled = net(x[:SHUFFLED, order])
    logits = net(x)
    maps = net.weights.mean(dim=0)  # (heads, T, T)
    unshuffled = logits[:SHUFFLED] if net.pooled else logits[:SHUFFLED, order]
    right = logits.argmax(dim=-1) == y  # (B, T, answers)
    shown: dict[str, Reading] = {
        "loss": F.cross_entropy(logits.flatten(0, -2), y.flatten()).item(),
        "accuracy": right.all(dim=-1).float().mean().item(),
        "shuffle_error": (shuffled - unshuffled).abs().max().item(),
        "params": sum(p.numel() for p in net.parameters()),
    }
    for head, weights in enumerate(maps, start=1):
        shown[f"mass_{head}"], shown[f"offset_{head}"] = best_diagonal(weights)
    if task == "both":
        shown["previous_right"], shown["next_right"] = right.float().mean(dim=(0, 1)).tolist()
    if task == "dice":
        shown["last_accuracy"] = right[:, -1].float().mean().item()
    return shown, views(maps, x[0], y[0], logits[0].argmax(dim=-1))


def best_diagonal(weights: Tensor) -> tuple[float, int]:
    """The largest mean of a map (T, T) along a diagonal that goes around, and how far off the main one it is."""
    places = torch.arange(len(weights))
    masses = torch.stack([weights[places, (places + offset) % len(places)].mean() for offset in places])
    best = int(masses.argmax())
    return masses[best].item(), best if best <= len(places) // 2 else best - len(places)


def views(maps: Tensor, x: Tensor, y: Tensor, answer: Tensor) -> list[View]:
    """A map a head, the first held-out sequence, and the readings so far."""
    places = tuple(str(place) for place in range(1, len(x) + 1))
    lines = [("asks", x[:, None]), ("right", y), ("answers", answer)]
    cells = tuple((name, *(" ".join(map(str, row)) for row in line.tolist())) for name, line in lines)
    width = max(len(line) for line in cells)
    return [
        *(Grid(f"head {head}", weights.numpy(), rows=places, cols=places, low=0, high=1)
          for head, weights in enumerate(maps, start=1)),
        Curve("shares", follow=("accuracy", *(f"mass_{head}" for head in range(1, len(maps) + 1))), low=0, high=1),
        Curve("loss curve", follow=("loss",), low=0),
        Table("example", ("place", *places)[:width], tuple(line + ("",) * (width - len(line)) for line in cells)),
    ]


def caption(task: str, shown: dict[str, Reading], off: bool) -> str:
    """What is asked, and how well it is answered."""
    asked = {"previous": "which token came before", "both": "which tokens stand before and after",
             "majority": "which token is commonest", "dice": "what will the die show next"}[task]
    return f"{asked}? {shown['accuracy']:.0%} right" + (", with head 1 off" if off else "")


@heads.explains
def explain_heads(frame: Frame, view: str, index: Index) -> Explanation:
    """A cell of a map is a mean of weights; all else is the output of the network."""
    drawn = frame.view(view)
    if isinstance(drawn, Table):
        return Explanation("A token, from 0 to 7: asked about, right, or the network's likeliest answer.",
                           drawn.cells[index[0]][index[1]], torch="logits.argmax(dim=-1)")
    if isinstance(drawn, Curve):
        return explain_reading(frame, drawn.follow[min(index[0], len(drawn.follow) - 1)])
    head, (i, j) = int(view.split()[1]), index[:2]
    return Explanation(
        f"{view}, row {i + 1}, column {j + 1}: the weight that place {i + 1} gives to place {j + 1}, "
        f"as a mean over {HELD_OUT} held-out sequences.",
        float(frame.array(view)[i, j]),
        r"\bar\alpha_{ij} = \frac{1}{N} \sum_n \alpha^{(n)}_{ij}",
        torch=f"weights[:, {head - 1}].mean(dim=0)[{i}, {j}]",
    )


def explain_reading(frame: Frame, name: str) -> Explanation:
    """A line of a chart: a share of answers, a share of a map, or the loss."""
    value = float(frame.readings[name])
    if name == "loss":
        return Explanation(f"The mean cross-entropy of the answers to {HELD_OUT} held-out sequences, in nats.", value,
                           torch="F.cross_entropy(logits.flatten(0, -2), y.flatten())")
    if name == "accuracy":
        return Explanation(f"The share of answers to {HELD_OUT} held-out sequences that are right in full.", value,
                           torch="(logits.argmax(dim=-1) == y).all(dim=-1).float().mean()")
    head, offset = name.removeprefix("mass_"), frame.readings[f"offset_{name.removeprefix('mass_')}"]
    return Explanation(f"The mean of map {head} along its best diagonal, {offset} places from the place itself.", value,
                       torch=f"weights[:, {int(head) - 1}].mean(dim=0).roll({-int(offset)}, dims=1).diagonal().mean()")
