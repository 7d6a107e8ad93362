"""A player with a scripted engine, without widgets; tests say when a frame comes and when time passes."""

import numpy as np

from tui_dl.app.desk import Desk
from tui_dl.app.player import Player
from tui_dl.app.track import Track
from tui_dl.demos.run import Run
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.frames import Frame, Grid

TRAINS, SHORT = Run("descent", {"steps": 8}), Run("stride-padding")


def frames_of(run: Run) -> list[Frame]:
    """Frames that say which run they are of."""
    return [Frame(step, 8, f"{run.line()} {step}", {"loss": float(step)}, (Grid("g", np.full((1, 4), step)),))
            for step in range(9)]


class Table:
    """A player, its desk and its engine; `emit` lets the engine make frames and hands them out."""

    def __init__(self, run: Run = TRAINS, hold: int | None = None) -> None:
        self.engine = ScriptedEngine(frames_of)
        self.desk = Desk(self.engine)
        self.desk.start(lambda: None)
        self.changes = 0
        self.player = Player(self.desk, self.count)
        self.player.load(run, hold)

    def count(self) -> None:
        self.changes += 1

    def emit(self, count: int = 1) -> int:
        made = self.engine.emit(count)
        self.desk.hand_out()
        return made

    @property
    def step(self) -> int | None:
        """The step on screen."""
        return self.player.frame.step if self.player.frame else None

    @property
    def track(self) -> Track:
        assert self.player.track is not None
        return self.player.track

    def run_to(self, step: int) -> None:
        """Play until this step is on screen, and pause."""
        self.player.play()
        self.emit(step + 1 - self.track.tape.produced)
        self.player.tick(1)
        self.player.pause()
        assert self.step == step
