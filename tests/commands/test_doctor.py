"""`tui-dl doctor`: plain lines, JSON, and an exit code that says whether something is to be mended."""

from __future__ import annotations

import json

import pytest

from tui_dl.doctor.finding import Finding

NAMES = ["size", "colours", "characters", "widths", "pixels", "ssh", "motion", "tmux", "clipboard", "python", "textual",
         "torch", "log", "disk", "worker"]


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither tmux nor screen."""
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)


def test_all_is_well_in_a_pipe(process, nowhere) -> None:
    out, err = (command := process("doctor")).communicate(timeout=120)
    assert (command.returncode, err) == (0, "") and out.endswith("\nAll is well.\n")
    assert [line.split()[1] for line in out.splitlines() if line[:5].strip() in ("ok", "note")] == NAMES
    assert "\x1b" not in out and all(len(line) < 80 or "/" in line for line in out.splitlines())  # paths stay whole


def test_json(cli, nowhere) -> None:
    done = cli("doctor", "--json")
    told = json.loads(done.out)
    assert (done.code, done.err, told["ok"]) == (0, "", True)
    assert [finding["name"] for finding in told["findings"]] == NAMES
    assert all({"level", "says", "do", "value"} <= set(finding) for finding in told["findings"])


def test_what_is_to_be_mended_stands_in_the_last_line(cli, monkeypatch) -> None:
    from tui_dl.commands import doctor

    found = [Finding("size", "4 x 4 cells", "mend", "Make it larger."), Finding("ssh", "no")]
    monkeypatch.setattr(doctor, "terminal_findings", lambda: found)
    monkeypatch.setattr(doctor, "machine_findings", lambda: [Finding("log", "locked", "mend", "Unlock it.")])
    done = cli("doctor")
    assert done.code == 1 and done.out.endswith("\n2 things to mend: size, log.\n") and "Unlock it." in done.out
    done = cli("doctor", "--json")
    assert done.code == 1 and json.loads(done.out)["ok"] is False
