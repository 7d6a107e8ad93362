"""Scales keep their order without hue, numbers on them can be read, and signs show without colour."""

from __future__ import annotations

import numpy as np
import pytest
from drawing import text_of
from rich.color import Color, ColorSystem
from rich.style import Style

from tui_dl.draw.look import Look
from tui_dl.draw.palette import LEVELS, PAGE, contrast, extent, level_colours, levels, luminance, shades
from tui_dl.draw.roles import ROLES, role
from tui_dl.draw.view import draw_view
from tui_dl.frames import Grid, Scale

BOTH = [(scale, dark) for scale in ("sequential", "diverging") for dark in (True, False)]


def rgb(color: Color | None) -> tuple[int, int, int]:
    """Red, green and blue of a colour."""
    assert color is not None
    return tuple(color.get_truecolor())  # type: ignore[return-value]  # a triplet has three


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)  # WebAIM's example
    assert contrast((10, 20, 30), (10, 20, 30)) == 1


@pytest.mark.parametrize("scale, dark", BOTH)
@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
def test_numbers_can_be_read_on_every_level(scale: Scale, dark: bool, system: ColorSystem) -> None:
    found = shades(scale, Look(dark=dark))
    for style in (*found.number, *found.number_source):
        assert style.color and style.bgcolor
        ink, ground = (rgb(color.downgrade(system)) for color in (style.color, style.bgcolor))
        assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("name", [name for name in ROLES if ROLES[name][0]])
@pytest.mark.parametrize("dark", [True, False])
def test_roles_can_be_read(name: str, dark: bool) -> None:
    style = role(name, Look(dark=dark))
    page = style.bgcolor or Color.parse(PAGE[dark])
    assert contrast(rgb(style.color), rgb(page)) >= 4.5


@pytest.mark.parametrize("dark", [True, False])
def test_lightness_alone_orders_the_values(dark: bool) -> None:
    toward = 1 if dark else -1
    rising = [toward * luminance(colour) for colour in level_colours("sequential", dark)]
    assert rising == sorted(rising)
    both = [toward * luminance(colour) for colour in level_colours("diverging", dark)]
    assert both[LEVELS // 2:] == sorted(both[LEVELS // 2:])
    assert both[LEVELS // 2::-1] == sorted(both[:LEVELS // 2 + 1])


def test_without_colour_a_role_has_none() -> None:
    for name in ROLES:
        style = role(name, Look(colour=False))
        assert style.color is None and style.bgcolor is None
    assert role("focus", Look(colour=False)) != Style() != role("source", Look(colour=False))


def test_levels_rise_with_the_values_and_are_symmetric_around_zero() -> None:
    values = np.linspace(-3, 3, 61)
    one, two = levels(values, "sequential"), levels(values, "diverging")
    assert (np.diff(one) >= 0).all() and one[0] == 0 and one[-1] == LEVELS - 1
    assert (np.diff(two) >= 0).all() and two[30] == LEVELS // 2
    assert (two + two[::-1] == LEVELS).all()
    assert extent(np.array([-1.0, 4.0]), "diverging") == (-4, 4)
    assert extent(np.array([np.nan, np.inf]), "sequential") == (0, 1)
    assert levels(np.array([np.nan, np.inf, -np.inf, 1e308, -1e308]), "diverging", -1, 1).tolist()[1:] == [16, 0, 16, 0]


@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize("cells", [60, 110])
def test_without_colour_size_and_sign_show(ascii: bool, cells: int) -> None:
    """High differs from low, negative from positive, also where a value is one glyph."""
    values = np.tile(np.array([-1.0, -0.4, 0.0, 0.4, 1.0]), 11)[None, :]
    look = Look(colour=False, ascii=ascii)
    for scale, kinds in (("sequential", 4), ("diverging", 5)):
        line = text_of(draw_view(Grid("g", values, scale=scale), cells, 1, look))[0]  # type: ignore[arg-type]  # a Scale
        step = 1 if cells < 110 else 2
        assert len(set(line[:5 * step:step])) >= kinds
