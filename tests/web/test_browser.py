"""A lesson in a real browser: opened, a demo played, a question answered, found on disk; and nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

if sys.platform == "win32":
    pytest.skip("the processes of a server are looked up with ps", allow_module_level=True)
pytest.importorskip("textual_serve", reason="textual-serve is not installed: pip install -e '.[serve]'")

from browser import Browser, found

from bench.terminal import running
from tui_dl.learner.entries import Answer, Session
from tui_dl.learner.log import Log

pytestmark = pytest.mark.skipif(found() is None, reason="there is no Chromium here: apt-get install chromium")

LESSON = """---
id: try/one
title: A first lesson
minutes: 3
needs: []
sources: []
---

Opening words.

## Look

Watch the filter walk.

:::{demo} stride-padding
:size: 5
:kernel: 3
:::

## Ask

:::{quiz} choose

How many places has a filter of 3 in a row of 5?

- [ ] Five places
  > At the border it would hang over.
- [x] Three places
:::
"""


class Served:
    """A server of its own session, with the apps it has started."""

    def __init__(self, home: Path, course: Path, *words: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui_dl", "serve", "--course", str(course), "--port", "0", *words], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            env={**os.environ, "TUI_DL_HOME": str(home), "TEXTUAL_ANIMATIONS": "none"})
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.address = self.line.split()[3]

    def apps(self) -> list[int]:
        """What runs beside the server: an app, and its worker's processes."""
        return [pid for pid in running(session=self.process.pid) if pid != self.process.pid]

    def close(self) -> None:
        """Leave nothing behind."""
        for pid in running(session=self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    course = tmp_path / "course" / "try"
    course.mkdir(parents=True)
    (course / "one.md").write_text(LESSON, "utf-8")
    server = Served(tmp_path / "home", course.parent, "try/one")
    yield server
    server.close()


async def test_a_lesson_is_opened_played_and_answered(served: Served, tmp_path: Path) -> None:
    async with Browser(tmp_path / "profile") as browser:
        await browser.open(served.address)
        await browser.sees("Opening words.")
        await browser.press("pagedown")
        await browser.sees("Watch the filter walk.")
        await browser.press("f5")
        await browser.sees("9 of 9")
        await browser.press("pagedown")
        await browser.sees("How many places")
        found = re.search(r"(\d) +Three places", browser.screen())
        assert found, browser.screen()
        await browser.press(found[1])
        await browser.press("enter")
        await browser.until(lambda: answers(served.home) == [("try/one#choose", True)], "the answer on disk")
        assert len((await browser.picture()).getcolors(2**24) or []) > 8  # text, in more than one colour
        hosts = {urlsplit(address).netloc for address in browser.asked if not address.startswith("data:")}
        assert hosts == {urlsplit(served.address).netloc}, "the page asks another machine for something"
        assert await browser.evaluate("document.fonts.check('16px Roboto Mono')")
        assert served.apps()
    await browser.until(lambda: not served.apps(), "the app to end with its page")
    assert [row.entry for row in rows(served.home, Session.kind)] == [Session("start"), Session("stop")]


async def test_the_server_takes_its_apps_with_it(served: Served, tmp_path: Path) -> None:
    async with Browser(tmp_path / "profile") as browser:
        await browser.open(served.address)
        await browser.sees("Opening words.")
        served.process.send_signal(signal.SIGINT)
        await browser.until(lambda: served.process.poll() is not None, "the server to end", 20)
        assert served.process.returncode == 0 and served.process.stderr is not None
        assert served.process.stderr.read() == ""
        await browser.until(lambda: not served.apps(), "the app to end")
        assert "The app has ended" in await browser.evaluate("document.getElementById('closed').innerText")
        assert [row.entry for row in rows(served.home, Session.kind)] == [Session("start"), Session("stop")]


def answers(home: Path) -> list[tuple[str, bool]]:
    """What was answered, as the log on disk has it."""
    return [(row.subject, bool(row.data["right"])) for row in rows(home, Answer.kind)]


def rows(home: Path, kind: str):
    with Log.open(home) as log:
        return log.rows(kind)
