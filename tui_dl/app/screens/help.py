"""Help: the keys that work on the screen behind, and everywhere."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen

from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.app.widgets.prose import Prose
from tui_dl.course.inlines import inline
from tui_dl.course.model import Block, Heading, Paragraph, TableBlock

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


class HelpScreen(ModalScreen[None]):
    """The keys, in a window over the screen."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll { width: 90%; max-width: 84; height: 90%; background: $surface; padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,enter", "dismiss", "close")]

    def __init__(self, behind: Screen[object]) -> None:
        super().__init__()
        self.behind = behind

    def compose(self) -> ComposeResult:
        """Tables of keys."""
        blocks: list[Block] = []
        for title, rows in KEYS:
            blocks.append(Heading(3, inline(title)))
            blocks.append(TableBlock((inline("key"), inline("what it does")),
                                     tuple((inline(key), inline(what)) for key, what in rows), ("left", "left")))
        blocks.append(Paragraph(inline("Letter keys are never needed, so an input method may stay on.")))
        with VerticalScroll():
            yield Prose(tuple(blocks))
        yield KeyLine()

    async def action_dismiss(self, result: None = None) -> None:
        """Close."""
        self.dismiss()
