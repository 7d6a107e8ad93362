"""Help: the keys that work on the screen behind, and everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.draw.look import Line
from tui_dl.draw.prose import line_width, wrap
from tui_dl.draw.roles import role

KEY, LEAST, GAP = 19, 56, 4  # cells of a key, of a block at least, between two blocks
KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Everywhere", (
        ("Tab, Shift+Tab", "to the next part of the screen, or back"),
        ("Escape", "back to where you came from"),
        ("Ctrl+P", "find a lesson, a step, a demo or a term by typing a part of its name"),
        ("F1, F2", "this help; the glossary"),
        ("Ctrl+Q", "leave at once; everything is saved already"),
    )),
    ("In a lesson", (
        ("PageDown, PageUp", "turn the page; so do Right and Left in the text"),
        ("Up, Down, Space", "scroll the text; Space turns the page at its end"),
        ("F5", "play or pause the demo"),
        ("F6", "between the text and the demo"),
        ("F3, F4, F7", "the demo in the Lab; break it; show its code"),
        ("F8, F9", "at a prediction: I am sure; skip it"),
    )),
    ("In a demo", (
        ("knobs", "Left and Right choose one, Up and Down turn it, Enter types a value; a * may turn while it runs"),
        ("views", "arrows move the cursor, Space goes to the next view, Enter asks where the number comes from"),
        ("timeline", "Space plays, Left and Right step, Home and End jump, Enter asks for a step, Up, Down: speed"),
        ("several runs", "1 to 4 show one of them, 0 shows how far it is from another"),
        ("F10", "everything else: save, copy, note, seed, mark, a mystery run"),
        ("in the Lab", "F3 its lesson, F4 break it, F6 runs the course shows, F7 its code"),
    )),
    ("At a question", (
        ("Up, Down, digits", "choose; Space marks where several are right"),
        ("Enter", "answer"),
        ("PageUp", "look back at the text; your question waits, and the log notes it"),
    )),
)


class Keys(Drawn):
    """The keys under their headings, in columns that line up; two blocks side by side where there is room."""

    def draw(self, width: int, height: int) -> list[Line]:
        """Every line."""
        across = (width - GAP) // 2 if width >= 2 * LEAST + GAP else width
        blocks = [self._block(title, rows, across) for title, rows in KEYS]
        if across == width:
            return [line for block in blocks for line in block]
        halves = [[line for block in half for line in block] for half in (blocks[::2], blocks[1::2])]
        return [[*one, Segment(" " * (across + GAP - line_width(one))), *other]
                for one, other in zip_longest(*halves, fillvalue=[])]

    def _block(self, title: str, rows: Sequence[tuple[str, str]], width: int) -> list[Line]:
        lines: list[Line] = [[Segment(title, role("heading", self.look))]]
        for key, what in rows:
            for number, words in enumerate(wrap(Text(what), width - KEY)):
                lines.append([Segment(f"{'' if number else key:<{KEY}}", role("slip", self.look)), *words])
        return [*lines, []]


class HelpScreen(ModalScreen[None]):
    """The keys, in a window over the screen."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 94%; max-width: 140; height: auto; max-height: 90%; background: $surface; border: round $primary;
        padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,enter", "dismiss", "close")]

    def __init__(self, behind: Screen[object]) -> None:
        super().__init__()
        self.behind = behind

    def compose(self) -> ComposeResult:
        """All keys there are."""
        with VerticalScroll():
            yield Keys()
            yield Static("Letter keys are never needed, so an input method may stay on.", markup=False)
        yield KeyLine()

    async def action_dismiss(self, result: None = None) -> None:
        """Close."""
        self.dismiss()
