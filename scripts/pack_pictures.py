"""Unpack the two PNG pictures into arrays that numpy reads: python scripts/pack_pictures.py [FILE].

Needs Pillow, which nothing else of the project does.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

DATA = Path(__file__).resolve().parent.parent / "tui_dl" / "data"
PICTURES = ("astronaut", "camera")


def main() -> None:
    """Read the pictures, write the file."""
    parser = argparse.ArgumentParser(description="Write the pixels of the PNG pictures as uint8 arrays.")
    parser.add_argument("file", nargs="?", type=Path, default=DATA / "pictures.npz")
    arguments = parser.parse_args()
    pixels = {name: np.asarray(Image.open(DATA / f"{name}.png")) for name in PICTURES}
    np.savez_compressed(arguments.file, allow_pickle=False, **pixels)
    print(arguments.file, {name: array.shape for name, array in pixels.items()})


if __name__ == "__main__":
    main()
