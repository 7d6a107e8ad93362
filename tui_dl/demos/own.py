"""A picture of the learner's own as the value of a knob: read once, checked, shrunk, and kept by its content.

    image=cat.png                  what is typed
    image=cat.png@3fa94c81d2e0     what the run is called: the name, and a digest of the pixels that the demo sees

The pixels are kept beside the learner's log, so the run can be played again when the file has changed or is gone.
Needs no torch; Pillow is loaded only when a file is read.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from tui_dl.errors import UsageError
from tui_dl.frames import Array

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SIZE = 96  # width and height of the pixels a demo sees
SIDES = (8, 20_000)  # a picture may be so wide and high
MOST_PIXELS = 50_000_000
MOST_BYTES = 64 * 2**20
PINNED = re.compile(r"(.+)@([0-9a-f]{12})")


class PictureError(UsageError):
    """A file that is no picture a demo can show."""


def name_of(value: str) -> str:
    """The path of a picture without the digest of its content."""
    found = PINNED.fullmatch(value)
    return found[1] if found else value


def glance(value: str) -> None:
    """PictureError if there can be no such picture; reads nothing."""
    if not _kept(value):
        _file(name_of(value))


def pinned(value: str) -> str:
    """The picture called by its content; a file is read for it, and its pixels kept. PictureError.

    A name that has its digest already is itself, if those pixels are kept or the file still has them.
    """
    if _kept(value):
        return value
    pixels = read(_file(name_of(value)))
    found = f"{name_of(value)}@{hashlib.sha256(pixels.tobytes()).hexdigest()[:12]}"
    if PINNED.fullmatch(value) and found != value:
        raise PictureError(f"{name_of(value)} is another picture now than in this run.",
                           "Without the @ and what follows it, it is taken as it is.")
    _keep(found, pixels)
    return found


def open_pixels(value: str) -> BinaryIO:
    """The pixels of a picture that is called by its content, as numpy saved them: uint8 (96, 96, 3). PictureError."""
    path = _kept(value)
    if path is not None:
        return path.open("rb")
    saved = io.BytesIO()
    np.save(saved, read(_file(name_of(pinned(value)))))
    saved.seek(0)
    return saved


def read(path: Path) -> Array:
    """The middle square of a picture in colour, uint8 (96, 96, 3), each pixel the mean of an area. PictureError."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path) as picture:
                _check_size(path, *picture.size)
                found = _in_colour(ImageOps.exif_transpose(picture))
        except PictureError:
            raise
        except Image.DecompressionBombError as error:
            raise PictureError(f"{path} has too many pixels.", f"It may have {MOST_PIXELS:,}.") from error
        except Exception as error:  # each format has errors of its own
            hint = "PNG, JPEG, GIF, WebP and BMP can."
            raise PictureError(f"{path} is no picture that can be read.", hint) from error
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
        raise PictureError(f"{path} is {width} by {height} pixels.",
                           f"From {SIDES[0]} to {SIDES[1]:,} either way will do, {MOST_PIXELS:,} in all.")


def _file(name: str) -> Path:
    """The file of that name, looked at from outside. PictureError."""
    path = Path(name).expanduser()
    try:
        if not path.exists():
            raise PictureError(f"There is no file {name}.", f"Looked for in {Path.cwd()}.")
        if not path.is_file():
            raise PictureError(f"{name} is no file.", "Name a picture in it.")
        if path.stat().st_size > MOST_BYTES:
            raise PictureError(f"{name} is larger than {MOST_BYTES // 2**20} MiB.", "Make it smaller first.")
        if not os.access(path, os.R_OK):
            raise PictureError(f"{name} may not be read.", "Change its permissions, or copy it.")
    except (OSError, ValueError) as error:  # a name too long, or with a zero in it
        raise PictureError(f"{name[:60]} is no name of a file.", "Name a picture.") from error
    return path


def _kept(value: str) -> Path | None:
    """The file that keeps the pixels of a picture called by its content, if they are kept."""
    found = PINNED.fullmatch(value)
    path = _folder() / f"{found[2]}.npy" if found else None
    return path if path is not None and path.is_file() else None


def _keep(value: str, pixels: Array) -> None:
    """Keep the pixels; where nothing can be written, the file itself has to stay."""
    found = PINNED.fullmatch(value)
    assert found is not None
    target = _folder() / f"{found[2]}.npy"
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as file:
            np.save(file, pixels)
        unfinished.replace(target)


def _folder() -> Path:
    from tui_dl.learner.store import data_folder

    return data_folder() / "pictures"
