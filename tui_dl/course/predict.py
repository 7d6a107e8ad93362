"""Predictions and challenges: what a learner does with a demo beside it."""

from __future__ import annotations

from typing import Literal, cast, get_args

from tui_dl.course.directives import Directive, pane, seed
from tui_dl.course.inlines import read_inline
from tui_dl.course.model import Band, Block, Challenge, Predict
from tui_dl.course.options import Options, knob_texts
from tui_dl.course.quiz import bug_rules
from tui_dl.course.reading import one_of

Form = Literal["number", "yes-no", "cell", "choice"]


def predict(found: Directive) -> Block | None:
    """A guess before the reveal. None, and problems, if it cannot be asked."""
    options, identity = found.options, found.take_id()
    question = _text(found, "asks nothing")
    demo, knobs = options.required("demo", "stride-padding"), _knobs(options)
    form, bands = _form(options), _bands(options)
    ask = options.text("ask") if form == "choice" else options.required("ask", "out")
    stop, at = options.whole("stop", 0), _at(options)
    because = options.text("because")
    read_inline(found.reading, because, options.line_of("because"))
    block = Predict(
        identity, question, demo, knobs, seed(options), ask, stop, at, form, options.number("within"), bands,
        bug_rules(options), because, options.names("hide"), pane(options), options.flag("review"), found.line,
    )
    options.finish()
    if at is not None and at < stop:
        options.complain("at", f"{at} comes before stop, {stop}.",
                         "The key is read where the run has got to.")
    return block if identity and demo and _askable(options, block) else None


def challenge(found: Directive) -> Block | None:
    """A goal over knobs and readings. None, and problems, if it can never be met."""
    options, identity = found.options, found.take_id()
    goal = _text(found, "names no goal")
    demo, knobs = options.required("demo", "stride-padding"), _knobs(options)
    until = options.required("until", "kernel == 5 and out == size")
    solution = options.required("solution", "kernel=5 padding=2")
    block = Challenge(identity, goal, demo, knobs, seed(options), until, solution, pane(options), found.line)
    options.finish()
    return block if identity and demo and until else None


def _text(found: Directive, missing: str) -> tuple[Block, ...]:
    blocks = found.blocks()
    if not blocks:
        found.reading.report(found.line, f"{found.options.owner} {missing}.", "Write it in the body.")
    return blocks


def _knobs(options: Options) -> dict[str, str]:
    return knob_texts(options, options.mapping("knobs"), options.owner)


def _form(options: Options) -> Form:
    default: Form = "choice" if options.has("choices") else "number"
    text = options.text("as", default)
    if text not in get_args(Form):
        options.complain("as", f"{text or 'nothing'} is no kind of guess.", one_of(text, get_args(Form)))
        return default
    return cast(Form, text)


def _at(options: Options) -> int | None:
    return options.whole("at", 0) if options.text("at", "end") != "end" else None


def _bands(options: Options) -> tuple[Band, ...]:
    bands = []
    for record in options.records("choices"):
        when, text = record.required("when", "accuracy > 0.9"), record.required("text", "above 0.9")
        say = record.text("say")
        record.finish()
        for name in ("text", "say"):
            read_inline(options.reading, record.text(name), record.line_of(name))
        if when and text:
            bands.append(Band(when, text, say, record.line))
    return tuple(bands)


def _askable(options: Options, block: Predict) -> bool:
    if block.form == "choice":
        if len(block.bands) < 2:
            options.complain("as" if options.has("as") else "choices", "a choice needs at least two choices.",
                             "Add choices: with `- when: accuracy > 0.9` and `text:`.")
        return len(block.bands) >= 2
    if options.has("choices"):
        options.complain("choices", f"they go with as: choice, not {block.form}.",
                         "Leave as: out, or the choices.")
    return bool(block.ask)
