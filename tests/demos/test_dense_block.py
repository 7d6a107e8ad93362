"""dense-block: channels and parameters of nets built elsewhere, the bars on held-out digits, and what breaks it."""

import itertools
from functools import cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from tui_dl.demos.declare import KnobError
from tui_dl.demos.dense_block import DenseNet, explain_dense_block
from tui_dl.demos.digits import held_out, training
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.run import Run, parse_run
from tui_dl.frames import Frame
from tui_dl.oracles.counting import layer_params
from tui_dl.oracles.nets.densenet import body

SEEDS = (0, 1, 2)
GROWTHS, LAYERS, SHARES = st.integers(1, 12), st.integers(1, 10), st.floats(0.25, 1)


@cache
def frames(words: str = "", seed: int = 0) -> list[Frame]:
    return list(play(parse_run(f"dense-block --seed {seed} {words}")))


def first(**knobs: int | float | str) -> Frame:
    return next(play(Run("dense-block", {**knobs, "steps": 1})))


# ---------------------------------------------------------------------- the phenomenon


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("words", ["", "layers=6"])
def test_it_reads_92_of_100_held_out_digits(words: str, seed: int) -> None:
    last = frames(words, seed)[-1]
    assert last.step == last.total == 200
    assert last.readings["accuracy"] >= 0.92


@pytest.mark.parametrize("seed", SEEDS)
def test_layers_of_a_single_map_will_do_where_all_maps_stay_readable_and_nowhere_else(seed: int) -> None:
    dense, chain = (frames(f"growth=1 {lesion}", seed)[-1].readings for lesion in ("", "lesion=no_concat"))
    assert dense["accuracy"] >= 0.88 and dense["params"] == 1391
    assert chain["accuracy"] <= 0.6


@pytest.mark.parametrize("seed", SEEDS)
def test_every_link_of_a_chain_carries_all_and_a_dense_block_hardly_needs_its_last_layer(seed: int) -> None:
    dense, chain = (frames(words, seed)[-1] for words in ("layers=8", "lesion=no_concat"))
    first_silent, last_silent = dense.array("without")[0, [1, -1]]
    assert last_silent >= 0.9 and first_silent <= 0.8
    assert chain.array("without").max() <= 0.25 and chain.readings["accuracy"] >= 0.6


def test_a_silent_layer_changes_what_is_measured_and_nothing_that_is_learnt() -> None:
    plain, silenced = frames("layers=3")[-1], frames("layers=3 silent=2")[-1]
    assert silenced.readings["accuracy"] == pytest.approx(plain.array("without")[0, 2])
    assert silenced.readings["loss"] == plain.readings["loss"]
    np.testing.assert_array_equal(silenced.array("without"), plain.array("without"))
    with pytest.raises(KnobError, match="no layer 4"):
        first(layers=3, silent=4)


# ---------------------------------------------------------------------- counts


@settings(max_examples=25, deadline=None)
@given(GROWTHS, LAYERS, SHARES)
def test_counts_are_those_of_the_densenet_of_the_oracles(growth: int, layers: int, share: float) -> None:
    """Two blocks, so that there is a transition; its first block, stem and decision are ours."""
    parts, _ = body(4, (layers, 1), growth, False, share)
    transition = parts["trans1"].get_submodule("0.2").weight
    frame = first(growth=growth, layers=layers, compression=share)
    kept, maps = transition.shape[:2]
    assert (frame.readings["kept"], frame.readings["channels"]) == (kept, maps)
    whole = [nn.Conv2d(1, 4, 3), parts["block1"], parts["trans1"], nn.Linear(4 * kept, 10)]
    assert frame.readings["params"] == sum(p.numel() for part in whole for p in part.parameters())


def test_a_transition_keeps_at_least_one_map() -> None:
    assert first(growth=1, layers=1, compression=0.1).readings["kept"] == 1


@settings(max_examples=25, deadline=None)
@given(GROWTHS, LAYERS)
def test_channels_grow_in_a_line_not_by_doubling(growth: int, layers: int) -> None:
    reads, makes = first(growth=growth, layers=layers).array("maps")
    assert set(np.diff(reads)) <= {growth} and set(makes[:-1]) == {growth}
    assert reads[-1] == np.polyval([growth, 4], layers)


