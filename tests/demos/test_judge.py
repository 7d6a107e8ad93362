"""The judge: how well it reads, and what its words mean."""

import importlib.util
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
import torch

from tui_dl.demos import judge
from tui_dl.demos.digits import for_generators, held_out


@pytest.fixture(scope="module")
def script():
    path = Path(__file__).parents[2] / "scripts" / "train_judge.py"
    spec = importlib.util.spec_from_file_location("train_judge", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def digits_read_as(digit: int, count: int) -> torch.Tensor:
    """Real digits that the judge reads as this one, (count, 1, 8, 8), with repeats."""
    images = for_generators().images
    found = images[judge.read(images) == digit]
    return found[torch.arange(count) % len(found)]


def test_held_out_digits_are_read():
    images, labels = held_out()
    assert judge.right(images, labels) >= 0.96


def test_right_is_the_share_read_as_asked():
    images, labels = held_out()
    by_hand = np.mean([judge.probabilities(image).argmax().item() == label for image, label in
                       zip(images, labels.tolist(), strict=True)])
    assert judge.right(images, labels) == pytest.approx(by_hand)
    assert judge.right(digits_read_as(3, 7), 3) == 1
    assert judge.right(digits_read_as(3, 7), 4) == 0


def test_weights_are_small_and_what_the_script_writes(script, tmp_path, monkeypatch):
    with resources.as_file(resources.files("tui_dl").joinpath("data/judge.npz")) as path:
        assert path.stat().st_size < 100_000
    written = tmp_path / "judge.npz"
    monkeypatch.setattr("sys.argv", ["train_judge", str(written), "--steps", "2"])
    script.main()
    with np.load(written) as weights:
        assert {n: w.shape for n, w in weights.items()} == {n: tuple(w.shape) for n, w in judge.weights().items()}


def test_script_teaches_the_judge_to_read_and_repeats_itself(script):
    assert script.accuracy(script.train(300)) >= 0.9
    first, second = script.train(3, seed=4), script.train(3, seed=4)
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_inception_score_from_its_definition():
    assert judge.inception_score(torch.eye(10).repeat(5, 1)) == pytest.approx(10, rel=1e-4)
    assert judge.inception_score(torch.full((50, 10), 0.1)) == pytest.approx(1, rel=1e-4)
    assert judge.inception_score(torch.eye(10)[:3].repeat(5, 1)) == pytest.approx(3, rel=1e-4)
    believed = torch.rand(40, 10, dtype=torch.float64).softmax(1)
    rows = [torch.nn.functional.kl_div(believed.mean(0).log(), row, reduction="sum") for row in believed]
    assert judge.inception_score(believed) == pytest.approx(torch.stack(rows).mean().exp().item())


def test_quality_goes_from_noise_to_real_digits():
    images = for_generators().images
    noisy = (images[:500] + 0.5 * torch.rand_like(images[:500])).clamp(0, 1)
    assert judge.quality(torch.rand(500, 64)) <= 0.1
    assert judge.quality(images[:500]) >= 0.9
    assert judge.quality(noisy) < judge.quality(images[:500])
    assert judge.quality(digits_read_as(7, 500)) == 0


def test_modes_need_two_percent():
    assert judge.modes(for_generators().images[:500]) == 10
    assert judge.modes(digits_read_as(7, 500)) == 1
    assert judge.modes(torch.cat([digits_read_as(7, 490), digits_read_as(2, 10)])) == 2
    assert judge.modes(torch.cat([digits_read_as(7, 491), digits_read_as(2, 9)])) == 1


def test_any_shape_with_64_pixels_each():
    images = for_generators().images[:20]
    assert torch.equal(judge.read(images), judge.read(images.view(20, 64)))
    assert torch.equal(judge.read(images), judge.read(images.view(20, 8, 8)))


def test_pixels_that_are_no_numbers_are_no_digit():
    broken = torch.full((500, 64), torch.nan)
    assert judge.modes(broken) == 0
    assert judge.read(broken).tolist() == [-1] * 500
    assert np.isnan(judge.quality(broken))


def test_judging_leaves_the_seed_alone():
    samples = torch.rand(50, 64)
    judge.anchors.cache_clear()
    before = torch.get_rng_state()
    judge.verdict(samples)
    assert torch.equal(before, torch.get_rng_state())
