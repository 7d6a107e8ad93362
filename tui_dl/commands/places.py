"""Paths as a person at the keyboard names them."""

from __future__ import annotations

from pathlib import Path


def near(path: Path) -> Path:
    """The path as seen from here, if it is below."""
    whole, here = path.absolute(), Path.cwd()
    return whole.relative_to(here) if whole.is_relative_to(here) else whole
