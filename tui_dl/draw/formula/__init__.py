"""LaTeX maths in cells: two-dimensional, on one row, or as a line to be read aloud.

    latex.py, reader.py   source -> tree (pylatexenc parses)   symbols.py   what each command shows
    tree.py               the tree and its spacing             linear.py    tree -> one row
    display.py            tree -> box                          boxes.py     boxes with a baseline
"""

from __future__ import annotations

from tui_dl.draw.formula.display import display, even
from tui_dl.draw.formula.environments import Unsupported
from tui_dl.draw.formula.latex import parse
from tui_dl.draw.formula.linear import Style, linear

__all__ = ["inline", "render", "speak"]


def render(latex: str, *, ascii: bool = False) -> tuple[str, ...] | None:
    """The display form, rows of equal width in cells; None if malformed or not supported. Never raises."""
    try:
        return even(display(parse(latex, ascii), Style(ascii, bare=True)))
    except Unsupported:
        return None


def inline(latex: str, *, ascii: bool = False) -> str | None:
    """The formula on one row, with brackets kept; None as for `render`. Never raises."""
    try:
        return linear(parse(latex, ascii), Style(ascii, bare=ascii))
    except Unsupported:
        return None


def speak(latex: str, *, ascii: bool = False) -> str:
    """What a plain line shows: the inline form, else the source without control characters. Never raises."""
    shown = inline(latex, ascii=ascii)
    return shown if shown is not None else "".join(c for c in " ".join(latex.split()) if c.isprintable())
