"""Softmax and cross-entropy: equal to torch.nn.functional."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.demos.declare import KnobError
from tui_dl.demos.loss import softmax_loss
from tui_dl.demos.play import play
from tui_dl.demos.run import parse_run
from tui_dl.frames import frame_json

LOGITS = st.lists(st.floats(-50, 50), min_size=1, max_size=10).map(tuple)


@settings(max_examples=60, deadline=None)
@given(LOGITS, st.data())
def test_loss_and_p_equal_torch(logits: tuple[float, ...], data: st.DataObject) -> None:
    target = data.draw(st.integers(0, len(logits) - 1))
    *_, last = softmax_loss(logits=logits, target=target)
    z = torch.tensor(logits, dtype=torch.float64)
    assert last.readings["loss"] == pytest.approx(F.cross_entropy(z, torch.tensor(target)).item(), rel=1e-9, abs=1e-12)
    assert last.readings["p"] == pytest.approx(z.softmax(0)[target].item(), rel=1e-9)
    torch.testing.assert_close(torch.from_numpy(last.array("p")), z.softmax(0))


def test_each_step_makes_one_thing_known() -> None:
    run = list(play(parse_run("softmax-loss logits=1,2,3 target=2")))
    assert [frame.step for frame in run] == [0, 1, 2, 3, 4] and run[-1].total == 4
    shown = [{view["name"]: view["values"] for view in frame_json(frame)["views"]} for frame in run]
    assert [step["exp"][0] is not None for step in shown] == [False, True, True, True, True]
    assert [step["p"][0] is not None for step in shown] == [False, False, False, True, True]
    assert [set(frame.readings) - {"step"} for frame in run] == [
        set(), set(), {"sum"}, {"sum", "p"}, {"sum", "p", "loss"}]


@given(LOGITS, st.floats(-10, 10))
@settings(max_examples=30, deadline=None)
def test_adding_the_same_to_all_logits_changes_nothing(logits: tuple[float, ...], more: float) -> None:
    near = tuple(logit / 2 for logit in logits)
    *_, plain = softmax_loss(logits=near, target=0)
    *_, moved = softmax_loss(logits=tuple(logit + more for logit in near), target=0)
    assert moved.readings["loss"] == pytest.approx(plain.readings["loss"], rel=1e-6, abs=1e-9)


def test_a_class_that_does_not_exist_is_a_knob_error() -> None:
    with pytest.raises(KnobError, match="no class 3 among 3"):
        next(play(parse_run("softmax-loss logits=1,2,3 target=3")))


def test_explanations_come_to_the_value_and_torch_reproduces_it() -> None:
    *_, last = play(parse_run("softmax-loss logits=1,2,-3.5 target=0"))
    assert softmax_loss.explain is not None
    logits = torch.tensor([1, 2, -3.5], dtype=torch.float64)
    for view in ("exp", "p"):
        for i in range(3):
            told = softmax_loss.explain(last, view, (i,))
            assert eval(told.torch, {"logits": logits}).item() == pytest.approx(told.value)
            assert not told.terms or told.combined() == pytest.approx(told.value)
    assert softmax_loss.explain(last, "logits", (2,)).value == -3.5
    first = next(play(parse_run("softmax-loss")))
    assert softmax_loss.explain(first, "p", (0,)).value == "not yet"
