"""The command line from outside: words go in; exit code, stdout and stderr come out."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from tui_dl.cli import main
from tui_dl.learner.entries import Answer, Entry
from tui_dl.learner.log import Log, Row, local_now

LESSON = """---
id: try/one
title: A first lesson
minutes: 3
needs: []
sources: []
---

Opening words.

## Look

:::{predict} wide
---
demo: stride-padding
knobs: {size: 5, kernel: 3}
ask: out
hide: [output]
review: true
because: It can stand in three places.
wrong: [{when: size, say: The filter does not fit at the border.}]
---
How wide will the output be?
:::

## Ask

:::{quiz} choose
:review: true

Which is right?

- [ ] The first one here
  > Because it is the first.
- [x] The second one here
:::

:::{quiz} drawn
---
review: true
draw: {W: 10..30}
answer: conv_out(W, F=3)
wrong: [{when: W - 3, say: You forgot the start.}]
work: "{W} - 3 + 1 = {answer}"
---
How wide is the output of {W} under a filter of 3?
:::
"""


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Home:
    """A learner's data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(self, *entries: Entry, days_ago: int = 0) -> None:
        """Write entries into the log, as if recorded so many days ago."""
        with Log.open(self.path, lambda: local_now() - timedelta(days=days_ago)) as log:
            for entry in entries:
                log.record(entry)

    def rows(self, *kinds: str) -> list[Row]:
        """What the log holds."""
        with Log.open(self.path) as log:
            return log.rows(*kinds)

    def reviewed(self) -> list[Answer]:
        """The answers given in a review."""
        entries = [row.entry for row in self.rows(Answer.kind)]
        return [e for e in entries if isinstance(e, Answer) and e.context in ("review", "retry")]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty data folder, which every command uses."""
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one lesson, try/one."""
    path = tmp_path / "course" / "try" / "one.md"
    path.parent.mkdir(parents=True)
    path.write_text(LESSON, "utf-8")
    return tmp_path / "course"


@pytest.fixture
def cli(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs a command in this process; `typed` is what stdin holds."""

    def run(*words: str | Path, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def process(home: Home) -> Callable[..., subprocess.Popen[str]]:
    """Starts a command in a process of its own."""

    def start(*words: str | Path, env: dict[str, str] | None = None, before: Sequence[str] = ("-m", "tui_dl"),
              stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, *before, *map(str, words)], text=True, stdin=subprocess.DEVNULL,
                                stdout=stdout, stderr=subprocess.PIPE, env={**os.environ, **(env or {})})

    return start
