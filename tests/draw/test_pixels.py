"""Pictures as cells."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from drawing import text_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.draw.pixels import fit, shrunk
from tui_dl.draw.view import draw_view
from tui_dl.frames import Box, Boxes, Frame, Gallery, Image

BLOCKS = {"▀": (1, 1, 0, 0), "▌": (1, 0, 1, 0), "▚": (1, 0, 0, 1), "▘": (1, 0, 0, 0),
          "▛": (1, 1, 1, 0), "▜": (1, 1, 0, 1), "▙": (1, 0, 1, 1)}  # which quarters are in front, row by row


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
    mixed = draw_view(Gallery("g", np.array([[[0.0], [1.0]]])), 10, 1, Look())[0][0]
    assert mixed.text == "▀" and mixed.style and mixed.style.color and mixed.style.bgcolor
    assert (mixed.style.color.name, mixed.style.bgcolor.name) == ("#000000", "#ffffff")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([(), (3,)]), st.sampled_from([2, 16]))
def test_a_cell_of_a_shrunken_picture_shows_the_two_colours_that_err_least(seed: int, channels: tuple[int, ...],
                                                                           levels: int) -> None:
    """The oracle tries all sixteen ways to put two colours into four pixels."""
    picture = np.random.default_rng(seed).integers(0, levels, (8, 8, *channels)) / (levels - 1)
    drawn = draw_view(Image("i", picture), 4, 4, Look())  # 8 x 8 pixels in 4 x 2 cells: two pixels high are one
    cells = [(character, segment.style) for segment in drawn[0] for character in segment.text]
    assert (len(drawn), len(cells)) == (2, 4)
    for col, (character, style) in enumerate(cells):
        four = picture[:4, 2 * col:2 * col + 2].reshape(2, 2, 2, -1).mean(axis=1).reshape(4, -1)
        assert style and style.color and style.bgcolor and style.color.triplet and style.bgcolor.triplet
        front, back = (np.array(colour.triplet)[:four.shape[1]] / 255 for colour in (style.color, style.bgcolor))
        covered = np.array(BLOCKS[character], bool)
        error = ((four - np.where(covered[:, None], front, back)) ** 2).sum()
        ways = (np.array(way, bool) for way in product((0, 1), repeat=4))
        least = min(sum(((part - part.mean(axis=0)) ** 2).sum() for part in (four[way], four[~way]) if len(part))
                    for way in ways)
        assert error <= least + 4 * four.shape[1] * (0.5 / 15) ** 2 + 1e-9  # a colour has 16 levels


def test_unknown_pixels_of_a_shrunken_picture_stay_blank() -> None:
    known = np.zeros((8, 8), bool)
    known[:2, :3] = True
    drawn = draw_view(Image("i", np.ones((8, 8)), known), 4, 4, Look())
    assert text_of(drawn) == ["▀▘  ", "    "]
    style = drawn[0][0].style
    assert style and style.color and style.color.name == "#ffffff" and style.bgcolor is None


@pytest.mark.parametrize("width, height", [(78, 6), (78, 10), (78, 14), (58, 15)])
def test_two_pictures_side_by_side_take_the_room_and_have_equally_large_pixels(width: int, height: int) -> None:
    image, output = Image("image", np.zeros((48, 48))), Image("output", np.zeros((46, 46)))
    drawn = text_of(draw_frame(Frame(0, 0, "", views=[image, output]), width, height, Look()))
    across = max(n for n in range(2, 2 * height - 1, 2) if n + 3 + round(n * 46 / 48) <= width)
    assert drawn[0].split() == ["image", "output"] and len(drawn) == 1 + across // 2
    assert [len(part) for part in drawn[1].split()] == [across, round(across * 46 / 48)]


@pytest.mark.parametrize("height, across", [(5, 8), (7, 8), (9, 16), (14, 24)])
def test_a_digit_and_its_smaller_output_have_equally_large_pixels(height: int, across: int) -> None:
    image, output = Image("image", np.zeros((8, 8))), Image("output", np.zeros((6, 6)))
    drawn = text_of(draw_frame(Frame(0, 0, "", views=[image, output]), 78, height, Look()))
    first, second = drawn[1].split()
    assert (len(first), len(second)) == (across, across * 6 // 8)


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
