"""Expressions in a lesson: numbers, names, arithmetic, comparisons, calls of given functions. Nothing else.

The tree is checked before anything runs: kinds of nodes, their number and depth. There are no loops, so every
node is evaluated at most once, and every operation bounds its result before computing it.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from simpleeval import SimpleEval

from tui_dl.course import arithmetic
from tui_dl.course.arithmetic import DIGITS, int_fits
from tui_dl.course.arithmetic import ExpressionError as ExpressionError
from tui_dl.errors import TuiDlError

Value: TypeAlias = "int | float | bool | str | tuple[Value, ...] | None"
Functions = Mapping[str, Callable[..., Any]]

CHARACTERS = 2_000
NODES = 500
DEPTH = 100
BRACKETS = 20
LENGTH = 1_000  # elements of a list, all levels together

CONSTANTS: Mapping[str, Value] = {"true": True, "false": False}
FUNCTIONS: Functions = {
    "floor": arithmetic.floor, "ceil": arithmetic.ceil, "sqrt": arithmetic.sqrt, "log": arithmetic.log,
    "exp": arithmetic.exp, "min": arithmetic.least, "max": arithmetic.greatest, "sum": arithmetic.total,
    "round": arithmetic.rounded, "abs": arithmetic.absolute,
}

_ALLOWED = (
    ast.Expression, ast.Constant, ast.Name, ast.Load, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.And, ast.Or,
    ast.Compare, ast.IfExp, ast.Tuple, ast.List, ast.Call, ast.keyword, ast.Subscript, *arithmetic.OPERATORS,
)
_REFUSED: Mapping[type[ast.AST], str] = {
    ast.Attribute: "There are no attributes (a.b).",
    ast.Lambda: "There is no lambda.",
    ast.JoinedStr: "There are no f-strings.",
    ast.NamedExpr: "There is no assignment (:=).",
    ast.ListComp: "There are no comprehensions.",
    ast.SetComp: "There are no comprehensions.",
    ast.DictComp: "There are no comprehensions.",
    ast.GeneratorExp: "There are no comprehensions.",
    ast.Slice: "There are no slices; [0] takes one element.",
    ast.Starred: "There is no unpacking (*a).",
    ast.Dict: "There are no dictionaries.",
    ast.Set: "There are no sets; write (a, b).",
    ast.BitXor: "^ is no operator here; a power is written a**b.",
    ast.LShift: "<< is no operator here; write a * 2**b.",
    ast.RShift: ">> is no operator here; write a // 2**b.",
    ast.Is: "Compare with ==, not with is.",
    ast.IsNot: "Compare with !=, not with is not.",
}
_MEND = "Use numbers, names, + - * / // % **, comparisons, and, or, not, (a, b) and calls."


def evaluate(expression: str, names: Mapping[str, object], functions: Functions | None = None) -> Value:
    """The value of `expression`, given its names; `functions` are callable beside the arithmetic ones.

    ExpressionError if it has none, or would cost more than a moment. Not-a-number in `names` spreads as in
    IEEE 754.
    """
    tree = _parse(expression)
    known = {**FUNCTIONS, **(functions or {})}
    needed = names_in(expression)
    _require(needed, names, "{} has no value here.", "Names")
    _require(calls_in(expression), known, "There is no function {}.", "Functions")
    given = {**CONSTANTS, **{name: value_of(names[name]) for name in needed}}
    try:
        return value_of(_Evaluator(known, given).value(tree.body))
    except RecursionError:
        raise ExpressionError("The expression is nested too deeply.", "Make it shorter.") from None


def names_in(expression: str) -> frozenset[str]:
    """The names an expression needs values for, not the functions it calls. ExpressionError if it is none."""
    return _used(expression)[0]


def calls_in(expression: str) -> frozenset[str]:
    """The functions an expression calls. ExpressionError if it is none."""
    return _used(expression)[1]


def is_plain(expression: str) -> bool:
    """Whether it needs nothing but names and arithmetic: no oracle is called."""
    return calls_in(expression) <= FUNCTIONS.keys()


def value_of(given: object) -> Value:
    """`given` as a value an expression works with: lists become tuples, numpy's scalars numbers."""
    return _value_of(given, [LENGTH])


def _value_of(given: object, left: list[int]) -> Value:
    left[0] -= 1
    if left[0] < 0:
        raise ExpressionError(f"A list of more than {LENGTH:,} elements.", "Keep lists short.")
    if isinstance(given, int) and not int_fits(given.bit_length()):
        raise ExpressionError(f"A number of more than {DIGITS:,} digits.", "Keep numbers shorter.")
    if given is None or isinstance(given, bool | int | float | str):
        return given
    if isinstance(given, list | tuple):
        return tuple(_value_of(element, left) for element in given)
    scalar = getattr(given, "item", None)
    if callable(scalar) and getattr(given, "shape", None) == ():
        return _value_of(scalar(), left)
    raise ExpressionError(f"A {type(given).__name__} is no value of an expression.", "Use numbers.")


def _require(needed: frozenset[str], known: Mapping[str, object], complaint: str, kind: str) -> None:
    for name in sorted(needed - known.keys()):
        close = difflib.get_close_matches(name, known, 1)
        listed = ", ".join(sorted(known)[:30]) or "none"
        mend = f"Did you mean {close[0]}?" if close else f"{kind} here: {listed}."
        raise ExpressionError(complaint.format(_short(name)), mend)


# ---------------------------------------------------------------------------- the tree


