"""A recurrent net reads a text in a loop: one letter, the same weights, a new state; and again."""

from __future__ import annotations

from typing import Annotated

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.texts import shown
from tui_dl.frames import Explanation, Frame, Grid, Index, Mark, Reading, View

LEARNING_RATE = 0.03  # of Adam


@demo(title="A recurrent net, unrolled")
def rnn_unroll(
    text: Annotated[str, Knob(length=24, help="what it reads, one letter at each time step")] = "hello",
    hidden: Annotated[int, Knob(1, 16, help="numbers in its state")] = 3,
    updates: Annotated[int, Knob(0, 1000, help="of its weights before it reads, so that it can say what comes next")]
    = 0,
    loop: Annotated[bool, Knob(help="false: the weights of the state before are 0, and stay so")] = True,
) -> Demo:
    """A recurrent net (Elman 1990; torch.nn.RNN) reads a text, and hands its state on from letter to letter.

    Its alphabet is the text's own. With `updates` it first learns to say from every state which letter of the text
    comes next. Step t is the t-th letter read. `distance` is how far the state lies from the one after the same
    letter's last time, once a letter has come again; `params` counts the numbers in its two matrices and two
    biases, without the layer that says what comes next. After updates `p` is the chance that was given to the
    letter just read, and `lowest_p` the least of them so far.
    """
    alphabet = sorted(set(text))
    letters = torch.tensor([alphabet.index(letter) for letter in text])  # (T,)
    inputs = F.one_hot(letters, len(alphabet)).float()  # (T, V): 1 at the letter's own place
    net, readout = nn.RNN(len(alphabet), hidden), nn.Linear(hidden, len(alphabet))
    if not loop:
        net.all_weights[0][1].requires_grad_(False).zero_()  # weight_hh
    train(net, readout, inputs, letters, updates)

    with torch.no_grad():
        states = unroll(net, inputs)  # (T, H)
        chances = torch.softmax(readout(states), dim=1)  # (T, V), of the letter after each
    readings: dict[str, Reading] = {"params": sum(parameter.numel() for parameter in net.parameters())}
    for step in range(len(text) + 1):
        readings = readings | {"step": step} | newest(text, letters, states, chances, step, updates)
        yield Frame(step, len(text), caption(text, updates, readings), readings,
                    views(text, alphabet, net, inputs, states, chances, step))


def unroll(net: nn.RNN, inputs: Tensor) -> Tensor:
    """Inputs (T, V) to states (T, H): the equation of torch.nn.RNN, once for every letter."""
    weight_ih, weight_hh, bias_ih, bias_hh = net.all_weights[0]  # (H, V), (H, H), (H,), (H,)
    state = torch.zeros(net.hidden_size)  # before anything is read
    states = []
    for x in inputs:  # (V,)
        state = torch.tanh(weight_ih @ x + bias_ih + weight_hh @ state + bias_hh)  # (H,)
        states.append(state)
    return torch.stack(states)


def train(net: nn.RNN, readout: nn.Linear, inputs: Tensor, letters: Tensor, updates: int) -> None:
    """Updates of all weights, each on the whole text. `nn.RNN` computes what `unroll` spells out, but faster."""
    if len(letters) < 2:
        return
    learnt = [weight for weight in (*net.parameters(), *readout.parameters()) if weight.requires_grad]
    optimizer = torch.optim.Adam(learnt, LEARNING_RATE, fused=True)
    for _ in range(updates):
        optimizer.zero_grad()
        F.cross_entropy(readout(net(inputs[:-1])[0]), letters[1:]).backward()
        optimizer.step()


def newest(text: str, letters: Tensor, states: Tensor, chances: Tensor, step: int, updates: int) -> dict[str, Reading]:
    """What is known once `step` letters are read and was not before."""
    found: dict[str, Reading] = {}
    if step:
        before = text.rfind(text[step - 1], 0, step - 1)
        if before >= 0:
            found["distance"] = (states[step - 1] - states[before]).norm().item()
    if step > 1 and updates:
        given = chances[torch.arange(step - 1), letters[1:step]]  # (step - 1,)
        found |= {"p": given[-1].item(), "lowest_p": given.min().item()}
    return found


