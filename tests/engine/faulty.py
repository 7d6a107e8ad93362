"""Demos that go wrong in every way a demo can. Loaded by the worker only."""

from __future__ import annotations

import os
import random
import sys
from typing import Annotated

import numpy as np
import torch

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.frames import Frame, Grid


@demo(title="Walk")
def walk(
    steps: Annotated[int, Knob(0, 10_000)] = 20,
    scale: Annotated[float, Knob(0, 10, live=True)] = 1.0,
) -> Demo:
    """Random numbers times a live knob."""
    for step in range(steps + 1):
        row = torch.rand(4) + random.random() + np.random.rand()
        live = yield Frame(step, steps, "", {"loss": row[0].item() * scale}, (Grid("row", row[None].numpy()),))
        scale = live.scale


@demo(title="Endless")
def endless() -> Demo:
    """Runs until it is stopped."""
    step = 0
    while True:
        yield Frame(step, 0, "")
        step += 1


@demo(title="Bad")
def bad(how: Annotated[str, Knob(length=20)] = "error", at: Annotated[int, Knob(0, 10)] = 3) -> Demo:
    """Walks to `at`, and goes wrong there."""
    for step in range(10):
        if step == at:
            go_wrong(how)
        loss = float("nan") if how == "nan" and step == at else 1.0
        yield Frame(step, 9, "", {"loss_D": loss}, tensor_view(how == "tensor" and step == at))
        if how == "back" and step == at:
            yield Frame(0, 9, "")


def tensor_view(wrong: bool) -> tuple[Grid, ...]:
    return (Grid("leak", torch.zeros(2, 2)),) if wrong else ()  # type: ignore[arg-type]  # the mistake itself


def go_wrong(how: str) -> None:
    if how == "error":
        raise ZeroDivisionError("a line\nand another\x1b[31m")
    if how == "abort":
        os.abort()
    if how == "memory":
        torch.zeros(2**60)
    if how == "exit":
        sys.exit("bye")
    if how == "print":
        print("PRINTED BY PYTHON")
        os.write(1, b"WRITTEN TO 1")
        os.write(2, b"WRITTEN TO 2")
        os.system("echo BY A SHELL")
    if how == "grip":
        sum(range(10**18))  # in C, and no other thread of the process can run
    while how == "hang":
        pass


@demo(title="Stubborn")
def stubborn() -> Demo:
    """Does not let itself be stopped."""
    yield Frame(0, 0, "")
    try:
        yield Frame(1, 0, "")
    finally:
        while True:
            pass


@demo(title="Birth")
def birth() -> Demo:
    """Says which process it runs in."""
    yield Frame(0, 0, "", {"pid": os.getpid(), "parent": os.getppid()})
    yield Frame(1, 0, "")
