"""`tui-dl serve`: who may open a socket, and what it says when it is open to others, or cannot serve."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="textual-serve is not installed: pip install -e '.[serve]'")

import aiohttp
from aiohttp import web

from tui_dl.cli import main
from tui_dl.web import server as serving
from tui_dl.web.server import AppServer, address, bind, is_loopback

ECHO = "echo __GANGLION__"  # what an app says first; textual-serve then hands on what follows


@asynccontextmanager
async def running(monkeypatch: pytest.MonkeyPatch, command: str = ECHO) -> AsyncIterator[str]:
    """A server whose app is a command of the test's; its address."""
    monkeypatch.setattr(serving, "_command", lambda words: command)
    started: list[str] = []
    bound = bind("127.0.0.1", 0)
    runner = web.AppRunner(await AppServer([], bound, started.append)._guarded())
    await runner.setup()
    await web.SockSite(runner, bound).start()
    try:
        yield started[0]
    finally:
        await runner.cleanup()


async def status(url: str, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status


async def test_the_page_asks_no_other_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(monkeypatch) as at, aiohttp.ClientSession() as session:
        async with session.get(at) as answer:
            page = await answer.text()
        assert "://" not in page and "{{" not in page
        asked = re.findall(r'(?:href|src)="(?!data:)([^"]+)"|url\("([^"]+)"\)', page)
        assert len(asked) == 4
        for link in asked:
            assert await status(f"{at}/{''.join(link)}") == 200


async def test_another_name_for_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(monkeypatch) as at:
        port = at.rpartition(":")[2]
        assert await status(at, Host=f"localhost:{port}") == await status(at, Host=f"[::1]:{port}") == 200
        for host in ("rebound.example", f"rebound.example:{port}", "10.0.0.7", "localhost.rebound.example", ""):
            assert await status(at, Host=host) == 403, host


async def test_a_page_of_another_site_gets_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(monkeypatch) as at, aiohttp.ClientSession() as session:
        for origin in ("http://other.example", "null", at.replace("http://", "http://other."), f"{at}0"):
            assert await status(f"{at}/ws", Origin=origin) == 403, origin
        assert await status(f"{at}/ws") == 403
        async with session.ws_connect(f"{at}/ws", headers={"Origin": at}) as opened:
            assert not opened.closed


async def test_open_to_others_any_name_will_do_but_no_other_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "is_loopback", lambda host: False)
    async with running(monkeypatch) as at:
        assert await status(at, Host="my-machine:8000") == 200
        assert await status(f"{at}/ws", Host="my-machine:8000", Origin="http://other.example") == 403


def test_what_is_loopback() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.2", "example.org", "")))
    assert (address("::1", 80), address("127.0.0.1", 8000)) == ("http://[::1]:80", "http://127.0.0.1:8000")


# ---------------------------------------------------------------------------- the command


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """`serve(*words)`: the command, which binds and does not serve; exit code, stdout, stderr, the apps' commands."""
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path))
    commands: list[str] = []

    def run(self: AppServer) -> None:
        commands.append(self.command)
        self._bound.close()

    monkeypatch.setattr(AppServer, "run", run)

    def start(*words: str) -> tuple[object, str, str, list[str]]:
        with pytest.raises(SystemExit) as ended:
            main(["serve", "--port", "0", *words])
        return ended.value.code, *capsys.readouterr(), commands

    return start


def test_the_app_gets_the_lesson_and_the_course(serve, tmp_path: Path) -> None:
    code, out, err, commands = serve("cnn/pooling")
    assert (code, out, err) == (0, "", "") and commands[-1].endswith("-m tui_dl cnn/pooling")
    course = tmp_path / "my course"
    course.mkdir()
    (course / "a.md").write_text("---\nid: a/b\ntitle: A\nminutes: 1\nneeds: []\nsources: []\n---\nText.\n")
    assert serve("--course", str(course))[0] == 0
    words = commands[-1].replace("exec", "printf '%s\\n'")  # what a shell takes them for
    assert str(course) in subprocess.run(["sh", "-c", words], capture_output=True, text=True).stdout.splitlines()


def test_open_to_others_is_said(serve, tmp_path: Path) -> None:
    code, _, err, _ = serve("--host", "0.0.0.0")
    assert code == 0 and "runs this Python as you" in err and str(tmp_path) in err and "no password" in err


def test_what_cannot_be_served(serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out, err, _ = serve("--port", str(taken.getsockname()[1]))
    assert (code, out) == (1, "") and "already in use" in err and "--port" in err and err.count("\n") == 1
    for words in (["--port", "99999"], ["--port", "-1"], ["--host", "no host"], ["--host", "x" * 300]):
        code, out, err, _ = serve(*words)
        assert (code, out) == (1, "") and err.count("\n") == 1, words
    assert serve("no/where")[0] == serve("--port", "x")[0] == 2


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['textual_serve.server'] = None\nfrom tui_dl.cli import main; main(['serve'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.count("\n") == 1
    assert "-m pip install textual-serve" in done.stderr
