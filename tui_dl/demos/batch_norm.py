"""Batch norm: every unit is centred and scaled by its batch, so an answer depends on what else is in the batch."""

from __future__ import annotations

import math
from itertools import count
from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.digits import held_out, training
from tui_dl.frames import Curve, Explanation, Frame, Gallery, Grid, Index, Reading, View

WIDTH, BATCH, FRAMES, SHOWN = 64, 64, 130, 8
WATCHED = 1  # the class of the digit that `p` is about
COMPANY = 15  # digits of one class around it, in the view `p(1) among`


@demo(title="Batch norm")
def batch_norm(
    mode: Annotated[Literal["eval", "train"], Knob(help="how the held-out digits are read: train uses their batch")]
    = "eval",
    batch: Annotated[int, Knob(2, 256, help="held-out digits read at a time; training batches have 64")] = 64,
    order: Annotated[Literal["sorted", "shuffled"], Knob(help="sorted: all 1s come first, then all 2s, ...")]
    = "sorted",
    lesion: Annotated[Literal["none", "forgot_eval"],
                      Knob(help="forgot_eval reads in training mode, whatever the mode says", signs={
                          "none": ("Nothing is broken.", "The loss falls, and the accuracy climbs over 0.9 with it."),
                          "forgot_eval": ("The net is read in training mode, one class at a time.",
                                          "The loss falls as it should, but the accuracy stays below 0.6."),
                      })] = "none",
    steps: Annotated[int, Knob(0, 5000, help="0: until stopped")] = 300,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of Adam")] = 0.005,
) -> Demo:
    """Two hidden layers with batch norm learn to read digits; 397 held-out ones are read in batches, in either mode.

    `accuracy` is the share of held-out digits read right; `p` is how likely the net takes the first of them, a 1, for
    a 1, and `read` what it takes it for. `loss` is the cross-entropy of the training batch. `mean` and `var` are those
    by which unit 1 of the first layer is normalised there, `gamma` and `beta` what it has learnt.
    """
    net = make_net()
    x, y = training()
    unseen, labels = stream(order)
    optimizer = torch.optim.Adam(net.parameters(), lr, fused=True)
    every = max(1, math.ceil(steps / FRAMES)) if steps else 4

    for step in count():
        chosen = torch.randint(0, len(x), (BATCH,))
        loss = F.cross_entropy(net(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        if step % every == 0 or step == steps:
            evaluating = mode == "eval" and lesion != "forgot_eval"
            shown, views = measure(net, unseen, labels, batch, evaluating)
            how = f"{'eval' if evaluating else 'training'} mode, {order} in batches of {batch}"
            live = yield Frame(step, steps, f"{how}: reads {shown['accuracy']:.0%}",
                               {"step": step} | shown | {"loss": loss.item()}, views)
        if step == steps and steps:
            return
        optimizer.param_groups[0]["lr"] = live.lr
        optimizer.step()


class BatchNorm(nn.Module):
    """Ioffe and Szegedy (2015, arXiv:1502.03167), Algorithms 1 and 2; the numbers of nn.BatchNorm1d."""

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, units: int, momentum: float = 0.1, eps: float = 1e-5) -> None:
        super().__init__()
        self.momentum, self.eps = momentum, eps
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.zeros(units))
        self.register_buffer("running_mean", torch.zeros(units))
        self.register_buffer("running_var", torch.ones(units))

    def forward(self, x: Tensor) -> Tensor:
        """(B, units) to the same shape, or several batches side by side, (n, B, units)."""
        mean, var = self.statistics(x)
        if self.training and torch.is_grad_enabled():  # torch's own remembers whatever it reads in training mode
            self.remember(mean[0], var[0] * len(x) / (len(x) - 1))  # here a variance divided by B - 1
        return self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta

    def statistics(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and variance of each unit: in training mode over the batch, in eval mode those remembered."""
        if self.training:
            mean = x.mean(dim=-2, keepdim=True)  # (..., 1, units)
            return mean, ((x - mean) ** 2).mean(dim=-2, keepdim=True)
        return self.running_mean, self.running_var  # (units,)

    @torch.no_grad()
    def remember(self, mean: Tensor, var: Tensor) -> None:
        """Nine tenths of what was there, a tenth of the new."""
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (var - self.running_var)


def make_net() -> nn.Sequential:
    """(..., B, 1, 8, 8) -> (..., B, 10) logits. A bias before a batch norm would only be subtracted again."""
    return nn.Sequential(
        nn.Flatten(-3),  # (..., B, 64)
        nn.Linear(64, WIDTH, bias=False), BatchNorm(WIDTH), nn.ReLU(),
        nn.Linear(WIDTH, WIDTH, bias=False), BatchNorm(WIDTH), nn.ReLU(),
        nn.Linear(WIDTH, 10),
    )


def stream(order: str) -> tuple[Tensor, Tensor]:
    """The held-out digits in the order in which they come in; first the most ordinary 1, in either order."""
    x, y = held_out()
    ordinary = training().images[training().labels == WATCHED].mean(dim=0)  # the mean of all 1s to learn from
    first = torch.where(y == WATCHED, ((x - ordinary) ** 2).sum(dim=(1, 2, 3)), torch.inf).argmin()
    by_class, shuffled = ((y - WATCHED) % 10).argsort(stable=True), torch.randperm(len(y))
    others = by_class if order == "sorted" else shuffled
    places = torch.cat([first[None], others[others != first]])
    return x[places], y[places]


@torch.no_grad()
def measure(net: nn.Sequential, x: Tensor, y: Tensor, batch: int,
            evaluating: bool) -> tuple[dict[str, Reading], list[View]]:
    """What the net makes of the held-out digits x (N, 1, 8, 8) in batches; reading them teaches it nothing."""
    among = torch.stack([company(net.train(training), x, y) for training in (False, True)])  # (2, 10)
    net.train(not evaluating)
    logits = read(net, x, batch)
    unit, numbers = one_unit(net, x[:batch])
    net.train()
    taken = logits.argmax(dim=1)
    shown: dict[str, Reading] = {"accuracy": (taken == y).float().mean().item(),
                                 "p": logits[0].softmax(dim=0)[WATCHED].item(), "read": int(taken[0])}
    classes = tuple(f"{digit}s" for digit in range(10))
    kinds = tuple(map(str, y[:batch][:SHOWN].tolist()))
    return shown | numbers, [
        Grid(f"p({WATCHED}) among", among.numpy(), rows=("eval", "train"), cols=classes, low=0, high=1),
        Grid("unit 1", unit.numpy(), rows=("z", "normalised", "out"), cols=kinds, scale="diverging"),
        Curve("accuracy", follow=("accuracy",), low=0, high=1),
        Gallery("first of the batch", x[:batch][:SHOWN, 0].numpy(), tuple(map(str, taken[:batch][:SHOWN].tolist()))),
    ]


def read(net: nn.Module, x: Tensor, batch: int) -> Tensor:
    """The logits (N, 10), read in batches; the last one reaches back, so that it is full too."""
    starts = [min(start, len(x) - batch) for start in range(0, len(x), batch)]
    answers: Tensor = net(torch.stack([x[start:start + batch] for start in starts]))  # (n, batch, 10)
    done = (len(starts) - 1) * batch
    return torch.cat([answers[:-1].flatten(0, 1), answers[-1, done - len(x):]])


def company(net: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """How likely the first digit is a 1 in each company, (10,): among 0s, among other 1s, ... among 9s."""
    batches = torch.stack([torch.cat([x[:1], x[1:][y[1:] == digit][:COMPANY]]) for digit in range(10)])
    among: Tensor = net(batches)[:, 0].softmax(dim=1)[:, WATCHED]
    return among


def one_unit(net: nn.Sequential, x: Tensor) -> tuple[Tensor, dict[str, Reading]]:
    """Unit 1 of the first layer on the first digits of a batch: before, normalised, after (3, n); and its numbers."""
    norm = net[2]
    assert isinstance(norm, BatchNorm)
    z = net[:2](x)  # (B, units)
    mean, var = (of_units.flatten()[0] for of_units in norm.statistics(z))
    normalised = (z[:, 0] - mean) / torch.sqrt(var + norm.eps)  # (B,)
    rows = torch.stack([z[:, 0], normalised, norm.gamma[0] * normalised + norm.beta[0]])[:, :SHOWN]
    return rows, {"mean": mean.item(), "var": var.item(), "gamma": norm.gamma[0].item(), "beta": norm.beta[0].item()}


SAID = {
    "accuracy": ("The share of the 397 held-out digits that are read right, in this mode, order and size of batch.",
                 "(logits.argmax(1) == y).float().mean()"),
    "loss": ("The mean cross-entropy of the next batch of 64 training digits, in training mode, in nats.",
             "F.cross_entropy(net(x), y)"),
}


@batch_norm.explains
def explain_batch_norm(frame: Frame, view: str, index: Index) -> Explanation:
    """The three rows of a unit are one operation each; all else is an output of the network."""
    drawn = frame.view(view)
    if isinstance(drawn, Curve):
        name = drawn.follow[0]
        return Explanation(SAID[name][0], float(frame.readings[name]), torch=SAID[name][1])
    value = float(frame.array(view)[index])
    if isinstance(drawn, Gallery):
        return Explanation(f"A pixel of digit {index[0] + 1} of the batch, read as {drawn.labels[index[0]]}.", value)
    row, col = index
    if view == "unit 1":
        return explain_unit(frame, row, col)
    mode = ("eval", "training")[row]
    return Explanation(f"How likely the net, in {mode} mode, takes one and the same 1 for a {WATCHED} if {COMPANY} "
                       f"{col}s are in its batch.", value, r"p_1 = \frac{e^{z_1}}{\sum_j e^{z_j}}",
                       torch=f"net.train({bool(row)})(torch.cat([x[:1], others])).softmax(1)[0, {WATCHED}]")


def explain_unit(frame: Frame, row: int, col: int) -> Explanation:
    """What the first layer gives, that centred and scaled, and what leaves the batch norm."""
    values = frame.array("unit 1")[:, col].tolist()
    mean, var, gamma, beta = (float(frame.readings[name]) for name in ("mean", "var", "gamma", "beta"))
    if row == 0:
        return Explanation(f"What unit 1 of the first layer gives for digit {col + 1} of the batch.", values[0],
                           r"z = \sum_i w_i x_i", torch=f"net[:2](x)[{col}, 0]")
    if row == 1:
        return Explanation(f"Its distance from the mean {mean:.4g}, in standard deviations; the variance is {var:.4g}.",
                           values[1], r"\hat z = \frac{z - \mu}{\sqrt{\sigma^2 + \epsilon}}",
                           ((values[0] - mean, 1 / math.sqrt(var + 1e-5)),),
                           torch=f"F.batch_norm(z, mean, var)[{col}, 0]", depends={"unit 1": ((0, col),)})
    return Explanation(f"Scaled by gamma {gamma:.4g} and moved by beta {beta:.4g}, both learnt.", values[2],
                       r"y = \gamma \hat z + \beta", ((gamma, values[1]), (beta,)),
                       torch=f"net[:3](x)[{col}, 0]", depends={"unit 1": ((1, col),)})
