"""markov-text: counts, chances and perplexities against collections.Counter, and what must be seen."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from told import frames

from tui_dl.demos import markov_text as file
from tui_dl.demos.markov_text import ADDED, MOST, WINDOW, copied, explain_markov_text, following, scores
from tui_dl.demos.texts import Text, in_numbers, text_of
from tui_dl.frames import Bars, Curve, Frame, Tokens

SEEDS = (0, 1, 2)
TEXTS = st.text("abc ", min_size=2, max_size=60)


@cache
def last(words: str, seed: int) -> Frame:
    return frames(f"markov-text --seed {seed} {words}")[-1]


class Plain:
    """The same model of strings, counted letter by letter."""

    def __init__(self, text: str, size: int) -> None:
        self.size, self.counts = size, defaultdict[str, Counter[str]](Counter)
        for order in range(MOST + 1):
            for at, letter in enumerate(text):
                self.counts[self.context(text, at, order)][letter] += 1

    @staticmethod
    def context(text: str, at: int, order: int) -> str:
        """The letters before a place, # where the text had not begun."""
        return ("#" * order + text[:at])[len(text[:at]):] if order else ""

    def p(self, context: str, letter: str, smoothing: str) -> float:
        counts = self.counts[context]
        times, seen = counts[letter], counts.total()
        if smoothing == "add_k":
            return (times + ADDED) / (seen + ADDED * self.size)
        shorter = self.p(context[1:], letter, smoothing) if context else 1 / self.size
        kinds = len(+counts)
        return (times + kinds * shorter) / (seen + kinds) if seen else shorter

    def perplexity(self, text: str, order: int, smoothing: str) -> float:
        logs = [math.log(self.p(self.context(text, at, order), letter, smoothing)) for at, letter in enumerate(text)]
        return math.exp(-sum(logs) / len(logs))


@pytest.fixture
def given_text(monkeypatch: pytest.MonkeyPatch):
    """Lets a demo read a text that is no file."""
    def give(training: str, held_out: str) -> Text:
        read = in_numbers(training, held_out)
        monkeypatch.setattr(file, "text_of", lambda name: read)
        scores.cache_clear()
        return read
    yield give
    scores.cache_clear()


@pytest.mark.parametrize("smoothing", ["add_k", "witten_bell"])
def test_perplexities_by_a_counter(given_text, smoothing: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(TEXTS, TEXTS)
    def check(training: str, held_out: str) -> None:
        read = given_text(training, held_out)
        learnt, plain = scores("x", smoothing), Plain(training, len(read.alphabet))
        spelt = read.spell(read.held_out)  # with what is no letter of the training text as REST
        for order in range(MOST + 1):
            assert learnt.training[order].item() == pytest.approx(plain.perplexity(training, order, smoothing))
            assert learnt.held_out[order].item() == pytest.approx(plain.perplexity(spelt, order, smoothing))
            contexts = {training[at - order:at] for at in range(order, len(training))}
            assert learnt.contexts[order] == len(contexts)
            unseen = [plain.counts[plain.context(spelt, at, order)].total() == 0 for at in range(len(spelt))]
            assert learnt.unseen[order].item() == pytest.approx(np.mean(unseen))

    check()


@pytest.mark.parametrize("smoothing", ["add_k", "witten_bell"])
def test_the_chances_of_all_letters_sum_to_one(smoothing: str) -> None:
    """So that a perplexity is one: otherwise it could be made as small as one likes."""
    plain = Plain("the cat sat on the mat ", 27)
    for context in ("", "t", "at", "the", "xyz"):
        assert sum(plain.p(context, letter, smoothing) for letter in "abcdefghijklmnopqrstuvwxyz ") == pytest.approx(1)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.data())
def test_what_follows_by_a_loop(text: str, data: st.DataObject) -> None:
    read = in_numbers(text, "")
    at = data.draw(st.integers(0, len(text)))
    context = text[max(0, at - data.draw(st.integers(0, MOST))):at]
    counts = Counter(text[end] for end in range(len(context), len(text)) if text[end - len(context):end] == context)
    numbers = torch.tensor([read.alphabet.index(letter) for letter in context], dtype=torch.int64)
    assert following(read.training, numbers, len(read.alphabet)).tolist() == [counts[one] for one in read.alphabet]


