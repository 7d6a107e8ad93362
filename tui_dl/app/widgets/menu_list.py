"""A list to open something from, whose keys are named on screen."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from rich.console import ConsoleRenderable, RenderableType
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_dl.app.widgets.menu_row import MenuHeading, MenuLine
from tui_dl.draw.roles import role


class MenuList(OptionList):
    """Textual's list; it tells the key line what Up, Down and Enter do. What is said beside a name is muted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "choose", key_display="↑↓"),
        Binding("down", "cursor_down", "choose", show=False),
        Binding("enter", "select", "open"),
    ]

    def post_render(self, renderable: RenderableType, base_style: Style) -> ConsoleRenderable:
        """Colours by the look in force; under the cursor they are the cursor's."""
        look = self.app.look  # type: ignore[attr-defined]  # TuiDlApp's
        if isinstance(renderable, MenuHeading):
            renderable = replace(renderable, style=role("heading", look))
        elif isinstance(renderable, MenuLine) and base_style == self._usual:
            renderable = replace(renderable, quiet=role("muted", look))
        return super().post_render(renderable, base_style)

    @property
    def _usual(self) -> Style:
        """The style of an entry that is neither under the cursor nor under the mouse."""
        return self.get_visual_style("option-list--option").rich_style

    def scroll_to_highlight(self, top: bool = False) -> None:
        """The first entry that can be chosen is shown with its heading."""
        super().scroll_to_highlight(top)
        if all(option.disabled for option in self.options[:self.highlighted or 0]):
            self.scroll_home(animate=False, immediate=True)


def heading(words: str, *, apart: bool = False) -> Option:
    """An entry that cannot be chosen."""
    return Option(MenuHeading(words, apart), disabled=True)
