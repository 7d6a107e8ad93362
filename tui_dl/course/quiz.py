"""Quizzes: choices, an answer, or values to construct."""

from __future__ import annotations

import keyword
import re
from dataclasses import replace

from tui_dl.course.directives import Directive
from tui_dl.course.fields import Entry
from tui_dl.course.inlines import inlines, read_inline
from tui_dl.course.markdown import Node
from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    BugRule,
    Choice,
    ChoiceQuiz,
    ConstructQuiz,
    Drawn,
    Inline,
    Text,
)
from tui_dl.course.options import Options, number

_RANGE = re.compile(r"(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})")
_MARK = re.compile(r"\[([ xX]?)\](?: +|$)")
MOST_CANDIDATES = 10_000


def quiz(found: Directive) -> Block | None:
    """A quiz; which kind, its options say. None, and problems, if it cannot be asked."""
    options = found.options
    identity = found.take_id()
    why, review = options.flag("why"), options.flag("review")
    if options.has("holds") or options.has("names"):
        block = _construct(found, identity, why, review)
    elif options.has("answer") or options.has("accept") or options.has("draw"):
        block = _answer(found, identity, why, review)
    else:
        block = _choices(found, identity, why, review)
    options.finish()
    return block if identity else None


# ---------------------------------------------------------------------------- choices


def _choices(found: Directive, identity: str, why: bool, review: bool) -> Block | None:
    body = found.nodes()
    at = next((i for i, node in enumerate(body) if _is_choices(node)), None)
    if at is None:
        found.reading.report(found.line, f"{found.options.owner} has nothing to answer.",
                             "Add choices, `- [x]` right and `- [ ]` wrong, or an answer: option.")
        return None
    if at + 1 < len(body):
        found.reading.report(body[at + 1].line, "Text after the choices of a quiz.",
                             "Move it above them, or out.")
    choices = tuple(_choice(found, item) for item in body[at].children)
    question = found.build(body[:at])
    _check_question(found, question)
    return ChoiceQuiz(identity, question, choices, why, review, found.line) if _gradable(found,
                                                                                         choices) else None


def _is_choices(node: Node) -> bool:
    return node.kind == "bullet_list" and any(_MARK.match(_first_words(item)) for item in node.children)


def _first_words(item: Node) -> str:
    first = item.children[0] if item.children else None
    return first.children[0].token.content if first and first.kind == "paragraph" else ""


def _choice(found: Directive, item: Node) -> Choice:
    mark = _MARK.match(_first_words(item))
    if mark is None:
        found.reading.report(item.line, "This choice is neither right nor wrong.",
                             "Begin it with [x] or [ ].")
    text = inlines(found.reading, item.children[0]) if item.children else ()
    right = mark is not None and mark[1] in ("x", "X")
    rest = item.children[1:]
    reason = found.build([inner for node in rest if node.kind == "blockquote" for inner in node.children])
    if any(node.kind != "blockquote" for node in rest):
        found.reading.report(item.line, "A choice is one paragraph.",
                             "Only its reason follows, in a nested `>`.")
    elif not right and not reason:
        found.reading.report(item.line, "This wrong choice has no reason.",
                             "Say under it, in a nested `>`, why it is wrong.")
    choice = _without_mark(text) if mark else text
    if not choice:
        found.reading.report(item.line, "This choice is empty.", "Write it after its [ ] or [x].")
    return Choice(choice, right, reason, item.line)


def _without_mark(text: tuple[Inline, ...]) -> tuple[Inline, ...]:
    first = text[0] if text else None
    if not isinstance(first, Text):
        return text
    rest = _MARK.sub("", first.text, count=1)
    return (replace(first, text=rest), *text[1:]) if rest else text[1:]


def _gradable(found: Directive, choices: tuple[Choice, ...]) -> bool:
    what = mend = ""
    if len(choices) < 2:
        what, mend = "has only one choice.", "Add a wrong one, with its reason."
    elif not any(choice.right for choice in choices):
        what, mend = "has no right choice.", "Mark it with [x]."
    elif all(choice.right for choice in choices):
        what, mend = "has no wrong choice.", "Mark it with [ ], and add its reason."
    if what:
        found.reading.report(found.line, f"{found.options.owner} {what}", mend)
    return not what


