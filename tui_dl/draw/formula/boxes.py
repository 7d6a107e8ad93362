"""Boxes of text with a baseline, and how to build larger ones from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len


@dataclass(frozen=True, slots=True)
class Box:
    """Rows of equal width in cells; row `base` is the one that lines up with the neighbours'."""

    rows: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        """Cells across."""
        return max(map(cell_len, self.rows))

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.rows)

    @property
    def depth(self) -> int:
        """Rows below the baseline."""
        return len(self.rows) - 1 - self.base


def text(line: str) -> Box:
    """A box of one row."""
    return Box((line,))


def set_in(box: Box, width: int, align: str = "c") -> Box:
    """The box within `width` cells, centred, or at the left or the right."""
    spare = max(width - box.width, 0)
    left = {"l": 0, "c": spare // 2, "r": spare}[align]
    rows = (row + " " * (box.width - cell_len(row)) for row in box.rows)
    return Box(tuple(" " * left + row + " " * (spare - left) for row in rows), box.base)


def beside(*boxes: Box) -> Box:
    """Side by side, baselines in line."""
    above = max(box.base for box in boxes)
    below = max(box.depth for box in boxes)
    columns = []
    for box in boxes:
        blank = (" " * box.width,)
        columns.append(blank * (above - box.base) + set_in(box, box.width).rows + blank * (below - box.depth))
    return Box(tuple(map("".join, zip(*columns, strict=True))), above)


def stack(boxes: Sequence[Box], base: int, align: str = "c") -> Box:
    """One above the other; the baseline is that of box number `base`."""
    width = max(box.width for box in boxes)
    rows = tuple(row for box in boxes for row in set_in(box, width, align).rows)
    return Box(rows, sum(box.height for box in boxes[:base]) + boxes[base].base)


def fraction(top: Box, bottom: Box, bar: str = "─") -> Box:
    """Numerator and denominator centred on a bar one cell longer at either end."""
    width = max(top.width, bottom.width) + 2
    return stack([top, text(bar * width), bottom], base=1)


def scripts(base: Box, sub: Box | None, sup: Box | None) -> Box:
    """What stands below and above the end of the base."""
    width = max(box.width for box in (sub, sup) if box)
    above = set_in(sup, width, "l").rows if sup else ()
    below = set_in(sub, width, "l").rows if sub else ()
    overlap = int(base.height > 1)  # beside a tall base they start on its own first and last row
    middle = (" " * width,) * (base.height - overlap * (bool(sup) + bool(sub)))
    column = Box((*above, *middle, *below), len(above) + base.base - overlap * bool(sup))
    return beside(base, column)


def limits(base: Box, sub: Box | None, sup: Box | None) -> Box:
    """What stands centred below and above the base."""
    parts = [box for box in (sup, base, sub) if box]
    return stack(parts, base=1 if sup else 0)


def root(body: Box, index: str = "") -> Box:
    """A root sign with its roof over the body."""
    roof = "┌" + "─" * (body.width + 1)
    walls = [f"│{row} " for row in set_in(body, body.width).rows]
    sign = index.rjust(1) + "╲"
    hooks = [" " * cell_len(sign)] * body.height + [sign]
    rows = tuple(hook + row for hook, row in zip(hooks, (roof, *walls), strict=True))
    return Box(rows, body.base + 1)


_FENCES = {  # one row; top, middle, bottom; what joins them
    "(": "⎛⎜⎝⎜", ")": "⎞⎟⎠⎟", "[": "⎡⎢⎣⎢", "]": "⎤⎥⎦⎥", "⌊": "⎢⎢⎣⎢", "⌋": "⎥⎥⎦⎥", "⌈": "⎡⎢⎢⎢", "⌉": "⎤⎥⎥⎥",
    "|": "││││", "‖": "║║║║", "{": "⎧⎨⎩⎪", "}": "⎫⎬⎭⎪", "⟨": "╱⟨╲│", "⟩": "╲⟩╱│",
}
_ASCII_FENCES = {
    "(": ("/", "|", "\\", "|"), ")": ("\\", "|", "/", "|"), "[": ("[",) * 4, "]": ("]",) * 4,
    "⌊": ("| ", "| ", "|_", "| "), "⌋": (" |", " |", "_|", " |"), "⌈": ("|^", "| ", "| ", "| "),
    "⌉": ("^|", " |", " |", " |"), "|": ("|",) * 4, "‖": ("||",) * 4, "{": ("/", "<", "\\", "|"),
    "}": ("\\", ">", "/", "|"), "⟨": ("/", "<", "\\", "|"), "⟩": ("\\", ">", "/", "|"),
}
_TWO_ROWS = {"{": "⎰⎱", "}": "⎱⎰", "⟨": "╱╲", "⟩": "╲╱"}


def fence(character: str, body: Box, ascii: bool = False) -> Box:
    """A delimiter as tall as the body (two rows at least), lined up with it."""
    height = body.height
    if height == 2 and character in _TWO_ROWS and not ascii:
        return Box(tuple(_TWO_ROWS[character]), body.base)
    top, middle, bottom, joint = tuple((_ASCII_FENCES if ascii else _FENCES)[character])
    rows = [top, *[joint] * (height - 2), bottom]
    if height > 2:
        rows[height // 2 if height % 2 else min(max(body.base, 1), height - 2)] = middle
    return Box(tuple(rows), body.base)


def table(rows: Sequence[Sequence[Box]], columns: str, gap: int) -> Box:
    """Cells in line both ways, the baseline in the middle; two rows, and tall ones, get air between them."""
    widths = [max(box.width for box in column) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths, columns, gap) for row in rows]
    airy = len(lines) == 2 or any(a.depth + b.base for a, b in pairwise(lines))
    air = [text("")] if airy else []
    parts = [part for line in lines for part in (*air, line)][len(air):]
    stacked = stack(parts, base=0)
    return Box(stacked.rows, (stacked.height - 1) // 2)


def _line(row: Sequence[Box], widths: Sequence[int], columns: str, gap: int) -> Box:
    cells: list[Box] = []
    for i, (box, width) in enumerate(zip(row, widths, strict=True)):
        cells += [text(" " * gap)] * (i > 0) + [set_in(box, width, columns[i % len(columns)])]
    return beside(*cells)


_BRACES = {  # over, ascii
    (False, False): ("╰", "─", "┬", "╯"), (True, False): ("╭", "─", "┴", "╮"),
    (False, True): ("'", "-", "+", "'"), (True, True): (".", "-", "+", "."),
}


def brace(body: Box, label: Box | None, over: bool, ascii: bool = False) -> Box:
    """A horizontal brace under or over the body, its label beyond it."""
    width = max(body.width, 3)
    left, line, middle, right = _BRACES[over, ascii]
    half = (width - 3) // 2
    sign = text(left + line * half + middle + line * (width - 3 - half) + right)
    parts = [body, sign, *([label] if label else [])]
    return stack(parts[::-1] if over else parts, base=len(parts) - 1 if over else 0)
