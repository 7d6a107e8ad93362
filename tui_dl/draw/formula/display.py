"""A formula in two dimensions."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from tui_dl.draw.formula import boxes
from tui_dl.draw.formula.boxes import Box, text
from tui_dl.draw.formula.linear import (
    Style,
    accented,
    delimiter,
    in_row,
    is_prime,
    is_simple,
    is_word,
    linear,
    runs_together,
    script_tail,
    script_texts,
    small,
)
from tui_dl.draw.formula.symbols import ACCENTS, SUBSCRIPTS, SUPERSCRIPTS
from tui_dl.draw.formula.tree import Accent, Brace, Fence, Frac, Node, Root, Row, Script, Table, place


def display(node: Node, style: Style) -> Box:
    """The node as a box; scripts stay on its row where small letters exist for them."""
    match node:
        case Row():
            return _row(node, style)
        case Frac(small=False):
            bar = "-" if style.ascii else "─"
            return boxes.fraction(display(node.top, style), display(node.bottom, style), bar)
        case Root():
            return _root(node, style)
        case Script():
            return _script(node, style)
        case Fence():
            return _fence(node, style)
        case Table():
            rows = [[display(cell, style) for cell in row] for row in node.rows]
            return boxes.table(rows, node.columns, node.gap)
        case Accent():
            return _accent(node, style)
        case Brace():
            label = text(linear(node.label, style)) if node.label else None
            return boxes.brace(display(node.body, style), label, node.over, style.ascii)
        case _:
            return text(linear(node, style))


_MINUS = ("−", "-")
_BAR = ("─", "-")


def _row(row: Row, style: Style) -> Box:
    out = [text("")]
    for placed in place(row, style.compact):
        small_fraction = isinstance(placed.node, Frac) and placed.node.small
        box = text(in_row(placed, style)) if small_fraction else display(placed.node, style)
        left, right = out[-1].rows[out[-1].base], box.rows[box.base]
        touching = runs_together(left, right) or (left[-1:] in _MINUS and right[:1] in _BAR)
        out += [text(" " * max(placed.before, touching)), box]
    return boxes.beside(*out)


def _root(root: Root, style: Style) -> Box:
    body = display(root.body, style)
    if body.height == 1 and (is_simple(root.body) or style.ascii):
        return text(linear(root, style))
    if style.ascii:
        fence = Fence("(", root.body, ")")
        return boxes.beside(text("sqrt" if root.index is None else "root"), _fence(fence, style))
    index = linear(root.index, replace(style, compact=True)) if root.index else ""
    return boxes.root(body, small(index, SUPERSCRIPTS) or index)


def _script(node: Script, style: Style) -> Box:
    base = display(node.base, style)
    sub, sup = script_texts(node, style)
    if node.limits:
        return boxes.limits(base, text(sub) if sub else None, text(sup) if sup else None)
    on_row = [
        not script or (base.height == 1 and _fits_row(script, alphabet))
        for script, alphabet in ((sub, SUBSCRIPTS), (sup, SUPERSCRIPTS))
    ]
    if base.height > 1:
        return boxes.scripts(base, _corner(sub, SUBSCRIPTS, style), _corner(sup, SUPERSCRIPTS, style))
    low, high = (None if fits else text(script) for fits, script in zip(on_row, (sub, sup), strict=True))
    tail = text(script_tail(sub if on_row[0] else "", sup if on_row[1] else "", style))
    return boxes.beside(base, boxes.scripts(tail, low, high) if low or high else tail)


def _corner(script: str, alphabet: dict[str, str], style: Style) -> Box | None:
    """A script at the corner of something tall."""
    return text((not style.ascii and small(script, alphabet)) or script) if script else None


def _fits_row(script: str, alphabet: dict[str, str]) -> bool:
    """Whether a script can stay on the row of its base and be read at once."""
    return is_word(script) or is_prime(script) or small(script.replace("-", "−"), alphabet) is not None


def _fence(node: Fence, style: Style) -> Box:
    body = display(node.body, style)
    if body.height == 1:
        left, right = (text(delimiter(side, style)) for side in (node.left, node.right))
    else:
        left, right = (
            boxes.fence(side, body, style.ascii) if side else text("") for side in (node.left, node.right)
        )
    return boxes.beside(left, body, right)


def _accent(node: Accent, style: Style) -> Box:
    body = display(node.body, style)
    letter = body.rows[0]
    arrow = node.name in ("vec", "overrightarrow")
    if style.ascii:
        return text(linear(node, style)) if body.height == 1 else body
    if len(letter) == 1 and body.height == 1 and not arrow:
        return text(accented(letter, node.name))
    sign = ACCENTS[node.name][1]
    if arrow:
        sign = sign.rjust(body.width, "─")
    elif sign == "_":
        sign = "_" * body.width
    return boxes.stack([text(sign), body], base=1)


def even(box: Box) -> tuple[str, ...]:
    """The rows of a box, equally wide, whatever odd characters were joined in them."""
    width = max(map(cell_len, box.rows))
    return tuple(row + " " * (width - cell_len(row)) for row in box.rows)
