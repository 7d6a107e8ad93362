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
        Binding("space", "do('play')", "play"),
        Binding("space", "do('pause')", "pause"),
        Binding("left", "do('back')", "step", key_display="←→"),
        Binding("right", "do('forward')", "step", show=False),
        Binding("up", "do('faster')", "speed", key_display="↑↓"),
        Binding("down", "do('slower')", "slower", show=False),
        Binding("home", "do('start')", "start", show=False),
        Binding("end", "do('end')", "end", show=False),
        Binding("enter", "go", "go to"),
    ]

    class Used(Message):
        """The learner moved the tape."""

    class Going(Message):
        """The learner wants to type a step."""

    def __init__(self, player: Player, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.player = player
        self.covered = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Space says what it does."""
        return self.player.playing == (parameters == ("pause",)) if parameters in (("play",), ("pause",)) else True

    def action_do(self, what: str) -> None:
        """Play, pause, step or jump."""
        player = self.player
        match what:
            case "play" | "pause":
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

    def action_go(self) -> None:
        """Ask for a step."""
        self.post_message(self.Going())

    def on_click(self, event: Click) -> None:
        """Jump to where the mouse points."""
        track = self.player.track
        left, width = self._bar(self.size.width)
        if track and left <= event.x < left + width and len(track.tape):
            self.player.seek(round((event.x - left) / max(width - 1, 1) * self._last()))
            self.post_message(self.Used())

    def _last(self) -> int:
        """The step at the right end of the bar."""
        track = self.player.track
        return (track.tape.total or track.tape[-1].step) if track and len(track.tape) else 0

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
        if self._runs_on and not self.player.playing:
            return "back"  # one looks back while the run goes on
        return "playing" if self.player.playing else "paused"

    @property
    def _runs_on(self) -> bool:
        """Whether the run goes on beyond the frame on screen."""
        return self.player.going and self.player.engaged and not self.player.at_frontier

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
        newest = track.tape.latest
        behind = f" · runs at {newest.step:,}" if newest and self._runs_on else ""
        return f"step {frame.step:,} {total}{behind} · {speed}"

    def _tail_within(self, width: int) -> str:
        """Which step of how many; how fast, and the words around the numbers, where there is room for them."""
        tail, room = self._tail(), width - len(self._head()) - 2
        without_speed = tail.rpartition(" · ")[0] or tail
        shorter = (tail, without_speed, without_speed.removeprefix("step "), without_speed.partition(" of ")[0],
                   without_speed.partition(" for ")[0])
        return next((words for words in shorter if len(words) <= room), shorter[-1][:max(room, 0)])

    def _bar(self, width: int) -> tuple[int, int]:
        left = len(self._head()) + 1
        return left, max(width - left - len(self._tail_within(width)) - 1, 0)

    def _marked(self, last: int, room: int) -> list[int]:
        """Where marked frames lie on the bar."""
        track = self.player.track
        return [round(frame.step / last * (room - 1)) for frame in track.tape.marked] if track and last else []

    def draw(self, width: int, height: int) -> list[Line]:
        """One line: state, bar, step n of N, speed."""
        frame = self.player.frame
        _, room = self._bar(width)
        head = self._head() + " "
        word = head.rstrip()
        line = [Segment(word, role("chosen" if self.has_focus else "text", self.look)),
                Segment(" " * (len(head) - len(word)))]
        if room > 3:
            last = self._last() if frame is not None and not self.covered else 0
            filled = round(frame.step / last * (room - 1)) if frame is not None and last else 0
            done, knob, rest = ("=", "o", "-") if self.look.ascii else ("━", "●", "─")
            bar = list(done * filled + knob + rest * (room - 1 - filled))
            for place in self._marked(last, room):
                bar[place] = bar[place] if place == filled else "+" if self.look.ascii else "┼"
            line += [Segment("".join(bar[:filled + 1]), role("forward", self.look)),
                     Segment("".join(bar[filled + 1:]), role("muted", self.look))]
        line.append(Segment(" " + self._tail_within(width), role("muted", self.look)))
        return [line]
