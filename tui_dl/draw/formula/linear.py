"""A formula on one row."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from tui_dl.draw.formula.symbols import ACCENTS, CHARACTERS, SUBSCRIPTS, SUPERSCRIPTS
from tui_dl.draw.formula.tree import (
    Accent,
    Atom,
    Brace,
    Fence,
    Frac,
    Node,
    Placed,
    Root,
    Row,
    Script,
    Space,
    Table,
    core,
    edges,
    place,
)


@dataclass(frozen=True, slots=True)
class Style:
    """`compact` as within a script: no blanks round operators; `bare`: `p_data` rather than `p_(data)`."""

    ascii: bool = False
    compact: bool = False
    bare: bool = False


def linear(node: Node, style: Style) -> str:
    """The node on one row, with the brackets that its two-dimensional form does without."""
    match node:
        case Atom(text=text):
            return text
        case Space(cells=cells):
            return " " * cells
        case Row():
            return _row(node, style)
        case Frac():
            return _fraction(node, style)
        case Root():
            return _root(node, style)
        case Script():
            return _script(node, style)
        case Fence():
            right = node.right or "}" * (node.left == "{")
            return delimiter(node.left, style) + linear(node.body, style) + delimiter(right, style)
        case Table():
            return _table(node, style)
        case Accent():
            return _accent(node, style)
        case Brace():
            label = f": {linear(node.label, style)}" if node.label else ""
            return f"({linear(node.body, style)}{label})"


def delimiter(character: str, style: Style) -> str:
    """A delimiter of ordinary height."""
    return CHARACTERS[character].ascii if style.ascii and character in CHARACTERS else character


def runs_together(left: str, right: str) -> bool:
    """Whether `right`, close behind `left`, would look like more of its spelled-out script (`W_f x`)."""
    mark = max(left.rfind("_"), left.rfind("^"))
    return mark >= 0 and left[mark + 1 :].isalnum() and right[:1].isalnum()


def _row(row: Row, style: Style) -> str:
    out = [""]
    for placed in place(row, style.compact):
        text = in_row(placed, style)
        out += [" " * max(placed.before, runs_together(out[-1], text)), text]
    return "".join(out)


def in_row(placed: Placed, style: Style) -> str:
    """What stands in a row, on one row itself; a fraction with no operator beside it gets brackets."""
    text = linear(placed.node, style)
    return f"({text})" if isinstance(placed.node, Frac) and placed.juxtaposed else text


def _fraction(frac: Frac, style: Style) -> str:
    style = replace(style, compact=style.compact or frac.small)
    top, bottom = (linear(part, style) for part in (frac.top, frac.bottom))
    top = f"({top})" if _is_sum(frac.top, style) else top
    bottom = f"({bottom})" if _is_sum(frac.bottom, style) or _is_product(frac.bottom, style) else bottom
    return f"{top}/{bottom}" if style.compact else f"{top} / {bottom}"


def _outermost(node: Node, style: Style) -> list[Placed]:
    """What stands in a row outside its brackets; the brackets themselves are outside."""
    out: list[Placed] = []
    depth = 0
    for placed in place(node if isinstance(node, Row) else Row((node,)), style.compact):
        sign = core(placed.node)
        depth -= sign is not None and sign.kind == "close" and depth > 0
        if depth == 0:
            out.append(placed)
        depth += sign is not None and sign.kind == "open"
    return out


def _is_sum(node: Node, style: Style) -> bool:
    """Whether a slash beside the node would bind closer than what is in it."""
    parts = [placed.node for placed in _outermost(node, style)]
    operators = any(edges(part)[0] in ("bin", "rel") for part in parts[1:])
    return operators or any(isinstance(part, Frac) or edges(part)[0] == "slash" for part in parts)


def _is_product(node: Node, style: Style) -> bool:
    """Whether the node, below a slash, reads as several factors; after an operator it does not."""
    parts = _outermost(node, style)
    if not parts or edges(parts[0].node)[0] in ("op", "big", "open"):
        return False
    if style.compact:
        return len(parts) > 1 and not all(isinstance(p.node, Atom) and p.node.text.isdecimal() for p in parts)
    return any(placed.before for placed in parts)


def is_simple(node: Node) -> bool:
    """Whether a root sign before the node can only mean the whole of it."""
    if isinstance(node, Row):
        return all(isinstance(i, Atom) and i.text.isdecimal() for i in node.items) or (
            len(node.items) == 1 and is_simple(node.items[0])
        )
    return isinstance(node, (Atom, Accent)) or (isinstance(node, Script) and isinstance(node.base, Atom))


def _root(root: Root, style: Style) -> str:
    body = linear(root.body, style)
    index = linear(root.index, replace(style, compact=True)) if root.index else ""
    if style.ascii:
        return f"root_{_bracketed(index, style)}({body})" if index else f"sqrt({body})"
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(index) or f"{small(index, SUPERSCRIPTS) or index}√"
    return f"{sign}{body}" if is_simple(root.body) else f"{sign}({body})"


def small(text: str, alphabet: dict[str, str]) -> str | None:
    """The text in sub- or superscript characters, None if one is missing or could be taken for another."""
    if not all(c in alphabet for c in text) or {"x", "×"} <= set(text) or not text.strip(","):
        return None
    return "".join(alphabet[c] for c in text)


def script_texts(node: Script, style: Style) -> tuple[str, str]:
    """The sub- and superscript of a node, on one row, before anything is done to set them off."""
    style = replace(style, compact=True)
    sub, sup = (linear(part, style) if part else "" for part in (node.sub, node.sup))
    return sub, sup


def is_prime(text: str) -> bool:
    """Whether a superscript is primes only: these are set close even in ASCII."""
    return bool(text) and not text.strip("′'")


def _script(node: Script, style: Style) -> str:
    sub, sup = script_texts(node, style)
    return _based(node, style) + script_tail(sub, sup, style)


def _based(node: Script, style: Style) -> str:
    text = linear(node.base, style)
    loose = isinstance(node.base, Frac) or (isinstance(node.base, Row) and len(node.base.items) > 1)
    return f"({text})" if loose else text


def script_tail(sub: str, sup: str, style: Style) -> str:
    """Scripts on the row of their base: small letters where they exist, else `_f`, `_(data)`, `^(…)`."""
    below = (not style.ascii and small(sub, SUBSCRIPTS)) or ""
    above = sup if is_prime(sup) else (not style.ascii and small(sup, SUPERSCRIPTS)) or ""
    spelled_sub = f"_{_bracketed(sub, style)}" if sub and not below else ""
    spelled_sup = f"^{_bracketed(sup, style)}" if sup and not above else ""
    raised_first = spelled_sub or is_prime(sup) or sup == "*"
    return (above + below if raised_first else below + above) + spelled_sub + spelled_sup


def is_word(text: str) -> bool:
    """Whether a script can stand behind a mere `_`: letters and figures of full size."""
    return text.isalnum() and not set(text) & {*SUBSCRIPTS.values(), *SUPERSCRIPTS.values()}


def _bracketed(text: str, style: Style) -> str:
    bracketed = text.startswith("(") and text.find(")") == len(text) - 1
    return text if len(text) <= 1 or bracketed or (style.bare and is_word(text)) else f"({text})"


def _table(table: Table, style: Style) -> str:
    if table.gap:
        return "; ".join(", ".join(filter(None, (linear(c, style) for c in row))) for row in table.rows)
    lines = (Row(tuple(i for cell in row for i in cell.items if i != Atom(""))) for row in table.rows)
    return "; ".join(linear(line, style) for line in lines)


def _accent(accent: Accent, style: Style) -> str:
    body = linear(accent.body, style)
    if style.ascii or len(body) != 1:
        name = {"overrightarrow": "vec", "overline": "bar"}.get(accent.name, accent.name.removeprefix("wide"))
        return f"{name}({body})"
    return accented(body, accent.name)


def accented(letter: str, name: str) -> str:
    """One letter with its combining mark, as one character where there is one."""
    return unicodedata.normalize("NFC", letter + ACCENTS[name][0])
