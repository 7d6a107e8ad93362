"""Commands as processes: what they load, a pipe that closes, a disk that is full, Ctrl-C. Never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tui_dl.learner.entries import Answer, Visit

LOADED = """
import sys
from tui_dl.cli import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    print(done.code, sorted({"torch", "textual"} & sys.modules.keys()), file=sys.stderr)
"""
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and devices")


@pytest.mark.parametrize("words", [["list"], ["show", "cnn/stride-padding"], ["progress"], ["demo"], ["notes"],
                                   ["export"], ["--help"], ["review", "--plain"], ["doctor"]], ids=" ".join)
def test_neither_torch_nor_textual_is_loaded(process, words):
    _, err = process(*words, before=("-c", LOADED)).communicate(timeout=60)
    assert err == "0 []\n"


@pytest.mark.parametrize("words", [["show", "cnn/stride-padding"], ["--help"],
                                   ["demo", "overfit", "steps=0", "--json"]], ids=lambda words: words[0])
def test_a_closed_pipe_is_no_failure(process, words):
    command = process(*words)
    assert command.stdout is not None and command.stdout.readline()
    command.stdout.close()
    assert command.wait(60) == 0
    assert command.stderr.read() == ""


def test_a_pipe_that_nobody_reads(home):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        done = subprocess.run([sys.executable, "-m", "tui_dl", "--version"], stdout=closed, stderr=subprocess.PIPE,
                              text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(home):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "tui_dl", "show", "cnn/stride-padding"], stdout=full,
                              stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "No space left" in done.stderr


@ON_POSIX
def test_an_interrupt_ends_a_run_quietly(process):
    command = process("demo", "overfit", "steps=0", "--json")
    assert json.loads(command.stdout.readline())["step"] == 0
    command.send_signal(signal.SIGINT)
    command.stdout.read()
    assert (command.wait(60), command.stderr.read()) == (130, "")


def test_a_terminal_that_is_not_utf8_shows_question_marks(process):
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    out, err = process("show", "transformer/self-attention", env=env).communicate(timeout=60)
    assert err == "" and "?" in out and out.isascii()


def test_the_module_runs_as_the_command_does(process):
    out, err = process("--version").communicate(timeout=60)
    assert out.startswith("tui-dl ") and err == ""


@ON_POSIX
def test_an_interrupt_ends_a_review_quietly(home):
    home.record(Visit("cnn/stride-padding", ""), Answer("cnn/stride-padding#conv-out", 1, False), days_ago=3)
    command = subprocess.Popen([sys.executable, "-m", "tui_dl", "review", "--plain"], text=True, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    for line in command.stdout:
        if line.startswith("Type your answer"):
            break
    os.killpg(command.pid, signal.SIGINT)
    _, err = command.communicate(timeout=60)
    assert (command.returncode, err) == (130, "")
    with pytest.raises(ProcessLookupError):  # no worker is left in its group
        os.killpg(command.pid, 0)


@ON_POSIX
def test_a_review_without_stdin(home):
    home.record(Visit("cnn/stride-padding", ""), Answer("cnn/stride-padding#conv-out", 1, False), days_ago=3)
    done = subprocess.run(["sh", "-c", f'"{sys.executable}" -m tui_dl review --plain <&-'], capture_output=True,
                          text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.count("\n") == 1
