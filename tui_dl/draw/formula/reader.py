"""Parsed LaTeX to the tree of a formula: what the commands mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pylatexenc import latexwalker

from tui_dl.draw.formula.environments import Unsupported, command_name, lines_of, table
from tui_dl.draw.formula.symbols import (
    ACCENTS,
    ALIGNED,
    ARGUMENTS,
    CHARACTERS,
    DELIMITERS,
    FONTS,
    IGNORED,
    LETTERS,
    LIMITS,
    MATRICES,
    SPACES,
    SYMBOLS,
    TEXTS,
    VULGAR,
    Symbol,
)
from tui_dl.draw.formula.tree import (
    Accent,
    Atom,
    Brace,
    Fence,
    Frac,
    Node,
    Root,
    Row,
    Script,
    Space,
    Table,
    pair_bars,
)


def _tokens(nodes: Sequence[Any]) -> Iterator[Any]:
    """Characters one by one, with their combining marks; every other node as it is."""
    for node in nodes:
        if isinstance(node, latexwalker.LatexCharsNode):
            yield from re.findall(r".[\u0300-\u036f\u20d0-\u20ff]*", node.chars)
        elif not isinstance(node, latexwalker.LatexCommentNode):
            yield node


_MARKS = ("^", "_", "'")


def _is(token: Any, *characters: str) -> bool:
    """Whether a token is one of these characters; a node of pylatexenc cannot be compared with a string."""
    return isinstance(token, str) and token in characters


class Reader:
    """Reads one list of nodes from left to right."""

    def __init__(self, nodes: Sequence[Any], ascii: bool) -> None:
        self._ahead = list(_tokens(nodes))[::-1]
        self._ascii = ascii

    def row(self, closer: str = "") -> Row:
        """Everything up to the end, or to the command `closer`, which must come if it is named."""
        items: list[Node] = []
        while self._ahead:
            if closer and command_name(self._ahead[-1]) == closer:
                return Row(pair_bars(items))
            items.extend(self._scripted())
        if closer:
            raise Unsupported(closer)
        return Row(pair_bars(items))

    def _scripted(self) -> tuple[Node, ...]:
        """The next thing with its sub- and superscripts."""
        token = self._ahead[-1]
        base = (Atom(""),) if _is(token, *_MARKS) else self._plain(self._ahead.pop())
        if not base or isinstance(base[-1], Space):
            return base
        scripts: dict[str, Node] = {}
        while (mark := self._mark()) is not None:
            where, script = ("^", self._symbol(SYMBOLS["prime"])) if mark == "'" else (mark, self._argument())
            if where in scripts and mark != "'" and not _is_prime(scripts[where]):
                raise Unsupported("double script")
            scripts[where] = Row((*_parts(scripts[where]), script)) if where in scripts else script
        return (*base[:-1], _with_scripts(base[-1], scripts)) if scripts else base

    def _mark(self) -> str | None:
        """Takes a coming `^`, `_` or prime, with the blanks and \\limits before it."""
        while self._ahead and command_name(self._ahead[-1]) in ("limits", "nolimits"):
            self._ahead.pop()
        blank = len(self._ahead) > 1 and _is(self._ahead[-1], " ")
        if not self._ahead or not _is(self._ahead[-1 - blank], *_MARKS):
            return None
        mark = str(self._ahead[-1 - blank])
        del self._ahead[-1 - blank:]
        return mark

    def _skip_blanks(self) -> None:
        while self._ahead and _is(self._ahead[-1], " "):
            self._ahead.pop()

    def _argument(self) -> Node:
        """The one thing that a script consists of."""
        self._skip_blanks()
        if not self._ahead or _is(self._ahead[-1], *_MARKS):
            raise Unsupported("empty script")
        return Row(self._plain(self._ahead.pop()))

    def _plain(self, token: Any) -> tuple[Node, ...]:
        """What one token means, without the scripts that may follow."""
        if isinstance(token, str):
            symbol = CHARACTERS.get(token, Symbol(token, "ord", token))
            return (Space() if token == " " else self._symbol(symbol),)
        if isinstance(token, latexwalker.LatexMacroNode):
            return self._command(token)
        if isinstance(token, latexwalker.LatexGroupNode) and token.delimiters == ("{", "}"):
            return (self._inside(token),)
        if isinstance(token, latexwalker.LatexEnvironmentNode):
            return (self._environment(token),)
        if isinstance(token, latexwalker.LatexSpecialsNode) and token.specials_chars == "~":
            return (Space(1),)
        raise Unsupported(token)

    def _command(self, token: Any) -> tuple[Node, ...]:
        name = token.macroname
        if name in SYMBOLS:
            return (self._symbol(SYMBOLS[name], name),)
        if name in SPACES:
            return (Space(SPACES[name]),) if SPACES[name] else ()
        if name in IGNORED:
            return ()
        if name == "left":
            return (self._fence(),)
        if name == "middle":
            return (Atom(self._delimiter(), "rel"),)
        if name not in ARGUMENTS or token.nodeargd is None:
            raise Unsupported(name)
        arguments = token.nodeargd.argnlist
        return self._text(arguments[0]) if name in TEXTS else (self._applied(name, arguments),)

    def _applied(self, name: str, arguments: Sequence[Any]) -> Node:
        """A command with its arguments."""
        first, last = (self._inside(a) if a is not None else None for a in (arguments[0], arguments[-1]))
        if first is None or last is None:
            return self._with_option(name, arguments, last)
        if name in ("frac", "dfrac", "tfrac"):
            return self._fraction(first, last, small=name == "tfrac")
        if name == "binom":
            return Fence("(", Table(((first,), (last,))), ")")
        if name in ("underset", "overset", "stackrel"):
            sub, sup = (first, None) if name == "underset" else (None, first)
            return Script(_single(last), sub, sup, limits=True)
        if name in ("underbrace", "overbrace"):
            return Brace(first, None, over=name == "overbrace")
        if name in ACCENTS:
            return Accent(name, _single(first))
        if name in FONTS:
            return _font(first, {} if self._ascii else LETTERS.get(name, {}), upright=name == "mathrm")
        return self._with_option(name, arguments, last)

    def _with_option(self, name: str, arguments: Sequence[Any], last: Row | None) -> Node:
        """The commands whose first argument is a choice: \\sqrt[3] and \\operatorname*."""
        if last is None or name not in ("sqrt", "operatorname"):
            raise Unsupported(name)
        if name == "sqrt":
            return Root(_single(last), None if arguments[0] is None else self._inside(arguments[0]))
        return Atom("".join(map(_letter, last.items)), "op", limits=arguments[0] is not None)

    def _fraction(self, top: Row, bottom: Row, small: bool) -> Node:
        match top.items, bottom.items:
            case (Atom(text=over),), (Atom(text=under),) if small and not self._ascii:
                if (figure := f"{over}/{under}") in VULGAR:
                    return Atom(VULGAR[figure])
        return Frac(top, bottom, small)

    def _inside(self, node: Any) -> Row:
        """The row inside a group, or the one thing that stands for a group."""
        group = isinstance(node, latexwalker.LatexGroupNode)
        return Reader(node.nodelist if group else [node], self._ascii).row()

    def _text(self, node: Any) -> tuple[Node, ...]:
        """Words as they are written, with what maths is in them."""
        parts = node.nodelist if isinstance(node, latexwalker.LatexGroupNode) else [node]
        found: list[Node] = []
        for part in parts:
            if isinstance(part, latexwalker.LatexMathNode):
                found.append(Reader(part.nodelist, self._ascii).row())
            elif isinstance(part, latexwalker.LatexCharsNode):
                found += _words(part.chars)
            elif isinstance(part, latexwalker.LatexGroupNode) and part.delimiters == ("{", "}"):
                found += self._text(part)
            else:
                found += self._plain(part)
        return tuple(found)

    def _symbol(self, symbol: Symbol, name: str = "") -> Atom:
        limits = symbol.kind == "big" or name in LIMITS
        if not self._ascii:
            return Atom(symbol.text, symbol.kind, limits)
        wordy = symbol.kind == "ord" and len(symbol.ascii) > 1 and symbol.ascii.isalpha()
        return Atom(symbol.ascii, "word" if wordy else symbol.kind, limits)

    def _fence(self) -> Fence:
        left = self._delimiter()
        body = self.row(closer="right")
        self._ahead.pop()
        return Fence(left, body, self._delimiter())

    def _delimiter(self) -> str:
        """The character after \\left or \\right; "" for a full stop."""
        self._skip_blanks()
        token = self._ahead.pop() if self._ahead else ""
        character = {"<": "⟨", ">": "⟩"}.get(token, token) if isinstance(token, str) else ""
        if command_name(token) in SYMBOLS:
            character = SYMBOLS[command_name(token)].text
        if character not in DELIMITERS and character != ".":
            raise Unsupported(token)
        return character.strip(".")

    def _environment(self, node: Any) -> Node:
        name = node.environmentname
        if name not in MATRICES and name not in ALIGNED:
            raise Unsupported(name)
        lines = lines_of(node.nodelist)
        return table(name, [tuple(Reader(cell, self._ascii).row() for cell in line) for line in lines])


def _letter(node: Node) -> str:
    """A letter or a blank in the name of an operator."""
    if isinstance(node, Atom):
        return node.text
    if isinstance(node, Space):
        return " " * node.cells
    raise Unsupported("operator name")


def _words(chars: str) -> list[Node]:
    """Text; the blanks at its ends stand outside, where they cannot add up with others."""
    word: list[Node] = [Atom(chars.strip(), "word")] if chars.strip() else []
    before, after = chars.startswith(" "), chars.endswith(" ")
    return [Space(1)] * before + word + [Space(1)] * after


def _single(row: Row) -> Node:
    """The one thing in a row, if there is but one."""
    items = [item for item in row.items if item != Space()]
    return items[0] if len(items) == 1 else row


def _parts(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Row) else (node,)


def _is_prime(node: Node) -> bool:
    return all(isinstance(part, Atom) and part.text in "′'" for part in _parts(node))


def _with_scripts(base: Node, scripts: dict[str, Node]) -> Node:
    if isinstance(base, Brace) and base.label is None and ("^" if base.over else "_") in scripts:
        base = replace(base, label=scripts.pop("^" if base.over else "_"))
    if not scripts:
        return base
    limits = isinstance(base, Atom) and base.limits
    return Script(base, scripts.get("_"), scripts.get("^"), limits)


def _font(row: Row, letters: dict[str, str], upright: bool) -> Node:
    """A row in another alphabet; several upright letters are one word."""
    items = [i for i in row.items if i != Space()]
    if not all(isinstance(i, Atom) and i.kind == "ord" and i.text.isalnum() for i in items):
        return row
    text = "".join(letters.get(i.text, i.text) for i in items if isinstance(i, Atom))
    if len(text) > 1 and not upright and not text.isascii():
        return Row(tuple(Atom(c) for c in text))
    return Atom(text, "word" if len(text) > 1 else "ord")
