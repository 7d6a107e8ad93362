"""Predictions: the run has a key of the kind that is asked for, and nothing before gives it away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tui_dl.check.answers import is_key
from tui_dl.check.manuscript import Manuscript
from tui_dl.check.panes import failed, run_of
from tui_dl.check.playing import Moment, Playing
from tui_dl.check.wording import texts
from tui_dl.course import questions
from tui_dl.course.answers import same, shown
from tui_dl.course.expressions import Value
from tui_dl.course.model import Challenge, LiveBlock, MathBlock, Predict, Problem, Step
from tui_dl.course.pages import pages
from tui_dl.errors import TuiDlError

SEEDS = (1, 2)  # beside the run's own, added to it
OBVIOUS = (0, 1)  # keys that stand in any text

_KINDS = {"number": "a number", "yes-no": "true or false", "cell": "a row and a column", "choice": "one choice"}
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,_]*(?:\.\d+)?(?![\w])")


def prediction_problems(script: Manuscript, step: Step, predict: Predict, playing: Playing,
                        full: bool) -> Iterator[Problem]:
    """Problems of one prediction; with `full` its run is played on three seeds."""
    played = playing.whole(run_of(predict))
    if played.error is not None:
        if played.first is not None:  # otherwise its pane has said so
            yield failed(script, predict, played)
        return
    if predict.at is None and not played.moments[-1].total:
        yield script.about(predict.line, "at", "this run goes on until it is stopped.", "Say at which step to look.")
        return
    moment, halt = played.at(predict.at), played.at(predict.stop)
    if moment is None or halt is None:
        yield _too_late(script, predict, moment, played.moments[-1])
        return
    key = _key(script, predict, moment)
    if isinstance(key, Problem):
        yield key
        return
    yield from _rules(script, predict, moment, key)
    yield from _given_away(script, step, predict, key)
    if full:
        yield from _other_seeds(script, predict, playing, key)


def _too_late(script: Manuscript, predict: Predict, moment: Moment | None, last: Moment) -> Problem:
    name = "at" if moment is None else "stop"
    return script.about(predict.line, name, f"the run ends at step {last.step}.", "Choose a step the run reaches.")


# ---------------------------------------------------------------------------- the key


def _key(script: Manuscript, predict: Predict, moment: Moment) -> Value | Problem:
    option = "choices" if predict.form == "choice" else "ask"
    try:
        key = questions.key_of(predict, moment.readings, moment.knobs)
    except TuiDlError as error:
        return script.about(predict.line, option, error.message, error.hint)
    if not _fits_form(predict, key):
        return script.about(predict.line, option, f"{predict.ask} is {_as_text(key)}, not {_KINDS[predict.form]}.",
                            "Ask for another value, or say with as: what is guessed.")
    return key


def _fits_form(predict: Predict, key: Value) -> bool:
    if predict.form == "yes-no":
        return isinstance(key, bool)
    if predict.form == "cell":
        return isinstance(key, tuple) and len(key) == 2 and all(type(part) is int for part in key)
    return isinstance(key, int | float) and not isinstance(key, bool) and is_key(key)


def _as_text(value: Value) -> str:
    return str(value) if isinstance(value, bool) or value is None else shown(value)


def _rules(script: Manuscript, predict: Predict, moment: Moment, key: Value) -> Iterator[Problem]:
    if predict.wrong and predict.form in ("choice", "yes-no"):
        yield script.about(predict.line, "wrong", f"it goes with numbers, not with as: {predict.form}.",
                           "Say it in `say` of a choice, or in because:.")
        return
    for count, rule in enumerate(predict.wrong, 1):
        known = replace(predict, wrong=predict.wrong[:count])
        before = replace(predict, wrong=predict.wrong[:count - 1])
        try:
            silent = len(questions.rules(known, moment.names, key)) == len(questions.rules(before, moment.names, key))
        except TuiDlError as error:
            yield script.problem(rule.line, f"wrong: {error.message}", error.hint, at="when")
            return
        if silent:
            yield script.problem(rule.line, f"wrong: {rule.when} equals the key, {shown(key)}, or a rule before it.",
                                 "A rule names a mistake that can be made here.", at="when")


# ---------------------------------------------------------------------------- given away


def _given_away(script: Manuscript, step: Step, predict: Predict, key: Value) -> Iterator[Problem]:
    """The key as a number in the text of the step up to the question, unless it is also a knob's value."""
    if predict.form != "number" or not isinstance(key, int | float) or key in OBVIOUS:
        return
    if any(same(value, key) for value in run_of(predict).all_knobs().values() if isinstance(value, int | float)):
        return
    for text in _before(step, predict):
        for found in _NUMBER.finditer(text):
            if gives_away(found[0], key):
                written = re.compile(rf"(?<![\w.]){re.escape(found[0])}(?!\w)")
                line = script.search(written, step.line, len(script.lines)) or predict.line
                yield script.problem(line, f"{found[0]} is the key of {predict.id}, and stands before it.",
                                     "Let the learner guess first: say it after the prediction.", at=found[0])
                return


