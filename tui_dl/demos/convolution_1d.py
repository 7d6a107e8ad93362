"""Convolution in one dimension: slide, multiply, add; and what turning the filter round changes."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.digits import training
from tui_dl.frames import Curve, Explanation, Frame, Grid, Index, Mark, Reading, View

LENGTH, HEIGHT = 16, 9  # of the noisy signal: half a wave, as whole numbers


@demo(title="Convolution in one dimension")
def convolution_1d(
    signal: Annotated[Literal["noisy", "spike", "step", "digit"], Knob(help="digit: a row of a handwritten digit")]
    = "noisy",
    filter: Annotated[tuple[float, ...], Knob(-10, 10, length=9, help="the weights, from left to right")]
    = (0.2, 0.2, 0.2, 0.2, 0.2),
    flip: Annotated[bool, Knob(help="turn the filter round first, as mathematicians do")] = False,
    noise: Annotated[float, Knob(0, 10, help="how far the noisy signal strays from the clean one")] = 2.0,
) -> Demo:
    """A filter slides over a signal; at every place the numbers under it are multiplied by the weights and added.

    Torch lays the filter on as it is (cross-correlation), mathematicians turn it round first: `flip`. The
    output is as long as the signal, beyond whose ends there are zeros. `difference` is the largest change that
    turning round makes, `first` the first output that is not 0. For the noisy signal, half a wave rounded to
    whole numbers, `error_before` and `error_after` are the mean squared distances of signal and output from
    the clean wave.
    """
    x, clean = make_signal(signal, noise)  # (T,) each
    weight = torch.tensor(filter, dtype=torch.float64)  # (k,)
    output, turned = (convolve(x, w) for w in (weight, weight.flip(0)))
    difference = (output - turned).abs().max().item()
    output, laid = (turned, weight.flip(0)) if flip else (output, weight)
    length = len(x)

    for step in range(length + 1):
        at = step - 1
        shown: dict[str, Reading] = {"difference": difference, "weight_sum": weight.sum().item()}
        if step:
            shown |= {"position": at, "value": output[at].item()} | first_of(output[:step])
        if step == length and signal == "noisy":
            shown |= {"error_before": F.mse_loss(x, clean).item(), "error_after": F.mse_loss(output, clean).item()}
        yield Frame(step, length, caption(x, laid, output, at), shown,
                    (*grids(x, weight, output, flip, at),
                     *((curve(x, output[:step]),) if signal == "noisy" else ())))


def make_signal(signal: str, noise: float) -> tuple[Tensor, Tensor]:
    """The signal (T,) and what it would be without noise, float64."""
    if signal == "spike":
        clean = torch.eye(7, dtype=torch.float64)[3]
    elif signal == "step":  # up, and down again, so that the zeros outside are no step of their own
        clean = F.pad(torch.ones(5, dtype=torch.float64), (4, 4))
    elif signal == "digit":
        image = training().images[torch.randint(0, len(training().images), ())][0]  # (8, 8)
        clean = 16 * image[image.sum(dim=1).argmax()].double()  # the row with most ink, 0 to 16
    else:
        clean = HEIGHT * torch.linspace(0, math.pi, LENGTH, dtype=torch.float64).sin()
        return (clean + noise * torch.randn(LENGTH, dtype=torch.float64)).round(), clean
    return clean, clean


def convolve(x: Tensor, weight: Tensor) -> Tensor:
    """Signal (T,) and filter (k,) -> output (T,); what torch calls convolution, without a flip."""
    left = left_of(len(weight))
    return F.conv1d(F.pad(x, (left, len(weight) - 1 - left))[None, None], weight[None, None])[0, 0]


def left_of(k: int) -> int:
    """How many of k weights lie left of the place they write to; of an even filter one fewer than right of it."""
    return (k - 1) // 2


def first_of(output: Tensor) -> dict[str, Reading]:
    """The first number that is not 0, if there is one yet."""
    found = output[output != 0]
    return {"first": found[0].item()} if len(found) else {}


def caption(x: Tensor, laid: Tensor, output: Tensor, at: int) -> str:
    """The sum that has just been made, without its zeros."""
    if at < 0:
        return "the filter is about to slide over the signal"
    k = len(laid)
    under = F.pad(x, (left_of(k), k))[at : at + k]
    pairs = zip(under.tolist(), laid.tolist(), strict=True)
    terms = " + ".join(f"{number:.3g}·{signed(weight)}" for number, weight in pairs if number * weight)
    return f"position {at}: {terms or 'only zeros'} = {output[at]:.3g}"


def signed(number: float) -> str:
    """A factor, in brackets if it is negative."""
    return f"({number:.3g})" if number < 0 else f"{number:.3g}"


def grids(x: Tensor, weight: Tensor, output: Tensor, flip: bool, at: int) -> tuple[View, ...]:
    """Signal, filter, the filter turned round if it is, and the output as far as it is known."""
    start = at - left_of(len(weight))
    under = tuple(Mark(0, t, "source") for t in range(start, start + len(weight)) if at >= 0 and 0 <= t < len(x))
    known = (torch.arange(len(x)) <= at)[None].numpy()
    turned = (Grid("turned round", weight.flip(0)[None].numpy(), scale="diverging"),) if flip else ()
    return (
        Grid("signal", x[None].numpy(), marks=under, scale="diverging"),
        Grid("filter", weight[None].numpy(), scale="diverging"), *turned,
        Grid("output", output[None].numpy(), known, marks=(Mark(0, at),) if at >= 0 else (), scale="diverging"),
    )


def curve(x: Tensor, output: Tensor) -> Curve:
    """The signal and the output so far, over the positions."""
    return Curve("curve", torch.arange(len(x)).numpy(), {"signal": x.numpy(), "output": output.numpy()},
                 x_label="position", low=min(0.0, x.min().item()), high=x.max().item())


@convolution_1d.explains
def explain_convolution_1d(frame: Frame, view: str, index: Index) -> Explanation:
    """An output is a sum of products; signal and filter are given."""
    drawn, at = frame.view(view), index[-1]
    if view == "output" or (isinstance(drawn, Curve) and index[0] == 1):
        return explain_output(frame, at)
    value = float(frame.array("signal" if isinstance(drawn, Curve) else view)[0, at])
    if view == "turned round":
        source = len(frame.knobs["filter"]) - 1 - at
        return Explanation(f"Weight {source} of the filter; turned round, it lies at {at}.", value,
                           torch=f"w.flip(0)[{at}]", depends={"filter": ((0, source),)})
    return Explanation(f"Weight {at} of the filter; it is given." if view == "filter" else
                       f"The signal at position {at}; it is given.", value)


def explain_output(frame: Frame, at: int) -> Explanation:
    """The numbers under the filter times its weights, those over the zeros outside left out."""
    x, weight = frame.array("signal")[0], frame.array("filter")[0]
    k, flip = len(weight), bool(frame.knobs["flip"])
    start = at - left_of(k)
    pairs = [(t, k - 1 - (t - start) if flip else t - start) for t in range(start, start + k) if 0 <= t < len(x)]
    centre = k - 1 - left_of(k) if flip else left_of(k)
    sign, back = ("-", "+") if flip else ("+", "-")
    return Explanation(
        f"output[{at}]: every weight times the number under it, added up"
        + (", with the filter turned round." if flip else "."),
        float(frame.array("output")[0, at]),
        rf"y_t = \sum_i w_i \, x_{{t {sign} i {back} {centre}}}",
        tuple((float(x[t]), float(weight[i])) for t, i in pairs),
        torch=f'F.conv1d(x, w{".flip(-1)" if flip else ""}, padding="same")[0, 0, {at}]',
        depends={"signal": tuple((0, t) for t, _ in pairs), "filter": tuple((0, i) for _, i in pairs)},
    )
