"""The tape as a line: where the frame on screen lies in it. Space plays, Left and Right step."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from tui_dl.app.player import Player
from tui_dl.app.widgets.drawn import Drawn
from tui_dl.draw.look import Line
from tui_dl.draw.roles import role


class Timeline(Drawn, can_focus=True):
    """Play, step, jump, and how fast."""

    DEFAULT_CSS = "Timeline { height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "do('toggle')", "play / pause", key_display="space"),
        Binding("left", "do('back')", "step", key_display="←→"),
        Binding("right", "do('forward')", "step", show=False),
        Binding("home", "do('start')", "start / end", key_display="home end"),
        Binding("end", "do('end')", "end", show=False),
        Binding("up", "do('faster')", "speed", key_display="↑↓"),
        Binding("down", "do('slower')", "slower", show=False),
    ]

    class Used(Message):
        """The learner moved the tape."""

    def __init__(self, player: Player, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.player = player
        self.covered = False

    def action_do(self, what: str) -> None:
        """Play, pause, step or jump."""
        player = self.player
        match what:
            case "toggle":
                player.toggle()
            case "back" | "forward":
                player.step(1 if what == "forward" else -1)
            case "start":
                player.to_start()
            case "end":
                player.to_end()
            case "faster" | "slower":
                player.faster(1 if what == "faster" else -1)
        self.post_message(self.Used())

    def on_click(self, event: Click) -> None:
        """Jump to where the mouse points."""
        track = self.player.track
        left, width = self._bar(self.size.width)
        if track and left <= event.x < left + width and len(track.tape):
            last = track.tape.total or track.tape[-1].step
            self.player.seek(round((event.x - left) / max(width - 1, 1) * last))
            self.post_message(self.Used())

    def _head(self) -> str:
        player = self.player
        ascii = self.look.ascii
        mark = (">" if ascii else "▶") if player.playing else "=" if ascii else "‖"
        return f"{mark} {self._state():<9}"

    def _state(self) -> str:
        track = self.player.track
        if track is None:
            return ""
        if track.state == "failed":
            return "stopped"
        if self.player.finished:
            return "end"
        return "playing" if self.player.playing else "paused"

    def _tail(self) -> str:
        player = self.player
        frame, track = player.frame, player.track
        speed = "full speed" if player.speed is None else f"{player.speed:g}/s"
        if frame is None or track is None:
            return speed
        if self.covered:
            return f"waits for your guess · {speed}"
        if track.replaying_to is not None:
            return f"repeats to step {track.replaying_to}: {track.tape.latest.step if track.tape.latest else 0}"
        total = f"of {frame.total:,}" if frame.total else "until stopped"
        return f"step {frame.step:,} {total} · {speed}"

    def _bar(self, width: int) -> tuple[int, int]:
        left = len(self._head()) + 1
        return left, max(width - left - len(self._tail()) - 1, 0)

    def draw(self, width: int, height: int) -> list[Line]:
        """One line: state, bar, step n of N, speed."""
        frame = self.player.frame
        _, room = self._bar(width)
        line = [Segment(self._head() + " ", role("cursor" if self.has_focus else "text", self.look))]
        if room > 3:
            share = frame.step / frame.total if frame and frame.total and not self.covered else 0.0
            filled = round(share * (room - 1))
            done, knob, rest = ("=", "o", "-") if self.look.ascii else ("━", "●", "─")
            line += [Segment(done * filled + knob, role("forward", self.look)),
                     Segment(rest * (room - 1 - filled), role("muted", self.look))]
        line.append(Segment(" " + self._tail(), role("muted", self.look)))
        return [line]