def order_problems(script: Manuscript, blocks: Iterable[LiveBlock]) -> Iterator[Problem]:
    """Predictions whose run was on screen before, and those that have to share a page; `blocks` are in order."""
    seen: dict[tuple[object, ...], int] = {}
    for block in blocks:
        run = run_of(block)
        name = (run.demo, run.seed, *sorted(run.all_knobs().items()))
        if isinstance(block, Predict) and name in seen:
            yield script.problem(block.line, f"The run of {block.id} was on screen before, on line {seen[name]}: the "
                                 "answer was there to see.", "Ask before it is shown, or of other knobs or a seed.")
        if not isinstance(block, Challenge):
            seen.setdefault(name, block.line)
    for page in pages(script.lesson):
        for second in [block for block in page.live if isinstance(block, Predict)][1:]:
            yield script.problem(second.line, f"{second.id} is the second prediction of its page: they share one demo.",
                                 "Put a quiz between them, or begin a new step.")


def _before(step: Step, predict: Predict) -> Iterator[str]:
    blocks = step.blocks[:next(n for n, block in enumerate(step.blocks) if block is predict)]
    yield step.title
    yield from texts([block for block in blocks if not isinstance(block, Predict)])
    yield from (block.latex for block in blocks if isinstance(block, MathBlock))
    yield from texts(predict.question)
    yield predict.pane.look


def gives_away(written: str, key: float) -> bool:
    """Whether a written number is the key: exactly, or a float to the digits written if those are two or more."""
    digits = written.replace(",", "").replace("_", "")
    if isinstance(key, int):
        return float(digits) == key
    decimals = len(digits.partition(".")[2])
    return len(digits.replace(".", "").strip("0")) >= 2 and float(digits) == round(abs(key), decimals)


# ---------------------------------------------------------------------------- other seeds


def _other_seeds(script: Manuscript, predict: Predict, playing: Playing, key: Value) -> Iterator[Problem]:
    for more in SEEDS:
        seeded = replace(predict, seed=predict.seed + more)
        played = playing.whole(run_of(seeded))
        moment = played.at(predict.at)
        if played.error is not None or moment is None:
            yield failed(script, seeded, played)
            continue
        other = _key(script, seeded, moment)
        if isinstance(other, Problem):
            yield replace(other, what=f"With seed {seeded.seed}: {other.what}")
        elif not same(other, key, predict.within if predict.form == "number" else None):
            yield script.problem(predict.line, f"With seed {predict.seed} the key of {predict.id} is "
                                 f"{_told(predict, key)}, with seed {seeded.seed} it is {_told(predict, other)}.",
                                 "Ask for what holds on every seed, or widen `within`.")


def _told(predict: Predict, key: Value) -> str:
    if predict.form == "choice" and isinstance(key, int):
        return f"“{predict.bands[key].text}”"
    return _as_text(key)

