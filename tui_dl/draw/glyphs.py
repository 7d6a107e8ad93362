"""The characters that carry a value or a mark, and what stands for them where only ASCII is safe."""

from __future__ import annotations

from dataclasses import dataclass

from tui_dl.draw.look import Look


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of characters, each one cell wide.

    `ramp` goes from low to high and, on a diverging scale, from zero to the largest; `below` is its twin for
    negative values, made of horizontal strokes, so that the sign is seen without colour; `sunk` is minus infinity.
    """

    ramp: str = " ░▒▓█"
    below: str = " -=≡≣"
    shades: str = " .:-=+*#%@"
    unknown: str = "·"
    nan: str = "×"
    infinite: str = "∞"
    sunk: str = "▾"
    focus: str = "[]"
    source: str = "‹›"
    cursor: str = "▸◂"
    focus_one: str = "◆"
    source_one: str = "○"
    cursor_one: str = "◇"
    mark: str = "▶"
    more: str = "…"
    bar: str = " ▏▎▍▌▋▊▉█"
    bar_left: str = " ▐█"
    axis: str = "│┤└─┴"
    box: str = "╭╮╰╯─│"
    points: str = "●▲■◆▼○△□"
    beyond: str = "↑↓"


UNICODE = Glyphs()
ASCII = Glyphs(
    ramp=" :+#@", below=" -~=E", unknown=".", nan="x", infinite="^", sunk="v", source="<>", cursor="><",
    focus_one="X", source_one="o", cursor_one="O", mark=">", more="~", bar=" #", bar_left=" =", axis="||+-+",
    box="++++-|", points="o*+x#@%&", beyond="^v",
)


def glyphs(look: Look) -> Glyphs:
    """The characters for this terminal."""
    return ASCII if look.ascii else UNICODE
