"""Styles by what a thing is: a heading, a mark, right, wrong. Dark and light, with and without colour."""

from __future__ import annotations

from functools import cache

from rich.style import Style

from tui_dl.draw.look import Look

ROLES: dict[str, tuple[str, str, str, str, str]] = {
    # dark: foreground, background; light: foreground, background; attributes. "" is the terminal's own.
    "text": ("", "", "", "", ""),
    "title": ("", "", "", "", "bold"),
    "heading": ("#8fd0ff", "", "#0a3a75", "", "bold"),
    "muted": ("#9a9a9a", "", "#626262", "", "dim"),
    "code": ("#d7ba7d", "", "#7a4a00", "", ""),
    "math": ("#b9e3ff", "", "#0f3f70", "", ""),
    "knob": ("", "", "", "", "bold"),
    "cursor": ("#000000", "#ffffff", "#ffffff", "#000000", "reverse bold"),
    "chosen": ("#11151c", "#7cb7ff", "#ffffff", "#1456a8", "reverse bold"),
    "focus": ("#000000", "#ff8ad8", "#ffffff", "#a3006d", "bold"),
    "source": ("#ff8ad8", "", "#a3006d", "", "bold underline"),
    "bracket": ("#000000", "#ff8ad8", "#ffffff", "#a3006d", "bold"),
    "forward": ("#5fb7ff", "", "#005a9e", "", ""),
    "gradient": ("#ffb454", "", "#8f4a00", "", "italic"),
    "positive": ("#dd8a2e", "", "#ad6114", "", ""),
    "negative": ("#4b9be0", "", "#2867ad", "", ""),
    "right": ("#5fd7a7", "", "#00663f", "", "bold"),
    "wrong": ("#ff8a80", "", "#a8071a", "", "bold"),
    "warn": ("#ffd166", "", "#7a5200", "", "bold"),
    "note": ("#5fb7ff", "", "#005a9e", "", ""),
    "slip": ("#ffb454", "", "#8f4a00", "", ""),
    "since": ("#c3a6ff", "", "#5b2a9d", "", ""),
}
# Lines of a chart, told apart by colour-blind people too (after Okabe and Ito, 2008): dark, light.
LINES = {True: ("#56b4e9", "#e69f00", "#31c48d", "#f0a6cf", "#f0e442", "#ff7043", "#a9b7ff", "#bbbbbb"),
         False: ("#0063a0", "#9a5b00", "#00724f", "#a3307a", "#6b6400", "#b23a00", "#3f4fb5", "#555555")}

# The sixteen colours of a terminal, as Rich matches them; what they look like is the terminal's own affair.
ANSI = ("#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
        "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff")
SIXTEEN = {  # of each role that has a colour: dark, light
    "heading": (14, 4), "muted": (7, 0), "code": (11, 5), "math": (14, 4), "cursor": (0, 15), "chosen": (0, 15),
    "focus": (0, 15), "source": (13, 5), "bracket": (0, 15), "forward": (14, 4), "gradient": (11, 1),
    "positive": (11, 1), "negative": (14, 4), "right": (10, 0), "wrong": (9, 1), "warn": (11, 5),
    "note": (14, 4), "slip": (11, 1), "since": (13, 5),
}
SIXTEEN_GROUNDS = {"cursor": (15, 0), "chosen": (14, 4), "focus": (13, 5), "bracket": (13, 5)}
SIXTEEN_LINES = {True: (14, 11, 10, 13, 15, 9, 6, 7), False: (4, 1, 5, 0, 12, 4, 1, 5)}


@cache
def role(name: str, look: Look) -> Style:
    """The style of a role; without colour only its attributes. KeyError for a role that does not exist."""
    dark_fg, dark_bg, light_fg, light_bg, attributes = ROLES[name]
    if not look.colour:
        return Style.parse(attributes or "none") + (Style(reverse=True) if name == "focus" else Style())
    kept = " ".join(word for word in attributes.split() if word not in ("dim", "reverse"))
    fg, bg = (dark_fg, dark_bg) if look.dark else (light_fg, light_bg)
    if look.sixteen:
        fg, bg = (ANSI[found[name][not look.dark]] if name in found else "" for found in (SIXTEEN, SIXTEEN_GROUNDS))
    return Style.parse(kept or "none") + Style(color=fg or None, bgcolor=bg or None)


@cache
def line_style(index: int, look: Look) -> Style:
    """The style of the nth line of a chart."""
    colours = [ANSI[place] for place in SIXTEEN_LINES[look.dark]] if look.sixteen else LINES[look.dark]
    return Style(color=colours[index % len(colours)] if look.colour else None)
