"""A run as a script of its own: the demo's source and whatever of this package it uses, nothing else. No torch.

Definitions are taken over as they are written, in the order of their files, with the comments above them. What
only explains or draws a number is left out, since nothing that runs names it. Data files that the kept code opens
are written into the script.
"""

from __future__ import annotations

import ast
import base64
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path
from textwrap import dedent, wrap

import tui_dl
from tui_dl.demos.catalogue import declaration
from tui_dl.demos.run import Run
from tui_dl.errors import TuiDlError

PACKAGE = "tui_dl"
DATA = re.compile(r'resources\.files\("tui_dl"\)\.joinpath\("data/([\w.-]+)"\)\.open\("rb"\)')

HEAD = '''\
"""{title}

    {line}

A script that runs by itself, with torch and numpy: python {file}
It prints the readings that `tui-dl demo {line} --plain` prints. Written by tui-dl {version}
with torch {torch}; another version of torch may draw other random numbers.
"""

from __future__ import annotations
'''

OPEN_DATA = '''

def data_file(name: str) -> io.BytesIO:
    """A data file that is written at the end of this script."""
    return io.BytesIO(base64.b64decode("".join(DATA[name])))
'''

MAIN = '''

def main() -> None:
    """The run: every frame's step, caption and readings."""
    seed_everything({seed})
    live = Live({live})
    changes = {changes}  # (step, live knob, value)
    frames = {function}({knobs})
    print({title!r})
    print({run!r})
    frame = next(frames)
    while True:
        print(f"step {{frame.step}} of {{frame.total or 'until stopped'}}: {{frame.caption}}. {{readings_text(frame)}}",
              flush=True)
        for step, knob, value in changes:
            if step <= frame.step:
                setattr(live, knob, value)
        changes = [change for change in changes if change[0] > frame.step]
        try:
            frame = frames.send(live)
        except StopIteration:
            return


if __name__ == "__main__":
    main()
'''


def script(run: Run, file: str = "run.py") -> str:
    """The script of a run. TuiDlError if the demo's source is of a form that cannot be taken apart."""
    found = declaration(run.demo)
    parts = Parts()
    for module, name in ((f"{PACKAGE}.demos.play", "seed_everything"), (f"{PACKAGE}.demos.declare", "Live"),
                         (f"{PACKAGE}.draw.plain", "readings_text"), (found.module, found.function)):
        parts.take(module, name)
    body = "".join(parts.sources())
    names = sorted(set(DATA.findall(body)))
    if names:
        parts.imports |= {"import base64", "import io"}
        body = OPEN_DATA + DATA.sub(r'data_file("\1")', body)
    if not re.search(r"\bresources\b", body):
        parts.imports.discard("from importlib import resources")
    knobs = run.all_knobs()
    head = HEAD.format(title=found.title, line=run.line(), file=file, version=tui_dl.__version__,
                       torch=metadata.version("torch"))
    tail = MAIN.format(
        seed=run.seed, function=found.function, title=found.title, run=f"run: {run.line()}",
        live=", ".join(f"{name}={knobs[name]!r}" for name, spec in found.knobs.items() if spec.live),
        changes=[(change.step, change.knob, change.value) for change in run.changes],
        knobs=", ".join(f"{name}={value!r}" for name, value in knobs.items()))
    return f"{head}\n{parts.import_lines()}\n{body}{_data(names)}{tail}"


@dataclass
class Parts:
    """The definitions that are needed, by module, in the order in which they must stand."""

    modules: dict[str, Module] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    _owner: dict[str, str] = field(default_factory=dict)

    def take(self, module: str, name: str) -> None:
        """Take a name of a module, and everything that its definition names. TuiDlError."""
        source = self.modules.get(module) or Module(module)
        if name in source.from_package:
            self.take(*source.from_package[name])
        elif name in source.imports:
            self._own(name, source.imports[name])
            self.imports.add(source.imports[name])
        for node in source.definitions.get(name, ()):
            if node in source.kept:
                continue
            self._own(name, module)
            source.kept.append(node)
            for used in _names(node):
                self.take(module, used) if module in self.modules else self._take_from(source, used)
        if source.kept and module not in self.modules:
            self.modules[module] = source

    def _take_from(self, source: Module, name: str) -> None:
        raise NotImplementedError
