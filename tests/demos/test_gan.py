"""gan-digits: the losses against torch's, what a run reaches, and what each lesion breaks."""

import itertools
import json
from functools import cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tui_dl.demos import judge
from tui_dl.demos.declare import KnobError
from tui_dl.demos.digits import for_generators, held_out
from tui_dl.demos.gan import SHOWN, Gan, explain_gan_digits, gan_digits
from tui_dl.demos.play import play, seed_everything
from tui_dl.demos.run import parse_run
from tui_dl.frames import frame_json

SEEDS = (0, 1, 2)


@cache
def frames_of(line):
    return list(play(parse_run(line)))


def last(words, seed):
    return frames_of(f"gan-digits --seed {seed} {words}")[-1].readings


def as_json(frames):
    return [json.dumps(frame_json(frame)) for frame in frames]


def test_losses_are_binary_cross_entropies():
    torch.manual_seed(0)
    gan = Gan(4, 32, "none")
    state = torch.get_rng_state()
    loss = gan.loss_d()
    torch.set_rng_state(state)
    real = gan.real[torch.randint(len(gan.real), (32,))]
    logits = [gan.discriminator(pictures)[:, 0] for pictures in (real, gan.forge())]
    ones, zeros = torch.ones(32), torch.zeros(32)
    bce = F.binary_cross_entropy_with_logits
    torch.testing.assert_close(loss, bce(logits[0], ones) + bce(logits[1], zeros))
    for lesion, expected in (("none", lambda x: bce(x, ones)), ("saturating_loss", lambda x: -bce(x, zeros))):
        gan.lesion = lesion
        state = torch.get_rng_state()
        loss = gan.loss_g()
        torch.set_rng_state(state)
        torch.testing.assert_close(loss, expected(gan.discriminator(gan.forge())[:, 0]))


def test_training_digits_are_those_for_generators():
    seed_everything(0)
    assert torch.equal((Gan(4, 32, "none").real + 1) / 2, for_generators().images.flatten(1))


def test_samples_come_from_fixed_points_and_change_nothing():
    seed_everything(0)
    gan = Gan(4, 32, "none")
    before = {name: value.clone() for name, value in gan.generator.state_dict().items()}
    few, many = gan.samples(16), gan.samples(500)
    torch.testing.assert_close(few, many[:16])
    assert few.shape == (16, 8, 8) and few.min() >= 0 and few.max() <= 1
    assert all(torch.equal(value, before[name]) for name, value in gan.generator.state_dict().items())
    assert gan.generator.training


@pytest.mark.parametrize("seed", SEEDS)
def test_all_ten_digits_and_well(seed):
    readings = last("", seed)
    assert readings["quality"] >= 0.6 and readings["modes"] == 10