def caption(text: str, updates: int, readings: dict[str, Reading]) -> str:
    """The letter just read: whether it was foreseen, and whether its state is a new one."""
    step = int(readings["step"])
    if not step:
        return "nothing is read yet: the state is all zeros"
    letter = shown(text[step - 1])
    foreseen = f" (p {readings['p']:.2f})" if updates and step > 1 else ""
    again = text[step - 1] in text[:step - 1]
    return f"letter {step}: {letter}{foreseen}" + (
        f" again; its state is {readings['distance']:.2g} away from the last time" if again else " for the first time")


def views(text: str, alphabet: list[str], net: nn.RNN, inputs: Tensor, states: Tensor, chances: Tensor,
          step: int) -> tuple[View, ...]:
    """States, inputs and chances, a column for each letter; and the weights, which all columns share."""
    times, names = tuple(map(shown, text)), tuple(map(shown, alphabet))
    units = tuple(map(str, range(net.hidden_size)))
    weight_ih, weight_hh, bias_ih, bias_hh = (weight.detach() for weight in net.all_weights[0])

    def over_time(name: str, values: Tensor, rows: tuple[str, ...], low: float) -> Grid:
        known = (torch.arange(len(text)) < step).expand(len(rows), -1).numpy()
        marks = tuple(Mark(row, step - 1) for row in range(len(rows)) if step)
        return Grid(name, values.T.numpy().copy(), known, rows, times, marks, "diverging" if low else "sequential",
                    low=low, high=1)

    def learnt(name: str, values: Tensor, cols: tuple[str, ...]) -> Grid:
        return Grid(name, values.numpy().copy(), rows=units, cols=cols, scale="diverging")

    return (
        over_time("hidden", states, units, -1),
        over_time("input", inputs, names, 0),
        over_time("next letter", chances, names, 0),
        learnt("weight_ih", weight_ih, names),
        learnt("weight_hh", weight_hh, units),
        learnt("bias", (bias_ih + bias_hh)[:, None], ("b",)),
    )


GIVEN = {
    "weight_ih": "how much unit {} minds this letter",
    "weight_hh": "how much unit {} minds a number of the state before",
    "bias": "what is added in unit {} at each step; torch keeps it in two parts, bias_ih and bias_hh",
}


@rnn_unroll.explains
def explain_rnn_unroll(frame: Frame, view: str, index: Index) -> Explanation:
    """A number of the state is the sum of its equation; a chance comes from all of the state."""
    row, col = index
    value = float(frame.array(view)[row, col])
    if view == "hidden":
        return explain_hidden(frame, row, col)
    if view == "input":
        return Explanation("1 in the row of the letter that is read, 0 in all others.", value)
    if view == "next letter":
        grid = frame.view(view)
        assert isinstance(grid, Grid)
        return Explanation(
            f"The chance that {grid.rows[row]} comes after letter {col + 1}: a softmax of weighted sums of the state.",
            value, r"p = softmax(W h_t + b)", torch=f"torch.softmax(readout(hidden[:, {col}]), dim=0)[{row}]",
            depends={"hidden": tuple((unit, col) for unit in range(frame.knobs["hidden"]))})
    learnt = "random" if not frame.knobs["updates"] else f"learnt in {frame.knobs['updates']} updates"
    return Explanation(f"{view}[{row}, {col}]: {GIVEN[view].format(row)}. It is {learnt}, the same at every letter.",
                       value)


def explain_hidden(frame: Frame, unit: int, time: int) -> Explanation:
    """The weight of the letter, the state before times its weights, and the bias, through tanh."""
    sources = [("weight_ih", "input", time)] + ([("weight_hh", "hidden", time - 1)] if time else [])
    terms: list[tuple[float, ...]] = []
    depends: dict[str, tuple[Index, ...]] = {"bias": ((unit, 0),)}
    for weight, source, at in sources:
        terms += zip(frame.array(weight)[unit].tolist(), frame.array(source)[:, at].tolist(), strict=True)
        depends[weight] = tuple((unit, k) for k in range(len(frame.array(source))))
        depends[source] = tuple((k, at) for k in range(len(frame.array(source))))
    sums = [f"{weight}[{unit}] @ {source}[:, {at}]" for weight, source, at in sources]
    return Explanation(
        f"hidden[{unit}, {time}]: weights times the letter now and the state before, plus a bias, through tanh.",
        float(frame.array("hidden")[unit, time]), r"h_t = \tanh(W_{ih} x_t + W_{hh} h_{t-1} + b)",
        (*terms, (float(frame.array("bias")[unit, 0]),)),
        torch=f"torch.tanh({' + '.join(sums)} + bias[{unit}, 0])", depends=depends, apply="tanh",
    )
