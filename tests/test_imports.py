"""Who may import whom, and that importing does nothing else. The contracts are in pyproject.toml."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
IMPORT_ALL = """
import importlib, json, multiprocessing, os, pkgutil, sys, threading
wanted = []
for package in sys.argv[1:]:
    found = importlib.import_module(f"tui_dl.{package}")
    inside = pkgutil.walk_packages(getattr(found, "__path__", []), f"tui_dl.{package}.")
    wanted += [found.__name__, *(module.name for module in inside)]
for name in wanted:
    importlib.import_module(name)
try:
    children = os.waitpid(-1, os.WNOHANG)
except (ChildProcessError, AttributeError):  # there are none; or this is Windows
    children = None
print(json.dumps({
    "imported": wanted,
    "loaded": sorted({"torch", "textual"} & sys.modules.keys()),
    "threads": len(threading.enumerate()),
    "children": [children, len(multiprocessing.active_children())],
}))
"""


def test_the_contracts_hold():
    done = subprocess.run([sys.executable, "-c", CONTRACTS], cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert f"Contracts: {len(contracts)} kept, 0 broken." in done.stdout


@pytest.mark.parametrize(("packages", "loaded"), [
    (["app"], ["textual"]),
    (["course"], []),
    (["learner"], []),
    (["draw"], []),
    (["frames", "errors"], []),
    (["cli", "commands", "check", "doctor"], []),
    (["app", "course", "learner", "draw", "frames", "cli", "commands", "check", "doctor"],
     ["textual"]),
], ids=lambda value: "+".join(value) if value else "")
def test_importing_loads_no_torch_and_does_nothing_else(tmp_path: Path, packages, loaded):
    folders = {name: str(tmp_path / name) for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "TUI_DL_HOME")}
    done = subprocess.run([sys.executable, "-B", "-c", IMPORT_ALL, *packages], cwd=tmp_path, capture_output=True,
                          text=True, timeout=60, env={**os.environ, **folders})
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    patterns = [pattern for name in packages for pattern in (f"tui_dl/{name}.py", f"tui_dl/{name}/**/*.py")]
    files = {file.relative_to(ROOT).with_suffix("").as_posix() for pattern in patterns for file in ROOT.glob(pattern)}
    imported = {name.replace(".", "/") for name in found.pop("imported")}
    assert imported == {file.removesuffix("/__init__") for file in files}
    assert found == {"loaded": loaded, "threads": 1, "children": [None, 0]}
    assert list(tmp_path.rglob("*")) == []
