"""What is said of a terminal, from its environment and from what it answers."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tui_dl.app.screens import too_small
from tui_dl.doctor import terminal
from tui_dl.doctor.finding import Finding


def test_the_smallest_size_is_the_apps_own() -> None:
    assert too_small.SMALLEST == terminal.SMALLEST


@pytest.mark.parametrize(("cells", "level"), [
    ((59, 40), "mend"), ((60, 17), "mend"), ((60, 18), "advice"), ((100, 23), "advice"), ((80, 24), "ok"),
    ((200, 60), "ok"), (None, "ok"),
])
def test_size(cells: tuple[int, int] | None, level: str) -> None:
    found = terminal.size(cells)
    assert found.level == level and bool(found.do) == (level != "ok")
    assert found.value == (list(cells) if cells else None)


@pytest.mark.parametrize(("environment", "count", "level"), [
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 2**24, "ok"),
    ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, 2**24, "ok"),
    ({"TERM": "xterm-256color"}, 256, "ok"),
    ({"TERM": "xterm"}, 16, "advice"),
    ({"TERM": "dumb"}, 0, "advice"),
    ({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "256"}, 256, "ok"),
    ({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "truecolor"}, 2**24, "ok"),
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, 0, "ok"),
], ids=str)
def test_colours(environment: dict[str, str], count: int, level: str) -> None:
    found = terminal.colours(environment)
    assert (found.value, found.level) == (count, level)


@pytest.mark.parametrize(("encoding", "environment", "level", "value"), [
    ("utf-8", {}, "ok", "utf-8"), ("UTF8", {}, "ok", "utf-8"), ("cp949", {}, "advice", "cp949"),
    ("utf-8", {"TUI_DL_ASCII": "1"}, "ok", "ascii"), ("cp949", {"TUI_DL_ASCII": "1"}, "ok", "ascii"),
    ("utf-8", {"TUI_DL_ASCII": "0"}, "ok", "utf-8"),
])
def test_characters(encoding: str, environment: dict[str, str], level: str, value: str) -> None:
    found = terminal.characters(encoding, environment)
    assert (found.level, found.value) == (level, value)


@pytest.mark.parametrize(("columns", "environment", "level", "words"), [
    ((1, 1, 1, 2), {}, "ok", "한 takes 2"),
    ((2, 2, 1, 2), {}, "mend", "─ ▀ take more"),
    ((2, 1, 1, 2), {}, "mend", "─ takes more"),
    ((2, 2, 1, 2), {"TUI_DL_ASCII": "1"}, "ok", "avoids them"),
    ((), {}, "advice", "does not say"),
    (None, {}, "ok", "no terminal"),
], ids=str)
def test_wide_lines_are_to_be_mended(columns: tuple[int, ...] | None, environment: dict[str, str], level: str,
                                     words: str) -> None:
    found = terminal.ambiguous(columns, environment)
    assert found.level == level and words in found.says


@pytest.mark.parametrize(("way", "installed", "asked", "level", "words"), [
    ("sixel", True, True, "ok", "Sixel: F10 shows"),
    ("kitty", True, False, "ok", "Kitty's protocol: TUI_DL_PIXELS=1 shows"),
    ("kitty", False, False, "ok", "with the extra `pixels`"),
    ("sixel", False, True, "mend", "not installed"),
    ("", True, True, "advice", "pictures are cells"),
    ("", False, False, "ok", "this terminal shows nothing finer"),
    (None, True, False, "ok", "no terminal was asked"),
])
def test_pixels(way: terminal.Way | None, installed: bool, asked: bool, level: str, words: str) -> None:
    found = terminal.pixels(way, installed, {"TUI_DL_PIXELS": "1"} if asked else {})
    assert (found.level, found.value) == (level, way) and words in found.says and bool(found.do) == (level != "ok")


@pytest.mark.parametrize(("environment", "value"), [
    ({}, None), ({"TUI_DL_STILL": "1"}, "reduced"), ({"TEXTUAL_ANIMATIONS": "none"}, "reduced"),
    ({"TUI_DL_STILL": "0", "TEXTUAL_ANIMATIONS": "none"}, "full"), ({"TEXTUAL_ANIMATIONS": "basic"}, None),
], ids=str)
def test_motion(environment: dict[str, str], value: str | None) -> None:
    assert terminal.motion(environment).value == value


def test_ssh() -> None:
    assert terminal.remote({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}).value is True
    assert terminal.remote({}).value is False


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A tmux that answers as a test says, found and run as the real one is."""
    def answers(message: str, escape: str = "10", clipboard: str = "external") -> None:
        script = tmp_path / "tmux"
        script.write_text(f'#!/bin/sh\ncase "$*" in\n*escape-time*) echo {escape};;\n'
                          f'*set-clipboard*) echo {clipboard};;\n*) echo "{message}";;\nesac\n')
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return answers


@pytest.mark.skipif(os.name == "nt", reason="there is no tmux on Windows")
@pytest.mark.parametrize(("message", "escape", "level", "words"), [
    ("1 256,RGB,clipboard", "10", "ok", "yes"),
    ("0 256,RGB", "10", "mend", "tmux -u"),
    ("1 256,RGB", "500", "advice", "escape-time"),
    ("1 256,clipboard", "10", "advice", "terminal-features"),
    ("", "", "ok", "yes"),
])
def test_tmux(told, message: str, escape: str, level: str, words: str) -> None:
    told(message, escape)
    found: list[Finding] = list(terminal.tmux({"TMUX": "/tmp/tmux-0/default,1,0"}))
    assert [one.level for one in found] == [level] and words in f"{found[0].says} {found[0].do}"


@pytest.mark.skipif(os.name == "nt", reason="there is no tmux on Windows")
def test_a_tmux_that_keeps_copies_to_itself(told) -> None:
    told("1 256,RGB", clipboard="off")
    assert terminal.clipboard({"TMUX": "x"}).level == "advice"
    told("1 256,RGB", clipboard="on")
    assert terminal.clipboard({"TMUX": "x"}).level == "ok"


def test_neither_tmux_nor_screen() -> None:
    assert [found.says for found in terminal.tmux({})] == ["no"]
    assert [found.name for found in terminal.tmux({"STY": "1"})] == ["screen", "tmux"]
    assert terminal.clipboard({"TERM_PROGRAM": "Apple_Terminal"}).level == "advice"
