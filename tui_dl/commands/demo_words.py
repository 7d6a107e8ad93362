"""What `tui-dl demo` says in plain words: frames, where a number comes from, runs side by side, a mystery run."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from time import monotonic

from tui_dl.app.mystery import QUESTION, Mystery, has_mystery
from tui_dl.course.clean import clean_line
from tui_dl.demos.catalogue import declaration, source_of
from tui_dl.demos.phases import here
from tui_dl.demos.run import Run
from tui_dl.draw.explanation import explanation_lines
from tui_dl.draw.number import number
from tui_dl.draw.plain import frame_text, readings_text
from tui_dl.engine.tape import Tape
from tui_dl.errors import TuiDlError, UsageError
from tui_dl.frames import Frame, Index, Reading

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


def print_beside(tapes: Sequence[Tape], played: Iterable[Iterable[Frame]]) -> None:
    """Runs of one demo step by step, with how far their readings are from the first; then their last frames in full."""
    print(declaration(tapes[0].run.demo).title)
    for place, tape in enumerate(tapes, 1):
        print(f"run {place}: {tape.run.line()}", flush=True)
    for tape, frames in zip(tapes, played, strict=True):  # one after the other: they share the random generators
        for frame in frames:
            tape.append(frame)
    at = [{frame.step: frame for frame in tape.frames} for tape in tapes]
    for step in sorted(set().union(*at)):
        there = {place: frames[step] for place, frames in enumerate(at, 1) if step in frames}
        if len(there) == len(tapes):
            first, *others = there.values()
            print(f"step {step}: {'; '.join(_together(first, others)) or first.caption}")
        else:
            for place, frame in there.items():
                print(f"run {place}, {frame_line(frame)}")
    for place, tape in enumerate(tapes, 1):
        if tape.latest is not None:
            print(f"\nrun {place}, {frame_text(tape.latest, tape=tape)}")


def _together(first: Frame, others: Sequence[Frame]) -> Iterator[str]:
    """Each reading that all of them have: of the first, then of the others with how far they are from it."""
    for name, mine in first.readings.items():
        if name != "step" and all(name in other.readings for other in others):
            yield " and ".join([f"{name} {number(mine, ascii=True)}",
                                *(_from(mine, other.readings[name]) for other in others)])


def _from(mine: Reading, theirs: Reading) -> str:
    said = number(theirs, ascii=True)
    if not isinstance(mine, int | float) or not isinstance(theirs, int | float) or mine == theirs:
        return said
    return f"{said} ({'+' if theirs > mine else ''}{number(theirs - mine, ascii=True)})"


def print_code(demo: str, frame: Frame | None = None) -> None:
    """The file that runs, with the numbers of its lines; of a frame, the line that it shows at work."""
    at = here(demo, frame) if frame is not None else None
    print(f"{declaration(demo).module.replace('.', '/')}.py")
    if at is not None and frame is not None:
        print(f"step {frame.step}, line {at.line}: {at.what}")
    for count, line in enumerate(source_of(demo).splitlines(), 1):
        print(f"{count:>4}{'>' if at is not None and count == at.line else ' '}{line}".rstrip())


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
