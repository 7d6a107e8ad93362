"""A mystery run: one lesion, or none, is hidden, and named from what the run shows. No widgets."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.run import Run
from tui_dl.learner.entries import Answer

HIDDEN = "lesion"
QUESTION = ("This run is broken in one of these ways, or in none. Play it, watch the curves and the readings, and say "
            "which.")


def has_mystery(demo: str) -> bool:
    """Whether a demo can be broken in ways that its run tells apart."""
    found = catalogue()[demo]
    return HIDDEN in found.knobs and bool(found.knobs[HIDDEN].knob.signs)


@dataclass(frozen=True)
class Mystery:
    """One run with its lesion hidden, and what could be said of it."""

    run: Run
    secret: str
    names: tuple[str, ...]

    @classmethod
    def draw(cls, demo: str, rng: random.Random) -> Mystery:
        """A lesion at random, none among them, and a seed for its run."""
        names = tuple(catalogue()[demo].knobs[HIDDEN].knob.signs)
        secret = rng.choice(names)
        return cls(Run(demo, {HIDDEN: secret}, seed=rng.randrange(3)), secret, names)

    @property
    def views(self) -> tuple[str, ...]:
        """The views that are shown; all, if none is named."""
        return catalogue()[self.run.demo].knobs[HIDDEN].knob.clues

    def choice(self, name: str) -> str:
        """What a lesion does."""
        return catalogue()[self.run.demo].knobs[HIDDEN].knob.signs[name][0]

    def reason(self, name: str) -> str:
        """Why it is not this one."""
        return f"That would look different. {catalogue()[self.run.demo].knobs[HIDDEN].knob.signs[name][1]}"

    def verdict(self) -> str:
        """What it was, and how it shows."""
        what, shows = catalogue()[self.run.demo].knobs[HIDDEN].knob.signs[self.secret]
        return f"It was this: {what} {shows}"

    def graded(self, said: str | None, seconds: float) -> Answer:
        """The entry of the log for what was said; None for "I don't know"."""
        return Answer(f"mystery/{self.run.demo}#{HIDDEN}", [said] if said is not None else [], said == self.secret,
                      form="Mystery", dont_know=said is None, seconds=seconds, context="checkpoint")
