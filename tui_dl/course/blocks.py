"""Nodes of markdown to the blocks of a lesson."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal, cast

from markdown_it.common.utils import unescapeAll
from markdown_it.rules_block.table import escapedSplit

from tui_dl.course.clean import clean_line
from tui_dl.course.inlines import inlines, report_html
from tui_dl.course.markdown import Node
from tui_dl.course.model import (
    Block,
    CodeBlock,
    Divider,
    Heading,
    ListBlock,
    MathBlock,
    Paragraph,
    Quote,
    TableBlock,
    Text,
)
from tui_dl.course.reading import Reading

Fence = Callable[[Reading, Node, bool], tuple[Block, ...]]
"""Reads a colon fence; the last argument says whether it stands on its own, not inside another block."""

Align = Literal["left", "right", "center"]


class Blocks:
    """Builds blocks; `fence` reads the directives."""

    def __init__(self, reading: Reading, fence: Fence) -> None:
        self.reading = reading
        self.fence = fence

    def build(self, nodes: Iterable[Node], alone: bool = False) -> tuple[Block, ...]:
        """The blocks of these nodes; `alone` if they stand in no other block."""
        return tuple(block for node in nodes for block in self._block(node, alone))

    def _block(self, node: Node, alone: bool) -> tuple[Block, ...]:
        if node.kind == "colon_fence":
            return self.fence(self.reading, node, alone)
        if node.kind in ("bullet_list", "ordered_list"):
            return (self._list(node),)
        if node.kind == "blockquote":
            return (Quote(self.build(node.children)),)
        if node.kind == "heading":
            return self._heading(node)
        read = _PLAIN.get(node.kind)
        return read(self.reading, node) if read else ()

    def _list(self, node: Node) -> ListBlock:
        start = int(node.token.attrs.get("start", 1)) if node.kind == "ordered_list" else None
        return ListBlock(tuple(self.build(item.children) for item in node.children), start)

    def _heading(self, node: Node) -> tuple[Block, ...]:
        level = int(node.token.tag[1:])
        if level < 3:
            self.reading.report(node.line, f"A heading of level {level} stands inside a block.",
                                "Close the block before it, or use ###.")
        return (Heading(max(level, 3), inlines(self.reading, node)),)


def _paragraph(reading: Reading, node: Node) -> tuple[Block, ...]:
    found = inlines(reading, node)
    return (Paragraph(found),) if found else ()


def _math(reading: Reading, node: Node) -> tuple[Block, ...]:
    return (MathBlock(node.token.content.strip("\n"), node.line),)


def _code(reading: Reading, node: Node) -> tuple[Block, ...]:
    language = clean_line(unescapeAll(node.token.info)).split()
    return (CodeBlock(node.token.content.removesuffix("\n"), language[0] if language else ""),)


def _divider(reading: Reading, node: Node) -> tuple[Block, ...]:
    return (Divider(),)


def _html(reading: Reading, node: Node) -> tuple[Block, ...]:
    text = node.token.content.strip()
    report_html(reading, node.line, text)
    return () if text.startswith("<!--") else (Paragraph((Text(clean_line(text)),)),)


def _table(reading: Reading, node: Node) -> tuple[Block, ...]:
    rows = [row for part in node.children for row in part.children]
    cells = [tuple(inlines(reading, cell) for cell in row.children) for row in rows]
    for row in rows[1:]:
        _check_width(reading, row, len(cells[0]))
    return (TableBlock(cells[0], tuple(cells[1:]), tuple(_align(cell) for cell in rows[0].children)),)


def _align(cell: Node) -> Align:
    name = str(cell.token.attrs.get("style", "")).removeprefix("text-align:")
    return cast(Align, name) if name in ("left", "right", "center") else "left"


def _check_width(reading: Reading, row: Node, width: int) -> None:
    if row.line > len(reading.lines):
        return
    cells = escapedSplit(re.sub(r"^[\s>]+", "", reading.lines[row.line - 1]).strip())
    count = len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")
    if count > width:
        reading.report(row.line, f"This row has {count} cells, the table {width}.",
                       r"Write a | inside a cell as \|, and in math as \mid.")


_PLAIN: dict[str, Callable[[Reading, Node], tuple[Block, ...]]] = {
    "paragraph": _paragraph,
    "math_block": _math,
    "fence": _code,
    "code_block": _code,
    "hr": _divider,
    "html_block": _html,
    "table": _table,
}

