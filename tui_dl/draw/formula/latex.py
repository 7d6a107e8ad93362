"""LaTeX source to a tree: pylatexenc reads the syntax, `reader` says what it means."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from pylatexenc import latexwalker, macrospec

from tui_dl.draw.formula.environments import Unsupported
from tui_dl.draw.formula.reader import Reader
from tui_dl.draw.formula.symbols import ARGUMENTS
from tui_dl.draw.formula.tree import Node

LONGEST = 2_000  # characters of source
DEEPEST = 20  # braces within braces


@cache
def _commands() -> Any:
    """The database pylatexenc parses by: how many arguments each command takes."""
    known = macrospec.LatexContextDb()
    known.add_context_category(
        "formula",
        macros=[macrospec.std_macro(name, spec) for name, spec in ARGUMENTS.items()],
        environments=[macrospec.std_environment("array", "{")],
        specials=[macrospec.SpecialsSpec("&"), macrospec.SpecialsSpec("~")],
    )
    known.set_unknown_macro_spec(macrospec.std_macro("", ""))
    known.set_unknown_environment_spec(macrospec.std_environment("", ""))
    return known


def parse(latex: str, ascii: bool = False) -> Node:
    """The tree of a formula, its signs in ASCII if so asked. Raises Unsupported, and nothing else."""
    uncommented = re.sub(r"(?<!\\)((?:\\\\)*)%.*", r"\1", latex)
    source = unicodedata.normalize("NFC", " ".join(uncommented.split()))
    unfinished = re.search(r"(?<!\\)(\\\\)*\\\Z", latex)
    if len(source) > LONGEST or _depth(source) > DEEPEST or not source.isprintable() or unfinished:
        raise Unsupported(latex)
    try:
        walker = latexwalker.LatexWalker(source, latex_context=_commands(), tolerant_parsing=False)
        nodes = walker.get_latex_nodes()[0]
    except Exception as error:  # pylatexenc names no base class for what it may raise on hostile input
        raise Unsupported(latex) from error
    return Reader(nodes, ascii).row()


_GROUPS = (
    ("{", "}"),
    (r"\\left(?![a-zA-Z])", r"\\right(?![a-zA-Z])"),
    (r"\\begin(?![a-zA-Z])", r"\\end(?![a-zA-Z])"),
)


def _depth(source: str) -> int:
    """How deep the groups of the source may nest, at most."""
    source = re.sub(r"\\[^a-zA-Z]", " ", source)
    depth = len(re.findall(r"\\sqrt ?\[", source))
    for opener, closer in _GROUPS:
        level = deepest = 0
        for found in re.finditer(f"({opener})|{closer}", source):
            level += 1 if found[1] else -1
            deepest = max(deepest, level)
        depth += deepest
    return depth
