"""`tui-dl check` with a real worker: the shipped example, and lessons that mean harm."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from linting import HEAD, HEAD_LINES

from tui_dl.cli import run
from tui_dl.course.load import default_course_path
from tui_dl.errors import UsageError

DRAWN = ":::{{quiz}} {name}\n---\ndraw: {{W: 1..500, F: 1..500}}\n{options}\n---\n{{W}} and {{F}}?\n:::\n"
SLOW = "+".join(["7**4000 % (3**4000 + W)"] * 20)
HOSTILE = [
    ("{calc}`9**9**9 == 1`\n", "digits"),
    ("{calc}`sum([[0]*9999]*9999*9) == 1`\n", "works on numbers"),
    ("{calc}`params('" + "x" * 200 + "') == 1`\n", "params"),
    ("{calc}`receptive_field(((999999999, 1), (999999999, 1))) == 1`\n", "receptive_field"),
    ("{calc}`__import__('os') == 1`\n", "__import__"),
    (DRAWN.format(name="a", options="answer: 9**W**9**F"), "no value with"),
    (DRAWN.format(name="b", options="answer: conv_out(W * 10**30, F)"), "no value with"),
    (DRAWN.format(name="c", options="answer: W.real"), "no attributes"),
    (DRAWN.format(name="d", options=f"answer: W\nwhere: {SLOW} < 0"), "takes too long"),
    (DRAWN.format(name="e", options="answer: W\nwhere: 9**9**9 > W"), "digits"),
    (DRAWN.format(name="f", options="answer: W\nwrong: [{when: 9**9**F, say: No.}]"), "digits"),
    (":::{quiz} g\n---\nnames: [F, S, P]\nholds: 9**9**(F + 9) == 1\n---\nFind.\n:::\n", "digits"),
]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "home"))
    return tmp_path


def test_the_example_passes_and_is_kept(home: Path, capsys: pytest.CaptureFixture[str],
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    example = str(default_course_path() / "cnn" / "stride-padding.md")
    source = Path(example).read_text("utf-8")
    items = source.count("{quiz}") + source.count("{predict}")
    assert run(["check", "--full", example]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"1 lesson, {items} items, \d+ draws, 0 problems.*", last)
    assert sum(": share: conv-out: " in line for line in lines) == 4 and not any("warning" in line for line in lines)

    monkeypatch.setattr("tui_dl.commands.check.asking", None)  # a worker could not be had
    assert run(["check", "--full", example]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_hostile_lessons_are_reported(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, lines = home / "x.md", []
    text = HEAD
    for body, _ in HOSTILE:
        lines.append(text.count("\n") + 1)
        text += body + "\n"
    path.write_text(text, "utf-8")
    assert run(["check", str(path)]) == 1
    *told, last = capsys.readouterr().out.splitlines()
    told = [line for line in told if ": warning: " not in line]
    numbers = [int(line.removeprefix(f"{path}:").partition(":")[0]) for line in told]
    for (body, words), first, after in zip(HOSTILE, lines, [*lines[1:], 10**6], strict=True):
        about = [line for line, number in zip(told, numbers, strict=True) if first <= number < after]
        assert len(about) == 1 and words in about[0], (body, about)
    assert last.endswith(f"{len(HOSTILE)} problems") and min(numbers) > HEAD_LINES


def test_paths_are_told_as_seen_from_here(home: Path, capsys: pytest.CaptureFixture[str],
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "x.md").write_text("Text.\n")
    monkeypatch.chdir(home)
    assert run(["check", "x.md"]) == 1
    assert capsys.readouterr().out.startswith("x.md:1:1: ")


def test_forms(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "x.md").write_text("Text.\n")
    monkeypatch.chdir(home)
    assert run(["check", "--format", "github", "x.md"]) == 1
    *lines, last = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("::error file=x.md,line=1,col=1::There is no front matter.")
    assert "0 draws" in last
    assert run(["check", "--format=json", "x.md"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told[0]["path"] == "x.md" and len(told) == len(lines)
    with pytest.raises(UsageError, match="no end"):
        run(["check", "--watch", "--format=json", "x.md"])


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_watching(home: Path) -> None:
    (home / "x.md").write_text(f"{HEAD}{{calc}}`2 + 2 == 4`\n")
    checking = subprocess.Popen([sys.executable, "-m", "tui_dl", "check", "--watch", str(home)], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert checking.stdout is not None

    def told() -> list[str]:
        lines = []
        while not lines or " draws, " not in lines[-1]:
            lines.append(checking.stdout.readline())
            assert lines[-1], checking.stderr.read()
        return lines

    assert told()[-1].endswith(" 0 problems\n")
    (home / "x.md").write_text(f"{HEAD}{{calc}}`2 + 2 == 5`\n")
    lines = told()
    assert lines[:2] == ["\n", f"{home / 'x.md'}\n"] and any(f"{HEAD_LINES + 1}:" in line for line in lines)
    assert lines[-1].endswith(" 1 problem\n")
    (home / "y.md").write_text(f"{HEAD.replace('cnn/x', 'cnn/y')}{{calc}}`3 + 3 == 6`\n")
    assert told()[1] == f"{home / 'y.md'}\n"
    os.killpg(checking.pid, signal.SIGINT)
    assert checking.wait(30) == 130 and checking.stderr.read() == ""
    from bench.terminal import running

    assert running(session=checking.pid) == []  # no worker is left


def test_the_linter_itself_loads_no_torch() -> None:
    code = "import sys, tui_dl.commands.check; print(sorted({'torch', 'textual'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_wrong_words(home: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        run(["check", str(home / "nowhere.md")])
    with pytest.raises(UsageError, match="no lesson in"):
        run(["check", str(home)])


def test_on_a_terminal_it_says_which_lesson_of_how_many_runs(home, tmp_path, monkeypatch, capsys) -> None:
    for name in ("one", "two"):
        (tmp_path / "c" / name).mkdir(parents=True)
        (tmp_path / "c" / name / "it.md").write_text(HEAD.replace("cnn/x", f"{name}/it") + "\nText.\n", "utf-8")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    run(["check", str(tmp_path / "c")])
    said = capsys.readouterr().err
    assert "lesson 1 of 2: " in said and "lesson 2 of 2: " in said