@pytest.mark.parametrize("seed", SEEDS)
def test_discriminator_too_strong(seed):
    assert last("lesion=d_too_strong", seed)["quality"] <= last("", seed)["quality"] - 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_one_latent_point_makes_one_digit(seed):
    readings = last("lesion=constant_z steps=150", seed)
    assert readings["modes"] == 1 and readings["quality"] == 0
    shown = frames_of(f"gan-digits --seed {seed} lesion=constant_z steps=150")[-1].array("samples")
    np.testing.assert_allclose(shown, np.broadcast_to(shown[:1], shown.shape), atol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_in_the_discriminator_collapses(seed):
    readings = last("lesion=bn_in_d steps=200", seed)
    assert readings["quality"] <= 0.2 and readings["loss_d"] <= 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_discriminator_that_stops_is_fooled_without_digits(seed):
    whole, stopped = frames_of(f"gan-digits --seed {seed} "), frames_of(f"gan-digits --seed {seed} lesion=d_stops")
    assert as_json(whole[:51])[-1] == as_json(stopped[:51])[-1]  # step 200
    before, after = stopped[50].readings, stopped[-1].readings
    assert before["quality"] >= 0.5 and before["modes"] >= 9
    assert after["loss_g"] <= 0.2 and after["quality"] <= 0.1 and after["modes"] <= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_steps_of_the_discriminator_learn_its_digits_by_heart(seed):
    readings = last("k=10", seed)
    assert readings["d_real"] >= 0.9 and readings["d_forged"] <= 0.1 and 0.4 <= readings["d_unseen"] <= 0.8
    assert readings["quality"] <= last("", seed)["quality"] - 0.2


def test_what_the_discriminator_believes():
    seed_everything(0)
    gan = Gan(4, 32, "none")
    np.testing.assert_array_equal(gan.unseen, held_out().images.flatten(1) * 2 - 1)
    with torch.no_grad():
        believed = torch.sigmoid(gan.discriminator(gan.unseen)).mean()
    torch.testing.assert_close(torch.tensor(gan.believes(gan.unseen)), believed)
    assert gan.discriminator.training


def test_frames_of_a_run():
    frames = frames_of("gan-digits --seed 0 ")
    assert 100 <= len(frames) <= 201
    assert frames[0].step == 0 and frames[-1].step == frames[-1].total == 600
    named = {"step", "loss_d", "loss_g", "modes", "quality", "d_real", "d_unseen", "d_forged"}
    assert named == set(frames[-1].readings) == set(frames[0].readings)
    assert not set(frames[-1].readings) & set(gan_digits.declaration.knobs)
    for frame in frames:
        samples = frame.array("samples")
        assert samples.shape == (SHOWN, 8, 8) and samples.min() >= 0 and samples.max() <= 1
        assert frame.array("digits").sum() == pytest.approx(1)
    labels = [str(digit) for digit in judge.read(torch.tensor(frames[-1].array("samples"))).tolist()]
    assert list(frames[-1].view("samples").labels) == labels


@pytest.mark.parametrize("seed", [0, 7])
def test_a_run_repeats_itself(seed):
    line = f"gan-digits --seed {seed} k=2 steps=20"
    first = as_json(play(parse_run(line)))
    judge.anchors.cache_clear()
    assert first == as_json(play(parse_run(line)))


def test_without_an_end():
    endless = list(itertools.islice(play(parse_run("gan-digits steps=0")), 20))
    assert [frame.total for frame in endless] == [0] * 20
    finite = frames_of("gan-digits --seed 0 ")[:20]
    assert [frame.readings for frame in endless] == [frame.readings for frame in finite]


def test_learning_rate_changes_from_the_next_step():
    plain, changed = frames_of("gan-digits steps=20"), frames_of("gan-digits steps=20 @8:lr=0.0001")
    assert as_json(plain[:9]) == as_json(changed[:9])
    assert plain[10].readings["loss_g"] != changed[10].readings["loss_g"]


@pytest.mark.parametrize("words", ["latent=1 batch=2 k=10 steps=3", "lr=1 steps=30", "latent=64 batch=256 steps=2"])
def test_the_ends_of_the_knobs(words):
    frame = frames_of(f"gan-digits {words}")[-1]
    assert frame.step == frame.total and "quality" in frame.readings


@pytest.mark.parametrize("words", ["batch=1", "k=0", "latent=0", "steps=-1", "lr=0"])
def test_impossible_knobs(words):
    with pytest.raises(KnobError):
        parse_run(f"gan-digits {words}")


def test_a_pixel_is_explained_by_the_generator():
    frame = frames_of("gan-digits steps=20")[0]
    seed_everything(0)
    gan = Gan(16, 64, "none")
    gan.loss_d(), gan.loss_g()
    for index in ((0, 3, 4), (SHOWN - 1, 7, 0)):
        told = explain_gan_digits(frame, "samples", index)
        assert told.value == frame.array("samples")[index]
        again = eval(told.torch, {"generator": gan.generator, "points": gan.points}).item()
        assert again == pytest.approx(told.value, abs=1e-6)


def test_shares_and_losses_are_explained():
    frame = frames_of("gan-digits steps=20")[-1]
    assert explain_gan_digits(frame, "digits", (3,)).value == frame.array("digits")[3]
    for line, name in enumerate(("loss_d", "loss_g")):
        told = explain_gan_digits(frame, "losses", (line, 5))
        assert told.value == frame.readings[name] and told.formula and told.torch