def test_growth_32_from_64_maps_gives_the_transitions_of_densenet_121() -> None:
    """Huang et al. 2016, Table 1: 6, 12, 24 and 16 layers; facts.md E2. Each layer has a 1x1 to 4k before its 3x3."""
    k, maps, ends = 32, 64, []
    for block, layers in enumerate((6, 12, 24, 16), 1):
        reads = [maps + k * layer for layer in range(layers)]
        by_hand = sum(2 * c + c * 4 * k + 2 * 4 * k + 4 * k * k * 9 for c in reads)
        assert layer_params("densenet121", f"block{block}") == by_hand
        maps += k * layers
        ends.append(maps)
        if block < 4:
            assert layer_params("densenet121", f"trans{block}") == 2 * maps + maps * (maps // 2)
            maps //= 2
    assert ends == [256, 512, 1024, 1024]


@pytest.mark.parametrize("growth, layers", [(1, 1), (3, 4)])
def test_without_concatenation_the_maps_stay_as_few_as_they_are_made(growth: int, layers: int) -> None:
    frame = first(growth=growth, layers=layers, lesion="no_concat", compression=1.0)
    assert frame.array("maps")[0].tolist() == [4] + [growth] * layers
    assert frame.readings["channels"] == frame.readings["kept"] == growth
    layer: list[nn.Module] = [nn.BatchNorm2d(4), nn.Conv2d(4, growth, 3, bias=False)]
    for _ in range(layers - 1):
        layer += [nn.BatchNorm2d(growth), nn.Conv2d(growth, growth, 3, bias=False)]
    rest = [nn.Conv2d(1, 4, 3), nn.BatchNorm2d(growth), nn.Conv2d(growth, growth, 1, bias=False),
            nn.Linear(4 * growth, 10)]
    counted = sum(p.numel() for part in layer + rest for p in part.parameters())
    assert frame.readings["params"] == counted


# ---------------------------------------------------------------------- the same net in plain torch


def plainly(net: DenseNet, x: Tensor, silent: int | None = None) -> Tensor:
    """What a net makes of x, from its weights, every map of every layer kept in a list."""
    def maps_of(part: nn.Sequential, made: list[Tensor]) -> Tensor:
        norm, conv = part[0], part[2]
        seen = torch.cat(made, dim=1) if net.concat else made[-1]
        normed = F.batch_norm(seen, norm.running_mean, norm.running_var, norm.weight, norm.bias)
        return F.conv2d(F.relu(normed), conv.weight, padding=conv.kernel_size[0] // 2)

    made = [F.max_pool2d(F.conv2d(x, net.stem.weight, net.stem.bias, padding=1), 2)]
    if silent == 0:
        made[0] = torch.zeros_like(made[0])
    for number, part in enumerate(net.block, 1):
        new = maps_of(part, made)  # type: ignore[arg-type]  # every layer is a Sequential
        made.append(torch.zeros_like(new) if number == silent else new)
    return net.head(F.avg_pool2d(maps_of(net.transition, made), 2).flatten(1))


@cache
def trained_by_hand(concat: bool) -> DenseNet:
    """The same net and batches in the plainest loop there is, stopped after 20 steps."""
    seed_everything(0)
    net, (x, y) = DenseNet(2, 3, 0.5, concat), training()
    optimizer = torch.optim.Adam(net.parameters(), 0.003, fused=True)
    for _ in range(21):
        batch = torch.randint(0, 1400, (64,))
        optimizer.zero_grad()
        F.cross_entropy(net(x[batch]), y[batch]).backward()
        optimizer.step()
    net(x[torch.randint(0, 1400, (64,))])  # the batch whose loss is shown; the norms have seen it too
    return net.eval()


@pytest.mark.parametrize("lesion", ["none", "no_concat"])
def test_readings_are_those_of_the_plain_loop(lesion: str) -> None:
    net, (x, y) = trained_by_hand(lesion == "none"), held_out()
    frame = frames(f"growth=2 layers=3 lesion={lesion} steps=21")[-1]
    right = [(plainly(net, x, silent).argmax(1) == y).double().mean().item() for silent in (None, 0, 1, 2, 3)]
    assert frame.readings["accuracy"] == pytest.approx(right[0])
    np.testing.assert_allclose(frame.array("without")[0], right[1:], atol=1e-6)


def test_what_each_layer_is_good_for_is_measured_now_and_then_and_at_the_end() -> None:
    run = frames("growth=1 layers=2 steps=200")
    changes = [b.step for a, b in itertools.pairwise(run) if (a.array("without") != b.array("without")).any()]
    assert 2 <= len(changes) <= 8 and 100 <= len(run) <= 200


def test_a_count_of_maps_is_explained_by_the_maps_it_is_made_of() -> None:
    frame = first(growth=3, layers=4)
    told = explain_dense_block(frame, "maps", (0, 4))
    assert told.terms == ((4,), (3,), (3,), (3,), (3,)) and told.combined() == 16
    chain = explain_dense_block(first(growth=3, layers=4, lesion="no_concat"), "maps", (0, 4))
    assert chain.combined() == chain.value == 3
    weights = nn.Conv2d(13, 3, 3, bias=False).weight.numel()
    assert f"{weights} weights" in explain_dense_block(frame, "maps", (1, 3)).what
