"""Help: the keys that work on the screen behind, and everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen

from tui_dl.app.widgets.drawn import Drawn
from tui_dl.app.widgets.key_line import KeyLine
from tui_dl.draw.look import Line
from tui_dl.draw.prose import wrap
from tui_dl.draw.roles import role

KEY = 18  # cells of a key
Section = tuple[str, tuple[tuple[str, str], ...]]
EVERYWHERE: Section = ("Everywhere", (
    ("Tab, Shift+Tab", "to the next part of the screen, or back"),
    ("Escape", "back to where you came from"),
    ("Ctrl+P", "find a lesson, a step, a demo or a term by its name"),
    ("F1, F2", "this help; the glossary"),
    ("Ctrl+Q", "leave at once; everything is saved already"),
))
MAP: Section = ("On the map", (
    ("arrows, Enter", "go to a chapter; open it"),
    ("F3, F4", "the Lab, every demo of the course; your progress"),
))
LIST: Section = ("In a list", (
    ("Up, Down, Enter", "choose; open"),
    ("PageUp, PageDown", "a screen up or down; Home and End: first and last"),
))
LESSON: Section = ("In a lesson", (
    ("PageDown, PageUp", "turn the page; so do Right and Left in the text"),
    ("Up, Down, Space", "scroll the text; Space turns the page at its end"),
    ("F5, F6", "play or pause the demo; from the text to it, and back"),
    ("F3, F4, F7", "the demo in the Lab; break it; show its code"),
    ("F8, F9", "at a prediction: I am sure; skip it"),
))
QUESTION: Section = ("At a question", (
    ("Up, Down, digits", "choose; Space marks where several are right"),
    ("Enter", "answer"),
    ("PageUp", "look back at the text; the question waits"),
))
DEMO: Section = ("In a demo", (
    ("knobs", "Left and Right choose, Up and Down turn, Enter types"),
    ("views", "arrows go to a number, Enter asks, Space: next view"),
    ("timeline", "Space plays, Left and Right step, Enter asks for one"),
    ("", "Home and End jump, Up and Down change the speed"),
    ("several runs", "1 to 4 show one; 0 how far it is from another"),
    ("F10", "everything else: save, copy, note, seed, mystery run"),
))
LAB: Section = ("In the Lab", (
    ("F5, F10", "play or pause; everything else"),
    ("F3, F4", "its lesson; break it"),
    ("F6, F7", "runs that the course shows; its code"),
))
SECTIONS = (LESSON, QUESTION, DEMO, LAB, MAP, LIST)
HERE: dict[str, tuple[Section, ...]] = {  # what comes first, by the screen behind
    "HomeScreen": (MAP,), "ChapterScreen": (LIST,), "LabMenu": (LIST,), "GlossaryScreen": (LIST,),
    "LabScreen": (LAB, DEMO), "LessonScreen": (LESSON, QUESTION, DEMO), "ReviewScreen": (QUESTION,),
    "CheckpointScreen": (QUESTION,), "CheckInScreen": (QUESTION,), "RetryScreen": (QUESTION,),
}


def in_order(screen: str) -> list[Section]:
    """The keys that work on this screen first, then those that work everywhere, then the others."""
    here = HERE.get(screen, ())
    return [*here, EVERYWHERE, *(section for section in SECTIONS if section not in here)]


class Keys(Drawn):
    """The keys under their headings, in columns that line up."""

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self.sections = sections

    def draw(self, width: int, height: int) -> list[Line]:
        """Every line."""
        return [line for title, rows in self.sections for line in self._block(title, rows, width)][:-1]

    def _block(self, title: str, rows: Sequence[tuple[str, str]], width: int) -> list[Line]:
        lines: list[Line] = [[Segment(title, role("heading", self.look))]]
        for key, what in rows:
            for number, words in enumerate(wrap(Text(what), width - KEY)):
                lines.append([Segment(f"{'' if number else key:<{KEY}}", role("slip", self.look)), *words])
        return [*lines, []]


class HelpScreen(ModalScreen[None]):
    """The keys, in a window over the screen; those of that screen first."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 100%; max-width: 84; height: auto; max-height: 100%; background: $surface; border: round $primary;
        padding: 0 1; margin: 0 0 1 0; border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,enter", "dismiss", "close")]

    def __init__(self, behind: Screen[object]) -> None:
        super().__init__()
        self.behind = behind

    def compose(self) -> ComposeResult:
        """All keys there are."""
        with VerticalScroll() as box:
            box.border_title, box.border_subtitle = "Keys", "letters are never needed"
            yield Keys(in_order(type(self.behind).__name__))
        yield KeyLine()

    async def action_dismiss(self, result: None = None) -> None:
        """Close."""
        self.dismiss()
