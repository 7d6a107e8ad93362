"""Play a run: seed every generator, one thread, and hand over its changes. Imports torch."""

from __future__ import annotations

import random
from collections.abc import Generator, Mapping

import numpy as np
import torch

from tui_dl.demos.catalogue import load
from tui_dl.demos.declare import Value
from tui_dl.demos.run import Run
from tui_dl.frames import Frame


def play(run: Run) -> Generator[Frame, Mapping[str, Value] | None, None]:
    """The frames of a run, bit for bit the same each time. What is sent in is a further change, now.

    Errors: KnobError before the first frame; whatever the demo raises later.
    """
    seed_everything(run.seed)
    frames = load(run.demo)(**run.pinned().knobs)
    waiting = list(run.changes)
    try:
        frame = next(frames)
        while True:
            sent = yield frame
            due = {c.knob: c.value for c in waiting if c.step <= frame.step}
            waiting = [c for c in waiting if c.step > frame.step]
            frame = frames.send({**due, **(sent or {})})
    except StopIteration:
        return


def seed_everything(seed: int) -> None:
    """Seed Python, numpy and torch, and let torch use one thread."""
    torch.set_num_threads(1)
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
