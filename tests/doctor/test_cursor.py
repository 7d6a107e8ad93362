"""The cursor is asked in a real terminal; what types the answers here is the test, in place of the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

import pytest

if sys.platform == "win32":
    pytest.skip("there is no pty on Windows", allow_module_level=True)

from bench.terminal import PtyProcess
from tui_dl.doctor.cursor import ASK, widths

SCRIPT = """
import sys, termios, time
modes = termios.tcgetattr(0)
from tui_dl.doctor.cursor import widths
before = time.monotonic()
print("widths", widths("─▀", 5 if "wait" in sys.argv else 0.2), "after" if time.monotonic() - before > 5 else "soon")
print("then", sys.stdin.readline(), "as before" if termios.tcgetattr(0) == modes else "changed")
"""


class Asked(PtyProcess):
    """A process that asks where the cursor is; `column` answers, or keeps silent with 0."""

    def __init__(self, *columns: int) -> None:
        super().__init__((sys.executable, "-c", SCRIPT, *(["wait"] if columns else [])), {})
        self.columns_left = list(columns)

    def heard(self, data: bytes) -> None:
        """Answer every question that has come in whole."""
        super().heard(data)
        while self.columns_left and self.received.count(ASK.encode()) > self.answered:
            self.answered += 1
            os.write(self.fd, f"\x1b[7;{self.columns_left.pop(0)}R".encode())

    answered = 0


@pytest.fixture
def asked() -> Iterator[Callable[..., Asked]]:
    started: list[Asked] = []

    def start(*columns: int) -> Asked:
        started.append(Asked(*columns))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.mark.parametrize(("columns", "told"), [((2, 2), "(1, 1)"), ((3, 2), "(2, 1)")])
def test_the_columns_a_terminal_reports(asked: Callable[..., Asked], columns: tuple[int, ...], told: str) -> None:
    process = asked(*columns)
    process.writes(f"widths {told} soon")
    assert b"\x1b[K" in process.received  # what was printed is taken back


def test_a_terminal_that_keeps_silent(asked: Callable[..., Asked]) -> None:
    process = asked()
    process.writes("widths () soon")
    process.send("typed\n")
    process.writes("as before")  # and the keyboard works again
    assert b"then typed" in process.received


def test_without_a_terminal_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert widths("─") == () and capsys.readouterr().out == ""
