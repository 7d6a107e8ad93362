"""Pictures of one's own: what is read, what a run with one is called, and every way a file can be wrong."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from told import assert_same, frames

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.declare import KnobError
from tui_dl.demos.own import OwnFileError
from tui_dl.demos.own_pictures import PICTURE, read
from tui_dl.demos.run import make_run, parse_run
from tui_dl.errors import UsageError

DEMOS = [name for name, demo in catalogue().items() if any(spec.own is PICTURE for spec in demo.knobs.values())]
pytestmark = pytest.mark.usefixtures("folder")


def noise(width: int, height: int, seed: int = 0) -> np.ndarray:
    """A picture of random pixels."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def save(name: str, pixels: np.ndarray, **how: object) -> None:
    Image.fromarray(pixels).save(name, **how)


# ---------------------------------------------------------------------- what is read


def test_the_middle_square_is_taken_as_it_is(folder: Path) -> None:
    wide, tall = noise(150, 96), noise(96, 130)
    save("wide.png", wide)
    save("tall.png", tall)
    np.testing.assert_array_equal(read(Path("wide.png")), wide[:, 27:123])
    np.testing.assert_array_equal(read(Path("tall.png")), tall[17:113])


def test_a_larger_picture_becomes_the_means_of_its_areas(folder: Path) -> None:
    save("large.png", noise(288, 288))
    means = noise(288, 288).reshape(96, 3, 96, 3, 3).mean(axis=(1, 3))
    assert np.abs(read(Path("large.png")) - means).max() <= 1


def test_a_small_one_is_made_larger_by_whole_pixels(folder: Path) -> None:
    save("small.png", noise(16, 16))
    np.testing.assert_array_equal(read(Path("small.png")), noise(16, 16).repeat(6, 0).repeat(6, 1))


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "LA"])
def test_every_kind_of_picture_is_read_in_colour(folder: Path, mode: str) -> None:
    grey = Image.fromarray(np.tile(np.repeat(np.array([0, 255], np.uint8), 48), (96, 1)))
    grey.convert(mode).save("any.tif")
    pixels = read(Path("any.tif")).astype(int)
    assert pixels.shape == (96, 96, 3) and pixels[:, :48].max() < 20 and pixels[:, 48:].min() > 235


def test_sixteen_bits_transparency_and_a_turned_photograph(folder: Path) -> None:
    Image.fromarray(np.full((96, 96), 32768, np.uint16)).save("deep.png")
    assert set(np.unique(read(Path("deep.png")))) == {127}
    clear = np.zeros((96, 96, 4), np.uint8)
    clear[:48, :, 3] = 255  # black above, nothing below
    save("clear.png", clear)
    assert read(Path("clear.png"))[:48].max() == 0 and read(Path("clear.png"))[48:].min() == 255
    turned = Image.Exif()
    turned[0x0112] = 3  # upside down (EXIF 2.32, orientation)
    save("turned.png", noise(96, 96), exif=turned)
    np.testing.assert_array_equal(read(Path("turned.png")), noise(96, 96)[::-1, ::-1])


# ---------------------------------------------------------------------- what a run is called, and that it is exact


@pytest.mark.parametrize("demo", DEMOS)
def test_a_run_is_played_again_from_its_line_whatever_became_of_the_file(folder: Path, demo: str) -> None:
    save("my cat.png", noise(120, 100))
    first = frames(f"{demo} 'image=my cat.png'")
    line = parse_run(f"{demo} 'image=my cat.png'").pinned().line()
    assert line.startswith(f"{demo} 'image=my cat.png@") and parse_run(line).pinned() == parse_run(line)
    assert first[0].knobs["image"] == parse_run(line).knobs["image"]
    save("my cat.png", noise(120, 100, seed=1))
    assert_same(first, frames(line))
    Path("my cat.png").unlink()
    assert_same(first, frames(line))


