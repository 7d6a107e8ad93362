"""A real terminal: a pty for the app, pyte for its screen. POSIX only."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there is no pty on Windows", allow_module_level=True)

import pyte

from bench.terminal import APP, PtyProcess


class Terminal(PtyProcess):
    """The app in a terminal of its own; keys go in, the screen comes out."""

    def __init__(self, home: Path, *words: str, size: tuple[int, int] = (80, 24), **environment: str) -> None:
        self.display = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.display)
        super().__init__((*APP, *words), {"TUI_DL_HOME": str(home), **environment}, size)

    def heard(self, data: bytes) -> None:
        """What came just now, onto the screen; the private replies and modes of newer terminals draw nothing."""
        super().heard(data)
        self.stream.feed(data)

    def screen(self) -> str:
        """What a person sees."""
        return "\n".join(line.rstrip() for line in self.display.display)

    def sees(self, text: str, seconds: float = 60.0) -> None:
        """Wait until a text is on screen."""
        self.until(lambda: text in self.screen(), f"{text!r} on screen", seconds)

    def choose(self, text: str) -> None:
        """Answer with the choice that begins so, wherever it stands."""
        self.sees(text)
        found = re.search(rf"(\d) +{re.escape(text)}", self.screen())
        assert found, f"no choice {text!r} on this screen:\n{self.screen()}"
        self.press(found[1], "enter")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """`terminal(*words)` starts the app; all of one test share a learner's home."""
    started: list[Terminal] = []

    def start(*words: str, **options: object) -> Terminal:
        started.append(Terminal(tmp_path / "home", *words, **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for opened in started:
        opened.close()
