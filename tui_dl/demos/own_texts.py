"""A text of the learner's own, in any language: small letters, one space between words, nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import BinaryIO

from tui_dl.demos.own import OwnFileError, OwnKind

LEAST = 1000  # letters; the last tenth of them is held out
MOST_BYTES = 2**20
BINARY = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # bytes that no text holds in number


def read(path: Path) -> str:
    """The text of a file in UTF-8, as the demos see it. OwnFileError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OwnFileError(f"{path} cannot be read.", f"{error.strerror}.") from error
    if b"\0" in content or 50 * len(BINARY.findall(content)) > len(content) > 0:
        raise OwnFileError(f"{path} is binary, no text.", "A plain text file in UTF-8 will do.")
    try:
        text = tidied(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise OwnFileError(f"{path} is no UTF-8: byte {error.start + 1:,} does not belong.",
                           "Save it as UTF-8 first.") from error
    if len(text) < LEAST:
        raise OwnFileError(f"{path} has {len(text):,} letters to learn from." if text else f"{path} is empty.",
                           f"It takes {LEAST:,} at least.")
    return text


def tidied(text: str) -> str:
    """Small letters in composed form (NFC), any blank as one space; what has no width or shape is left out."""
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    text = "".join(letter for letter in " ".join(text.split()) if unicodedata.category(letter)[0] != "C")
    return " ".join(text.split())


TEXT = OwnKind("text", "texts", ".txt", MOST_BYTES, lambda path: read(path).encode())


def open_text(value: str) -> BinaryIO:
    """The text that is called by its content, as it was kept: UTF-8. OwnFileError."""
    return TEXT.open(value)
