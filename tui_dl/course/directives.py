"""A directive, what stands between colon fences; and the plain ones: demo and note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from tui_dl.course.blocks import Blocks, Fence
from tui_dl.course.markdown import Node, nodes
from tui_dl.course.model import Block, DemoBlock, Note, Pane
from tui_dl.course.options import Options, knob_texts
from tui_dl.course.reading import Reading

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
HIGHEST_SEED = 2**32 - 1


@dataclass
class Directive:
    """One directive: `:::{name} argument`, its options, and its body from `body_line` on."""

    reading: Reading
    fence: Fence
    name: str
    argument: str
    options: Options
    body: str
    body_line: int
    line: int
    depth: int

    def nodes(self) -> list[Node]:
        """The body as markdown nodes."""
        return list(nodes(self.reading, self.body, self.body_line, self.depth + 1))

    def build(self, found: list[Node]) -> tuple[Block, ...]:
        """Blocks of nodes that stand in this directive."""
        return Blocks(self.reading, self.fence).build(found)

    def blocks(self) -> tuple[Block, ...]:
        """The whole body as blocks."""
        return self.build(self.nodes())

    def take_id(self) -> str:
        """The id of an item or a challenge: well formed and not yet taken; else empty, and a problem."""
        found = self.argument
        if not _ID.fullmatch(found):
            what = f"{found} is no id." if found else f"This {self.name} has no id."
            mend = f"Write small letters, digits and hyphens: :::{{{self.name}}} why-crash"
        elif found in self.reading.ids:
            what = f"The id {found} is taken."
            mend = f"It stands on line {self.reading.ids[found]}; choose another."
        else:
            self.reading.ids[found] = self.line
            return found
        self.reading.report(self.line, what, mend, at=found or ":::")
        return ""


def pane(options: Options) -> Pane:
    """The options that every live block has."""
    return Pane(options.text("look"), options.names("show"), options.names("views"))


def seed(options: Options) -> int:
    """The seed of a run; 0 if none is given."""
    return options.whole("seed", 0, HIGHEST_SEED)


def demo(found: Directive) -> Block | None:
    """A live demo: every option that is not the pane's or the seed is a knob."""
    options = found.options
    shown, start = pane(options), seed(options)
    knobs = knob_texts(options, options.mapping("knobs") | options.rest(), found.argument)
    if found.body.strip():
        blank = len(found.body) - len(found.body.lstrip("\n"))
        found.reading.report(found.body_line + blank, "A demo has no text of its own.",
                             "Write its knobs as `:knob: value`, and text outside.")
    if not found.argument:
        found.reading.report(found.line, "Which demo?", "Write its name: :::{demo} stride-padding", at=":::")
        return None
    return DemoBlock(found.argument, knobs, start, shown, found.line)


def note(found: Directive) -> Block | None:
    """An aside, a slip, or what came since; the argument is its title."""
    found.options.finish()
    kind = cast(Literal["note", "slip", "since"], found.name)
    return Note(kind, found.blocks(), found.argument)
