"""The last line of a screen: the keys that work now, as many as fit."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.events import Click
from textual.screen import Screen

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.draw.look import Line
from tui_dl.draw.roles import role

HELP = "help"


class KeyLine(Drawn):
    """Keys of what has the focus first; help, which lists them all, never gives way. The mouse presses them."""

    DEFAULT_CSS = "KeyLine { dock: bottom; height: 1; padding: 0 1; background: $panel; }"

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[int, str]] = []

    def on_mount(self) -> None:
        """Follow the focus, and what an action says of itself."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.call_after_refresh(self.redraw)

    def _offered(self) -> Iterator[Binding]:
        """One binding an action, those of the focus first."""
        seen = set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and binding.action not in seen:
                seen.add(binding.action)
                yield binding

    def _shown(self, key: str) -> str:
        return key.upper() if key[:1] == "f" and key[1:].isdecimal() else key

    def draw(self, width: int, height: int) -> list[Line]:
        """One line."""
        offered = list(self._offered())
        last = [binding for binding in offered if binding.action == HELP]
        line: Line = []
        self._ends = []
        used, reserved = 0, sum(self._cells(binding) + 2 for binding in last)
        for binding in [*(b for b in offered if b not in last), *last]:
            cells = self._cells(binding) + 2 * bool(line)
            reserved -= cells if binding in last else 0
            if used + cells + max(reserved, 0) > width:
                continue
            key = self._shown(self.app.get_key_display(binding))
            line += [Segment("  " * bool(line)), Segment(key, role("slip", self.look)),
                     Segment(f" {binding.description}", role("text", self.look))]
            used += cells
            self._ends.append((used, binding.key))
        return [line]

    def _cells(self, binding: Binding) -> int:
        return cell_len(f"{self.app.get_key_display(binding)} {binding.description}")

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        column = event.x - self.gutter.left
        for end, key in self._ends:
            if column < end:
                self.app.simulate_key(key)
                return
