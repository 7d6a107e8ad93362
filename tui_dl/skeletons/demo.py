"""A weight that rolls down a slope: one line on what there is to see."""

from __future__ import annotations

from itertools import count
from typing import Annotated

import torch

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.frames import Curve, Explanation, Frame, Index, Table

TARGET = 3.0


@demo(title="Untitled")
def untitled(
    start: Annotated[float, Knob(-10, 10, help="where the weight begins")] = -5.0,
    steps: Annotated[int, Knob(0, 1000, help="0: until stopped")] = 40,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate")] = 0.1,
) -> Demo:
    """The loss is (weight - 3)², and every step goes against its slope.

    `weight` is the number that is learnt, `loss` how wrong it is, `slope` the derivative of the loss at the weight.
    """
    weight = torch.tensor(start, requires_grad=True)  # ()
    for step in count():
        loss = (weight - TARGET) ** 2
        slope, = torch.autograd.grad(loss, weight)
        shown = {"weight": weight.item(), "loss": loss.item(), "slope": slope.item()}
        caption = f"the slope at {shown['weight']:.3g} is {shown['slope']:.3g}"
        views = (Curve("descent", follow=("weight",)), Table("now", tuple(shown), (tuple(shown.values()),)))
        live = yield Frame(step, steps, caption, {"step": step, **shown}, views)
        if step == steps and steps:
            return
        weight = (weight - live.lr * slope).detach().requires_grad_()


@untitled.explains
def explain_untitled(frame: Frame, view: str, index: Index) -> Explanation:
    """Where a number comes from: `index` is its cell in the view, of a table row and column."""
    weight, column = float(frame.readings["weight"]), index[1] if view == "now" else 0
    if column == 0:
        return Explanation("The weight after the steps so far, each against the slope.", weight)
    off, depends = weight - TARGET, {"now": ((0, 0),)}
    if column == 1:
        return Explanation("How wrong the weight is.", float(frame.readings["loss"]), "(w - 3)²", ((off, off),),
                           torch="(weight - 3) ** 2", depends=depends)
    return Explanation("The derivative of the loss at the weight.", float(frame.readings["slope"]), "2(w - 3)",
                       ((2.0, off),), torch="torch.autograd.grad(loss, weight)", depends=depends)
