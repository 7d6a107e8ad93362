"""What is said below a demo: readings in one line, quiet names and strong numbers; words with code in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.text import Text

from tui_dl.draw.canvas import clean
from tui_dl.draw.look import Look
from tui_dl.draw.number import number
from tui_dl.draw.prose import GLUE, inline_text
from tui_dl.draw.roles import role
from tui_dl.frames import Reading


@dataclass(frozen=True)
class Measured:
    """Readings of a frame, and of those it lacks the newest before it: step and value."""

    now: Mapping[str, Reading]
    earlier: Mapping[str, tuple[int, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """What an author says, in inline markdown, and its role."""

    text: str
    role: str


def words_text(words: Words, look: Look) -> Text:
    """The words in the style of their role, code in its own."""
    from tui_dl.course.inlines import inline  # a markdown parser: not before a demo is on screen

    text = Text(style=role(words.role, look))
    return text.append_text(inline_text(inline(words.text), look))


def readings_line(measured: Measured, look: Look) -> Text:
    """`loss 0.31   quality 0.62 at 460`, to be wrapped between the readings."""
    quiet, strong, plain = (role(name, look) for name in ("muted", "title", "text"))
    now = [Text.assemble((clean(name), quiet), GLUE, (number(value, ascii=look.ascii), strong))
           for name, value in measured.now.items()]
    earlier = [Text.assemble((clean(name), quiet), GLUE, (number(value, ascii=look.ascii), plain),
                             (f"{GLUE}at{GLUE}{step:,}", quiet))
               for name, (step, value) in measured.earlier.items()]
    return Text("   ").join(now + earlier)
