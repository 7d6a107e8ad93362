"""image-filter: every output pixel as a sum of nine moved pictures, and where the picture goes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.demos.declare import KnobError
from tui_dl.demos.image_filter import FILTERS, image_filter
from tui_dl.demos.photographs import photographs
from tui_dl.demos.play import play
from tui_dl.demos.run import parse_run
from tui_dl.frames import Frame

PICTURES = ("camera", "astronaut", "digit")
NINE = st.lists(st.integers(-9, 9), min_size=9, max_size=9)


def frames(words: str = "") -> list[Frame]:
    return list(play(parse_run(f"image-filter {words}")))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PICTURES), NINE, st.integers(0, 9))
def test_nine_numbers_equal_a_sum_of_nine_moved_pictures(image: str, nine: list[int], seed: int) -> None:
    last = frames(f"image={image} filter={','.join(map(str, nine))} --seed {seed}")[-1]
    picture, output = last.array("image").astype(float), last.array("output")
    height, width = output.shape
    assert (height, width) == (picture.shape[0] - 2, picture.shape[1] - 2)
    expected = sum(nine[3 * i + j] * picture[i: i + height, j: j + width] for i in range(3) for j in range(3))
    np.testing.assert_allclose(output, expected, atol=1e-4)


@pytest.mark.parametrize("name", FILTERS)
def test_a_named_filter_is_the_same_as_its_nine_numbers(name: str) -> None:
    text = ",".join(map(str, FILTERS[name]))
    named, spelt = (frames(f"image=digit filter={words} target={name}")[-1] for words in (name, text))
    np.testing.assert_array_equal(named.array("output"), spelt.array("output"))
    assert spelt.readings["error"] == 0 and named.readings["error"] == 0


@pytest.mark.parametrize("image", PICTURES)
def test_named_filters_do_what_their_names_say(image: str) -> None:
    """Each as it is made from others: a mean, what sets a pixel apart, smooth across and differ along (Sobel)."""
    here, every = np.zeros((3, 3)), np.ones((3, 3))
    here[1, 1] = 1
    plus, step = here.copy(), np.arange(-1, 2)
    plus[1], plus[:, 1] = 1, 1  # a pixel and the four beside it
    made = {"blur": every / 9, "outline": 9 * here - every, "sharpen": here + (5 * here - plus),
            "edges": np.outer((1, 2, 1), step), "emboss": here + step + step[:, None]}
    assert set(made) == set(FILTERS)
    for name, weights in made.items():
        last = frames(f"image={image} filter={name}")[-1]
        picture = torch.from_numpy(last.array("image"))[None, None].double()
        expected = F.conv2d(picture, torch.from_numpy(weights)[None, None].double())[0, 0]
        np.testing.assert_allclose(last.array("output"), expected, atol=1e-4)


@settings(max_examples=20, deadline=None)
@given(NINE, st.sampled_from(sorted(FILTERS)))
def test_error_is_the_mean_squared_difference_of_the_two_pictures(nine: list[int], target: str) -> None:
    last = frames(f"image=digit filter={','.join(map(str, nine))} target={target}")[-1]
    difference = last.array("output").astype(float) - last.array("target")
    assert last.readings["error"] == pytest.approx(np.mean(difference**2), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("image", PICTURES)
@pytest.mark.parametrize("place", range(9))
def test_one_weight_moves_the_picture_the_other_way(image: str, place: int) -> None:
    """A 1 right of the centre copies the right neighbour: the picture goes left."""
    nine = ["0"] * 9
    nine[place] = "1"
    last = frames(f"image={image} filter={','.join(nine)}")[-1]
    row, col = divmod(place, 3)
    assert (last.readings["moved_right"], last.readings["moved_down"]) == (1 - col, 1 - row)
    picture, output = last.array("image"), last.array("output")
    np.testing.assert_array_equal(output, picture[row: row + len(output), col: col + output.shape[1]])


@pytest.mark.parametrize("image", PICTURES)
def test_symmetric_filters_move_nothing(image: str) -> None:
    for name in ("blur", "outline", "sharpen"):
        last = frames(f"image={image} filter={name}")[-1]
        assert last.readings["moved_right"] == last.readings["moved_down"] == 0


def test_a_filter_of_zeros_has_no_direction() -> None:
    last = frames(f"filter={','.join('0' * 9)}")[-1]
    assert last.readings["moved_right"] == 0 and not last.array("output").any()


def test_an_even_sky_is_black_under_outline_and_itself_under_blur() -> None:
    """Weights that add up to 0 see nothing in an even area, weights that add up to 1 leave it as it is."""
    sky = np.s_[:5, :8]  # the top left of the camera picture
    outline, blur = (frames(f"filter={name}")[-1] for name in ("outline", "blur"))
    bright = blur.array("image")[sky]
    assert bright.min() > 0.5
    assert np.abs(outline.array("output")[sky]).mean() < 1 / 30  # nearer to black than to the first of 15 greys
    np.testing.assert_allclose(blur.array("output")[sky], bright, atol=0.02)


def test_a_photograph_is_written_a_row_a_step_and_a_digit_a_pixel() -> None:
    for words, width in (("image=camera", 46), ("image=digit", 1)):
        for frame in frames(words):
            known = frame.view("output").known.flatten()  # type: ignore[union-attr]  # an image
            assert known.sum() == frame.step * width and known[: frame.step * width].all()
            if frame.step:
                place = frame.readings["row"], frame.readings["col"]
                assert frame.readings["value"] == frame.array("output")[place]


def test_pictures_are_the_shipped_ones_in_grey() -> None:
    for name in ("camera", "astronaut"):
        grey = photographs()[name].numpy().astype(float).mean(axis=0)
        halved = grey.reshape(48, 2, 48, 2).mean(axis=(1, 3))
        np.testing.assert_allclose(frames(f"image={name}")[0].array("image"), halved, atol=1e-6)


def test_the_torch_line_of_an_explanation_gives_the_number() -> None:
    frame = frames("image=digit filter=1,2,3,4,5,6,7,8,9 target=emboss")[-1]
    x, w = (torch.from_numpy(frame.array(name))[None, None] for name in ("image", "filter"))
    for index in np.ndindex(*frame.array("output").shape):
        told = image_filter.explain(frame, "output", index)  # type: ignore[misc]  # it has one
        assert eval(told.torch, {"F": F, "x": x, "w": w}).item() == pytest.approx(told.value)


@pytest.mark.parametrize("text", ["sky", "1,2,3", "1,2,3,4,5,6,7,8,9,10", "1,2,3,4,5,6,7,8,nan", "1,2,3,4,5,6,7,8,inf",
                                  "1,2,3,4,5,6,7,8,101", ",,,,,,,,"])
def test_a_filter_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(KnobError, match="filter"):
        frames(f"filter={text}")
