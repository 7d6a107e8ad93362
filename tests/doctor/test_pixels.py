"""A terminal is asked how it shows pixels; what answers is the test, with what real terminals were heard to say."""

from __future__ import annotations

import os
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("there is no pty on Windows", allow_module_level=True)

from bench.terminal import PtyProcess
from tui_dl.doctor.pixels import QUESTION, way_of_pixels

SCRIPT = "from tui_dl.doctor.pixels import way_of_pixels; print('way', repr(way_of_pixels({patience})))"
XTERM = b"\x1bP>|XTerm(379)\x1b\\\x1b[?63;1;2;4;6;9;15;16;22;28c"
KITTY = b"\x1bP>|kitty(%s)\x1b\\\x1b[?62;c"


class Asked(PtyProcess):
    """A process that asks how pixels are shown, in a terminal that says this; an empty answer is silence."""

    def __init__(self, answer: bytes) -> None:
        super().__init__((sys.executable, "-c", SCRIPT.format(patience=20 if answer else 0.2)), {})
        self.answer = answer

    def heard(self, data: bytes) -> None:
        """Answer, once the question has come in whole."""
        super().heard(data)
        if self.answer and QUESTION.encode() in self.received:
            os.write(self.fd, self.answer)
            self.answer = b""


@pytest.mark.parametrize(("answer", "way"), [
    (XTERM, "'sixel'"),
    (KITTY % b"0.41.1", "'kitty'"),
    (KITTY % b"0.28.0", "'kitty'"),
    (KITTY % b"0.26.5", "''"),  # draws Kitty's placeholders as boxes
    (b"\x1bP>|ghostty 1.2.0\x1b\\\x1b[?62;22;52c", "'kitty'"),
    (b"\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2c", "''"),
    (b"\x1b[?1;2c", "''"),
    (b"\x1b[?64;14;24c", "''"),  # neither 14 nor 24 is Sixel's 4
    (b"", "None"),
], ids=str)
def test_the_way_a_terminal_shows_pixels(answer: bytes, way: str) -> None:
    process = Asked(answer)
    try:
        process.writes(f"way {way}")
    finally:
        process.close()


def test_kittys_protocol_is_not_tried_out_on_a_terminal() -> None:
    """tmux makes the title of its window of it."""
    assert "\x1b_" not in QUESTION


def test_without_a_terminal_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert way_of_pixels() is None and capsys.readouterr().out == ""
