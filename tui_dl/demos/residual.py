"""The same layers with and without a way past them: what depth does to a gradient, and what a skip does."""

from __future__ import annotations

import math
from collections import deque
from itertools import count
from typing import Annotated, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.digits import held_out, training
from tui_dl.frames import Curve, Explanation, Frame, Index, Reading, View

WIDTH, BATCH, FRAMES = 32, 64, 151
SMOOTH = 20  # batches over which the loss is averaged
LOOKS = 5  # training steps from one look at the gradient's direction to the next
FLOOR, CEILING = 1e-8, 1e4  # of the logarithmic axes; what lies beyond is drawn at the edge


@demo(title="Depth and the way past")
def residual_depth(
    depth: Annotated[int, Knob(1, 100, help="hidden layers, each 32 units wide")] = 50,
    residual: Annotated[bool, Knob(help="a skip around every layer: what it computes is added to its input")] = True,
    norm: Annotated[Literal["none", "batch"], Knob(help="batch norm in every hidden layer, before its ReLU")] = "none",
    init: Annotated[Literal["torch", "kaiming"], Knob(help="random weights as torch draws them, or larger, for ReLU")]
    = "torch",
    lesion: Annotated[Literal["none", "no_skip", "no_scale"],
                      Knob(help="no_skip takes the skips away; no_scale adds without dividing by sqrt(depth)", signs={
                          "none": ("Nothing is broken.",
                                   "The first layer's gradient is as large as the last one's; accuracy passes 0.9."),
                          "no_skip": ("There is no way past the layers.",
                                      "grad_first is below 1e-10 from step 0 on, and the loss stays at 2.30."),
                          "no_scale": ("The skips are there, but what is added is not scaled.",
                                       "grad_first starts above 100, and the first losses are far above 2.30."),
                      })] = "none",
    steps: Annotated[int, Knob(0, 5000, help="0: until stopped")] = 150,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of Adam")] = 0.002,
) -> Demo:
    """A deep net of dense layers learns to read digits: x = relu(W x), or residual, x = x + relu(W x) / sqrt(depth).

    `grad_first` and `grad_last` are the lengths of the loss's gradient by the weights of the first and the last hidden
    layer. `steady` compares the gradient of a batch before and after a step of training: the mean cosine so far, 1 if
    it keeps its direction. `loss` is the mean cross-entropy of the last 20 training batches, in nats, `accuracy` the
    share of 397 held-out digits read right, `growth` how many times larger the numbers leave the hidden layers.
    """
    residual = residual and lesion != "no_skip"
    scale = 1.0 if lesion == "no_scale" else 1 / math.sqrt(depth)
    net = DeepNet(depth, residual, norm == "batch", init == "kaiming", scale)
    x, y = training().images.flatten(1) * 2 - 1, training().labels  # (N, 64) from -1 to 1
    optimizer = torch.optim.Adam(net.parameters(), lr, fused=True)
    every = max(1, math.ceil(steps / FRAMES)) if steps else 2
    losses: deque[float] = deque(maxlen=SMOOTH)
    cosines: list[float] = []

    for step in count():
        batch = torch.randint(0, len(x), (BATCH,))
        loss = F.cross_entropy(net(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        if step % every == 0 or step == steps:
            shown, views = measure(net, x[batch])
            shown["loss"] = sum(losses) / len(losses)
            if cosines:
                shown["steady"] = sum(cosines) / len(cosines)
            caption = f"{net.said()}: reads {shown['accuracy']:.0%}"
            live = yield Frame(step, steps, caption, {"step": step} | shown, views)
        if step == steps and steps:
            return
        before = net.gradient()
        optimizer.param_groups[0]["lr"] = live.lr
        optimizer.step()
        if step % LOOKS == 0:
            cosines.append(F.cosine_similarity(before, gradient_now(net, x[batch], y[batch]), dim=0).item())


class DeepNet(nn.Module):
    """A first layer, `depth` hidden ones, a read-out. The skip is the identity (He et al. 2015, arXiv:1512.03385)."""

    def __init__(self, depth: int, residual: bool, norm: bool, kaiming: bool, scale: float) -> None:
        super().__init__()
        self.residual, self.scale = residual, scale
        self.first = nn.Linear(64, WIDTH)
        layers = [nn.Linear(WIDTH, WIDTH) for _ in range(depth)]
        self.hidden = nn.ModuleList(layers)
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH) if norm else nn.Identity() for _ in range(depth))
        self.last = nn.Linear(WIDTH, 10)
        if kaiming:
            for layer in layers:
                nn.init.kaiming_normal_(layer.weight)  # variance 2 / 32: a ReLU halves it
                nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 64) -> (B, 10) logits."""
        logits: Tensor = self.last(self.through(x)[-1])
        return logits

    def through(self, x: Tensor) -> list[Tensor]:
        """x after the first layer and after each hidden one: depth + 1 tensors (B, 32)."""
        x = F.relu(self.first(x))
        seen = [x]
        for layer, norm in zip(self.hidden, self.norms, strict=True):
            branch = F.relu(norm(layer(x)))
            x = x + self.scale * branch if self.residual else branch
            seen.append(x)
        return seen

    def weights(self) -> list[Tensor]:
        """The weights of the hidden layers, each (32, 32)."""
        return [weight for name, weight in self.hidden.named_parameters() if name.endswith("weight")]

    def gradient(self) -> Tensor:
        """The gradient by all of them in a row, (depth * 32 * 32,), after `backward`."""
        return torch.cat([weight.grad.flatten() for weight in self.weights() if weight.grad is not None])

    def said(self) -> str:
        """What is built, in a few words."""
        depth = len(self.hidden)
        layers = f"{depth} layer{'s' * (depth > 1)}"
        if not self.residual:
            return f"{layers}, no way past them"
        return f"{layers}, skips, branches " + (f"scaled by 1/sqrt({depth})" if self.scale < 1 else "not scaled")


def gradient_now(net: DeepNet, x: Tensor, y: Tensor) -> Tensor:
    """What `net.gradient()` would be for this batch now; leaves no trace in the net."""
    averages = {name: buffer.clone() for name, buffer in net.named_buffers()}  # batch norm would write into them
    loss = F.cross_entropy(functional_call(net, averages, (x,)), y)
    return torch.cat([gradient.flatten() for gradient in torch.autograd.grad(loss, net.weights())])


@torch.no_grad()
def measure(net: DeepNet, batch: Tensor) -> tuple[dict[str, Reading], list[View]]:
    """Gradients as `backward` left them, the size of the numbers in a batch (B, 64), and held-out accuracy."""
    gradients = torch.stack([weight.grad.norm() for weight in net.weights() if weight.grad is not None])  # (depth,)
    net.eval()
    sizes = torch.stack([x.square().mean().sqrt() for x in net.through(batch)])  # (depth + 1,)
    right = net(held_out().images.flatten(1) * 2 - 1).argmax(dim=1) == held_out().labels
    net.train()
    shown: dict[str, Reading] = {
        "accuracy": right.float().mean().item(), "grad_first": gradients[0].item(), "grad_last": gradients[-1].item(),
        "growth": (sizes[-1] / sizes[0]).item(),
    }
    by_layer = {"gradient": gradients.numpy(), "size": sizes[1:].numpy()}
    return shown, [
        Curve("by layer", torch.arange(1, len(sizes)).numpy(), by_layer, x_label="layer", low=FLOOR, high=CEILING,
              log=True),
        Curve("accuracy", follow=("accuracy", "steady"), low=0, high=1),
    ]


SAID = {
    "accuracy": ("The share of the 397 held-out digits that are read right.", "(net(x).argmax(1) == y).float().mean()"),
    "steady": ("How well the gradient of a batch keeps its direction over one step of training: the cosine of the "
               f"angle between before and after, as a mean over every {LOOKS}th step so far.",
               "F.cosine_similarity(before, after, dim=0)"),
}


@residual_depth.explains
def explain_residual_depth(frame: Frame, view: str, index: Index) -> Explanation:
    """Lengths of gradients, sizes of numbers, and what the whole network makes of the digits."""
    drawn = frame.view(view)
    assert isinstance(drawn, Curve)
    if drawn.follow:
        name = drawn.follow[index[0]]
        value = frame.readings.get(name, "not measured before the first step")
        return Explanation(SAID[name][0], float(value) if isinstance(value, float) else str(value), torch=SAID[name][1])
    name, layer = tuple(drawn.lines)[index[0]], int(drawn.x[index[1]])
    value = float(drawn.lines[name][index[1]])
    if name == "gradient":
        return Explanation(
            f"The length of the loss's gradient by the {WIDTH} x {WIDTH} weights of hidden layer {layer}, for the next "
            f"batch of {BATCH} digits.", value, r"\sqrt{\sum_{ij} (\partial L / \partial w_{ij})^2}",
            torch=f"net.hidden[{layer - 1}].weight.grad.norm()",
        )
    return Explanation(
        f"How large the {WIDTH} numbers are that leave hidden layer {layer}, over that batch: the root of their mean "
        "square.", value, r"\sqrt{\frac{1}{n} \sum_i x_i^2}", torch=f"net.through(x)[{layer}].square().mean().sqrt()",
    )
