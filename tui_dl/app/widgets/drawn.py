"""A widget whose content is lines of cells, drawn by `tui_dl.draw`."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui_dl.draw.look import Line, Look


class Drawn(Widget):
    """Draws itself as lines; after `redraw` only the lines that changed are sent to the terminal."""

    DEFAULT_CSS = "Drawn { height: auto; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = []
        self._strips: dict[int, Strip] = {}  # lines as they were rendered, until they change
        self._ground: Style | None = None
        self._drawn_for: tuple[int, int, Look] | None = None

    @property
    def look(self) -> Look:
        """The look of this terminal, for the theme in force."""
        look: Look = self.app.look  # type: ignore[attr-defined]  # TuiDlApp's
        return look

    def draw(self, width: int, height: int) -> list[Line]:
        """The lines, at most `width` cells wide. A widget of automatic height ignores `height`."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw anew, and repaint what differs."""
        if self._drawn_for is None or not self.is_attached:
            return
        width, height, _ = self._drawn_for
        before, self._lines = self._lines, self.draw(width, height)
        self._drawn_for = (width, height, self.look)
        if len(before) != len(self._lines):
            self._strips.clear()
            self.refresh(layout=True)
            return
        changed = [y for y, (old, new) in enumerate(zip(before, self._lines, strict=True)) if old != new]
        for y in changed:
            self._strips.pop(y, None)
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def watch_has_focus(self, has_focus: bool) -> None:
        """A cursor shows while keys go here. (Textual's Focus event comes before the state changes.)"""
        super().watch_has_focus(has_focus)
        self.redraw()

    def _fresh(self, width: int, height: int) -> list[Line]:
        if self._drawn_for != (width, height, self.look):
            self._lines = self.draw(width, height)
            self._drawn_for = (width, height, self.look)
            self._strips.clear()
        return self._lines

    def _stale(self, width: int, height: int) -> bool:
        """Whether what was drawn does not fit any more; the height counts only where it is given."""
        if self._drawn_for is None or self._drawn_for[0] != width or self._drawn_for[2] != self.look:
            return True
        return self._drawn_for[1] != height and self.styles.height is not None and not self.styles.is_auto_height

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines at this width."""
        return len(self._fresh(width, container.height))

    def render_line(self, y: int) -> Strip:
        """One line, padded to the width of the widget."""
        width, height = self.content_size
        if self._stale(width, height):
            self._fresh(width, height)
        if y not in self._strips:
            self._strips[y] = self._strip(y, width)
        return self._strips[y]

    def _strip(self, y: int, width: int) -> Strip:
        style = self._ground = self._ground or self.rich_style
        if y >= len(self._lines):
            return Strip.blank(width, style)
        strip = Strip([Segment(s.text, (style + s.style) if s.style else style) for s in self._lines[y]])
        return strip.adjust_cell_length(width, style)

    def notify_style_update(self) -> None:
        """Another theme, or a state with another style: what was rendered is out of date."""
        super().notify_style_update()
        self._strips.clear()
        self._ground = None
