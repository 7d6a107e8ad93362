"""Inline markdown tokens to what a course is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from markdown_it.token import Token

from tui_dl.course.clean import CONTROLS, clean_line
from tui_dl.course.markdown import MARKDOWN, Node
from tui_dl.course.model import (
    Calc,
    CodeSpan,
    Emphasis,
    Inline,
    InlineMath,
    LineBreak,
    Link,
    Strong,
    Text,
)
from tui_dl.course.reading import Reading, one_of

_DEEPEST = 8
_NUMBER = r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_TUPLE = rf"\(\s*{_NUMBER}(?:\s*,\s*{_NUMBER})*\s*,?\s*\)"
_LITERAL = re.compile(rf"{_NUMBER}|{_TUPLE}|True|False|'[^']*'|\"[^\"]*\"")
_WORD = re.compile(r"'[^']*'|\"[^\"]*\"|==|.", re.DOTALL)


def inline(text: str) -> tuple[Inline, ...]:
    """One line of markdown, with math and code: a choice's `say`, a prediction's `because`."""
    return read_inline(Reading(Path(), ()), text, 1)


def read_inline(reading: Reading, text: str, line: int) -> tuple[Inline, ...]:
    """The same, with what is wrong in it reported."""
    tokens = MARKDOWN.parseInline(clean_line(text), reading.env)
    return _Inlines(reading, line).build(tokens[0].children or [])


def inlines(reading: Reading, node: Node) -> tuple[Inline, ...]:
    """The inlines of a paragraph, a heading or a cell."""
    return tuple(part for child in node.children if child.kind == "inline"
                 for part in _Inlines(reading, child.line).build(child.token.children or []))


class _Inlines:
    """A walk over the tokens of one paragraph; `line` follows it down the file."""

    def __init__(self, reading: Reading, line: int) -> None:
        self.reading = reading
        self.line = line
        self.open: list[tuple[Token | None, list[Inline]]] = [(None, [])]

    def build(self, tokens: Sequence[Token]) -> tuple[Inline, ...]:
        """The inlines, neighbouring texts joined."""
        for token in tokens:
            self._walk(token)
        while len(self.open) > 1:
            self._close()
        return _joined(self.open[0][1])

    def _walk(self, token: Token) -> None:
        if token.nesting > 0:
            self.open.append((token, []))
        elif token.nesting < 0:
            self._close()
        else:
            found = _LEAVES.get(token.type, _other)(self, token)
            if found is not None:
                self.open[-1][1].append(found)
            self.line += token.meta.get("newlines", 0)

    def _close(self) -> None:
        if len(self.open) == 1:
            return
        token, children = self.open.pop()
        parent = self.open[-1][1]
        if token is None or len(self.open) > _DEEPEST or token.tag not in ("strong", "em", "a"):
            parent.extend(children)
        elif token.tag == "a":
            parent.append(Link(_joined(children), clean_line(str(token.attrs.get("href", "")))))
        else:
            parent.append((Strong if token.tag == "strong" else Emphasis)(_joined(children)))

    def text(self, token: Token) -> Inline | None:
        """Text as it stands; what markdown left over is looked at."""
        if "$" in token.content:
            self.reading.report(self.line, "A $ without a partner.",
                                r"Close the math with $, no space inside, or write \$ for a dollar.", at="$")
        if "**" in token.content:
            self.reading.report(self.line, "The asterisks ** stand in the text as they are.",
                                "Bold needs a pair, **like this**, no space inside.", at="**", warning=True)
        return Text(clean_line(token.content))

    def escaped(self, token: Token) -> Inline | None:
        """A character after a backslash, or an entity."""
        if CONTROLS.search(token.content):
            self.reading.report(self.line, f"A control character, {clean_line(token.markup)}.",
                                "Remove it: text cannot steer the terminal.", at=token.markup)
        return Text(clean_line(token.content))

    def space(self, token: Token) -> Inline | None:
        """The end of a line."""
        self.line += 1
        return Text(" ")

    def line_break(self, token: Token) -> Inline | None:
        """The end of a line, to be kept."""
        self.line += 1
        return LineBreak()

    def code(self, token: Token) -> Inline | None:
        """Inline code."""
        return CodeSpan(token.content)

    def math(self, token: Token) -> Inline | None:
        """Inline math."""
        return InlineMath(token.content.replace("\n", " "), self.line)

    def role(self, token: Token) -> Inline | None:
        """A checked number; any other role is unknown and shown as code."""
        name = token.meta["name"]
        if name != "calc":
            self.reading.report(self.line, f"Unknown role {{{name}}}.", one_of(name, ["calc"]),
                                at=f"{{{name}}}")
            return CodeSpan(token.content)
        expression, literal = split_calc(token.content)
        if not expression or not _LITERAL.fullmatch(literal):
            self.reading.report(self.line, f"{{calc}} holds `{token.content}`, not expression == literal.",
                                "Write for example {calc}`2 + 3 == 5`.", at="{calc}")
            return CodeSpan(token.content)
        return Calc(expression, literal, self.line)

    def picture(self, token: Token) -> Inline | None:
        """A picture cannot be shown; its words stand for it."""
        self.reading.report(self.line, "A picture cannot be shown in a terminal.",
                            "Describe it, or use a demo.",
                            at="![", warning=True)
        return Text(clean_line(token.content))

    def html(self, token: Token) -> Inline | None:
        """Raw HTML is text like any other; a comment is not shown."""
        report_html(self.reading, self.line, token.content)
        self.line += token.content.count("\n")
        return None if token.content.startswith("<!--") else Text(clean_line(token.content))


def _other(walk: _Inlines, token: Token) -> Inline | None:
    return Text(clean_line(token.content))


_LEAVES: dict[str, Callable[[_Inlines, Token], Inline | None]] = {
    "text": _Inlines.text,
    "text_special": _Inlines.escaped,
    "softbreak": _Inlines.space,
    "hardbreak": _Inlines.line_break,
    "code_inline": _Inlines.code,
    "math_inline": _Inlines.math,
    "myst_role": _Inlines.role,
    "image": _Inlines.picture,
    "html_inline": _Inlines.html,
}


def report_html(reading: Reading, line: int, html: str) -> None:
    """Say that HTML has no meaning in a lesson."""
    first = html.strip().split("\n")[0][:20]
    reading.report(line, f"Raw HTML, {first}, means nothing here.",
                   "Use markdown, or put it in backticks.", at=first, warning=True)


def _joined(parts: Sequence[Inline]) -> tuple[Inline, ...]:
    joined: list[Inline] = []
    for part in parts:
        if isinstance(part, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + part.text)
        elif part != Text(""):
            joined.append(part)
    return tuple(joined)


def split_calc(text: str) -> tuple[str, str]:
    """Split at the last == that is in no bracket and no string; the literal is empty if there is none."""
    depth, at = 0, -1
    for word in _WORD.finditer(text):
        depth += (word[0] in "([{") - (word[0] in ")]}")
        if word[0] == "==" and depth == 0:
            at = word.start()
    return (text[:at].strip(), text[at + 2:].strip()) if at >= 0 else (text.strip(), "")
