"""Pictures as cells."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from drawing import text_of
from hypothesis import given
from hypothesis import strategies as st

from tui_dl.draw.look import Look
from tui_dl.draw.pixels import fit, shrunk
from tui_dl.draw.view import draw_view
from tui_dl.frames import Box, Boxes, Gallery, Image


def test_shrinking_is_the_mean_over_areas() -> None:
    """The oracle is average pooling, where areas are equal."""
    picture = np.random.default_rng(0).random((12, 18))
    pooled = F.avg_pool2d(torch.from_numpy(picture)[None, None], (3, 6))[0, 0].numpy()
    assert np.allclose(shrunk(picture, 4, 3), pooled)


def test_unknown_pixels_do_not_count() -> None:
    picture = np.array([[1.0, np.nan], [np.nan, np.nan]])
    assert shrunk(picture, 1, 1).tolist() == [[1.0]]
    assert np.isnan(shrunk(picture, 2, 2)[1, 1])


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 120), st.integers(1, 40))
def test_pictures_fit_and_keep_their_proportions(height: int, width: int, room_width: int, room_height: int) -> None:
    across, down = fit(height, width, room_width, room_height)
    assert 1 <= across <= room_width and 1 <= down <= room_height
    if min(across, 2 * down) >= 8:
        assert abs(across / (2 * down) / (width / height) - 1) < 0.4


def test_half_blocks_hold_two_pixels_in_their_colours() -> None:
    line = draw_view(Image("i", np.array([[1.0] * 24] * 12 + [[0.0] * 24] * 12)), 24, 12, Look())[0]
    styles = [segment.style for segment in line if segment.style]
    colours = {(style.color.name, style.bgcolor.name) for style in styles if style.color and style.bgcolor}
    assert colours == {("#ffffff", "#ffffff")}
    mixed = draw_view(Gallery("g", np.array([[[0.0], [1.0]]])), 10, 3, Look())[0][0]
    assert mixed.text == "▀" and mixed.style and mixed.style.color and mixed.style.bgcolor
    assert (mixed.style.color.name, mixed.style.bgcolor.name) == ("#000000", "#ffffff")


def test_without_colour_bright_differs_from_dark() -> None:
    picture = np.repeat(np.array([[0.0, 0.5, 1.0]]), 3, axis=0)
    for look in (Look(colour=False), Look(ascii=True), Look(colour=False, dark=False)):
        assert len(set(text_of(draw_view(Gallery("g", picture[None]), 3, 2, look))[0])) == 3


def test_a_gallery_shows_labels_and_the_picture_under_the_cursor() -> None:
    gallery = Gallery("g", np.zeros((40, 8, 8)), tuple(f"n{i}" for i in range(40)))
    text = "".join(text_of(draw_view(gallery, 40, 10, Look(), cursor=(39, 0, 0))))
    assert "n39" in text and "n0 " not in text


def test_boxes_are_outlined_and_labelled() -> None:
    view = Boxes("b", np.zeros((40, 60)), (Box(0, 0, 30, 40, "cat", 0.9),))
    for look, corner in ((Look(), "╭cat 0.9"), (Look(colour=False, ascii=True), "+cat 0.9")):
        assert text_of(draw_view(view, 60, 20, look))[0].startswith(corner)
