"""Scales keep their order without hue, numbers on them can be read, and signs show without colour."""

from __future__ import annotations

import numpy as np
import pytest
from drawing import text_of
from rich.color import Color, ColorSystem
from rich.style import Style

from tui_dl.draw.look import Look
from tui_dl.draw.palette import LEVELS, PAGE, contrast, extent, level_colours, levels, luminance, shades
from tui_dl.draw.roles import ANSI, ROLES, line_style, role
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


# ---------------------------------------------------------------------------- sixteen colours

# what xterm, VGA's text mode and Windows' console show of the sixteen, from their manuals
XTERM = ["000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5",
         "7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff", "00ffff", "ffffff"]
VGA = ["000000", "aa0000", "00aa00", "aa5500", "0000aa", "aa00aa", "00aaaa", "aaaaaa",
       "555555", "ff5555", "55ff55", "ffff55", "5555ff", "ff55ff", "55ffff", "ffffff"]
WINDOWS = ["000000", "800000", "008000", "808000", "000080", "800080", "008080", "c0c0c0",
           "808080", "ff0000", "00ff00", "ffff00", "0000ff", "ff00ff", "00ffff", "ffffff"]


def on_terminal(color: Color | None, shown: list[str], otherwise: int) -> tuple[int, int, int]:
    """What a terminal of sixteen colours shows for a colour; its own ink or ground where there is none."""
    number = otherwise if color is None else color.downgrade(ColorSystem.STANDARD).number
    assert number is not None
    return tuple(bytes.fromhex(shown[number]))  # type: ignore[return-value]  # three


def test_the_sixteen_are_matched_as_they_are_named() -> None:
    assert [Color.parse(colour).downgrade(ColorSystem.STANDARD).number for colour in ANSI] == list(range(16))


@pytest.mark.parametrize("shown", [XTERM, VGA, WINDOWS], ids=["xterm", "vga", "windows"])
@pytest.mark.parametrize("dark", [True, False])
def test_with_sixteen_colours_all_can_be_read(dark: bool, shown: list[str]) -> None:
    look, page, ink = Look(dark=dark, sixteen=True), 0 if dark else 15, 15 if dark else 0
    styles = [role(name, look) for name in ROLES] + [line_style(n, look) for n in range(8)]
    for scale in ("sequential", "diverging"):
        found = shades(scale, look)
        styles += [*found.number, *found.number_source, *found.glyph]
    for style in styles:
        pair = on_terminal(style.color, shown, ink), on_terminal(style.bgcolor, shown, page)
        assert contrast(*pair) >= (3.5 if shown is WINDOWS else 4.5), style


@pytest.mark.parametrize("shown", [XTERM, VGA, WINDOWS], ids=["xterm", "vga", "windows"])
@pytest.mark.parametrize("dark", [True, False])
def test_with_sixteen_colours_lightness_orders_the_values(dark: bool, shown: list[str]) -> None:
    def rising(scale: Scale) -> list[float]:
        grounds = [style.bgcolor for style in shades(scale, Look(dark=dark, sixteen=True)).number]
        return [(1 if dark else -1) * luminance(on_terminal(c, shown, 0 if dark else 15)) for c in grounds]

    one, both = rising("sequential"), rising("diverging")
    assert one == sorted(one) and len(set(one)) == 4
    assert both[LEVELS // 2:] == sorted(both[LEVELS // 2:])
    assert both[LEVELS // 2::-1] == sorted(both[:LEVELS // 2 + 1])
    assert len(set(both)) == 7, "below and above zero differ"


# ---------------------------------------------------------------------------- colour blindness

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def as_lab(colours: np.ndarray, matrix: list[list[float]]) -> np.ndarray:
    """CIE L*a*b* (D65) of sRGB colours (n, 3) as somebody sees them who lacks one kind of cones."""
    values = np.asarray(colours) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(matrix).T, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = seen @ to_xyz.T / (0.9505, 1.0, 1.089)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("dark", [True, False])
def test_the_colour_blind_see_the_same_order(dark: bool, kind: str) -> None:
    toward, half = 1 if dark else -1, LEVELS // 2
    light = toward * as_lab(np.array(level_colours("sequential", dark)), BLIND[kind])[:, 0]
    assert (np.diff(light) > 0).all()
    both = as_lab(np.array(level_colours("diverging", dark)), BLIND[kind])
    assert (np.diff(toward * both[half:, 0]) > 0).all()
    assert (np.diff(toward * both[half::-1, 0]) > 0).all()


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("dark", [True, False])
def test_the_colour_blind_tell_below_zero_from_above(dark: bool, kind: str) -> None:
    both = as_lab(np.array(level_colours("diverging", dark)), BLIND[kind])
    for level in range(2, LEVELS // 2 + 1):
        apart = np.linalg.norm(both[LEVELS // 2 + level] - both[LEVELS // 2 - level])
        assert apart >= 10, f"{level} from zero"  # a difference of 2.3 is just noticeable