@pytest.mark.parametrize("order", [0, 3, 10])
def test_every_letter_that_is_written_came_after_its_context(order: int) -> None:
    read = text_of("course")
    text = read.spell(read.training)
    for frame in frames(f"markov-text order={order}")[1:]:
        context = frame.caption.removeprefix("after ").partition(", seen ")[0] if frame.step > 1 and order else ""
        letter = frame.caption.rpartition(": ")[0][-1]
        context, letter = context.replace("_", " "), letter.replace("_", " ")
        assert len(context) == min(order, frame.step - 1) and context + letter in text
        starts = [at for at in range(len(text) - len(context)) if text.startswith(context, at)]
        assert frame.readings["seen"] == len(starts)
        came = Counter(text[at + len(context)] for at in starts)
        assert frame.readings["p"] == pytest.approx(came[letter] / len(starts))
        bars = frame.view("next letter")
        assert isinstance(bars, Bars) and bars.mark is not None and bars.labels[bars.mark].replace("_", " ") == letter
        for label, share in zip(bars.labels, bars.values, strict=True):
            assert share == pytest.approx(came[label.replace("_", " ")] / len(starts))
        top = [times for _, times in came.most_common(len(bars.labels) - 1)]
        assert sorted(bars.values, reverse=True)[:len(top)] == pytest.approx([times / len(starts) for times in top])
        for at in range(len(bars.labels)):
            assert explain_markov_text(frame, "next letter", (at,)).combined() == pytest.approx(bars.values[at])


def test_the_words_are_what_was_written_and_their_weights_what_is_copied() -> None:
    frame = last("order=8", 0)
    drawn = frame.view("text")
    assert isinstance(drawn, Tokens)
    read = text_of("course")
    text, shown = read.spell(read.training), " ".join(drawn.tokens)
    whole = [at for at in range(len(drawn.tokens) - 4)
             if len(" ".join(drawn.tokens[at:at + 4])) >= WINDOW and " ".join(drawn.tokens[at:at + 4]) in text]
    assert whole and all(drawn.weights[place] > 0 for at in whole for place in range(at, at + 4))
    assert all(word in text for word in shown.split()) and len(shown) in range(150, 175)


def test_copied_by_the_definition() -> None:
    read = in_numbers("abcdefghijklmnopqrstuvwxyz", "")
    spelt = "bcdefghijklmnopqrstuvwyxz"
    written = torch.tensor([read.alphabet.index(letter) for letter in spelt])
    assert copied(read, written).tolist() == [True, True, True, False, False, False]


def test_first_frame_last_frame_and_those_between() -> None:
    run = frames("markov-text")
    assert [frame.step for frame in run] == list(range(161)) and {frame.total for frame in run} == {160}
    fixed = ("contexts", "perplexity", "held_out_perplexity", "copied", "best", "unseen")
    assert all(frame.readings[name] == run[0].readings[name] for frame in run for name in fixed)
    tokens = [frame.view("text") for frame in run]
    assert [np.count_nonzero(one.known) for one in tokens] == sorted(np.count_nonzero(one.known) for one in tokens)
    assert not tokens[0].known.any() and tokens[-1].known.all()


def test_the_curve_holds_what_the_readings_say() -> None:
    for smoothing in ("add_k", "witten_bell"):
        frame = last(f"order=4 smoothing={smoothing}", 0)
        curve = frame.view("perplexity")
        assert isinstance(curve, Curve)
        assert curve.lines["training"][4] == frame.readings["perplexity"]
        assert curve.lines["held out"][4] == frame.readings["held_out_perplexity"]
        assert frame.readings["best"] == min(range(11), key=lambda order: curve.lines["held out"][order])


# ---------------------------------------------------------------------- what must be seen


def test_more_memory_fits_its_own_text_better_and_another_worse() -> None:
    learnt = scores("course", "add_k")
    assert (learnt.training.diff() < 0).all() and learnt.training[-1] < 2
    best = int(learnt.held_out.argmin())
    assert 2 <= best <= 4 and (learnt.held_out[best:].diff() > 0).all() and learnt.held_out[-1] > 20
    assert learnt.unseen[best] < 0.05 and learnt.unseen[-1] > 0.7


def test_asking_shorter_contexts_saves_most_of_it() -> None:
    added, shorter = scores("course", "add_k").held_out, scores("course", "witten_bell").held_out
    assert shorter.min() < added.min() and shorter[-1] < 9 < 20 < added[-1] and shorter[-1] > shorter.min() + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_long_contexts_copy(seed: int) -> None:
    assert last("order=3", seed).readings["copied"] < 0.05
    assert 0.1 < last("order=8", seed).readings["copied"] < last("order=10", seed).readings["copied"]
    assert last("order=10", seed).readings["copied"] > 0.4
