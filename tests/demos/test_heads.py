"""Heads: attention equal to torch's, and what each head looks at, over several seeds."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from tui_dl.demos.heads import D_MODEL, MultiHeadAttention, OneLayer, best_diagonal, explain_heads, heads, sequences
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.run import Change, Run, parse_run
from tui_dl.frames import Frame, Reading, Table, frame_json

SEEDS = (0, 1, 2)


def last(line: str, seed: int) -> dict[str, float]:
    readings: dict[str, Reading] = {}
    for frame in play(parse_run(f"heads --seed {seed} {line}")):
        readings = dict(frame.readings)
    return {name: float(value) for name, value in readings.items()}


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_attention_equals_torch_nn_with_the_same_weights(count: int) -> None:
    torch.manual_seed(count)
    ours = MultiHeadAttention(D_MODEL, count)
    theirs = nn.MultiheadAttention(D_MODEL, count, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key.weight, ours.value.weight]))
        theirs.in_proj_bias.copy_(torch.cat([ours.query.bias, ours.key.bias, ours.value.bias]))
        theirs.out_proj.weight.copy_(ours.project.weight)
        theirs.out_proj.bias.copy_(ours.project.bias)
    x = torch.randn(5, 7, D_MODEL)
    output, weights = ours(x)
    expected, expected_weights = theirs(x, x, x, average_attn_weights=False)
    torch.testing.assert_close(output, expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(weights, expected_weights, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("scale, masked", [(True, False), (False, False), (True, True), (False, True)])
def test_scale_and_mask_equal_scaled_dot_product_attention(scale: bool, masked: bool) -> None:
    torch.manual_seed(0)
    net, x = MultiHeadAttention(D_MODEL, 2, scale, masked), torch.randn(3, 6, D_MODEL)
    q, k, v = (layer(x).view(3, 6, 2, -1).transpose(1, 2) for layer in (net.query, net.key, net.value))
    found = F.scaled_dot_product_attention(q, k, v, is_causal=masked, scale=None if scale else 1.0)
    torch.testing.assert_close(net(x)[0], net.project(found.transpose(1, 2).reshape(3, 6, -1)), atol=1e-5, rtol=1e-5)


def test_a_silent_head_adds_nothing() -> None:
    torch.manual_seed(0)
    net, x = MultiHeadAttention(D_MODEL, 2), torch.randn(3, 6, D_MODEL)
    before = net(x, off=True)[0]
    with torch.no_grad():  # the columns of the projection that read head 1
        net.project.weight[:, : D_MODEL // 2] = 0
    torch.testing.assert_close(before, net(x)[0])


def test_the_tasks_ask_what_they_say() -> None:
    torch.manual_seed(0)
    x, y = sequences("both", 4, 12)
    for i in range(12):
        assert (y[:, i, 0] == x[:, i - 1]).all() and (y[:, i, 1] == x[:, (i + 1) % 12]).all()
    x, y = sequences("dice", 4, 16)
    assert x.shape == (4, 16) and (y[:, :-1, 0] == x[:, 1:]).all()
    x, y = sequences("majority", 50, 12)
    for row, answer in zip(x.tolist(), y.flatten().tolist(), strict=True):
        assert row.count(answer) == max(map(row.count, row))


@pytest.mark.parametrize("offset", [-3, -1, 0, 1, 5])
def test_the_best_diagonal_of_a_shifted_identity_is_its_shift(offset: int) -> None:
    assert best_diagonal(torch.eye(12).roll(offset, dims=1)) == (1.0, offset)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_previous_token_needs_positions(seed: int) -> None:
    seeing = last("task=previous heads=1 steps=120", seed)
    assert seeing["accuracy"] >= 0.98 and seeing["mass_1"] >= 0.9 and seeing["offset_1"] == -1
    blind = last("task=previous heads=1 steps=120 positions=false", seed)
    assert blind["accuracy"] <= 0.45 and blind["shuffle_error"] < 1e-4 and blind["mass_1"] < 0.2
    assert seeing["shuffle_error"] > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_two_heads_share_two_jobs_which_one_head_cannot_do(seed: int) -> None:
    two, one = (last(f"task=both steps=120 heads={count}", seed) for count in (2, 1))
    assert two["accuracy"] >= 0.98 and min(two["mass_1"], two["mass_2"]) >= 0.9
    assert {two["offset_1"], two["offset_2"]} == {-1, 1}
    assert one["accuracy"] <= 0.4 and one["params"] == two["params"]


@pytest.mark.parametrize("seed", SEEDS)
def test_with_one_head_off_exactly_its_half_is_lost(seed: int) -> None:
    off = last("task=both steps=120 lesion=one_head_off", seed)
    lost, kept = ("previous_right", "next_right") if off["offset_1"] == -1 else ("next_right", "previous_right")
    assert off["accuracy"] < 0.6 and off[lost] < 0.3 and off[kept] >= 0.95


@pytest.mark.parametrize("seed", SEEDS)
def test_the_majority_needs_no_positions(seed: int) -> None:
    assert last("task=majority lesion=no_positions", seed)["accuracy"] >= 0.97


def test_without_a_mask_the_net_reads_the_next_throw() -> None:
    peeking, honest = (last(f"task=dice heads=1 steps=120 masked={masked}", 0) for masked in ("false", "true"))
    assert peeking["accuracy"] >= 0.9 and peeking["last_accuracy"] <= 0.25
    assert honest["accuracy"] <= 0.2 and honest["loss"] >= 2.0  # ln 8 = 2.08


def test_frames_reach_their_last_step_and_replay_bit_for_bit() -> None:
    run = Run("heads", {"steps": 31}, 5, (Change(10, "lr", 0.5),))
    first, second = (list(play(run)) for _ in range(2))
    assert [frame.step for frame in first] == list(range(32)) and first[-1].total == 31
    assert [frame_json(frame) for frame in first] == [frame_json(frame) for frame in second]
    unchanged = list(play(Run("heads", {"steps": 31}, 5)))
    assert frame_json(unchanged[10]) == frame_json(first[10])
    assert unchanged[11].readings["loss"] != first[11].readings["loss"]


def test_steps_0_runs_until_it_is_stopped() -> None:
    run = play(parse_run("heads steps=0"))
    assert [next(run).total for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("line", ["task=both heads=2", "task=majority heads=3", "task=dice heads=1"])
def test_a_map_a_head_and_every_view_explained(line: str) -> None:
    *_, frame = play(parse_run(f"heads steps=2 {line}"))
    assert isinstance(frame, Frame) and heads.explain is not None
    maps = [view for view in frame.views if view.name.startswith("head ")]
    assert [view.name for view in maps] == [f"head {i + 1}" for i in range(frame.knobs["heads"])]
    for view in maps:
        weights = torch.from_numpy(frame.array(view.name))
        torch.testing.assert_close(weights.sum(1), torch.ones(len(weights)))
        told = heads.explain(frame, view.name, (1, 2))
        assert told.value == frame.array(view.name)[1, 2]
    example = frame.view("example")
    assert isinstance(example, Table) and heads.explain(frame, "example", (1, 1)).value == example.cells[1][1]
    assert heads.explain(frame, "shares", (0,)).value == frame.readings["accuracy"]


def test_a_map_is_the_mean_of_the_weights_over_the_held_out_sequences() -> None:
    """The first frame, rebuilt with the same seed: nothing has been trained yet."""
    frame = next(play(parse_run("heads --seed 4")))
    seed_everything(4)
    net = OneLayer(2, 12, 2, pooled=False, positions=True)
    x, y = sequences("both", 200, 12)
    logits = net(x)
    torch.testing.assert_close(net.weights[:, 1].mean(0).detach(), torch.from_numpy(frame.array("head 2")))
    assert frame.readings["accuracy"] == (logits.argmax(-1) == y).all(-1).float().mean().item()


def test_every_line_of_a_chart_is_explained_by_its_own_reading() -> None:
    frame = list(play(parse_run("heads steps=20 heads=2")))[-1]
    weights = torch.stack([torch.from_numpy(frame.array(f"head {head}")) for head in (1, 2)])[None]
    for line in (1, 2):
        told = explain_heads(frame, "shares", (line, 0))
        assert told.value == frame.readings[f"mass_{line}"]
        assert eval(told.torch, {"weights": weights}).item() == pytest.approx(told.value)
    assert explain_heads(frame, "loss curve", (0, 0)).value == frame.readings["loss"]
