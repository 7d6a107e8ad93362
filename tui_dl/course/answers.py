"""What a person typed, as a value, and whether it is the key.

A comma or a space between digits in threes is a thousands separator (1,024), any other comma separates numbers (3,3;
in brackets every comma does). 3x3 is two numbers, 3*3 is nine; 50% is 0.5; the decimal point is a dot.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

from tui_dl.course.expressions import ExpressionError, Value, evaluate
from tui_dl.errors import TuiDlError

CHARACTERS = 200
PARTS = 20
NESTED = 3
HINT = "Understood are 4, 0.5, 8/2, 50%, 1e-3, 2^5, 1,024, 3x3, (3, 3), yes and no."
WORDS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}

_SIGNS = str.maketrans("−–—‐‑×✕·⋅∙÷⁄∕、。٫٬", "-----xx***///,..,")
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_NUMBER = r"[+-]?(?:\d[\d,_]*(?:\.\d*)?|\.\d+)"
_WORD = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)(?:\.\d*)?|[+-]?\.\d+")
_PRODUCT = re.compile(rf"{_NUMBER}(?:\s*[xX]\s*{_NUMBER})+")
_GROUPED = re.compile(r"(?<![\d.,_])[1-9]\d{0,2}(?:(?:,\d{3})+|(?: \d{3})+|(?:['’]\d{3})+)(?![, '’]?\d|_)")
_SEPARATOR = re.compile("[, '’]")
_ZEROS = re.compile(r"(?<![\d._])0+(?=\d)")


class AnswerError(TuiDlError):
    """Text that is no answer; it says what is understood. Nothing is graded."""


def parse_answer(text: str, several: bool = False) -> Value:
    """The value somebody typed: a number, numbers, yes or no. AnswerError if it is none.

    With `several` (the key is several numbers), every comma separates: 224,224 is then two numbers.
    """
    line = plain(text).strip().lstrip("=≈~").strip()
    if line.casefold() in WORDS:
        return WORDS[line.casefold()]
    if not line:
        raise AnswerError("Nothing was typed.", HINT)
    return _value(line, several, NESTED)


def read_for(text: str, key: Value) -> Value:
    """What somebody typed, in the shape of the key. AnswerError if the shape is another: that is no wrong answer."""
    if isinstance(key, str):
        return text
    given = _several(text, len(key)) if isinstance(key, tuple) else parse_answer(text)
    if isinstance(key, bool) != isinstance(given, bool):
        raise AnswerError("Yes or no is asked for." if isinstance(key, bool) else "A number is asked for.", HINT)
    asked, typed = (len(value) if isinstance(value, tuple) else 1 for value in (key, given))
    if asked != typed:
        wanted = "One number is" if asked == 1 else f"{asked} numbers are"
        raise AnswerError(f"{wanted} asked for, and {shown(given)} reads as {typed}.",
                          "The decimal point is a dot." if asked == 1 else "Write (3, 3).")
    if asked == 1 and isinstance(key, tuple) != isinstance(given, tuple):
        return given[0] if isinstance(given, tuple) else (given,)
    return given


def must_be_readable(text: str) -> None:
    """AnswerError if a text is no number, nor several, whatever is asked for."""
    if len(_listed(text)) < 2:
        parse_answer(text)


def _several(text: str, count: int) -> Value:
    """So many numbers, if it can be read so: 3 3 and 3 by 3 are two, and so is (12,544, 64)."""
    words = _listed(text)
    if len(words) == count > 1:
        return tuple(_number(_joined(word)) for word in words)
    given = parse_answer(text, several=True)
    if isinstance(given, tuple) and len(given) != count:
        grouped = parse_answer(_inside(text))
        given = grouped if isinstance(grouped, tuple) and len(grouped) == count else given
    return given


def _listed(text: str) -> list[str]:
    """The words of a text that is nothing but numbers with spaces between them; none for any other."""
    words = _inside(text).replace(" by ", " ").split()
    return words if all(map(_WORD.fullmatch, words)) else []


def _inside(text: str) -> str:
    line = plain(text).strip()
    inner = _unwrapped(line)
    return line if inner is None else inner


def same(given: Value, key: Value, within: float | None = None) -> bool:
    """Whether an answer is right. Whole numbers exactly; floats to 3 significant digits of the key, or `within`."""
    if isinstance(given, tuple) and isinstance(key, tuple):
        return len(given) == len(key) and all(same(g, k, within) for g, k in zip(given, key, strict=True))
    if isinstance(given, str) and isinstance(key, str):
        return same_text(given, (key,))
    if isinstance(given, bool) or isinstance(key, bool):
        return given is key
    if isinstance(given, int | float) and isinstance(key, int | float):
        return given == key or _near(given, key, within)
    return False


def same_text(given: str, accepted: Iterable[str]) -> bool:
    """Whether a text is one of those accepted; case, spaces and Unicode's composition do not matter."""
    return _folded(given) in map(_folded, accepted)


