"""A gradient walks back through time: every step multiplies by the same weights, and by the slope of every unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import torch
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.frames import Array, Curve, Explanation, Frame, Grid, Index, Reading, View

FAINT, LARGE = 1e-4, 1e4  # the axis of the curve reaches from here to here at least

Function = Callable[[Tensor], Tensor]
ACTIVATIONS: dict[str, Function] = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}
SLOPES: dict[str, Function] = {  # of each activation, from its output h
    "sigmoid": lambda h: h * (1 - h),
    "tanh": lambda h: 1 - h**2,
    "relu": lambda h: (h > 0).to(h.dtype),
}


@demo(title="Gradients through time")
def gradient_flow(
    activation: Annotated[Literal["sigmoid", "tanh", "relu"], Knob(help="what every unit puts its sum through")]
    = "tanh",
    length: Annotated[int, Knob(1, 100, help="time steps")] = 50,
    scale: Annotated[float, Knob(0, 4, help="by how much weight_hh stretches, its largest eigenvalue")] = 1.0,
    weights: Annotated[Literal["mixed", "positive"], Knob(help="positive: weights and inputs without a minus sign")]
    = "mixed",
    units: Annotated[int, Knob(1, 32, help="numbers in the hidden state")] = 32,
) -> Demo:
    """A loop, h = act(W_hh h + w_ih x), has read its inputs; frame by frame the gradient goes one time step back.

    The loss depends on the last hidden state alone. `gradient` is the length of its gradient by the hidden state so
    many steps back, and 1 at the last; `factor` is what this step has multiplied it by, `slope` the mean slope of all
    units on the way so far. `ratio`, at the end, is the gradient at time 0 over that at the last. `share` is the
    length of the gradient of W_hh from the steps so far, over that from all.
    """
    weight_hh, weight_ih, inputs = drawn(length, scale, weights, units)
    hidden = forward(activation, weight_hh, weight_ih, inputs)  # (T + 1, H)
    slopes = SLOPES[activation](hidden)  # (T + 1, H)
    gradients = backward(weight_hh, slopes)  # (T + 1, H)
    lengths, shares = gradients.norm(dim=1), shares_so_far(gradients, slopes, hidden)  # (T + 1,) each
    kept = left_behind(hidden, slopes, weight_hh, weight_ih, inputs)

    for step in range(length + 1):
        time = length - step
        shown: dict[str, Reading] = {"step": step, "gradient": lengths[time].item(), "share": shares[step].item()}
        if step:
            shown["slope"] = slopes[time + 1:].mean().item()
        if step and lengths[time + 1] > 0:
            shown["factor"] = (lengths[time] / lengths[time + 1]).item()
        if time == 0:
            shown["ratio"] = (lengths[0] / lengths[-1]).item()
        said = caption(step, time, lengths[time].item())
        yield Frame(step, length, said, shown, walked(gradients, lengths, time) + kept)


def drawn(length: int, scale: float, weights: str, units: int) -> tuple[Tensor, Tensor, Tensor]:
    """W_hh (H, H) with this largest eigenvalue, w_ih (H,), and an input for each time step (T,)."""
    weight_hh, weight_ih, inputs = (torch.randn(shape, dtype=torch.float64)
                                    for shape in ((units, units), (units,), (length,)))
    if weights == "positive":
        weight_hh, weight_ih, inputs = weight_hh.abs(), weight_ih.abs(), inputs.abs()
    return weight_hh * (scale / torch.linalg.eigvals(weight_hh).abs().max()), weight_ih, inputs


def forward(activation: str, weight_hh: Tensor, weight_ih: Tensor, inputs: Tensor) -> Tensor:
    """The hidden states (T + 1, H), the first of them 0."""
    hidden = [torch.zeros_like(weight_ih)]
    for x in inputs:
        hidden.append(ACTIVATIONS[activation](weight_hh @ hidden[-1] + weight_ih * x))
    return torch.stack(hidden)


def backward(weight_hh: Tensor, slopes: Tensor) -> Tensor:
    """The gradient of the loss by every hidden state, (T + 1, H): the chain rule, one time step after the other.

    The loss is the sum of the last hidden state over the root of H, so its gradient there has the length 1.
    """
    gradients = [torch.full_like(slopes[0], len(weight_hh) ** -0.5)]
    for slope in slopes[1:].flip(0):  # the last time step first
        gradients.append(weight_hh.T @ (slope * gradients[-1]))
    return torch.stack(gradients[::-1])


def shares_so_far(gradients: Tensor, slopes: Tensor, hidden: Tensor) -> Tensor:
    """After 0 to T steps back: the length of the gradient of W_hh so far, over that of all of it, (T + 1,).

    Every time step uses the same weights, and hands them a part; the parts add up.
    """
    parts = (gradients * slopes)[1:, :, None] * hidden[:-1, None, :]  # (T, H, H)
    so_far = parts.flip(0).cumsum(0).flatten(1).norm(dim=1)  # (T,), the last time step first
    return torch.cat([torch.zeros_like(so_far[:1]), so_far / so_far[-1].clamp(min=1e-300)])


def caption(step: int, time: int, left: float) -> str:
    """Where the gradient is."""
    if step == 0:
        return f"{time} time steps are read; the gradient starts at the last, with length 1"
    return f"the gradient is at time {time}" + ("" if left else ", and nothing is left of it")


def walked(gradients: Tensor, lengths: Tensor, time: int) -> tuple[View, ...]:
    """The lengths so far, and what is known once the gradient is back at `time`: units down, time across."""
    known, most = torch.arange(len(lengths)) >= time, gradients[time:].abs().max().item()
    positive = lengths[lengths > 0]
    return (
        Curve("gradient", follow=("gradient",), x_label="steps back", log=True,
              low=min(FAINT, positive.min().item()), high=max(LARGE, positive.max().item())),
        Curve("share", follow=("share",), x_label="steps back", low=0, high=1),
        Grid("gradients", gradients.T.numpy(), known.expand(gradients.T.shape).numpy(), scale="diverging",
             low=-most, high=most),
    )


def left_behind(hidden: Tensor, slopes: Tensor, weight_hh: Tensor, weight_ih: Tensor, inputs: Tensor,
                ) -> tuple[View, ...]:
    """What the way forward has left behind, and the weights; nothing comes in at time 0."""
    came = torch.arange(len(hidden)) > 0  # (T + 1,)
    return (
        Grid("slopes", slopes.T.numpy(), came.expand(slopes.T.shape).numpy(), low=0, high=1),
        Grid("hidden", hidden.T.numpy(), scale="diverging"),
        Grid("inputs", torch.cat([torch.zeros(1), inputs])[None].numpy(), came[None].numpy(), scale="diverging"),
        Grid("weight_hh", weight_hh.numpy(), scale="diverging"),
        Grid("weight_ih", weight_ih[:, None].numpy(), scale="diverging"),
    )


GIVEN = {
    "inputs": "What the loop reads at time {1}, drawn at random.",
    "weight_hh": "By how much unit {1} at one time step moves unit {0} at the next. All of W_hh is drawn at random, "
                 "then divided so that its largest eigenvalue is scale.",
    "weight_ih": "By how much an input moves unit {0}, drawn at random.",
}


@gradient_flow.explains
def explain_gradient_flow(frame: Frame, view: str, index: Index) -> Explanation:
    """Hidden states and gradients are sums, slopes come from hidden states; lengths and shares are measured."""
    if view == "share":
        return Explanation("The length of what the steps so far have handed to the gradient of W_hh, over that of all.",
                           float(frame.readings["share"]), torch="parts[-step:].sum(0).norm() / parts.sum(0).norm()")
    if view == "gradient":
        time = frame.total - frame.step
        return Explanation(f"The length of the gradient of the loss by the hidden state at time {time}.",
                           float(frame.readings["gradient"]), r"\sqrt{\sum_i g_{i,t}^2}",
                           torch=f"torch.autograd.grad(loss, hidden[{time}])[0].norm()",
                           depends={"gradients": tuple((i, time) for i in range(len(frame.array("gradients"))))})
    row, time = index
    if view in GIVEN:
        return Explanation(GIVEN[view].format(row, time), float(frame.array(view)[index]))
    explain = {"gradients": explain_gradient, "slopes": explain_slope, "hidden": explain_hidden}[view]
    return explain(frame, row, time)


def explain_gradient(frame: Frame, unit: int, time: int) -> Explanation:
    """What all units of the next time step hand back: the gradient of each, its slope, and the weight between."""
    gradients = frame.array("gradients")
    value, ahead, every = float(gradients[unit, time]), time + 1, range(len(gradients))
    if ahead == gradients.shape[1]:
        return Explanation("The loss is the sum of the last hidden state over the root of its size.", value,
                           r"1 / \sqrt{H}", torch=f"{len(gradients)} ** -0.5")
    weights, slopes = frame.array("weight_hh")[:, unit], frame.array("slopes")[:, ahead]
    return Explanation(
        f"From every unit at time {ahead}: the weight from here to it, its slope, its gradient.", value,
        r"g_{i,t} = \sum_j w_{ji} \, \varphi'_{j,t+1} \, g_{j,t+1}", products(weights, slopes, gradients[:, ahead]),
        torch=f"W_hh[:, {unit}] @ (slopes[:, {ahead}] * gradients[:, {ahead}])",
        depends={"weight_hh": tuple((j, unit) for j in every), "slopes": tuple((j, ahead) for j in every),
                 "gradients": tuple((j, ahead) for j in every)},
    )


def products(*factors: Array) -> tuple[tuple[float, ...], ...]:
    """Vectors as the terms of a sum of products."""
    return tuple(zip(*(factor.tolist() for factor in factors), strict=True))


def explain_slope(frame: Frame, unit: int, time: int) -> Explanation:
    """The slope of the activation where the unit stands."""
    h, name = float(frame.array("hidden")[unit, time]), frame.knobs["activation"]
    value, depends = float(frame.array("slopes")[unit, time]), {"hidden": ((unit, time),)}
    said = f"By how much unit {unit} moves at time {time} when its sum does, per little."
    if name == "relu":
        return Explanation(f"{said} Above 0 a ReLU hands everything on, below nothing.", value,
                           torch=f"float(hidden[{unit}, {time}] > 0)", depends=depends)
    formula, terms, line = {
        "sigmoid": (r"h (1 - h)", ((h, 1 - h),), "h * (1 - h)"),
        "tanh": (r"1 - h^2", ((1.0,), (-h, h)), "1 - h ** 2"),
    }[name]
    return Explanation(said, value, formula, terms, torch=f"{line}  # h = hidden[{unit}, {time}]", depends=depends)


def explain_hidden(frame: Frame, unit: int, time: int) -> Explanation:
    """The weighted sum of the hidden state before and of the input, through the activation."""
    hidden, name = frame.array("hidden"), frame.knobs["activation"]
    value, before = float(hidden[unit, time]), time - 1
    if time == 0:
        return Explanation("Nothing has been read yet.", value)
    sums = products(frame.array("weight_hh")[unit], hidden[:, before])
    read = (float(frame.array("weight_ih")[unit, 0]), float(frame.array("inputs")[0, time]))
    silent = name == "relu" and value == 0
    return Explanation(
        f"Unit {unit} at time {time}: the units one step before and the input, each times a weight, "
        + ("come to nothing above 0, so the ReLU writes 0." if silent else f"through {name}."),
        value, r"h_t = \varphi(W_{hh} h_{t-1} + w_{ih} x_t)", () if silent else (*sums, read),
        torch=f"torch.{name}(W_hh[{unit}] @ hidden[:, {before}] + w_ih[{unit}] * x[{time}])",
        depends={"hidden": tuple((j, before) for j in range(len(hidden))), "inputs": ((0, time),),
                 "weight_hh": tuple((unit, j) for j in range(len(hidden))), "weight_ih": ((unit, 0),)},
        apply="sigmoid" if name == "sigmoid" else "tanh" if name == "tanh" else "",
    )
