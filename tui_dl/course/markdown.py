"""Markdown as a tree of nodes that know their line in the file.

CommonMark with GFM tables, `$math$`, MyST roles and colon fences, and emphasis that works in Korean. A fence
that is never closed is reported where it opens; what it swallowed is read as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.backticks import backtick
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.myst_role.index import myst_role

from tui_dl.course.emphasis import emphasis
from tui_dl.course.fields import split_options
from tui_dl.course.reading import Reading

DEEPEST = 12
"""Fences in fences, and fences never closed, are followed this far."""

_FENCES = re.compile(r"^.*(?::::|```|~~~).*$", re.MULTILINE)

Rule = Callable[[StateInline, bool], bool]


def _counted(rule: Rule) -> Rule:
    """A rule whose token remembers how many lines it spans."""
    def counted(state: StateInline, silent: bool) -> bool:
        start, tokens = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if len(state.tokens) > tokens:
            state.tokens[-1].meta["newlines"] = state.src.count("\n", start, state.pos)
        return True
    return counted


def _dollar(state: StateInline, silent: bool) -> bool:
    """Inline math. The plugin's rule looks at src[-1] for what stands before the first character."""
    src, state.src = state.src, state.src if state.pos else f"{state.src}\n"
    try:
        return _PLAIN_DOLLAR(state, silent)
    finally:
        state.src = src


_PLAIN_DOLLAR: Rule = math_inline_dollar(allow_space=False, allow_digits=False)


def _configured() -> MarkdownIt:
    md = MarkdownIt("commonmark").enable("table").disable("text_join")
    md.use(colon_fence_plugin).use(myst_role_plugin)
    md.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False,
           allow_blank_lines=False)
    md.inline.ruler.at("emphasis", emphasis)
    md.inline.ruler.at("backticks", _counted(backtick))
    md.inline.ruler.at("math_inline", _counted(_dollar))
    md.inline.ruler.at("myst_role", _counted(myst_role))
    return md


MARKDOWN = _configured()


@dataclass
class Node:
    """A block of markdown: markdown-it's token type without _open, its token, its line in the file."""

    kind: str
    token: Token
    line: int
    depth: int
    children: list[Node] = field(default_factory=list)


def nodes(reading: Reading, text: str, first_line: int, depth: int = 0) -> Iterator[Node]:
    """The blocks of a text whose first line is `first_line` of the file, with unclosed fences taken apart."""
    if depth > DEEPEST:
        reading.report(first_line, f"Blocks are nested more than {DEEPEST} deep.", "Close the fences above.")
        text = _FENCES.sub("", text)
    tokens = MARKDOWN.parse(f"{text}\n", reading.env)
    yield from closed(reading, _tree(tokens, first_line, depth))


def _tree(tokens: Iterable[Token], first_line: int, depth: int) -> list[Node]:
    root: list[Node] = []
    lists, line = [root], first_line
    for token in tokens:
        if token.nesting < 0:
            lists.pop()
            continue
        line = first_line + token.map[0] if token.map else line
        node = Node(token.type.removesuffix("_open"), token, line, depth)
        lists[-1].append(node)
        if token.nesting > 0:
            lists.append(node.children)
    return root


def closed(reading: Reading, found: Iterable[Node]) -> Iterator[Node]:
    """The nodes, with each fence that is never closed reported and replaced by what it swallowed."""
    for node in found:
        node.children = list(closed(reading, node.children))
        if node.kind == "fence" and not _has_end(node.token):
            yield from _open_code(reading, node)
        elif node.kind == "colon_fence" and (why := _why_open(node)):
            reading.report(node.line, *why, at=":::")
            body = split_options(node.token.content.split("\n"))
            text = "\n".join(body.rest) + (node.token.markup if _has_end(node.token) else "")
            yield from nodes(reading, text, node.line + 1 + body.skipped, node.depth + 1)
        else:
            yield node


def _has_end(token: Token) -> bool:
    start, end = token.map or [0, 0]
    return end - start - token.content.count("\n") == 2


def _open_code(reading: Reading, node: Node) -> Iterator[Node]:
    """The first lines of a code fence without end, then the rest as markdown."""
    token = node.token
    reading.report(node.line, f"The code that opens here with {token.markup} is never closed.",
                   f"Put {token.markup} on the line after it.")
    code, blank, rest = token.content.partition("\n\n")
    token.content = f"{code}\n"
    yield node
    if blank:
        yield from nodes(reading, rest, node.line + 3 + code.count("\n"), node.depth + 1)


def _why_open(node: Node) -> tuple[str, str] | None:
    """What is wrong and how to mend it, if this colon fence is not closed."""
    colons, name = node.token.markup, node.token.info.strip()
    if not name:
        return f"{colons} here closes nothing.", "Remove it, or count the colons of the block above."
    inner = _opens_inside(node)
    if inner is not None:
        return (f"{colons}{name} is not closed before line {inner} opens another block.",
                f"Close it with {colons}, or, if that block belongs inside, use {colons}: for this one.")
    if not _has_end(node.token):
        return f"{colons}{name} is never closed.", f"Put {colons} on the line after its last one."
    return None


def _opens_inside(node: Node) -> int | None:
    """The line of a block inside this fence that opens with as many colons or more, code left out."""
    opening = re.compile(rf" {{0,3}}:{{{len(node.token.markup)},}} *\{{")
    code = ""
    for offset, line in enumerate(node.token.content.split("\n"), 1):
        marker = re.match(r" {0,3}(```+|~~~+)", line)
        if marker and (not code or marker[1].startswith(code)):
            code = "" if code else marker[1]
        elif not code and opening.match(line):
            return node.line + offset
    return None
