"""Matrices, cases and aligned equations: parsed LaTeX to rows of cells, and those to a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pylatexenc import latexwalker

from tui_dl.draw.formula.symbols import ALIGNED, MATRICES
from tui_dl.draw.formula.tree import Atom, Fence, Node, Row, Space, Table


class Unsupported(Exception):
    """The source is malformed, or holds a command this renderer does not know."""


def command_name(token: Any) -> str:
    """The name of a command, "" for anything else."""
    return str(token.macroname) if isinstance(token, latexwalker.LatexMacroNode) else ""


def lines_of(nodes: Sequence[Any]) -> list[list[list[Any]]]:
    """The nodes of an environment: lines at each `\\\\`, cells at each `&`."""
    lines: list[list[list[Any]]] = [[[]]]
    for node in nodes:
        if isinstance(node, latexwalker.LatexSpecialsNode) and node.specials_chars == "&":
            lines[-1].append([])
        elif command_name(node) == "\\":
            _check_line_end(node)
            lines.append([[]])
        else:
            lines[-1][-1].append(node)
    return lines


def _check_line_end(node: Any) -> None:
    """`\\\\[2pt]` is a distance; `\\\\ [x]` is content, which must not vanish."""
    option = node.nodeargd.argnlist[-1] if node.nodeargd else None
    if option is not None and not re.fullmatch(r"\[-?[\d.]+ ?[a-z]{2}\]", option.latex_verbatim()):
        raise Unsupported("line end")


def table(name: str, lines: Sequence[tuple[Row, ...]]) -> Node:
    """The lines of an environment that are not empty, each as long as the longest, in their brackets."""
    trimmed = [tuple(map(_trimmed, line)) for line in lines]
    rows = [line for line in trimmed if any(cell.items for cell in line)]
    if not rows:
        raise Unsupported(name)
    longest = max(map(len, rows))
    full = tuple(row + (Row(()),) * (longest - len(row)) for row in rows)
    if name in ALIGNED:
        anchored = tuple(tuple(_anchored(c) if i % 2 else c for i, c in enumerate(row)) for row in full)
        return Table(anchored, columns="c" if name.startswith("gather") else "rl", gap=0)
    left, right = MATRICES[name]
    table = Table(full, columns="l" if name == "cases" else "c")
    return Fence(left, table, right) if left or right else table


def _anchored(cell: Row) -> Row:
    """The cell after something empty, so that a leading `=` or `+` is spaced as between two operands."""
    return Row((Atom(""), *cell.items))


def _trimmed(cell: Row) -> Row:
    """The cell without blanks at its ends."""
    items = list(cell.items)
    while items and isinstance(items[-1], Space):
        items.pop()
    while items and isinstance(items[0], Space):
        items.pop(0)
    return Row(tuple(items))