@lru_cache(maxsize=1024)
def _parse(source: str) -> ast.Expression:
    text = " ".join(source.split("\n")).strip()
    if not text:
        raise ExpressionError("The expression is empty.", _MEND)
    if len(text) > CHARACTERS:
        raise ExpressionError(f"The expression has {len(text):,} characters.", f"At most {CHARACTERS:,}.")
    if _bracket_depth(text) > BRACKETS:
        raise ExpressionError(f"Brackets are nested more than {BRACKETS} deep.", "Make it simpler.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise ExpressionError(f"`{_short(text)}` is no expression: {error.msg}.", _MEND) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"`{_short(text)}` cannot be read as an expression.", _MEND) from None
    _check(tree)
    return tree


def _bracket_depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _short(text: str, width: int = 60) -> str:
    line = "".join(character if character.isprintable() else "?" for character in text)
    return line if len(line) <= width else line[: width - 1] + "…"


def _walk(tree: ast.AST) -> Iterator[tuple[ast.AST, int]]:
    pending = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        yield node, depth
        pending.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def _check(tree: ast.Expression) -> None:
    for count, (node, depth) in enumerate(_walk(tree), 1):
        if count > NODES or depth > DEPTH:
            raise ExpressionError("The expression is too long or nested too deeply.", "Make it simpler.")
        if not isinstance(node, _ALLOWED):
            what = _REFUSED.get(type(node), f"{type(node).__name__} is not part of an expression.")
            raise ExpressionError(what, _MEND)
        if isinstance(node, ast.Call):
            _check_call(node)
        if isinstance(node, ast.Name) and node.id.startswith("_"):
            raise ExpressionError(f"A name does not begin with an underscore ({_short(node.id)}).", _MEND)
        if isinstance(node, ast.Constant):
            _check_constant(node.value)


def _check_call(node: ast.Call) -> None:
    if not isinstance(node.func, ast.Name):
        raise ExpressionError("Only a function's name can be called.", _MEND)
    if any(keyword.arg is None for keyword in node.keywords):
        raise ExpressionError("There is no unpacking (**a).", _MEND)


def _check_constant(value: object) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ExpressionError("A number is too large for a float.", "Keep numbers below 1e308.")
    if not (value is None or isinstance(value, bool | int | float | str)):
        raise ExpressionError(f"A {type(value).__name__} constant is not part of an expression.", _MEND)
    value_of(value)


@lru_cache(maxsize=1024)
def _used(expression: str) -> tuple[frozenset[str], frozenset[str]]:
    nodes = [node for node, _ in _walk(_parse(expression))]
    called = [node.func for node in nodes if isinstance(node, ast.Call)]
    names = {node.id for node in nodes if isinstance(node, ast.Name) and node not in called}
    return frozenset(names - CONSTANTS.keys()), frozenset(f.id for f in called if isinstance(f, ast.Name))


# ---------------------------------------------------------------------------- its value


class _Evaluator(SimpleEval):  # type: ignore[misc]  # simpleeval ships no types
    """simpleeval with our operators, tuples, and nothing that reaches into an object."""

    nodes: dict[type[ast.AST], Callable[[Any], Any]]

    def __init__(self, functions: Functions, names: Mapping[str, Value]) -> None:
        super().__init__(operators=dict(arithmetic.OPERATORS), functions=dict(functions), names=dict(names))
        kept = (ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Constant)
        self.nodes = {kind: self.nodes[kind] for kind in kept} | {
            ast.Name: self._eval_name, ast.Tuple: self._eval_tuple, ast.List: self._eval_tuple,
            ast.Call: self._eval_call, ast.Subscript: self._eval_subscript,
        }

    def value(self, node: ast.AST) -> Value:
        """The value of one node."""
        result: Value = self._eval(node)
        return result

    def _eval_name(self, node: ast.Name) -> Value:
        result: Value = self.names[node.id]
        return result

    def _eval_tuple(self, node: ast.Tuple | ast.List) -> Value:
        return value_of([self.value(element) for element in node.elts])

    def _eval_subscript(self, node: ast.Subscript) -> Value:
        elements, index = self.value(node.value), self.value(node.slice)
        if not isinstance(elements, tuple) or not isinstance(index, int) or isinstance(index, bool):
            raise ExpressionError("Only an element of a list can be taken, by number.", "Write (a, b, c)[0].")
        if not -len(elements) <= index < len(elements):
            what = f"There is no element {arithmetic.show(index)} in a list of {len(elements)}."
            raise ExpressionError(what, "Count from 0.")
        return elements[index]

    def _eval_call(self, node: ast.Call) -> Value:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        function = self.functions[name]
        arguments = [self.value(argument) for argument in node.args]
        keywords = {str(keyword.arg): self.value(keyword.value) for keyword in node.keywords}
        signature = inspect.signature(function)
        try:
            signature.bind(*arguments, **keywords)
        except TypeError as error:
            names = ", ".join(str(parameter).split(":")[0] + _default(parameter)
                              for parameter in signature.parameters.values())
            raise ExpressionError(f"{name}: {error}.", f"It is {name}({names}).") from None
        try:
            return value_of(function(*arguments, **keywords))
        except TuiDlError:
            raise
        except Exception as error:
            first = (str(error).splitlines() or [type(error).__name__])[0]
            what = f"{name} has no value here: {_short(first, 120)}"
            raise ExpressionError(what, "Check its arguments.") from error


def _default(parameter: inspect.Parameter) -> str:
    annotated = parameter.annotation is not inspect.Parameter.empty
    given = parameter.default is not inspect.Parameter.empty
    return f"={parameter.default}" if annotated and given else ""