def plain(text: str) -> str:
    """One line with ASCII digits and signs for their full-width and typographic forms."""
    if len(text) > CHARACTERS:
        raise AnswerError(f"The answer has {len(text):,} characters.", f"At most {CHARACTERS} are read.")
    raised = _SUPERSCRIPTS.sub(lambda m: f"**({unicodedata.normalize('NFKC', m[0])})", text)
    return "".join(map(_ascii, raised)).translate(_SIGNS)


def shown(value: Value) -> str:
    """A value as a person writes it: 138,357,544; 0.3333; (3, 3); yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return _shown_int(value)
    if isinstance(value, float):
        return _shown_float(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))})"
    return value or ""


# ---------------------------------------------------------------------------- reading


def _ascii(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category.startswith("Z") or character in "\t\n\r":
        return " "
    if category == "Cf":  # zero-width joiners, byte-order marks: pasted, never meant
        return ""
    if category.startswith("C"):
        raise AnswerError("The answer holds a control character.", HINT)
    kind = unicodedata.decomposition(character).split(" ")[0]
    if kind == "<fraction>":
        return f"({unicodedata.normalize('NFKC', character)})"
    return unicodedata.normalize("NFKC", character) if kind in ("<wide>", "<narrow>", "<font>") else character


def _value(text: str, several: bool, depth: int) -> Value:
    if depth == 0:
        raise AnswerError("Brackets are nested too deeply.", HINT)
    inner = _unwrapped(text)
    if inner is not None:
        text, several = inner, True
    if _GROUPED.fullmatch(text) and ",0" in text:  # no number begins with 0: 1,024 is one, also in brackets
        several = False
    sides = re.split("[xX]", text) if _PRODUCT.fullmatch(text) else []
    parts = [_joined(side).strip() for side in sides] or _split(text if several else _joined(text))
    if len(parts) > PARTS:
        raise AnswerError(f"{len(parts)} numbers are too many.", f"At most {PARTS} are read.")
    if len(parts) == 1 and (inner is None or parts[0].isdigit()):
        return _number(parts[0])
    if "" in parts:
        raise AnswerError("A number is missing beside a comma.", HINT)
    values = tuple(_value(part, True, depth - 1) for part in parts)
    return values[0] if len(values) == 1 else values


def _unwrapped(text: str) -> str | None:
    """What is inside brackets that go around all of `text`; None if none do."""
    if text[:1] + text[-1:] not in ("()", "[]"):
        return None
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth == 0:
            return text[1:-1].strip() if place == len(text) - 1 else None
    return None


def _joined(text: str) -> str:
    return _GROUPED.sub(lambda match: _SEPARATOR.sub("", match[0]), text)


def _split(text: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character in ",;" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [part.strip() for part in parts]


def _number(text: str) -> int | float:
    percent = text.endswith("%")
    written = _ZEROS.sub("", text.removesuffix("%").strip().replace("^", "**"))
    if "%" in written or not any(character.isdigit() for character in written):
        raise AnswerError(f"`{text[:40]}` is no number.", HINT)
    try:
        value = evaluate(f"({written}) / 100" if percent else written, {})
    except ExpressionError as error:
        why = "." if error.message.startswith("`") else f": {error.message}"
        raise AnswerError(f"`{text[:40]}` is no number{why}", HINT) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerError(f"`{text[:40]}` is no number.", HINT)
    return value


# ---------------------------------------------------------------------------- comparing and showing


def _near(given: float, key: float, within: float | None) -> bool:
    try:
        apart = abs(given - key)
        if not math.isfinite(apart):
            return False
        if within is not None:
            return apart <= within * (1 + 1e-9) + 1e-12
        return apart <= (1e-9 if isinstance(key, int) else _tolerance(key))
    except OverflowError:  # an integer beyond every float
        return False


def _tolerance(key: float) -> float:
    """Half a unit of the third significant digit."""
    if abs(key) < 1e-12:
        return 1e-12
    return 0.5 * float(10 ** (math.floor(math.log10(abs(key))) - 2)) * (1 + 1e-9)


def _folded(text: str) -> str:
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(composed.split())


def _shown_int(value: int) -> str:
    digits = str(abs(value))
    if len(digits) > 30:
        sign = "-" if value < 0 else ""
        return f"{sign}{digits[0]}.{digits[1:4]}e+{len(digits) - 1} ({len(digits):,} digits)"
    return f"{value:,}" if len(digits) > 4 else str(value)


def _shown_float(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    if value.is_integer() and abs(value) < 1e15:
        return _shown_int(int(value))
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e15 else f"{value:.4g}"