def test_a_picture_that_is_not_kept_has_to_be_the_same_one(folder: Path, tmp_path: Path) -> None:
    save("cat.png", noise(100, 100))
    line = parse_run("image-filter image=cat.png").pinned().line()
    first = frames(line)
    for kept in (tmp_path / "home" / "pictures").iterdir():
        kept.unlink()
    assert_same(first, frames(line))  # the file still has it
    for kept in (tmp_path / "home" / "pictures").iterdir():
        kept.unlink()
    save("cat.png", noise(100, 100, seed=1))
    with pytest.raises(OwnFileError, match="another picture now"):
        parse_run(line).pinned()
    Path("cat.png").unlink()
    with pytest.raises(KnobError, match=r"no file cat\.png"):
        parse_run(line)


def test_it_is_the_content_that_is_called(folder: Path) -> None:
    save("one.png", noise(96, 96))
    save("two.bmp", noise(96, 96))
    save("three.png", noise(96, 96, seed=1))
    digests = [PICTURE.pinned(name).partition("@")[2] for name in ("one.png", "two.bmp", "three.png")]
    assert digests[0] == digests[1] != digests[2]


def test_it_plays_where_nothing_can_be_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save("cat.png", noise(96, 96))
    first = frames("image-filter image=cat.png")
    Path("a file").touch()
    monkeypatch.setenv("TUI_DL_HOME", str(folder / "a file" / "home"))
    assert_same(first, frames("image-filter image=cat.png"))


# ---------------------------------------------------------------------- what is wrong


def wrong(name: str) -> str:
    """What is said of a file, as one line."""
    with pytest.raises(UsageError) as caught:
        parse_run(["image-filter", f"image={name}"]).pinned()
    said = str(caught.value)
    assert len(said.splitlines()) == 1 and caught.value.exit_code == 2
    return said


def test_every_wrong_file_is_one_clear_line(folder: Path) -> None:
    Path("words.txt").write_text("not a picture")
    Path("zeros.png").write_bytes(bytes(1000))
    save("whole.png", noise(96, 96))
    Path("cut.png").write_bytes(Path("whole.png").read_bytes()[:900])
    save("tiny.png", noise(7, 90))
    os.mkfifo("pipe")
    assert "no file missing.png" in wrong("missing.png") and str(folder) in wrong("missing.png")
    assert "no picture that can be read" in wrong("words.txt")
    assert "no picture that can be read" in wrong("zeros.png")
    assert "no picture that can be read" in wrong("cut.png")
    assert "7 by 90 pixels" in wrong("tiny.png")
    for name in (".", "pipe", "/dev/zero"):
        assert f"{name} is no file" in wrong(name)
    assert wrong("x" * 5000) and wrong("") and wrong("@0123456789ab")


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_does(folder: Path) -> None:
    Image.new("1", (8_000, 8_000)).save("large.png")
    assert "8000 by 8000 pixels" in wrong("large.png")
    Image.new("1", (19_000, 19_000)).save("bomb.png")
    assert "too many pixels" in wrong("bomb.png")
    with Path("heavy.png").open("wb") as file:
        file.truncate(65 * 2**20)
    assert "larger than 64 MiB" in wrong("heavy.png")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.integers(0, 300))
def test_damaged_pictures_are_read_or_refused(folder: Path, junk: bytes, at: int) -> None:
    save("whole.gif", noise(20, 20))
    whole = Path("whole.gif").read_bytes()
    Path("junk").write_bytes(whole[:at] + junk + whole[at + len(junk):])
    try:
        assert read(Path("junk")).shape == (96, 96, 3)
    except OwnFileError as error:
        assert error.message and error.hint


def test_a_lesson_reads_no_file(folder: Path) -> None:
    save("cat.png", noise(96, 96))
    with pytest.raises(KnobError, match="no choice"):
        make_run("image-filter", {"image": "cat.png"})


def test_the_keys_leave_a_picture_of_ones_own_for_those_that_ship(folder: Path) -> None:
    spec = catalogue()["image-filter"].knobs["image"]
    assert spec.nudge("cat.png@0123456789ab", 1) == spec.choices[0]
    assert spec.nudge("cat.png@0123456789ab", -1) == spec.choices[-1]
    assert spec.shown("a@b.png@0123456789ab") == "a@b.png" and spec.shown("camera") == "camera"
