"""What `tui-dl demo` says in plain words: frames, where a number comes from, two runs side by side, a mystery run."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from time import monotonic

from tui_dl.app.mystery import QUESTION, Mystery, has_mystery
from tui_dl.course.clean import clean_line
from tui_dl.demos.catalogue import declaration, source_of
from tui_dl.demos.run import Run
from tui_dl.draw.explanation import explanation_lines
from tui_dl.draw.number import number
from tui_dl.draw.plain import frame_text, readings_text
from tui_dl.engine.tape import Tape
from tui_dl.errors import TuiDlError, UsageError
from tui_dl.frames import Frame, Index

CELL = re.compile(r"(.+?)\s*\[\s*(\d+(?:\s*,\s*\d+)*)\s*\]")


def frame_line(frame: Frame, *, secret: bool = False) -> str:
    """A frame in one line: step, caption unless it is secret, readings."""
    caption = "" if secret else f"{frame.caption}. "
    return f"step {frame.step} of {frame.total or 'until stopped'}: {caption}{readings_text(frame)}"


def print_frames(asked: Run, frames: Iterator[Frame]) -> None:
    """A line a frame, then the last one in full."""
    tape = Tape(asked)
    for frame in frames:
        if tape.latest is None:
            print(f"{declaration(asked.demo).title}\nrun: {asked.line()}")
        print(frame_line(frame), flush=True)
        tape.append(frame)
    if tape.latest is not None:
        print()
        print(frame_text(tape.latest, tape=tape))


def print_explanation(asked: Run, frames: Iterator[Frame], cell: str) -> None:
    """Where a number of the last frame comes from: `output[0, 2]`. UsageError, TuiDlError."""
    from tui_dl.engine.answers import explanation
    from tui_dl.engine.wire import Explain

    found = CELL.fullmatch(cell.strip())
    if found is None:
        raise UsageError(f"{cell} names no cell.", "A cell is written VIEW[row, column], for example 'output[0, 2]'.")
    name, index = found[1], tuple(int(part) for part in found[2].split(","))
    last = None
    for frame in frames:
        last = frame
    if last is None:
        raise TuiDlError(f"{asked.line()} made no frame.")
    told = explanation(Explain(0, asked.demo, last, name, index))
    value = told.value if isinstance(told.value, str) else number(told.value, ascii=True)
    print(f"{declaration(asked.demo).title}\nrun: {asked.line()}\n{frame_line(last)}\n")
    print(f"{name}[{', '.join(map(str, index))}] is {value}")
    for line in explanation_lines(told):
        print(clean_line(line))
    for view, cells in told.depends.items():
        print(f"made from {view}: {', '.join(map(_cell, cells))}")


def _cell(index: Index) -> str:
    return f"[{', '.join(map(str, index))}]"


def print_beside(asked: Run, frames: Iterator[Frame], beside: Run, others: Iterator[Frame]) -> None:
    """Two runs of one demo step by step, with how far apart their readings are; then their last frames in full."""
    print(f"{declaration(asked.demo).title}\nrun 1: {asked.line()}\nrun 2: {beside.line()}", flush=True)
    ends: list[Frame | None] = [None, None]
    for pair in zip_longest(list(frames), others):  # one after the other: they share the generators of random numbers
        ends = [frame or end for frame, end in zip(pair, ends, strict=True)]
        one, two = pair
        if one is None or two is None:
            print(f"run {1 if one else 2}, {frame_line(one or two)}", flush=True)
        else:
            print(f"step {one.step}: {'; '.join(_both(one, two)) or one.caption}", flush=True)
    for n, frame in enumerate(ends, 1):
        if frame is not None:
            print(f"\nrun {n}, {frame_text(frame)}")


def _both(one: Frame, two: Frame) -> Iterator[str]:
    for name, mine in one.readings.items():
        theirs = two.readings.get(name)
        if name == "step" or theirs is None:
            continue
        apart = ""
        if isinstance(mine, int | float) and isinstance(theirs, int | float) and mine != theirs:
            apart = f", {'+' if theirs > mine else ''}{number(theirs - mine, ascii=True)}"
        yield f"{name} {number(mine, ascii=True)} and {number(theirs, ascii=True)}{apart}"


def print_code(demo: str) -> None:
    """The file that runs, with the numbers of its lines."""
    print(f"{declaration(demo).module.replace('.', '/')}.py")
    for count, line in enumerate(source_of(demo).splitlines(), 1):
        print(f"{count:>4} {line}".rstrip())


def ask_mystery(mystery: Mystery, frames: Iterator[Frame]) -> None:
    """Tell a run whose lesion is hidden, ask which it is, write the answer down, and say what it was. UsageError."""
    from tui_dl.commands.opened import open_log

    print(f"{declaration(mystery.run.demo).title}: a mystery run\n{QUESTION}", flush=True)
    tape = Tape(mystery.run)
    for frame in frames:
        print(frame_line(frame, secret=True), flush=True)
        tape.append(frame)
    if tape.latest is not None:
        hidden = [view.name for view in tape.latest.views if mystery.views and view.name not in mystery.views]
        print("\n" + frame_text(replace(tape.latest, caption=""), hidden=hidden, tape=tape) + "\n")
    for place, name in enumerate(mystery.names, 1):
        print(f"{place}  {mystery.choice(name)}")
    print("?  I don't know")
    began = monotonic()
    said = _said(len(mystery.names))
    given = None if said is None else mystery.names[said]
    with open_log() as log:  # on disk before it is said
        log.record(mystery.graded(given, monotonic() - began))
    if given is not None:
        print("Right." if given == mystery.secret else f"Not that. {mystery.reason(given)}")
    print(f"{mystery.verdict()}\nrun: {mystery.run.line()}")


def _said(most: int) -> int | None:
    """The choice that is typed, counted from 0; None for a question mark, an empty line, or the end of input."""
    while True:
        try:
            text = input(f"1 to {most}, or ?: ").strip()
        except EOFError:
            text = "?"
        if not sys.stdin.isatty():
            print(clean_line(text))
        if text in ("", "?"):
            return None
        if text.isdecimal() and 1 <= int(text) <= most:
            return int(text) - 1
        print(f"Type a number from 1 to {most}, or ?.")


def mystery_of(asked: Run) -> Mystery:
    """A mystery run of a demo. UsageError if it has none, or if knobs are given."""
    import random

    if not has_mystery(asked.demo):
        raise UsageError(f"{asked.demo} has no mystery runs.", "Those with a knob `lesion` have.")
    if asked.knobs or asked.changes or asked.seed:
        raise UsageError("A mystery run takes no knobs and no seed.", f"`tui-dl demo {asked.demo} --mystery`")
    return Mystery.draw(asked.demo, random.Random())
