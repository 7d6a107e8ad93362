"""Three things to remember: the last value written, how many a's are open, how deep brackets are nested."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

NOT_ASKED = -1  # an answer that is not asked for: nobody could know it yet
CLASSES = {"latch": 2, "count": 2, "brackets": 9}
LONGEST_RUN, DEEPEST = 6, 8


class Sequences(NamedTuple):
    """Sequences of a task, n of them, T time steps each."""

    inputs: Tensor  # (n, T, 2) float32
    answers: Tensor  # (n, T) int64, NOT_ASKED where nothing is asked
    stored: Tensor  # (n, T) float32, the number that has to be remembered


def make_sequences(task: str, n: int, time: int) -> Sequences:
    """n fresh sequences of a task."""
    return {"latch": latch, "count": count, "brackets": brackets}[task](n, time)


def latch(n: int, time: int) -> Sequences:
    """A value of -1 or 1 arrives at every time step; hold the one that came when `write` last was 1."""
    value = torch.randint(0, 2, (n, time)).float() * 2 - 1
    write = torch.rand(n, time) < 0.15
    write[:, 0] = True
    last = torch.where(write, torch.arange(time), 0).cummax(1).values  # (n, T), when it was last written
    stored = value.gather(1, last)
    return Sequences(torch.stack([value, write.float()], -1), (stored > 0).long(), stored)


def count(n: int, time: int) -> Sequences:
    """Runs a..ab..b, as many b's as a's, 1 to 6 of each. After a b: does another come (1), or an a (0)?"""
    letters, answers, stored = [], [], []
    for _ in range(n):
        runs = torch.randint(1, LONGEST_RUN + 1, (time // 2 + 1,)).tolist()
        letters.append([letter for run in runs for letter in [0] * run + [1] * run][:time])
        answers.append([a for run in runs for a in [NOT_ASKED] * run + [1] * (run - 1) + [0]][:time])
        stored.append([held for run in runs for held in [*range(1, run + 1), *range(run - 1, -1, -1)]][:time])
    inputs = torch.nn.functional.one_hot(torch.tensor(letters), 2).float()
    return Sequences(inputs, torch.tensor(answers), torch.tensor(stored).float())


def brackets(n: int, time: int) -> Sequences:
    """Brackets open and close by the toss of a coin, 0 to 8 deep. How deep are we now?"""
    tosses = torch.randint(0, 2, (n, time)).bool()
    depth, inputs, depths = torch.zeros(n, dtype=torch.int64), [], []
    for toss in tosses.unbind(1):
        opens = (toss | (depth == 0)) & (depth < DEEPEST)
        depth = depth + torch.where(opens, 1, -1)
        inputs.append(torch.stack([opens, ~opens], -1).float())
        depths.append(depth)
    answers = torch.stack(depths, 1)
    return Sequences(torch.stack(inputs, 1), answers, answers.float())


def names_of(task: str) -> tuple[str, str]:
    """What the two numbers of an input are."""
    return {"latch": ("value", "write"), "count": ("a", "b"), "brackets": ("(", ")")}[task]


def marks_of(task: str, one: Sequences) -> tuple[str, ...]:
    """A sign for each time step of a single sequence: its letter; + or - where a latch is written."""
    pairs = one.inputs[0].tolist()
    if task == "latch":
        return tuple("." if not write else "+" if value > 0 else "-" for value, write in pairs)
    return tuple(names_of(task)[pair.index(1)] for pair in pairs)
