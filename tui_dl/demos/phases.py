"""The line of a demo's source at which a frame shows it, as far as the source can tell. Needs no torch."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tui_dl.demos.catalogue import declaration, source_of
from tui_dl.frames import Frame, Grid, Image


class Here(NamedTuple):
    """A line of the source, counted from 1, and what happens there."""

    line: int
    what: str


def here(demo: str, frame: Frame | None) -> Here:
    """Where the view that is being written is computed; else where the run hands over its frames; else its first line.

    A view is being written if it has a cell in focus. It is computed where a variable of its name is first set, in
    the demo's own function or else in another one.
    """
    tree, function = _parsed(demo)
    written = [view.name for view in frame.views if isinstance(view, Grid | Image)
               and any(mark.role == "focus" for mark in view.marks)] if frame is not None else []
    for name in written:
        for place in (function, tree):
            line = next(_settings(place, name.replace(" ", "_").replace("-", "_")), None)
            if line is not None:
                return Here(line, f"{name} is computed here")
    yields = [node.lineno for node in ast.walk(function) if isinstance(node, ast.Yield)]
    if len(yields) == 1 and frame is not None:
        return Here(yields[0], "the run waits here")
    return Here(function.lineno, "the demo begins here")


def _settings(place: ast.AST, variable: str) -> Iterator[int]:
    """The lines on which a variable is set, in their order."""
    lines = [node.lineno for node in ast.walk(place) if isinstance(node, ast.Assign)
             for target in node.targets for name in ast.walk(target)
             if isinstance(name, ast.Name) and name.id == variable]
    yield from sorted(lines)


@cache
def _parsed(demo: str) -> tuple[ast.Module, ast.FunctionDef]:
    tree, name = ast.parse(source_of(demo)), declaration(demo).function
    return tree, next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
