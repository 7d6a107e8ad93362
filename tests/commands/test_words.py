"""The words of a command: help, version, and what is no command. One clear line, exit 2, nothing on stdout."""

from __future__ import annotations

import pytest

from tui_dl import __version__
from tui_dl.cli import COMMANDS

WRONG = [
    (["frobnicate"], "no command or lesson frobnicate"),
    (["lst"], "tui-dl list"),
    (["no/where"], "There is no lesson no/where"),
    (["cnn/stride-paddin"], "cnn/stride-padding"),
    (["show"], "required"),
    (["show", "no/where"], "There is no lesson"),
    (["show", "cnn/stride-paddin"], "Did you mean cnn/stride-padding?"),
    (["reset", "cnn/stride-paddin"], "Did you mean cnn/stride-padding?"),
    (["list", "--jsn"], "--jsn"),
    (["demo", "stride-paddin"], "Did you mean stride-padding?"),
    (["demo", "quantum"], "`tui-dl demo` lists them"),
    (["demo", "size=5"], "Which demo?"),
    (["demo", "--svg", "x.svg"], "Which demo?"),
    (["demo", "stride-padding", "sise=5"], "size, kernel, stride, padding, dilation"),
    (["demo", "stride-padding", "size"], "knob=value"),
    (["demo", "stride-padding", "size=five"], "whole number from 3 to 12"),
    (["demo", "stride-padding", "size=99"], "out of range"),
    (["demo", "stride-padding", "size="], "no whole number"),
    (["demo", "stride-padding", "@3:size=5"], "cannot change while stride-padding runs"),
    (["demo", "gan-digits", "@3"], "@STEP:knob=value"),
    (["demo", "gan-digits", "@x:lr=1"], "@STEP:knob=value"),
    (["demo", "gan-digits", "lr=nan"], "out of range"),
    (["demo", "gan-digits", "lesion=rust"], "is one of none"),
    (["demo", "stride-padding", "--seed", "-1"], "seed"),
    (["demo", "stride-padding", "--seed", "x"], "--seed x is no whole number"),
    (["demo", "stride-padding", "--seed", "99999999999"], "from 0 to 4294967295"),
    (["demo", "stride-padding", "--plain", "--json"], "not allowed"),
    (["demo", "stride-padding", "size=3", "kernel=5", "--plain"], "does not fit"),
    (["demo", "stride-padding", "size=3", "kernel=5", "--json"], "does not fit"),
    (["demo", "stride-padding", "size=3", "kernel=5", "--py", "x.py"], "does not fit"),
    (["demo", "bad\x1b[31m\nname"], "There is no demo bad name"),
    (["demo", "gan-digits", "--sede", "7"], "--sede is not understood"),
    (["list", "cnn"], "cnn is not understood"),
    (["import"], "required"),
    (["--watch", "list"], "list does not watch"),
    (["--watch", "no/where"], "There is no lesson no/where"),
    (["check", "--format", "xml"], "invalid choice"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_words(cli, words, said):
    done = cli(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err and done.err.startswith("tui-dl: ")
    assert done.err.count("\n") == 1 and "\x1b" not in done.err


def test_version(cli):
    assert cli("--version") == (0, f"tui-dl {__version__}\n", "")


def test_help_names_every_command_and_shows_examples(cli):
    done = cli("--help")
    assert done.code == 0 and done.err == ""
    assert all(f"\n    {name} " in done.out for name in COMMANDS)
    assert "\nexamples:\n" in done.out and "tui-dl cnn/stride-padding" in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_its_own_examples(cli, name):
    done = cli(name, "--help")
    assert (done.code, done.err) == (0, "")
    examples = done.out.partition("\nexamples:\n")[2].splitlines()
    assert examples and all(line.startswith("  tui-dl ") and f" {name}" in line for line in examples)


@pytest.mark.parametrize("words", [[], ["cnn/stride-padding"]])
def test_the_app_without_a_terminal(cli, words):
    done = cli(*words)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("tui-dl: The app needs a terminal.") and done.err.count("\n") == 1


def test_an_interrupt_ends_quietly(cli, monkeypatch):
    def interrupted(options):
        raise KeyboardInterrupt

    monkeypatch.setattr("tui_dl.commands.listing.run", interrupted)
    assert cli("list") == (130, "", "")
