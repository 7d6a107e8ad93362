"""`tui-dl doctor`: what this terminal and this machine can do, and what to change."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable

from tui_dl.doctor.finding import Finding
from tui_dl.doctor.machine import machine_findings
from tui_dl.doctor.terminal import terminal_findings
from tui_dl.engine.loading import Loading
from tui_dl.learner.store import cache_folder

MARKS = {"ok": "ok", "advice": "note", "mend": "MEND"}
INDENT = " " * 18


def run(options: argparse.Namespace) -> int:
    """The command: 1 if something has to be mended, 0 else."""
    terminal = list(terminal_findings())  # before anything is printed: it asks where the cursor is
    if options.json:
        found = [*terminal, *machine_findings()]
        print(json.dumps({"ok": not _broken(found), "findings": [finding.record() for finding in found]},
                         ensure_ascii=False, indent=1))
        return int(_broken(found))
    print("The terminal")
    found = _told(terminal)
    print("\nThe machine")
    found += _told(_announced(machine_findings()))
    print(f"\n{_verdict(found)}")
    return int(_broken(found))


def _announced(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Say on a terminal what one waits for."""
    for finding in findings:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        yield finding
        if finding.name == "disk" and sys.stderr.isatty():
            print(f"      worker      torch loads{Loading(cache_folder()).expected()} …", end="", file=sys.stderr,
                  flush=True)


def _told(findings: Iterable[Finding]) -> list[Finding]:
    """Print each as it is found."""
    told = []
    width = max(40, min(shutil.get_terminal_size((80, 24)).columns - 1, 100))
    for finding in findings:
        _say(f"{MARKS[finding.level]:<5} {finding.name:<11} ", finding.says, width)
        if finding.do:
            _say(INDENT, finding.do, width)
        told.append(finding)
    return told


def _say(begin: str, text: str, width: int) -> None:
    print("\n".join(textwrap.wrap(text, width, initial_indent=begin, subsequent_indent=INDENT,
                                  break_long_words=False, break_on_hyphens=False)), flush=True)


def _verdict(found: list[Finding]) -> str:
    names = [finding.name for finding in found if finding.level == "mend"]
    if not names:
        return "All is well."
    return f"{len(names)} thing{'' if len(names) == 1 else 's'} to mend: {', '.join(names)}."


def _broken(found: list[Finding]) -> bool:
    return any(finding.level == "mend" for finding in found)
