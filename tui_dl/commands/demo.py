"""`tui-dl demo`: list the demos, or play a run without the app."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tui_dl.demos.catalogue import catalogue, declaration
from tui_dl.demos.run import Run, parse_run, parse_seed
from tui_dl.engine.loading import Loading
from tui_dl.errors import TuiDlError, UsageError
from tui_dl.frames import Frame, frame_json
from tui_dl.learner.store import cache_folder


def run(options: argparse.Namespace) -> int:
    """The command."""
    words = list(options.words)
    if options.seed is not None:
        words += ["--seed", str(parse_seed(options.seed))]
    if not words and not (options.svg or options.py):
        _list(options)
        return 0
    if not options.words or "=" in options.words[0]:
        raise UsageError("Which demo?", "The name comes first: `tui-dl demo NAME knob=value`.")
    asked = parse_run(words)
    said = [name for name in ("explain", "beside", "code", "mystery") if getattr(options, name)]
    if said and (options.json or options.svg or options.py):
        raise UsageError(f"--{said[0]} is told in words.", "Leave out --json, --svg or --py.")
    if said:
        tell(said[0], asked, options)
    else:
        play_run(asked, options)
    return 0


def tell(what: str, asked: Run, options: argparse.Namespace) -> None:
    """What there is to say of a run in words: a number, runs beside it, its code, or what is broken in it."""
    from tui_dl.commands import demo_words
    from tui_dl.engine.tape import Tape

    match what:
        case "code":
            last = None
            for frame in _frames(asked.pinned(), _step(options)) if options.at is not None else ():
                last = frame
            demo_words.print_code(asked.demo, last)
        case "explain":
            demo_words.print_explanation(asked.pinned(), _frames(asked.pinned(), _step(options)), options.explain)
        case "beside":
            runs = beside(asked, options.beside)
            if options.at is None and any(run.all_knobs().get("steps") == 0 for run in runs):
                raise UsageError("A run without an end has nothing beside it.", "Say where to stop: --at STEP.")
            demo_words.print_beside([Tape(run) for run in runs], (_frames(run, _step(options)) for run in runs))
        case "mystery":
            mystery = demo_words.mystery_of(asked)
            demo_words.ask_mystery(mystery, _frames(mystery.run))


def beside(asked: Run, others: Sequence[str]) -> list[Run]:
    """The run that is asked for and those beside it, all of one demo and, unless said otherwise, of one seed."""
    from tui_dl.app.player import MOST_RUNS

    if len(others) >= MOST_RUNS:
        raise UsageError(f"{len(others) + 1} runs are too many.", f"At most {MOST_RUNS} stand side by side.")
    more = [parse_run(f"{asked.demo} --seed {asked.seed} {knobs}") for knobs in others]
    return [run.pinned() for run in (asked, *more)]


def play_run(asked: Run, options: argparse.Namespace) -> None:
    """Play the run in this process and print it in the form asked for."""
    asked = asked.pinned()
    frames = _frames(asked, _step(options))
    if options.json:
        for frame in frames:
            print(json.dumps(frame_json(frame), ensure_ascii=False), flush=True)
    elif options.svg:
        _save_svg(asked, frames, options.svg)
    elif options.py:
        _save_script(asked, frames, options.py)
    elif options.plain or not sys.stdout.isatty():
        from tui_dl.commands.demo_words import print_frames

        print_frames(asked, frames)
    else:
        _print_drawn(asked, frames)


def _step(options: argparse.Namespace) -> int | None:
    """The step at which to stop. UsageError."""
    if options.at is not None and not (options.at.isascii() and options.at.isdecimal()):
        raise UsageError(f"--at {options.at} is no step.", "A step is a whole number.")
    return None if options.at is None else int(options.at)


def _frames(asked: Run, until: int | None = None) -> Iterator[Frame]:
    """The frames of a run, up to the first at a step or later. A mistake inside a demo becomes one clear line."""
    loading = Loading(cache_folder())
    if sys.stderr.isatty():
        print(f"loading torch{loading.expected()} …", end="\r", file=sys.stderr, flush=True)
    from tui_dl.demos.play import play

    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    try:
        for frame in play(asked):
            yield frame
            if until is not None and frame.step >= until:
                return
    except TuiDlError:
        raise
    except (ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError) as error:
        what = f"{asked.line()} stopped: {type(error).__name__}: {error}."
        raise TuiDlError(what, "Other knobs may work.") from error


def _list(options: argparse.Namespace) -> None:
    """Every demo with its knobs."""
    if options.json:
        print(json.dumps([{"name": d.name, "title": d.title, "summary": d.summary,
                           "knobs": {k.name: {"kind": k.kind, "default": k.format(k.default), "live": k.live,
                                              "accepts": k.accepts()} for k in d.knobs.values()}}
                          for d in catalogue().values()], ensure_ascii=False))
        return
    from tui_dl.course.inlines import inline
    from tui_dl.course.plain import plain

    for found in catalogue().values():
        print(f"{found.name}: {plain(inline(found.summary))}")
        for spec in found.knobs.values():
            live = " (live)" if spec.live else ""
            print(f"    {spec.name}={spec.format(spec.default)}{live}  {spec.accepts()}")


def _print_drawn(asked: Run, frames: Iterator[Frame]) -> None:
    from rich.console import Console

    from tui_dl.draw.frame import draw_frame
    from tui_dl.draw.look import Look
    from tui_dl.draw.plain import readings_text
    from tui_dl.engine.tape import Tape

    tape, last = Tape(asked), None
    try:
        for frame in frames:
            tape.append(frame)
            last = frame
            print(f"step {frame.step} of {frame.total or '…'}", end="\r", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        if last is None:
            raise
    if last is None:
        return
    console = Console(highlight=False)
    width, height = shutil.get_terminal_size((80, 24))
    console.print(declaration(asked.demo).title, style="bold")
    look = Look(colour=not console.no_color)
    for line in draw_frame(last, width, max(height - 6, 8), look, tape=tape):
        console.print(*[], end="")
        console.print(_Cells(line))
    console.print(f"{last.caption}. {readings_text(last)}", markup=False)
    console.print(f"tui-dl demo {asked.line()}", style="dim", markup=False)


class _Cells:
    """A drawn line, as rich prints it."""

    def __init__(self, line: list) -> None:  # type: ignore[type-arg]  # rich's protocol takes any segments
        self.line = line

    def __rich_console__(self, console: object, options: object) -> Iterator[object]:
        yield from self.line


def _save_svg(asked: Run, frames: Iterator[Frame], path: Path) -> None:
    from tui_dl.draw.look import Look
    from tui_dl.draw.svg import frame_svg
    from tui_dl.engine.tape import Tape

    tape, last = Tape(asked), None
    for frame in frames:
        tape.append(frame)
        last = frame
    if last is None:
        raise TuiDlError(f"{asked.line()} made no frame.")
    _write(path, frame_svg(last, f"tui-dl demo {asked.line()}", Look(), tape=tape))


def _save_script(asked: Run, frames: Iterator[Frame], path: Path) -> None:
    """A script of the run; its first frame is played, so that no script is made of knobs that cannot be."""
    from tui_dl.demos.standalone import script

    next(frames, None)
    _write(path, script(asked, path.name))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise TuiDlError(f"{path} cannot be written: {error.strerror}.", "Choose another file.") from error
    print(path)
