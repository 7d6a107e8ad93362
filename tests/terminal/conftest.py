"""A real terminal: a pty for the app, pyte for its screen. POSIX only."""

from __future__ import annotations

import os
import select
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

if sys.platform == "win32":
    pytest.skip("there is no pty on Windows", allow_module_level=True)

import fcntl
import pty
import termios

import pyte

KEYS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "space": " ", "up": "\x1b[A", "down": "\x1b[B",
        "right": "\x1b[C", "left": "\x1b[D", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H",
        "end": "\x1b[F", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
        "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "ctrl+q": "\x11",
        "ctrl+p": "\x10", "backspace": "\x7f"}


class Terminal:
    """The app in a terminal of its own; keys go in, the screen comes out."""

    def __init__(self, home: Path, *words: str, size: tuple[int, int] = (80, 24), **environment: str) -> None:
        self.columns, self.rows = size
        self.display = pyte.Screen(self.columns, self.rows)
        self.stream = pyte.ByteStream(self.display)
        self.received = b""
        self.exit_code: int | None = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))
            # an environment of our own: readline sets COLUMNS and LINES behind Python's back
            inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
            own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", "TUI_DL_HOME": str(home),
                   "TEXTUAL_ANIMATIONS": "none"}
            os.execve(sys.executable, [sys.executable, "-m", "tui_dl", *words], {**inherited, **own, **environment})

    def screen(self) -> str:
        """What a person sees."""
        return "\n".join(line.rstrip() for line in self.display.display)

    def pump(self, seconds: float = 0.05) -> bool:
        """Take what the app has written; False once it has closed its terminal."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.received += data
        # pyte does not know the private replies and modes of newer terminals; they draw nothing
        self.stream.feed(data)
        return bool(data)

    def until(self, condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
        """Wait for a condition, with a bound."""
        deadline = monotonic() + seconds
        while not condition():
            alive = self.pump()
            assert alive, f"the app ended while waiting for {what}\n{self.screen()}"
            assert monotonic() < deadline, f"timed out waiting for {what}\n{self.screen()}"

    def sees(self, text: str, seconds: float = 60.0) -> None:
        """Wait until a text is on screen."""
        self.until(lambda: text in self.screen(), f"{text!r} on screen", seconds)

    def press(self, *keys: str) -> None:
        """Press keys by name, or type text."""
        for key in keys:
            os.write(self.fd, KEYS.get(key, key).encode())
            self.pump(0.1)

    def finish(self, seconds: float = 20.0) -> int:
        """Wait for the end; the exit code (negative: the signal)."""
        deadline = monotonic() + seconds
        while self.exit_code is None:
            assert monotonic() < deadline, f"the app does not end\n{self.screen()}"
            self.pump(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        while self.pump(0.05) and select.select([self.fd], [], [], 0)[0]:
            pass
        return self.exit_code

    def quit(self) -> int:
        """Leave with Ctrl+Q."""
        self.press("ctrl+q")
        return self.finish()

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.pid, signal.SIGKILL)
        self.finish()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """`terminal(*words)` starts the app; all of one test share a learner's home."""
    started: list[Terminal] = []

    def start(*words: str, **options: object) -> Terminal:
        started.append(Terminal(tmp_path / "home", *words, **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for opened in started:
        if opened.exit_code is None:
            os.kill(opened.pid, signal.SIGKILL)
            os.waitpid(opened.pid, 0)
        os.close(opened.fd)