def _check_question(found: Directive, question: tuple[Block, ...]) -> None:
    if not question:
        found.reading.report(found.line, f"{found.options.owner} asks nothing.",
                             "Write the question in its body.")


# ---------------------------------------------------------------------------- answers


def _answer(found: Directive, identity: str, why: bool, review: bool) -> Block | None:
    options = found.options
    question = found.blocks()
    _check_question(found, question)
    answer, accept = options.text("answer"), options.texts("accept")
    if bool(answer) == bool(accept):
        what = "both answer and accept." if answer else "neither answer nor accept."
        found.reading.report(found.line, f"{options.owner} has {what}", "Give one of them.")
    within, wrong, work = options.number("within"), bug_rules(options), options.text("work")
    draw = tuple(drawn(options, name, entry) for name, entry in options.mapping("draw").items())
    where = options.text("where")
    read_inline(found.reading, work, options.line_of("work"))
    if accept:
        _only_with_answer(options)
    if not draw and where:
        options.complain("where", "nothing is drawn.", "Add draw: {W: 5..32}, or leave it out.")
    sound = tuple(name for name in draw if name is not None)
    if bool(answer) == bool(accept) or len(sound) < len(draw):
        return None
    return AnswerQuiz(identity, question, answer, accept, within, sound, where, wrong, work, why, review,
                      found.line)


def _only_with_answer(options: Options) -> None:
    for name in ("within", "wrong", "draw"):
        if options.has(name):
            options.complain(name, "it goes with answer, not with accept.", "Leave it out.")


def bug_rules(options: Options) -> tuple[BugRule, ...]:
    """The entries of `wrong`: each an expression and what to say."""
    rules = []
    for record in options.records("wrong"):
        when, say = record.required("when", "W - F"), record.required("say", "You forgot the 1.")
        record.finish()
        read_inline(options.reading, say, record.line_of("say"))
        if when and say:
            rules.append(BugRule(when, say, record.line))
    return tuple(rules)


def drawn(options: Options, name: str, entry: Entry) -> Drawn | None:
    """One name to draw: `16..64` or `[7, 9, 11]`. None, and a problem, for anything else."""
    mend = "Write a range, W: 16..64, or a list, F: [7, 9, 11]."
    if not name.isascii() or not name.isidentifier() or keyword.iskeyword(name):
        options.reading.report(entry.line, f"draw: {name} is no name.", mend, at=name)
        return None
    if isinstance(entry.value, list):
        values = [number(part.value) if isinstance(part.value, str) else None for part in entry.value]
        sound = tuple(value for value in values if value is not None)
        if sound and len(sound) == len(values):
            return Drawn(name, values=sound)
    span = _RANGE.fullmatch(entry.value.strip()) if isinstance(entry.value, str) else None
    if span and 0 <= int(span[2]) - int(span[1]) < MOST_CANDIDATES:
        return Drawn(name, int(span[1]), int(span[2]))
    written = f" {entry.value}" if isinstance(entry.value, str) else " these values"
    options.reading.report(entry.line, f"draw: {name} cannot be drawn from{written}.", mend, at=name)
    return None


# ---------------------------------------------------------------------------- construct


def _construct(found: Directive, identity: str, why: bool, review: bool) -> Block | None:
    options = found.options
    question = found.blocks()
    _check_question(found, question)
    holds = options.required("holds", "conv_out(224, F=F) == 56")
    if not options.has("names"):
        found.reading.report(found.line, f"{options.owner} has no names.",
                             "Add names: [F, S], the values to find.")
    names, work = options.names("names"), options.text("work")
    read_inline(found.reading, work, options.line_of("work"))
    if not holds or not names:
        return None
    return ConstructQuiz(identity, question, names, holds, work, why, review, found.line)
