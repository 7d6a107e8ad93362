"""Challenges: not met at the start, and met by their solution."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from tui_dl.check.manuscript import Manuscript
from tui_dl.check.panes import run_of
from tui_dl.check.playing import Moment, Playing
from tui_dl.course.expressions import evaluate, names_in
from tui_dl.course.model import Challenge, DemoBlock, LiveBlock, Problem, Step
from tui_dl.course.reading import one_of
from tui_dl.demos.run import Run, parse_run
from tui_dl.errors import TuiDlError


def challenge_problems(script: Manuscript, step: Step, challenge: Challenge, playing: Playing) -> Iterator[Problem]:
    """Problems of one challenge of this step."""
    try:
        needed = names_in(challenge.until)
        solution = solution_of(challenge)
    except (TuiDlError, ValueError) as error:
        yield _wrong_words(script, challenge, error)
        return
    played = playing.whole(solution)
    if played.first is None or played.error is not None:
        why = played.error or TuiDlError("it made no frame.")
        yield script.about(challenge.line, "solution", f"the run {solution.line()} fails: {why.message}", why.hint)
        return
    for name in sorted(needed - played.names):
        yield script.about(challenge.line, "until", f"{name} is neither a knob nor a reading of {challenge.demo}.",
                           one_of(name, sorted(played.names)))
    if needed <= played.names:
        yield from _at_the_start(script, step, challenge, playing)
        if not any(_meets(challenge, moment) for moment in played.moments):
            yield script.about(challenge.line, "solution", f"{solution.line()} does not meet `{challenge.until}`.",
                               _how_close(challenge, played.moments[-1]))


def solution_of(challenge: Challenge) -> Run:
    """The run of the solution, its words over those of the challenge. UsageError, KnobError, ValueError."""
    knobs = [f"{name}={text}" for name, text in challenge.knobs.items()]
    return parse_run([challenge.demo, f"--seed={challenge.seed}", *knobs, *shlex.split(challenge.solution)])


def _wrong_words(script: Manuscript, challenge: Challenge, error: Exception) -> Problem:
    try:
        names_in(challenge.until)
    except TuiDlError as unreadable:
        return script.about(challenge.line, "until", unreadable.message, unreadable.hint)
    message, hint = (error.message, error.hint) if isinstance(error, TuiDlError) else (f"{error}.", "Close the quote.")
    return script.about(challenge.line, "solution", message, hint)


def _at_the_start(script: Manuscript, step: Step, challenge: Challenge, playing: Playing) -> Iterator[Problem]:
    """The challenge's own run, and the demo of its step, which is what the learner has before them."""
    shown: list[LiveBlock] = [block for block in step.blocks
                              if isinstance(block, DemoBlock) and block.demo == challenge.demo]
    for block in [challenge, *shown]:
        try:
            played = playing.start(run_of(block))
        except TuiDlError:  # its pane has said so
            continue
        if played.moments and _meets(challenge, played.moments[0]):
            yield script.about(challenge.line, "until", f"it holds from the start, with {run_of(block).line()}.",
                               "Ask for something that is still to be reached.")
            return


def _meets(challenge: Challenge, moment: Moment) -> bool:
    try:
        return bool(evaluate(challenge.until, moment.names))
    except TuiDlError:  # a reading that this frame lacks
        return False


def _how_close(challenge: Challenge, last: Moment) -> str:
    try:
        evaluate(challenge.until, last.names)
    except TuiDlError as error:
        return f"At its end: {error}"
    listed = ", ".join(f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
                       for name, value in last.names.items() if name in names_in(challenge.until))
    return f"At its end: {listed}."
