"""Live blocks: the demo exists and takes these knobs, and its first frame fits where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len

from tui_dl.check.manuscript import Manuscript
from tui_dl.check.playing import Played, Playing
from tui_dl.course.model import LiveBlock, Predict, Problem
from tui_dl.course.reading import one_of
from tui_dl.demos.catalogue import declaration
from tui_dl.demos.run import Run, make_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame

WIDTH = 78  # cells inside the frame of an 80-column page
HEIGHT = 10  # lines of the 12 that caption and look-line leave


def declared_problems(script: Manuscript, block: LiveBlock) -> list[Problem]:
    """What is wrong with the words of a block: its demo, its knobs, the knobs it shows."""
    try:
        demo = declaration(block.demo)
    except TuiDlError as error:
        line = script.option(block.line, "demo")
        return [script.problem(line, error.message, error.hint, at=block.demo)]
    problems = []
    for name, text in block.knobs.items():
        try:
            demo.knob(name).parse(text)
        except TuiDlError as error:
            line = script.option(block.line, name)
            line = script.option(block.line, "knobs") if line == block.line else line
            problems.append(script.problem(line, error.message, error.hint, at=name))
    problems += [script.about(block.line, "show", f"{name} is no knob of {block.demo}.", one_of(name, demo.knobs))
                 for name in block.pane.show if name not in demo.knobs]
    return problems


def run_of(block: LiveBlock) -> Run:
    """The run of a block. UsageError, KnobError: `declared_problems` tells them."""
    return make_run(block.demo, block.knobs, block.seed)


def pane_problems(script: Manuscript, block: LiveBlock, playing: Playing) -> Iterator[Problem]:
    """What is wrong with the first frame: it does not come, lacks a view that is named, or does not fit."""
    played = playing.start(run_of(block))
    if played.first is None:
        yield failed(script, block, played)
        return
    yield from _unknown_views(script, block, "views", block.pane.views, played.views)
    if isinstance(block, Predict):
        yield from _unknown_views(script, block, "hide", block.hide, played.views)
    yield from _clashes(script, block, played)
    yield from _fit(script, block, played.first)


def failed(script: Manuscript, block: LiveBlock, played: Played) -> Problem:
    """A run that ended in an error."""
    error = played.error or TuiDlError("it made no frame.")
    return script.problem(block.line, f"The run {run_of(block).line()} fails: {error.message}",
                          error.hint or "Try it with `tui-dl demo`.")


def _unknown_views(script: Manuscript, block: LiveBlock, option: str, named: Iterable[str],
                   known: tuple[str, ...]) -> Iterator[Problem]:
    for name in named:
        if name not in known:
            hint = one_of(name, known) + (" Readings are covered as it is." if option == "hide" else "")
            yield script.about(block.line, option, f"{block.demo} has no view {name}.", hint)


def _clashes(script: Manuscript, block: LiveBlock, played: Played) -> Iterator[Problem]:
    knobs = declaration(block.demo).knobs
    frames = [frame for frame in (played.first, played.last) if frame is not None]
    for name in dict.fromkeys(name for frame in frames for name in frame.readings if name in knobs):
        yield script.problem(block.line, f"{block.demo} has both a knob and a reading named {name}.",
                             "Name the reading otherwise: an expression could mean either.", at=block.demo)


def _fit(script: Manuscript, block: LiveBlock, frame: Frame) -> Iterator[Problem]:
    lines = draw_frame(frame, WIDTH, HEIGHT, Look(), views=block.pane.views)
    last = "".join(segment.text for segment in lines[-1]).strip() if lines else ""
    if last.startswith("+ ") and " more: " in last:
        name = "views" if block.pane.views else block.demo
        line = script.option(block.line, "views")
        yield script.problem(line, f"The frame does not fit {WIDTH} by {HEIGHT} cells: {last}.",
                             "Choose what matters in this step with views:.", at=name, warning=not block.pane.views)
    if (width := cell_len(block.pane.look)) > WIDTH:
        yield script.about(block.line, "look", f"it is {width} cells long; one line has {WIDTH}.", "Shorten it.")
    if (width := cell_len(frame.caption)) > WIDTH:
        yield script.problem(block.line, f"The first caption of {block.demo} is {width} cells long.",
                             f"One line has {WIDTH}.", at=block.demo, warning=True)
