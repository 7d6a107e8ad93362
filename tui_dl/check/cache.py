"""What came of running a lesson, kept until the lesson, its demos or the code that runs them changes.

Only what passed is kept: a lesson with a problem is run again. A cache that is broken or cannot be written
is as good as an empty one.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import tui_dl
from tui_dl.check.lesson import Findings, Share
from tui_dl.check.manuscript import Manuscript
from tui_dl.course.model import Problem
from tui_dl.demos.catalogue import catalogue

FILE = "check.json"
SHARED = ("course", "check", "draw", "oracles", "data", "frames.py", "errors.py", "engine/answers.py",
          "demos/declare.py", "demos/catalogue.py", "demos/run.py", "demos/play.py")
DEMOS = "tui_dl.demos"


class Cache:
    """Findings by the file of the lesson. `package` is where the sources lie that they depend on."""

    def __init__(self, folder: Path, package: Path | None = None) -> None:
        self._file = folder / FILE
        self._package = package or Path(tui_dl.__file__).parent
        self._entries = self._read()
        self._sources: dict[Path, tuple[str, set[str]]] = {}  # of a demo: its hash, and what it imports

    def get(self, script: Manuscript, full: bool) -> Findings | None:
        """What is kept of this lesson as it stands, or None."""
        entry = self._entries.get(_name(script, full))
        if not isinstance(entry, dict) or entry.get("key") != self._key(script, full):
            return None
        with suppress(KeyError, TypeError, ValueError):
            warnings = [Problem(script.path, int(line), int(column), str(what), str(mend), warning=True)
                        for line, column, what, mend in entry["warnings"]]
            return Findings(warnings, int(entry["draws"]), [Share(int(n), str(text)) for n, text in entry["shares"]])
        return None

    def put(self, script: Manuscript, full: bool, findings: Findings) -> None:
        """Keep what passed."""
        if any(not problem.warning for problem in findings.problems):
            return
        self._entries[_name(script, full)] = {
            "key": self._key(script, full),
            "draws": findings.draws,
            "shares": [[share.line, share.text] for share in findings.shares],
            "warnings": [[p.line, p.column, p.what, p.mend] for p in findings.problems],
        }
        self._write()

    def _key(self, script: Manuscript, full: bool) -> str:
        return _digest(["full" if full else "", "\n".join(script.lines), self._shared, *self._demos(script)])

    @cached_property
    def _shared(self) -> str:
        """Everything but the demos: what reads, runs and draws a lesson."""
        files = [file for name in SHARED for file in _files(self._package / name)]
        return _digest([sys.version, _torch(), *(f"{file.name} {_hash_of(file)}" for file in files)])

    def _demos(self, script: Manuscript) -> Iterator[str]:
        """The sources of the demos of a lesson, and of what they import from beside them."""
        pending = [catalogue()[name].module for name in script.lesson.demos() if name in catalogue()]
        met: set[str] = set()
        while pending:
            module = pending.pop()
            file = self._package / "demos" / f"{module.rpartition('.')[2]}.py"
            if module in met or not module.startswith(f"{DEMOS}.") or not file.is_file():
                continue
            met.add(module)
            if file not in self._sources:
                self._sources[file] = (_hash_of(file), imports(file))
            source, imported = self._sources[file]
            yield f"{module} {source}"
            pending += sorted(imported)

    def _read(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            entries = json.loads(self._file.read_text("utf-8"))
            return entries if isinstance(entries, dict) else {}
        return {}

    def _write(self) -> None:
        entries = {name: entry for name, entry in self._entries.items() if Path(name.partition("#")[0]).is_file()}
        partial = self._file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(entries, ensure_ascii=False), "utf-8")
            partial.replace(self._file)


def imports(file: Path) -> set[str]:
    """The modules beside a demo that it imports."""
    found: set[str] = set()
    with suppress(OSError, SyntaxError, ValueError):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith(f"{DEMOS}.")}


def _name(script: Manuscript, full: bool) -> str:
    return f"{script.path.resolve()}{'#full' if full else ''}"


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(
        file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _hash_of(file: Path) -> str:
    with suppress(OSError):
        return hashlib.sha256(file.read_bytes()).hexdigest()
    return ""


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _torch() -> str:
    try:
        return version("torch")
    except PackageNotFoundError:
        return ""
