"""Colon fences to blocks: which directive reads which."""

from __future__ import annotations

import re
from collections.abc import Callable

from tui_dl.course.blocks import Blocks
from tui_dl.course.directives import Directive, demo, note
from tui_dl.course.fields import read_options, split_options
from tui_dl.course.markdown import Node, nodes
from tui_dl.course.model import Block
from tui_dl.course.options import Options
from tui_dl.course.predict import challenge, predict
from tui_dl.course.quiz import quiz
from tui_dl.course.reading import Reading, one_of

_INFO = re.compile(r"\{([^}]*)\}\s*(.*)")

READERS: dict[str, Callable[[Directive], Block | None]] = {
    "demo": demo,
    "quiz": quiz,
    "predict": predict,
    "challenge": challenge,
    "note": note,
    "slip": note,
    "since": note,
}
NOTES = ("note", "slip", "since")


def directive(reading: Reading, node: Node, alone: bool) -> tuple[Block, ...]:
    """Read one colon fence. Unknown ones are reported and their text is shown."""
    match = _INFO.fullmatch(node.token.info.strip())
    name = match[1].strip() if match else node.token.info.strip().split()[0]
    if match is None or name not in READERS:
        mend = f"Write :::{{{name}}}." if name in READERS else one_of(name, READERS)
        reading.report(node.line, f"Unknown directive {name}.", mend, at=name)
        text = nodes(reading, node.token.content, node.line + 1, node.depth + 1)
        return Blocks(reading, directive).build(text)
    if not alone and name not in NOTES:
        reading.report(node.line, f"A {name} cannot stand inside another block.",
                       "Move it out of the list, quotation or note.", at=":::")
        return ()
    found = _read(reading, node, name, match[2].strip())
    block = READERS[name](found) if found else None
    return () if block is None else (block,)


def _read(reading: Reading, node: Node, name: str, argument: str) -> Directive | None:
    parts = split_options(node.token.content.split("\n"))
    fields = read_options(reading, parts, node.line + 1,
                          f"The block of options of {name} {argument}".rstrip())
    if fields is None:
        return None
    options = Options(reading, fields, node.line, f"{name} {argument}".strip())
    body, body_line = "\n".join(parts.rest), node.line + 1 + parts.skipped
    return Directive(reading, directive, name, argument, options, body, body_line, node.line, node.depth)
