"""Text of both themes reads well: a contrast of at least 4.5 against every ground it stands on (WCAG 2.1 AA)."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from tui_dl.app.theme import DARK, LIGHT
from tui_dl.draw.look import Look
from tui_dl.draw.roles import LINES, ROLES, role

AA, GRAPHICS = 4.5, 3.0
GROUNDS = ("background", "surface", "panel")
DRAWN = ("positive", "negative")  # bars, never text


def luminance(colour: Color) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = [c / 255 / 12.92 if c / 255 <= 0.03928 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour.rgb]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: Color, other: Color) -> float:
    """The ratio of two luminances, 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def grounds(theme: Theme) -> dict[str, Color]:
    """What text stands on."""
    variables = theme.to_color_system().generate()
    return {name: Color.parse(variables[name]) for name in GROUNDS}


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_oracle_agrees_with_the_standards_examples(theme: Theme) -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ["foreground", "primary", "secondary", "accent", "success", "error", "warning"])
def test_colours_of_the_app(theme: Theme, name: str) -> None:
    colour = Color.parse(getattr(theme, name))
    for ground, behind in grounds(theme).items():
        assert contrast(colour, behind) >= AA, f"{name} on {ground}"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", sorted(ROLES))
def test_colours_of_what_is_drawn(theme: Theme, name: str) -> None:
    style = role(name, Look(dark=theme.dark))
    foreground = Color.from_rich_color(style.color) if style.color else Color.parse(str(theme.foreground))
    behind = {"its own": Color.from_rich_color(style.bgcolor)} if style.bgcolor else grounds(theme)
    for ground, colour in behind.items():
        assert contrast(foreground, colour) >= (GRAPHICS if name in DRAWN else AA), f"{name} on {ground}"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_lines_of_charts(theme: Theme) -> None:
    for line in LINES[theme.dark]:
        assert contrast(Color.parse(line), grounds(theme)["background"]) >= GRAPHICS, line
