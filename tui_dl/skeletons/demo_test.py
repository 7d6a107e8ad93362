"""The demo untitled: what torch's own optimiser does, this does too."""

import pytest
import torch

from tui_dl.demos.play import play
from tui_dl.demos.run import parse_run


@pytest.mark.parametrize(("start", "lr"), [(-5.0, 0.1), (9.0, 0.9), (2.5, 1.0)])
def test_every_step_is_one_of_torch_optim_sgd(start: float, lr: float) -> None:
    weight = torch.nn.Parameter(torch.tensor(start))
    optimizer = torch.optim.SGD([weight], lr)
    for frame in play(parse_run(f"untitled start={start} lr={lr} @7:lr=0.3")):
        assert frame.readings["weight"] == pytest.approx(weight.item(), rel=1e-4, abs=1e-5)
        if frame.step == 7:
            optimizer.param_groups[0]["lr"] = 0.3
        loss = (weight - 3) ** 2
        optimizer.zero_grad()
        loss.backward()
        assert weight.grad is not None
        assert frame.readings["slope"] == pytest.approx(weight.grad.item(), rel=1e-4, abs=1e-5)
        optimizer.step()


def test_too_large_a_step_never_arrives() -> None:
    """What the demo is for: at learning rate 1 the weight jumps to and fro and gets no nearer."""
    far, near = ([frame.readings["loss"] for frame in play(parse_run(f"untitled lr={lr}"))] for lr in (1, 0.1))
    assert far[-1] == pytest.approx(far[0]) and float(near[-1]) < 0.001 * float(near[0])
