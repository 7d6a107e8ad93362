"""Demos: torch in, frames out. One file a subject; `declare` and `catalogue` need no torch."""
