"""What a formula is made of, and how its parts are spaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tui_dl.draw.formula.symbols import Kind


@dataclass(frozen=True, slots=True)
class Atom:
    """One sign or word; `limits` says that its scripts stand above and below it in display."""

    text: str
    kind: Kind = "ord"
    limits: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """`cells` asked for by the author; 0 is a mere blank in the source, which counts between letters only."""

    cells: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Frac:
    """A fraction; a `small` one is always written on one row."""

    top: Node
    bottom: Node
    small: bool = False


@dataclass(frozen=True, slots=True)
class Root:
    """The root of `body`, square unless `index` says otherwise."""

    body: Node
    index: Node | None


@dataclass(frozen=True, slots=True)
class Script:
    """A base with what stands below and above it: beside the base, or centred on it where `limits`."""

    base: Node
    sub: Node | None
    sup: Node | None
    limits: bool


@dataclass(frozen=True, slots=True)
class Fence:
    """A body between delimiters as tall as it is; either may be empty."""

    left: str
    body: Node
    right: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `columns` repeats: c, l or r each, `gap` cells apart."""

    rows: tuple[tuple[Row, ...], ...]
    columns: str = "c"
    gap: int = 2


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark over a body, by its LaTeX name."""

    name: str
    body: Node


@dataclass(frozen=True, slots=True)
class Brace:
    """A horizontal brace under (or `over`) a body, with its label."""

    body: Node
    label: Node | None
    over: bool


Node = Atom | Space | Row | Frac | Root | Script | Fence | Table | Accent | Brace


def core(node: Node) -> Atom | None:
    """The sign that a node is, or puts its scripts on."""
    core = node.base if isinstance(node, Script) else node
    return core if isinstance(core, Atom) else None


def pair_bars(items: Sequence[Node]) -> tuple[Node, ...]:
    """Bars that match within the same brackets open and close; a lone | is a letter, a lone ‖ a relation."""
    kinds: dict[int, Kind] = {}
    waiting: list[dict[str, int]] = [{}]
    for i, item in enumerate(items):
        atom = core(item)
        if atom is None:
            continue
        if atom.kind == "open":
            waiting.append({})
        elif atom.kind == "close" and len(waiting) > 1:
            waiting.pop()
        elif atom.kind == "bar" and atom.text in waiting[-1]:
            kinds[waiting[-1].pop(atom.text)], kinds[i] = "open", "close"
        elif atom.kind == "bar":
            waiting[-1][atom.text] = i
            kinds[i] = "ord" if atom.text == "|" else "rel"
    return tuple(_of_kind(item, kinds[i]) if i in kinds else item for i, item in enumerate(items))


def _of_kind(node: Node, kind: Kind) -> Node:
    if isinstance(node, Script):
        return replace(node, base=_of_kind(node.base, kind))
    return replace(node, kind=kind) if isinstance(node, Atom) else node


def edges(node: Node) -> tuple[Kind, Kind]:
    """The kinds a neighbour sees on the left and on the right."""
    match node:
        case Atom():
            return node.kind, node.kind
        case Script():
            left, right = edges(node.base)
            if node.limits:
                return left, "big" if right == "op" else right
            return left, "ord" if right in ("bin", "rel") else right
        case Fence():
            return "open", "frac"
        case Frac():
            return "frac", "frac"
        case Table() | Brace():
            return "frac", "frac"
        case _:
            return "ord", "ord"


def gap(left: Kind, right: Kind, compact: bool, blank: bool) -> int:
    """Cells between two neighbours; `compact` as within a script, `blank` where the source has one."""
    if left in ("bin", "rel") or right in ("bin", "rel"):
        return int(not compact and left != "open" and not left == right == "rel")
    if left == "punct":
        return int(not compact)
    if left in ("open", "slash") or right in ("close", "punct", "slash", "bar"):
        return 0
    if right == "open":
        return int(left in ("big", "frac") or (blank and left in ("ord", "word", "close")))
    wide = {"op", "big", "word", "frac"}
    return int(left in wide or right in wide or (blank and not compact))


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing in a row, the cells before it, and whether it stands beside a neighbour without an operator."""

    before: int
    node: Node
    juxtaposed: bool


_APART = frozenset({"bin", "rel", "open", "punct"})  # to the left of a thing, these leave it on its own


def place(row: Row, compact: bool) -> list[Placed]:
    """The things of a row with the blanks between them."""
    nodes: list[Node] = []
    asked: list[int | None] = []  # the space before each, None where the source has not even a blank
    space: int | None = None
    for item in row.items:
        if isinstance(item, Space):
            space = max(space or 0, item.cells)
        else:
            nodes.append(item)
            asked.append(space)
            space = None
    kinds = _operators([edges(node) for node in nodes])
    gaps = [0]
    for i, (left, right) in enumerate(pairwise(kinds), start=1):
        wanted = int(_is_spelled(nodes[i - 1]) or _is_spelled(nodes[i])) if compact else asked[i] or 0
        gaps.append(max(gap(left[1], right[0], compact, asked[i] is not None), wanted))
    return [Placed(gaps[i], node, _juxtaposed(kinds, i)) for i, node in enumerate(nodes)]


def _is_spelled(node: Node) -> bool:
    """Whether an operator is a word, which would run into its operands."""
    return isinstance(node, Atom) and node.kind in ("bin", "rel") and node.text.isalpha()


def _juxtaposed(kinds: Sequence[tuple[Kind, Kind]], i: int) -> bool:
    before = i > 0 and kinds[i - 1][1] not in _APART
    after = i + 1 < len(kinds) and kinds[i + 1][0] not in {"bin", "rel", "close", "punct"}
    return before or after


def _operators(kinds: Sequence[tuple[Kind, Kind]]) -> list[tuple[Kind, Kind]]:
    """A binary operator without an operand on either side is a sign: it stands close to what follows."""
    out: list[tuple[Kind, Kind]] = []
    for i, kind in enumerate(kinds):
        alone = not out or out[-1][1] in _APART | {"op", "big"}
        ends = i + 1 == len(kinds) or kinds[i + 1][0] in ("rel", "close", "punct")
        out.append(("ord", "open") if kind[0] == "bin" and (alone or ends) else kind)
    return out
