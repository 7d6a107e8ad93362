"""A frame as an SVG picture of the terminal, with nothing to fetch from a network."""

from __future__ import annotations

import io
import re

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.segment import Segment, Segments
from rich.terminal_theme import TerminalTheme

from tui_dl.draw.canvas import clean
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Line, Look
from tui_dl.draw.palette import PAGE, RGB
from tui_dl.draw.plain import readings_text
from tui_dl.draw.pointing import Tape
from tui_dl.draw.roles import role
from tui_dl.frames import Frame

FONT = "Fira Code, Menlo, Consolas, DejaVu Sans Mono, monospace"


def frame_svg(frame: Frame, title: str, look: Look, width: int = 100, tape: Tape | None = None) -> str:
    """The caption, readings and views of a frame as an SVG document, `width` cells wide."""
    bold, muted = role("title", look), role("muted", look)
    total = frame.total or "…"
    lines: list[Line] = [[Segment(f"step {frame.step} of {total}", bold)], [Segment(clean(frame.caption))]]
    lines += [[Segment(readings_text(frame), muted)], []]
    lines += draw_frame(frame, width, 60, look, tape=tape)
    return lines_svg(lines, title, look, width)


def lines_svg(lines: list[Line], title: str, look: Look, width: int) -> str:
    """Drawn lines as an SVG document; every word is placed by itself, so that columns stay columns in any font."""
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor",
                      legacy_windows=False, highlight=False, no_color=False)
    for line in lines:
        words = [Segment(word, segment.style) for segment in line for word in re.findall(r"\s+|\S+", segment.text)]
        console.print(Segments([*words, Segment.line()]), end="", soft_wrap=False)
    return console.export_svg(title=clean(title), theme=_theme(look), code_format=_without_web_fonts())


def _without_web_fonts() -> str:
    """Rich's SVG frame with the fonts of the reader's own machine."""
    bare = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return bare.replace("font-family: Fira Code, monospace", f"font-family: {FONT}")


def _theme(look: Look) -> TerminalTheme:
    """The page that the palette is made for, and the sixteen colours of VGA."""
    page, ink = _triplet(PAGE[look.dark]), _triplet("#e0e0e0" if look.dark else "#1a1a1a")
    half, full = [(r, g, b) for b in (0, 170) for g in (0, 170) for r in (0, 170)], \
        [(r, g, b) for b in (85, 255) for g in (85, 255) for r in (85, 255)]
    return TerminalTheme(page, ink, half, full)


def _triplet(text: str) -> RGB:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
