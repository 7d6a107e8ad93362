"""The packed pictures against the PNG files, read by a second decoder."""

import struct
import zlib
from importlib import resources

import numpy as np
import pytest

from tui_dl.demos.photographs import photograph, photographs


def paeth(left: int, up: int, corner: int) -> int:
    """The neighbour nearest to left + up - corner (PNG specification, section 9.4)."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda neighbour: abs(guess - neighbour))


def decode(name: str) -> np.ndarray:
    """An 8-bit, non-interlaced PNG as (H, W, channels), by the specification."""
    data = resources.files("tui_dl").joinpath(f"data/{name}.png").read_bytes()
    chunks, at = [], 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at: at + 8])
        chunks.append((kind, data[at + 8: at + 8 + size]))
        at += 12 + size
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    assert depth == 8 and interlace == 0
    channels = {0: 1, 2: 3}[colour]
    raw = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    rows, before = [], [0] * (width * channels)
    for row in range(height):
        method, *line = raw[row * (width * channels + 1):][: width * channels + 1]
        for i in range(len(line)):
            left, corner = (line[i - channels], before[i - channels]) if i >= channels else (0, 0)
            guess = (0, left, before[i], (left + before[i]) // 2, paeth(left, before[i], corner))[method]
            line[i] = (line[i] + guess) % 256
        rows.append(line)
        before = line
    return np.array(rows).reshape(height, width, channels)


@pytest.mark.parametrize("name, channels", [("astronaut", 3), ("camera", 1)])
def test_packed_pixels_are_those_of_the_png(name: str, channels: int) -> None:
    packed = photographs()[name].numpy()
    assert packed.shape == (channels, 96, 96)
    np.testing.assert_array_equal(np.rint(packed * 255).transpose(1, 2, 0), decode(name))


def test_a_smaller_photograph_has_the_means_of_squares() -> None:
    whole = photographs()["astronaut"].numpy().astype(float)
    np.testing.assert_allclose(photograph("astronaut", 32), whole.reshape(3, 32, 3, 32, 3).mean(axis=(2, 4)), atol=1e-6)
