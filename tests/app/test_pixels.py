"""Pictures in real pixels: never without being asked for, always beside their cells."""

from __future__ import annotations

import re
import sys

import numpy as np
import pytest
from test_pane import lab

from tui_dl.app.screens.lab import LabScreen
from tui_dl.app.screens.pixels import PixelsScreen, picture_of, pictured, shows_pixels
from tui_dl.commands.open import ask_for_pixels
from tui_dl.errors import UsageError
from tui_dl.frames import Array, Bars, Gallery, Image

DIGITS = Gallery("digits", np.arange(24).reshape(6, 2, 2) / 23)
PHOTO = Image("photo", np.linspace(0, 1, 12).reshape(2, 2, 3))


def small(view: Gallery | Image, rows: int) -> Array:
    """The picture of a view, of so many rows: one pixel out of the middle of each square."""
    pixels = np.asarray(picture_of(view)) / 255
    larger = len(pixels) // rows
    squares = pixels.reshape(rows, larger, -1, larger, *pixels.shape[2:])
    assert (squares == squares[:, :1, :, :1]).all(), "squares of one colour"
    return squares[:, 0, :, 0]


def test_a_picture_has_the_values_of_its_view() -> None:
    assert np.abs(small(PHOTO, 2) - PHOTO.values).max() < 1 / 255
    tiles = small(DIGITS, 6)
    for number, digit in enumerate(DIGITS.values):
        row, col = (3 * place for place in divmod(number, 4))
        assert np.abs(tiles[row:row + 2, col:col + 2] - digit).max() < 1 / 255


def test_a_small_picture_is_not_blurred_where_the_terminal_is_finer() -> None:
    """An edge between two pixels of 8 by 8 is at most one of 376 by 376 wide, after Pillow has fitted it."""
    steps = np.asarray(picture_of(Image("steps", np.eye(8))).resize((376, 376))).astype(int)
    between = (steps > 20) & (steps < 235)
    assert between.sum() < 8 * 4 * 47  # the edges of the 8 squares of an identity matrix


def test_it_is_the_picture_the_cursor_is_in() -> None:
    bars = Bars("loss", ("a",), np.ones(1))
    assert pictured([bars, DIGITS, PHOTO], "photo") is PHOTO
    assert pictured([bars, DIGITS, PHOTO], "loss") is DIGITS
    assert pictured([bars], "loss") is None


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textual_image", None)
    with pytest.raises(UsageError, match="textual-image is not installed"):
        ask_for_pixels()


def test_colours_are_selected_for_an_xterm_to_which_defining_is_not_selecting() -> None:
    pytest.importorskip("textual_image", reason="the extra `pixels` is not installed")
    from PIL import Image as Pictures

    from tui_dl.app import real_pixels

    values = np.random.default_rng(0).integers(0, 256, (12, 10)).astype(np.uint8)
    shown = xterm(real_pixels.sixel.image_to_sixels(Pictures.fromarray(values)), values.shape)
    assert np.abs(shown * 2.55 - values).max() <= 2  # Sixel counts in hundredths


def xterm(sixels: str, shape: tuple[int, ...]) -> Array:
    """What xterm 379 shows of a grey picture: DEC's format, but a colour that is defined is not yet selected."""
    colours: dict[str, int] = {}
    shown, at, top, current = np.full(shape, -1.0), 0, 0, ""
    tokens = re.compile(r"#\d+(?:;2;\d+;\d+;\d+)?|(?:!\d+)?[?-~]|[$-]")
    for token in tokens.findall(sixels.partition("q")[2].removesuffix("\x1b\\")):
        if token[0] == "#":
            register, _, definition = token.partition(";2;")
            if definition:
                colours[register] = int(definition.split(";")[0])
            else:
                current = register
        elif token in "$-":
            at, top = 0, top + 6 * (token == "-")
        else:
            count = int(token[1:-1]) if token[0] == "!" else 1
            rows = [row for row in range(6) if ord(token[-1]) - 63 >> row & 1]
            for row in rows:
                shown[top + row, at:at + count] = colours.get(current, -1)
            at += count
    return shown


async def test_the_menu_shows_the_picture_and_escape_goes_back(stage):
    pytest.importorskip("textual_image", reason="the extra `pixels` is not installed")
    async with lab(stage, "image-filter") as s:
        assert "pixels" not in s.app.screen.actions.names(), "nobody asked for them"
        s.app.pixels = "sixel"
        assert "pixels" in s.app.screen.actions.names()
        s.app.screen.actions.do("pixels")
        await s.until(lambda: isinstance(s.app.screen, PixelsScreen), "the picture")
        await s.sees("in cells, and in pixels")
        assert s.app.screen.pixels.size.width > 10
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, LabScreen), "the Lab again")


async def test_a_picture_is_whole_in_a_wide_and_low_terminal(stage):
    pytest.importorskip("textual_image", reason="the extra `pixels` is not installed")
    async with lab(stage, "image-filter") as s:
        s.app.pixels = "sixel"
        await s.pilot.resize_terminal(200, 24)
        s.app.screen.actions.do("pixels")
        await s.until(lambda: isinstance(s.app.screen, PixelsScreen) and s.app.screen.pixels.size.width, "the picture")
        from textual_image._terminal import get_cell_size

        cell, shown = get_cell_size(), s.app.screen.pixels.size
        assert abs(shown.width * cell.width - shown.height * cell.height) <= max(cell), "a square is a square"


async def test_the_picture_follows_the_run(stage):
    pytest.importorskip("textual_image", reason="the extra `pixels` is not installed")
    async with lab(stage, "image-filter") as s:
        s.app.pixels = "sixel"
        s.app.screen.actions.do("pixels")
        await s.until(lambda: isinstance(s.app.screen, PixelsScreen), "the picture")
        screen, later = s.app.screen, Image(s.app.screen.view.name, np.eye(8))
        screen.now = lambda: later
        await s.until(lambda: screen.view is later, "the later picture")
        assert screen.cells.view is later and screen.pixels.image.size == picture_of(later).size
        screen.now = lambda: PHOTO
        screen.follow()
        assert screen.view is later, "a view of another name is another picture"


async def test_kittys_protocol_needs_all_colours(stage, monkeypatch):
    async with lab(stage, "image-filter") as s:
        s.app.pixels = "kitty"
        for system, shows in (("truecolor", True), ("256", False)):
            monkeypatch.setattr(type(s.app.console), "color_system", system)
            assert shows_pixels(s.app) is shows
