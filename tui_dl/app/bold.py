"""Bold letters in sixteen colours: many a terminal, xterm for one, shows them in the brighter colour of the pair."""

from __future__ import annotations

from functools import lru_cache

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

BLACK, BLUE, WHITE, BRIGHT = 0, 4, 15, 8
THIN = Style(bold=False)


class Legible(LineFilter):
    """Black would turn grey: on white it becomes blue, whose brighter one reads; any other ink of the eight loses
    its bold.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, in styles that read."""
        return [Segment(text, style and _legible(style), control) for text, style, control in segments]


@lru_cache(1024)
def _legible(style: Style) -> Style:
    if not style.bold or style.reverse or style.color is None or style.color.is_default:
        return style
    ink, ground = (colour and colour.downgrade(ColorSystem.STANDARD).number for colour in (style.color, style.bgcolor))
    if ink is None or ink >= BRIGHT or (ink, ground) == (BLUE, WHITE):
        return style
    return style + (Style(color="blue") if (ink, ground) == (BLACK, WHITE) else THIN)
