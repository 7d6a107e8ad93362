"""Code in the colours of the roles, on the page's own background."""

from __future__ import annotations

from functools import cache
from typing import Any

from pygments.token import Comment, Keyword, Name, Number, Operator, String
from rich.style import Style
from rich.syntax import Syntax, SyntaxTheme
from rich.text import Text

from tui_dl.draw.look import Look
from tui_dl.draw.roles import role

KINDS = ((Comment, "muted"), (Keyword, "forward"), (Number, "code"), (String, "right"),
         (Name.Builtin, "math"), (Name.Function, "heading"), (Name.Class, "heading"), (Name.Decorator, "since"),
         (Operator.Word, "forward"))


class _Theme(SyntaxTheme):
    """What a token is decides its role."""

    def __init__(self, look: Look) -> None:
        self.look = look

    def get_style_for_token(self, token_type: Any) -> Style:
        """The role of a token; most code is plain text."""
        return next((role(name, self.look) for kind, name in KINDS if token_type in kind), Style())

    def get_background_style(self) -> Style:
        """The page's."""
        return Style()


@cache
def _theme(look: Look) -> _Theme:
    return _Theme(look)


def code_lines(code: str, language: str, look: Look) -> list[Text]:
    """Highlighted code, a text a line; an unknown language stays plain."""
    text = Syntax("", language or "text", theme=_theme(look)).highlight(code.rstrip("\n"))
    return list(text.split("\n"))
