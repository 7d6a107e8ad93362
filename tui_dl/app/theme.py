"""The colours of the app: dark and light, in as many colours as there are, and in a terminal's own sixteen."""

from __future__ import annotations

from textual.theme import Theme


def _sixteen(*, ground: str, ink: str, muted: str, line: str, field: str, cursor: tuple[str, str]) -> dict[str, str]:
    """What Textual would leave to the terminal, or dim, in a theme of sixteen colours."""
    names = (
        (ground, ("surface", "panel", "panel-darken-1", "ansi-background", "scrollbar-background",
                  "scrollbar-background-hover", "scrollbar-background-active", "scrollbar-corner-color",
                  "block-cursor-blurred-background", "block-hover-background", "footer-background",
                  "footer-description-background", "footer-item-background", "input-cursor-background")),
        (ink, ("text", "ansi-foreground", "block-cursor-blurred-foreground", "button-foreground",
               "button-color-foreground", "input-cursor-foreground")),
        (muted, ("text-muted", "text-disabled", "foreground-muted")),
        (line, ("border-blurred", "scrollbar")),
        (field, ("boost",)),
        (cursor[0], ("border", "block-cursor-background", "scrollbar-hover", "scrollbar-active",
                     "input-selection-background", "screen-selection-background")),
        (cursor[1], ("block-cursor-foreground", "input-selection-foreground", "screen-selection-foreground")),
    )
    found = {variable: f"ansi_{colour}" for colour, variables in names for variable in variables}
    return {**found, "block-cursor-text-style": "bold", "input-cursor-text-style": "reverse"}


DARK = Theme(
    name="tui-dl-dark", dark=True,
    primary="#7cb7ff", secondary="#c7a6ff", accent="#ffb454", warning="#ffb454", error="#ff8f8f",
    success="#8fd694", foreground="#dfe4ea", background="#11151c", surface="#171c25", panel="#1f2632",
    variables={
        "footer-key-foreground": "#ffb454", "block-cursor-text-style": "bold",
        "block-cursor-background": "#7cb7ff", "block-cursor-foreground": "#11151c",
        "border-blurred": "#1f2632",
        "scrollbar": "#46536a", "scrollbar-hover": "#5d6d8a", "scrollbar-active": "#7cb7ff",
        "scrollbar-background": "#171c25", "scrollbar-background-hover": "#171c25",
        "scrollbar-background-active": "#171c25", "scrollbar-corner-color": "#171c25",
    },
)
LIGHT = Theme(
    name="tui-dl-light", dark=False,
    primary="#1456a8", secondary="#6b3fa0", accent="#9a4a00", warning="#9a4a00", error="#a11f1f",
    success="#1c6b2a", foreground="#1c2128", background="#fbfaf7", surface="#f2f0ea", panel="#e6e3da",
    variables={
        "footer-key-foreground": "#9a4a00", "block-cursor-text-style": "bold",
        "block-cursor-background": "#1456a8", "block-cursor-foreground": "#ffffff",
        "border-blurred": "#e6e3da",
        "scrollbar": "#b3ad9e", "scrollbar-hover": "#938d7e", "scrollbar-active": "#1456a8",
        "scrollbar-background": "#f2f0ea", "scrollbar-background-hover": "#f2f0ea",
        "scrollbar-background-active": "#f2f0ea", "scrollbar-corner-color": "#f2f0ea",
    },
)
# The sixteen colours of a terminal, in place of Textual's two themes: they paint their ground, so that whatever the
# terminal's own is, text reads. Of those sixteen few read well on black, fewer on white, whatever the terminal.
ANSI_DARK = Theme(
    name="ansi-dark", dark=True, ansi=True,
    primary="ansi_bright_cyan", secondary="ansi_bright_magenta", accent="ansi_bright_yellow",
    warning="ansi_bright_yellow", error="ansi_bright_red", success="ansi_bright_green",
    foreground="ansi_bright_white", background="ansi_black",
    variables=_sixteen(ground="black", ink="bright_white", muted="white", line="white", field="blue",
                       cursor=("bright_cyan", "black")),
)
ANSI_LIGHT = Theme(
    name="ansi-light", dark=False, ansi=True,
    primary="ansi_blue", secondary="ansi_magenta", accent="ansi_red", warning="ansi_magenta", error="ansi_red",
    success="ansi_black", foreground="ansi_black", background="ansi_bright_white",
    variables=_sixteen(ground="bright_white", ink="black", muted="black", line="bright_black", field="white",
                       cursor=("blue", "bright_white")),
)
THEMES = (DARK, LIGHT, ANSI_DARK, ANSI_LIGHT)
