"""From a network's scores to its loss: exp, sum, divide, minus the logarithm."""

from __future__ import annotations

from typing import Annotated

import torch

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.frames import Bars, Explanation, Frame, Index, Reading


@demo(title="Softmax and cross-entropy")
def softmax_loss(
    logits: Annotated[tuple[float, ...], Knob(-50, 50, length=10, help="a score for every class")]
    = (2.0, 1.0, 0.0, -1.0),
    target: Annotated[int, Knob(0, 9, help="the right class, counted from 0")] = 1,
) -> Demo:
    """Scores become probabilities, and the loss is minus the logarithm of the right one's (in nats)."""
    if target >= len(logits):
        raise KnobError(f"There is no class {target} among {len(logits)}, counted from 0.",
                        "Give more logits, or a smaller target.")
    scores = torch.tensor(logits, dtype=torch.float64)  # (classes,)
    powers = scores.exp()
    total = powers.sum()
    p = powers / total
    loss = p[target].log().neg() + 0.0  # + 0.0: no minus before a zero

    captions = (
        f"{len(logits)} logits; the right class is {target}",
        "exp: e to the power of each, so that all are positive",
        f"sum: together they come to {total:.4g}",
        "divide: each as a share of the sum, so that they add up to 1",
        f"minus the logarithm of {p[target]:.4g} is {loss:.4g}",
    )
    arrives: list[tuple[int, str, Reading]] = [
        (2, "sum", total.item()), (3, "p", p[target].item()), (4, "loss", loss.item())]
    labels = tuple(str(i) for i in range(len(logits)))
    for step, caption in enumerate(captions):
        readings = {"step": step} | {name: value for when, name, value in arrives if step >= when}
        yield Frame(step, 4, caption, readings, (
            Bars("logits", labels, scores.numpy(), mark=target),
            Bars("exp", labels, powers.numpy(), torch.full_like(p, step >= 1, dtype=torch.bool).numpy(), target, low=0),
            Bars("p", labels, p.numpy(), torch.full_like(p, step >= 3, dtype=torch.bool).numpy(), target, 0, 1),
        ))


@softmax_loss.explains
def explain_softmax_loss(frame: Frame, view: str, index: Index) -> Explanation:
    """A probability is a power of e, divided by the sum of all of them."""
    bars, i = frame.view(view), index[0]
    assert isinstance(bars, Bars)
    value = float(bars.values[i])
    if bars.known is not None and not bars.known[i]:
        return Explanation(f"{view}[{i}] is not computed yet.", "not yet")
    if view == "logits":
        return Explanation(f"logits[{i}] is the score of class {i}; it is given.", value)
    if view == "exp":
        return Explanation(f"e to the power of logits[{i}].", value, r"e^{z_i}",
                           torch=f"logits[{i}].exp()", depends={"logits": ((i,),)})
    powers = frame.array("exp")
    total = float(powers.sum())
    return Explanation(
        f"exp[{i}] as a share of the sum {total:.4g}."
        + (" The loss is minus its logarithm." if i == bars.mark else ""),
        value, r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", ((float(powers[i]), 1 / total),),
        torch=f"logits.softmax(dim=0)[{i}]", depends={"exp": tuple((j,) for j in range(len(powers)))},
    )
