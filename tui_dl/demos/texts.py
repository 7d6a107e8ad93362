"""The text that ships, and texts of the learner's own, as torch wants them: a number for every letter.

What stands in a text is called a letter here, be it a mark, a blank, a digit or a syllable of Hangul. The text that
ships has two of its chapters held out; of any other, the last tenth is.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib import resources
from typing import NamedTuple

import torch
from torch import Tensor

from tui_dl.demos.own_texts import open_text

HELD_OUT_CHAPTERS, HELD_OUT_SHARE = 2, 10
MOST_LETTERS = 512
REST = "\N{WHITE SQUARE}"  # stands for every letter that is too rare to have a number of its own


class Text(NamedTuple):
    """A text in numbers, each the place of a letter in the alphabet. It is shared: read, never write."""

    alphabet: tuple[str, ...]
    training: Tensor  # (N,) int64
    held_out: Tensor  # (M,) int64, which nothing learns from

    def spell(self, numbers: Tensor) -> str:
        """The letters (n,) as a string."""
        return "".join(self.alphabet[number] for number in numbers.tolist())


@cache
def text_of(name: str) -> Text:
    """`course`, the English of the lessons; or a text of one's own."""
    if name == "course":
        with resources.files("tui_dl").joinpath("data/course.txt").open("rb") as file:
            chapters = file.read().decode("ascii").splitlines()
        return in_numbers(" ".join(chapters[:-HELD_OUT_CHAPTERS]), " ".join(chapters[-HELD_OUT_CHAPTERS:]))
    with open_text(name) as file:
        whole = file.read().decode("utf-8")
    cut = len(whole) - len(whole) // HELD_OUT_SHARE
    return in_numbers(whole[:cut], whole[cut:])


def in_numbers(training: str, held_out: str) -> Text:
    """Both parts in one alphabet: the letters of the training part, the 511 commonest of them if there are more.

    Any other letter becomes REST, which is in the alphabet only where it is needed.
    """
    counts = Counter(training.replace(REST, " "))
    common = sorted(counts, key=lambda letter: (-counts[letter], letter))
    alphabet = sorted(common if len(common) <= MOST_LETTERS else common[:MOST_LETTERS - 1])
    if not set(training + held_out) <= set(alphabet):
        alphabet.append(REST)
    places = {letter: place for place, letter in enumerate(alphabet)}
    rest = len(alphabet) - 1
    parts = (torch.tensor([places.get(letter, rest) for letter in part]) for part in (training, held_out))
    return Text(tuple(alphabet), *parts)


def shown(letter: str) -> str:
    """A letter as a label: a blank is seen."""
    return "_" if letter == " " else letter
