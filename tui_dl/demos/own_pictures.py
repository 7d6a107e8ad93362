"""A picture of the learner's own: its middle square in colour, made small. Pillow is loaded only when one is read."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from tui_dl.demos.own import OwnFileError, OwnKind
from tui_dl.frames import Array

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SIZE = 96  # width and height of the pixels a demo sees
SIDES = (8, 20_000)  # a picture may be so wide and high
MOST_PIXELS = 50_000_000


def read(path: Path) -> Array:
    """The middle square of a picture in colour, uint8 (96, 96, 3), each pixel the mean of an area. OwnFileError."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path) as picture:
                _check_size(path, *picture.size)
                found = _in_colour(ImageOps.exif_transpose(picture))
        except OwnFileError:
            raise
        except Image.DecompressionBombError as error:
            raise OwnFileError(f"{path} has too many pixels.", f"It may have {MOST_PIXELS:,}.") from error
        except Exception as error:  # each format has errors of its own
            hint = "PNG, JPEG, GIF, WebP and BMP can."
            raise OwnFileError(f"{path} is no picture that can be read.", hint) from error
    side = min(found.size)
    left, top = (found.width - side) // 2, (found.height - side) // 2
    square = found.resize((SIZE, SIZE), Image.Resampling.BOX, (left, top, left + side, top + side))
    return np.asarray(square, np.uint8)


def _in_colour(picture: Picture) -> Picture:
    """The first image of a file in red, green and blue; what is transparent lies on white, 16 bits become 8."""
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        values = np.asarray(picture, float)
        largest = 65535 if values.max() > 255 else 255
        return Image.fromarray((values.clip(0, largest) * 255 / largest).astype(np.uint8)).convert("RGB")
    whole = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")


def _check_size(path: Path, width: int, height: int) -> None:
    if min(width, height) < SIDES[0] or max(width, height) > SIDES[1] or width * height > MOST_PIXELS:
        raise OwnFileError(f"{path} is {width} by {height} pixels.",
                           f"From {SIDES[0]} to {SIDES[1]:,} either way will do, {MOST_PIXELS:,} in all.")


def _as_numpy_saves(pixels: bytes) -> bytes:
    saved = io.BytesIO()
    np.save(saved, np.frombuffer(pixels, np.uint8).reshape(SIZE, SIZE, 3))
    return saved.getvalue()


PICTURE = OwnKind("picture", "pictures", ".npy", 64 * 2**20, lambda path: read(path).tobytes(), _as_numpy_saves)


def open_pixels(value: str) -> BinaryIO:
    """The pixels of a picture that is called by its content, as numpy saved them: uint8 (96, 96, 3). OwnFileError."""
    return PICTURE.open(value)
