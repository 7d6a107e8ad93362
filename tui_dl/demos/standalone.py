"""A run as a script of its own: the demo's source and whatever of this package it uses. Needs no torch itself.

What only explains or draws a number is left out, since nothing that runs names it. The data files that the demo
opens are written into the script.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from importlib import metadata, resources
from textwrap import wrap

import tui_dl
from tui_dl.course.clean import clean_line
from tui_dl.demos.catalogue import declaration
from tui_dl.demos.own import OwnKind
from tui_dl.demos.run import Run
from tui_dl.demos.sources import Parts

OPENED = re.compile(r'resources\.files\("tui_dl"\)\.joinpath\("data/([\w.-]+)"\)\.open\("rb"\)')
WIDTH = 110

HEAD = """\
# {title}
#
#     {line}
#
# A script that runs by itself: `python {file}`. It needs torch and numpy. The demo is `{function}`, far down, under
# {module}; what stands above it is what it uses.
# It prints the readings that `tui-dl demo … --plain` prints. tui-dl {version} wrote it beside torch {torch};
# another version of torch may draw other random numbers. MIT licence, as tui-dl; data as said beside it.

from __future__ import annotations

{imports}
"""

OPEN_DATA = '''

def data_file(name: str) -> io.BytesIO:
    """A data file that is written further down."""
    return io.BytesIO(base64.b64decode(DATA[name]))
'''

OPEN_OWN = '''

def {function}(value: str) -> io.BytesIO:
    """The {noun} of this run, which is written further down, too."""
    return data_file(value)
'''
OPENERS = {"picture": ("tui_dl.demos.own_pictures", "open_pixels"), "text": ("tui_dl.demos.own_texts", "open_text")}

MAIN = '''

# ---------------------------------------------------------------------------- the run


def main() -> None:
    """Every frame's step, caption and readings."""
    seed_everything({seed})
    live = Live({live})
    changes = {changes}  # (step, live knob, value)
    frames = {function}(
        {knobs},
    )
    print({title!r})
    print({run!r})
    frame = next(frames)
    while True:
        of = frame.total or "until stopped"
        print(f"step {{frame.step}} of {{of}}: {{frame.caption}}. {{readings_text(frame)}}", flush=True)
        for step, knob, value in changes:
            if step <= frame.step:
                setattr(live, knob, value)
        changes = [change for change in changes if change[0] > frame.step]
        try:
            frame = frames.send(live)
        except StopIteration:
            return


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
'''


def script(run: Run, file: str = "run.py") -> str:
    """The script of a run. TuiDlError if the demo's source is of a form that cannot be taken over."""
    found = declaration(run.demo)
    parts = Parts(("main", "data_file", "DATA"), OPENERS.values())
    for module, name in (("tui_dl.demos.play", "seed_everything"), ("tui_dl.demos.declare", "Live"),
                         ("tui_dl.draw.plain", "readings_text"), (found.module, found.function)):
        parts.take(module, name)
    function = parts.named(found.module, found.function)
    body = "".join(f"{_section(module.name, module.summary)}{text}\n" for module, text in parts.sources())
    data = sorted(set(OPENED.findall(body)))
    specs = [(found.knobs[name], str(value)) for name, value in run.knobs.items()]
    files = {value: spec.own for spec, value in specs if spec.own and value not in spec.choices}
    if data:
        parts.imports -= {("importlib", "resources", "resources")}
        parts.imports |= {("base64", "", ""), ("io", "", "")}
        opening = [OPEN_OWN.format(function=opener, noun=noun) for noun, (_, opener) in OPENERS.items()
                   if f"{opener}(" in body]
        body = OPEN_DATA + "".join(opening) + OPENED.sub(r'data_file("\1")', body)
        body += _section("data", "files in base64") + _data(data, files)
    return _head(run, function, file, parts.import_lines()) + body + _main(run, function)


def _head(run: Run, function: str, file: str, imports: str) -> str:
    found = declaration(run.demo)
    return HEAD.format(title=found.title, line=clean_line(run.line()), file=clean_line(file),
                       function=function, module=found.module, version=tui_dl.__version__,
                       torch=metadata.version("torch"), imports=imports)


def _main(run: Run, function: str) -> str:
    found, knobs = declaration(run.demo), run.all_knobs()
    return MAIN.format(
        seed=run.seed, function=function, title=found.title, run=f"run: {run.line()}",
        live=", ".join(f"{name}={knobs[name]!r}" for name, spec in found.knobs.items() if spec.live),
        changes=[(change.step, change.knob, change.value) for change in run.changes],
        knobs=",\n        ".join(f"{name}={value!r}" for name, value in knobs.items()))


def _section(name: str, summary: str) -> str:
    return f"\n\n# {'-' * 76} {name}\n# {summary}\n\n\n"


def _data(names: Sequence[str], files: Mapping[str, OwnKind]) -> str:
    """The files, with what the table of sources says of each, and the learner's own."""
    folder = resources.files("tui_dl").joinpath("data")
    table = folder.joinpath("README.md").read_text("utf-8").splitlines()
    text = "DATA = {\n"
    for name in names:
        about = next((line for line in table if line.startswith(f"| {name} |")), "").strip("| ").split(" | ")[1:-1]
        text += "".join(f"    # {line}\n" for line in wrap("; ".join(about), WIDTH - 6)) + f"    {name!r}: (\n"
        text += _coded(folder.joinpath(name).read_bytes())
    for value, kind in files.items():
        with kind.open(value) as file:
            text += f"    {value!r}: (\n" + _coded(file.read())
    return text + "}\n"


def _coded(content: bytes) -> str:
    coded = base64.b64encode(content).decode()
    return "".join(f"        {coded[at:at + 96]!r}\n" for at in range(0, len(coded), 96)) + "    ),\n"
