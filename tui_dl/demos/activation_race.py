"""Three nets that differ in one function only, ReLU, tanh or sigmoid, race to a training error of 25 %."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import count
from typing import Annotated, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.digits import training
from tui_dl.frames import Bars, Curve, Explanation, Frame, Grid, Index, Reading, View

GOAL = 0.25  # the finishing line of Krizhevsky et al. (2012), figure 1
WIDTHS = (8, 16)  # maps of the first convolution, and of all others
BATCH, FRAMES, LOOKED_AT = 64, 130, 500  # training digits on which a frame is measured


class Activation(NamedTuple):
    """A function as a layer, and its slope dy/dz told by its output y."""

    layer: type[nn.Module]
    slope: Callable[[Tensor], Tensor]


ACTIVATIONS = {
    "relu": Activation(nn.ReLU, lambda y: (y > 0).float()),
    "tanh": Activation(nn.Tanh, lambda y: 1 - y**2),
    "sigmoid": Activation(nn.Sigmoid, lambda y: y * (1 - y)),
}


@demo(title="A race of ReLU, tanh and sigmoid")
def activation_race(
    depth: Annotated[int, Knob(2, 8, help="layers with weights: convolutions, and one dense layer at the end")] = 4,
    scale: Annotated[int, Knob(1, 16, help="the brightest pixel; 16 is how the digits are stored")] = 1,
    steps: Annotated[int, Knob(0, 5000, help="0: until stopped")] = 200,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of all three, momentum 0.9")] = 0.01,
) -> Demo:
    """Same first weights, same batches of the 1,400 training digits, same learning rate; another function.

    `error_relu` is the share of 500 training digits misread by the net with ReLUs, `steps_relu` the first frame's
    step at which that is 0.25 or less, infinite until then. The same for tanh and sigmoid. The map has the mean
    slope of the units of each layer but the last; `gradient` is how steep the loss of the next batch is by the
    weights of the first layer.
    """
    x, y = training()
    x = x * scale  # (1400, 1, 8, 8), from 0 to scale
    nets = race(depth)
    optimizers = [torch.optim.SGD(net.parameters(), lr, momentum=0.9, fused=True) for net in nets.values()]
    arrived = dict.fromkeys(nets, math.inf)
    every = max(1, math.ceil(steps / FRAMES)) if steps else 2

    for step in count():
        batch = torch.randint(0, len(x), (BATCH,))
        for net in nets.values():
            net.zero_grad()
            F.cross_entropy(net(x[batch]), y[batch]).backward()
        if step % every == 0 or step == steps:
            shown = {name: measure(net, ACTIVATIONS[name], x[:LOOKED_AT], y[:LOOKED_AT]) for name, net in nets.items()}
            for name, seen in shown.items():
                if seen.error <= GOAL:
                    arrived[name] = min(arrived[name], step)
            live = yield Frame(step, steps, caption(arrived), {"step": step} | readings(shown, arrived), views(shown))
        if step == steps and steps:
            return
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = live.lr
            optimizer.step()


def race(depth: int) -> dict[str, nn.Sequential]:
    """A net for each activation, all with the same weights. (B, 1, 8, 8) -> (B, 10) logits."""
    nets = {name: make_net(depth, activation.layer) for name, activation in ACTIVATIONS.items()}
    for net in nets.values():
        net.load_state_dict(nets["relu"].state_dict())
    return nets


def make_net(depth: int, activation: type[nn.Module]) -> nn.Sequential:
    """Convolutions of 3x3, each followed by the activation, with pooling after the first; one dense layer."""
    first, rest = WIDTHS
    layers = [nn.Conv2d(1, first, 3, padding=1), activation(), nn.MaxPool2d(2)]  # (B, 8, 4, 4)
    maps = first
    for _ in range(depth - 2):
        layers += [nn.Conv2d(maps, rest, 3, padding=1), activation()]  # (B, 16, 4, 4)
        maps = rest
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(maps * 16, 10))


class Seen(NamedTuple):
    """A net at one step: its training error, the gradient of its first layer, the mean slope of each activation."""

    error: float
    gradient: float
    slopes: list[float]


@torch.no_grad()
def measure(net: nn.Sequential, activation: Activation, x: Tensor, y: Tensor) -> Seen:
    """One pass through the net, x (500, 1, 8, 8), looking at the slopes after every layer; after `backward`."""
    slopes, out = [], x
    for layer in net:
        out = layer(out)
        if isinstance(layer, activation.layer):
            slopes.append(activation.slope(out).mean().item())
    gradient = net[0].weight.grad
    assert isinstance(gradient, Tensor)
    return Seen((out.argmax(dim=1) != y).float().mean().item(), gradient.norm().item(), slopes)


def readings(shown: dict[str, Seen], arrived: dict[str, float]) -> dict[str, Reading]:
    """When each net arrived, and where each is."""
    found: dict[str, Reading] = {f"steps_{name}": step for name, step in arrived.items()}
    return found | {f"error_{name}": seen.error for name, seen in shown.items()}


def caption(arrived: dict[str, float]) -> str:
    """Who has come down to the finishing line, in what order."""
    order = sorted((step, name) for name, step in arrived.items() if step < math.inf)
    return f"at {GOAL:.0%} error: " + (", ".join(f"{name} at step {step}" for step, name in order) or "nobody yet")


def views(shown: dict[str, Seen]) -> tuple[View, ...]:
    """The race, a map with a row for each net and a column for each layer but the last, and what reaches the first."""
    slopes = torch.tensor([seen.slopes for seen in shown.values()])  # (3, depth - 1)
    gradients = torch.tensor([seen.gradient for seen in shown.values()], dtype=torch.float64)
    columns = tuple(str(layer + 1) for layer in range(slopes.shape[1]))
    return (Curve("training error", follow=tuple(f"error_{name}" for name in shown), low=0, high=1),
            Grid("mean slope", slopes.numpy(), rows=tuple(shown), cols=columns, low=0, high=1),
            Bars("gradient", tuple(shown), gradients.numpy(), low=0))


SLOPES = {"relu": (r"f'(z) = 1 \text{ if } z > 0, \text{ else } 0", "(y > 0).float().mean()"),
          "tanh": (r"f'(z) = 1 - \tanh^2 z", "(1 - y**2).mean()"),
          "sigmoid": (r"f'(z) = \sigma(z) (1 - \sigma(z))", "(y * (1 - y)).mean()")}


@activation_race.explains
def explain_activation_race(frame: Frame, view: str, index: Index) -> Explanation:
    """Errors are shares of 500 training digits; slopes are means over them and all units of a layer."""
    name = tuple(ACTIVATIONS)[index[0]]
    if view == "training error":
        return Explanation(f"The share of 500 training digits that the net with {name} misreads.",
                           float(frame.readings[f"error_{name}"]), torch="(net(x).argmax(1) != y).float().mean()")
    value = float(frame.array(view)[index])
    if view == "gradient":
        return Explanation(f"How steep the loss of the next batch is, in the net with {name}: the length of its "
                           "gradient by all weights of the first layer.", value, torch="net[0].weight.grad.norm()")
    formula, torch_line = SLOPES[name]
    return Explanation(f"The mean slope of {name} over all units of layer {index[1] + 1} and 500 training digits: "
                       "what a gradient is multiplied by on its way back.", value, formula, torch=torch_line)
