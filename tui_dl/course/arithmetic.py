"""The arithmetic of expressions: every operation bounds its result before it computes it.

Integers have at most `DIGITS` digits (Python prints no more than 4,300), floats are IEEE 754 doubles.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from tui_dl.errors import TuiDlError

Number = int | float

DIGITS = 3_900
BITS = 12_955  # floor(3,900 * log2(10))
ROUNDING = 15  # decimal places a float has

_SHORTER = "Keep numbers shorter."


class ExpressionError(TuiDlError):
    """An expression that cannot be read, has no value, or would cost too much."""


def int_fits(bits: int) -> bool:
    """Whether an integer of so many bits is short enough."""
    return bits <= BITS


def show(number: Number) -> str:
    """A number for a message: never longer than a few words."""
    if isinstance(number, int) and number.bit_length() > 64:
        return f"a number of {int(number.bit_length() * math.log10(2)) + 1:,} digits"
    return f"{number:g}" if isinstance(number, float) else str(number)


def _number(value: object, symbol: str) -> Number:
    if isinstance(value, int | float):
        return value
    kind = {str: "text", tuple: "a list", type(None): "None"}.get(type(value), type(value).__name__)
    raise ExpressionError(f"{symbol} works on numbers, not on {kind}.", "They can only be compared.")


def _bounded(bits: int, what: str) -> None:
    if not int_fits(bits):
        raise ExpressionError(f"{what} would have more than {DIGITS:,} digits.", _SHORTER)


def _real(compute: Callable[[], Any], what: str, *operands: Number) -> Number:
    """The result of float arithmetic; an overflow, a division by zero or a complex root says so."""
    try:
        result = compute()
    except ZeroDivisionError:
        raise ExpressionError(f"{what} divides by zero.", "Guard it: `a / b if b != 0 else 0`.") from None
    except OverflowError:
        raise ExpressionError(f"{what} is too large for a float.", "Keep numbers below 1e308.") from None
    except ValueError:
        raise ExpressionError(f"{what} is not defined.", "Check the numbers that go in.") from None
    if isinstance(result, complex):
        raise ExpressionError(f"{what} is a root of a negative number.", "Check the sign.")
    if isinstance(result, float) and not math.isfinite(result) and all(map(math.isfinite, operands)):
        raise ExpressionError(f"{what} is too large for a float.", "Keep numbers below 1e308.")
    return result  # type: ignore[no-any-return]  # an int or a float: the operands are, and complex is refused


def _binary(symbol: str, operation: Callable[[Any, Any], Any],
            bits: Callable[[int, int], int] | None = None) -> Callable[[object, object], Number]:
    """`a symbol b` for numbers; `bits` bounds the length of an integer result."""

    def apply(left: object, right: object) -> Number:
        a, b = _number(left, symbol), _number(right, symbol)
        what = f"{show(a)} {symbol} {show(b)}"
        if bits and isinstance(a, int) and isinstance(b, int):
            _bounded(bits(a, b), what)
        return _real(lambda: operation(a, b), what, *(x for x in (a, b) if isinstance(x, float)))

    return apply


def _power_bits(base: int, exponent: int) -> int:
    return abs(base).bit_length() * exponent if abs(base) > 1 and exponent > 0 else 1


def _unary(symbol: str, operation: Callable[[Any], Any]) -> Callable[[object], Number]:
    def apply(value: object) -> Number:
        return operation(_number(value, symbol))  # type: ignore[no-any-return]  # -x and +x of a number are numbers

    return apply


def _compare(symbol: str, operation: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
    def apply(left: object, right: object) -> bool:
        try:
            return operation(left, right)
        except TypeError:
            what = f"{symbol} cannot compare these two."
            raise ExpressionError(what, "Compare numbers with numbers.") from None

    return apply


def _contains(element: object, elements: object) -> bool:
    if not isinstance(elements, tuple):
        raise ExpressionError("`in` asks whether a list holds a value.", "Write x in (1, 2, 3).")
    return element in elements


OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _binary("+", operator.add, lambda a, b: max(a.bit_length(), b.bit_length()) + 1),
    ast.Sub: _binary("-", operator.sub, lambda a, b: max(a.bit_length(), b.bit_length()) + 1),
    ast.Mult: _binary("*", operator.mul, lambda a, b: a.bit_length() + b.bit_length()),
    ast.Div: _binary("/", operator.truediv),
    ast.FloorDiv: _binary("//", operator.floordiv),
    ast.Mod: _binary("%", operator.mod),
    ast.Pow: _binary("**", operator.pow, _power_bits),
    ast.USub: _unary("-", operator.neg),
    ast.UAdd: _unary("+", operator.pos),
    ast.Not: operator.not_,
    ast.Eq: _compare("==", operator.eq),
    ast.NotEq: _compare("!=", operator.ne),
    ast.Lt: _compare("<", operator.lt),
    ast.LtE: _compare("<=", operator.le),
    ast.Gt: _compare(">", operator.gt),
    ast.GtE: _compare(">=", operator.ge),
    ast.In: _contains,
    ast.NotIn: lambda element, elements: not _contains(element, elements),
}


# ---------------------------------------------------------------------------- functions


def floor(x: Number) -> Number:
    """The greatest whole number not above x."""
    number = _number(x, "floor")
    return _real(lambda: math.floor(number), f"floor({show(number)})")


def ceil(x: Number) -> Number:
    """The least whole number not below x."""
    number = _number(x, "ceil")
    return _real(lambda: math.ceil(number), f"ceil({show(number)})")


def sqrt(x: Number) -> Number:
    """The square root."""
    number = _number(x, "sqrt")
    return _real(lambda: math.sqrt(number), f"sqrt({show(number)})")


def log(x: Number, base: Number = math.e) -> Number:
    """The natural logarithm, or that to a base."""
    number, radix = _number(x, "log"), _number(base, "log")
    if radix == math.e:
        return _real(lambda: math.log(number), f"log({show(number)})")
    return _real(lambda: math.log(number, radix), f"log({show(number)}, {show(radix)})")


def exp(x: Number) -> Number:
    """e to the power of x."""
    number = _number(x, "exp")
    return _real(lambda: math.exp(number), f"exp({show(number)})", number)


def _elements(name: str, numbers: tuple[object, ...]) -> list[Number]:
    elements = numbers[0] if len(numbers) == 1 and isinstance(numbers[0], tuple) else numbers
    if not elements:
        raise ExpressionError(f"{name} of nothing.", f"Write {name}(a, b) or {name}((a, b)).")
    return [_number(element, name) for element in elements]


def least(*numbers: Any) -> Number:
    """The least of the numbers, or of one list."""
    return min(_elements("min", numbers))


def greatest(*numbers: Any) -> Number:
    """The greatest of the numbers, or of one list."""
    return max(_elements("max", numbers))


def total(*numbers: Any) -> Number:
    """The sum of the numbers, or of one list."""
    result: Number = 0
    for number in _elements("sum", numbers):
        result = OPERATORS[ast.Add](result, number)
    return result


def rounded(x: Number, digits: int = 0) -> Number:
    """To the nearest whole number, or to so many decimal places; halves go to the even one, as in torch."""
    number = _number(x, "round")
    if not isinstance(digits, int) or abs(digits) > ROUNDING:
        raise ExpressionError("round takes a number and decimal places.", f"At most {ROUNDING} places.")
    return _real(lambda: round(number, digits) if digits else round(number), f"round({show(number)})", number)


def absolute(x: Number) -> Number:
    """The distance from zero."""
    return abs(_number(x, "abs"))
