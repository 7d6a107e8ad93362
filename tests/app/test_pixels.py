"""Pictures in real pixels: never without being asked for, always beside their cells."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from test_pane import lab

from tui_dl.app.screens.lab import LabScreen
from tui_dl.app.screens.pixels import LARGER, PixelsScreen, picture_of, pictured
from tui_dl.commands.open import ask_for_pixels
from tui_dl.errors import UsageError
from tui_dl.frames import Bars, Gallery, Image

DIGITS = Gallery("digits", np.arange(24).reshape(6, 2, 2) / 23)
PHOTO = Image("photo", np.linspace(0, 1, 12).reshape(2, 2, 3))


def test_a_picture_has_the_values_of_its_view() -> None:
    pixels = np.asarray(picture_of(PHOTO))[::LARGER, ::LARGER]
    assert np.abs(pixels / 255 - PHOTO.values).max() < 1 / 255
    tiles = np.asarray(picture_of(DIGITS))[::LARGER, ::LARGER] / 255
    for number, digit in enumerate(DIGITS.values):
        row, col = (3 * place for place in divmod(number, 4))
        assert np.abs(tiles[row:row + 2, col:col + 2] - digit).max() < 1 / 255


def test_it_is_the_picture_the_cursor_is_in() -> None:
    bars = Bars("loss", ("a",), np.ones(1))
    assert pictured([bars, DIGITS, PHOTO], "photo") is PHOTO
    assert pictured([bars, DIGITS, PHOTO], "loss") is DIGITS
    assert pictured([bars], "loss") is None


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textual_image", None)
    monkeypatch.setitem(sys.modules, "textual_image.widget", None)
    with pytest.raises(UsageError, match="textual-image is not installed"):
        ask_for_pixels()


async def test_the_menu_shows_the_picture_and_escape_goes_back(stage, monkeypatch):
    asked = pytest.importorskip("textual_image.renderable", reason="the extra `pixels` is not installed")
    ask_for_pixels()
    async with lab(stage, "image-filter") as s:
        assert "pixels" not in s.app.screen.actions.names(), "this is no terminal"
        monkeypatch.setattr(asked, "Image", asked.TGPImage)
        assert "pixels" in s.app.screen.actions.names()
        s.app.screen.actions.do("pixels")
        await s.until(lambda: isinstance(s.app.screen, PixelsScreen), "the picture")
        await s.sees("in cells, and in pixels")
        assert s.app.screen.query_one("#pixels").size.width > 10
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, LabScreen), "the Lab again")
