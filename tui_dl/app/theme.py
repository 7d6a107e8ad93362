"""The colours of the app: one dark and one light theme, beside Textual's own."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="tui-dl-dark", dark=True,
    primary="#7cb7ff", secondary="#c7a6ff", accent="#ffb454", warning="#ffb454", error="#ff8f8f",
    success="#8fd694", foreground="#dfe4ea", background="#11151c", surface="#171c25", panel="#1f2632",
    variables={
        "footer-key-foreground": "#ffb454", "block-cursor-text-style": "bold",
        "block-cursor-background": "#7cb7ff", "block-cursor-foreground": "#11151c",
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
        "scrollbar": "#b3ad9e", "scrollbar-hover": "#938d7e", "scrollbar-active": "#1456a8",
        "scrollbar-background": "#f2f0ea", "scrollbar-background-hover": "#f2f0ea",
        "scrollbar-background-active": "#f2f0ea", "scrollbar-corner-color": "#f2f0ea",
    },
)
