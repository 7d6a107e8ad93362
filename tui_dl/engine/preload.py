"""Imported once before any worker is forked: torch, the demos, the oracles, and one tiny training step.

The first optimiser of a process imports a second's worth of modules; it does so here, before a learner waits.
"""

from __future__ import annotations

import importlib
import os
import traceback
from collections.abc import Callable
from functools import partial

from tui_dl.engine.child import MARK, hush, is_alive

_owner, _, _log = os.environ.get(MARK, "").partition(":")
if _owner and (int(_owner) == os.getppid() or not is_alive(int(_owner))):  # not one that merely imports this
    hush(_log)
    if hasattr(os, "nice"):
        os.nice(5)  # keys and screen go first where there are too few processors

import torch  # noqa: E402  # only now: what it prints must not reach the terminal
import torch.nn.functional as F  # noqa: E402

from tui_dl import oracles  # noqa: E402
from tui_dl.demos.catalogue import catalogue  # noqa: E402


def train_a_step() -> None:
    """Forward, backward and one step of Adam on four numbers, so that all of it is loaded."""
    torch.set_num_threads(1)
    weight = torch.nn.Parameter(torch.ones(4, 1))  # (inputs, outputs)
    optimizer = torch.optim.Adam([weight], lr=1e-3)
    F.mse_loss(torch.ones(2, 4) @ weight, torch.zeros(2, 1)).backward()
    optimizer.step()


def import_all() -> None:
    """Import every demo, and what the oracles call. What fails says so in the log, and again when it is used."""
    modules = {found.module for found in catalogue().values()} | {"tui_dl.demos.play"}
    loads: list[Callable[[], object]] = [partial(importlib.import_module, name) for name in sorted(modules)]
    loads.append(oracles.functions)
    for load in loads:
        try:
            load()
        except Exception:
            traceback.print_exc()


train_a_step()
import_all()
