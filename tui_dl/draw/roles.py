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


@cache
def role(name: str, look: Look) -> Style:
    """The style of a role; without colour only its attributes. KeyError for a role that does not exist."""
    dark_fg, dark_bg, light_fg, light_bg, attributes = ROLES[name]
    if not look.colour:
        return Style.parse(attributes or "none") + (Style(reverse=True) if name == "focus" else Style())
    kept = " ".join(word for word in attributes.split() if word not in ("dim", "reverse"))
    fg, bg = (dark_fg, dark_bg) if look.dark else (light_fg, light_bg)
    return Style.parse(kept or "none") + Style(color=fg or None, bgcolor=bg or None)


@cache
def line_style(index: int, look: Look) -> Style:
    """The style of the nth line of a chart."""
    colours = LINES[look.dark]
    return Style(color=colours[index % len(colours)] if look.colour else None)
