"""Inline markdown as plain words."""

from __future__ import annotations

from collections.abc import Iterable

from tui_dl.course.model import Calc, CodeSpan, Emphasis, Inline, InlineMath, LineBreak, Link, Strong, Text


def plain(inlines: Iterable[Inline]) -> str:
    """The words alone; a hard line break is a newline, math is set on one row where that is possible."""
    return "".join(_words(part) for part in inlines)


def _words(part: Inline) -> str:
    match part:
        case Text(text) | CodeSpan(text):
            return text
        case Strong(children) | Emphasis(children) | Link(children):
            return plain(children)
        case InlineMath(latex):
            return _math(latex)
        case Calc():
            return part.shown
        case LineBreak():
            return "\n"


def _math(latex: str) -> str:
    from tui_dl.draw import formula  # a LaTeX parser: only for a text that holds math

    return formula.speak(latex)
