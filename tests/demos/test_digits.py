"""The digits and their split."""

from importlib import resources

import numpy as np
import torch

from tui_dl.demos import digits

PARTS = (digits.for_generators, digits.for_judge, digits.held_out)


def file_of_digits() -> tuple[np.ndarray, np.ndarray]:
    with resources.files("tui_dl").joinpath("data/digits.npz").open("rb") as file, np.load(file) as data:
        return data["images"], data["labels"]


def test_parts_are_disjoint_and_together_all_digits():
    images, labels = file_of_digits()
    order = torch.randperm(1797, generator=torch.Generator().manual_seed(1234)).numpy()
    together = np.concatenate([part().images.numpy() for part in PARTS])
    np.testing.assert_array_equal(together[:, 0], images[order] / np.float32(16))
    np.testing.assert_array_equal(np.concatenate([part().labels.numpy() for part in PARTS]), labels[order])
    assert [len(part().labels) for part in PARTS] == [1000, 400, 397]


def test_training_is_what_is_not_held_out():
    training = digits.training()
    assert len(training.labels) == 1400
    assert torch.equal(training.images, torch.cat([part().images for part in PARTS[:2]]))


def test_images_are_as_torch_wants_them():
    images, labels = digits.held_out()
    assert images.shape == (397, 1, 8, 8) and images.dtype == torch.float32
    assert images.min() == 0 and images.max() == 1
    assert labels.dtype == torch.int64


def test_every_part_has_every_digit():
    for part in PARTS:
        assert torch.bincount(part().labels, minlength=10).min() >= 20


def test_reading_leaves_the_seed_alone():
    digits.shuffled.cache_clear()
    torch.manual_seed(5)
    before = torch.get_rng_state()
    digits.training()
    assert torch.equal(before, torch.get_rng_state())
