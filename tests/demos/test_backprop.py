"""Backpropagation: values and gradients equal to torch.autograd."""

import ast
import math
import operator
import re

import pytest
import torch
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tui_dl.demos.backprop import FUNCTIONS, MOST_NODES, backprop
from tui_dl.demos.declare import KnobError
from tui_dl.demos.play import play
from tui_dl.demos.run import Run, parse_run
from tui_dl.frames import Frame, Table, frame_json

IN_TORCH = {"exp": torch.exp, "log": torch.log, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu,
            "sin": torch.sin, "cos": torch.cos}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
LEAVES = st.sampled_from(["a", "b", "c", "2", "0.5"])
EXPRESSIONS = st.recursive(LEAVES, lambda inner: st.one_of(
    st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    st.tuples(inner, st.sampled_from(["2", "3", "-1", "0"])).map(lambda t: f"({t[0]})**{t[1]}"),
    st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map(lambda t: f"{t[0]}({t[1]})"),
    inner.map(lambda x: f"(-{x})"),
), max_leaves=5).filter(lambda text: len(text) <= 60)
VALUES = st.fixed_dictionaries({name: st.floats(-3, 3).map(lambda x: round(x, 2)) for name in "abc"})


def frames(expression: str, **values: float) -> list[Frame]:
    return list(play(Run("backprop", {"expression": expression, **values})))


def table(frame: Frame, name: str = "graph") -> Table:
    view = frame.view(name)
    assert isinstance(view, Table)
    return view


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS, VALUES)
def test_value_and_gradients_equal_autograd(expression: str, values: dict[str, float]) -> None:
    leaves = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in values.items()}
    written = re.sub(r"(?<![\w.*])(?<!\*-)(\d[\d.]*)", r"number(\1)", expression)  # all but the exponents
    result = eval(written, {"number": lambda x: torch.tensor(x, dtype=torch.float64)}, IN_TORCH | leaves)
    try:
        last = frames(expression, **values)[-1]
    except KnobError as error:
        assert "comes to" in error.message or "nodes" in error.message
        return
    assert table(last).cells[-1][1] == pytest.approx(result.item(), rel=1e-9)
    assume(result.requires_grad)
    result.backward()
    for name, leaf in leaves.items():
        if leaf.grad is not None and math.isfinite(leaf.grad):
            assert last.readings[f"grad_{name}"] == pytest.approx(leaf.grad.item(), rel=1e-6, abs=1e-9)


def every_node(tree: ast.expr, leaves: dict[str, torch.Tensor], made: list[torch.Tensor]) -> torch.Tensor:
    """Compute an expression with torch, and list what is computed on the way, each after what it is made of."""
    match tree:
        case ast.Name(id=name):
            return leaves[name]
        case ast.Constant() | ast.UnaryOp(operand=ast.Constant()):  # -2 is a number, no operation
            return torch.tensor(float(ast.literal_eval(tree)), dtype=torch.float64)
        case ast.UnaryOp(operand=x):
            made.append(-every_node(x, leaves, made))
        case ast.BinOp(left=x, op=ast.Pow(), right=n):
            made.append(every_node(x, leaves, made) ** ast.literal_eval(n))
        case ast.BinOp(left=x, op=op, right=y):
            made.append(OPERATORS[type(op)](every_node(x, leaves, made), every_node(y, leaves, made)))
        case ast.Call(func=ast.Name(id=name), args=[x]):
            made.append(IN_TORCH[name](every_node(x, leaves, made)))
    if made[-1].requires_grad:
        made[-1].retain_grad()
    return made[-1]


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS, VALUES)
@example("a*(-2) + (-b)*a", {"a": 1.5, "b": -0.5, "c": 0.0})
def test_every_node_has_the_gradient_autograd_gives_it(expression: str, values: dict[str, float]) -> None:
    leaves = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in values.items()}
    made: list[torch.Tensor] = []
    result = every_node(ast.parse(expression, mode="eval").body, leaves, made)
    assume(made and result.requires_grad)
    try:
        run = frames(expression, **values)
    except KnobError:
        return  # too long, or no number: said elsewhere
    result.backward()
    backward = run[len(made) + 1:]  # the gradient of the result, then one operation a frame
    assert len(backward) == len(made) + 1
    for frame, at in zip(backward, [result, *reversed(made)], strict=True):
        assert frame.readings["value"] == pytest.approx(at.item(), rel=1e-9)
        if at.requires_grad and at.grad is not None and math.isfinite(at.grad):
            assert frame.readings["gradient"] == pytest.approx(at.grad.item(), rel=1e-6, abs=1e-9)


def test_a_value_used_twice_adds_its_gradients() -> None:
    assert frames("a*b + a", b=3.0)[-1].readings["grad_a"] == 4


def test_it_goes_forward_then_backward_one_operation_a_frame() -> None:
    run = frames("a*b + a", a=2.0, b=3.0)
    assert [frame.step for frame in run] == list(range(6)) and run[0].total == 5
    assert [frame.readings["node"] for frame in run[1:]] == ["a * b", "a * b + a", "a * b + a", "a * b + a", "a * b"]
    assert ["gradient" in frame.readings for frame in run] == [False] * 3 + [True] * 3
    assert [row[2] for row in table(run[4]).cells] == [1.0, "", 1.0, 1.0]  # a has its first half


def test_a_product_of_nothing_is_written_without_a_sign() -> None:
    last = frames("(a*b + c - 1)**2", a=2.0, b=0.0, c=-6.0)[-1]  # a gets -14 times 0
    assert "a gets 0," in last.caption
    assert math.copysign(1, float(table(last, "passed on").cells[0][3])) == 1


def test_the_default_has_eight_nodes() -> None:
    assert len(table(next(play(parse_run("backprop")))).cells) == 8


@pytest.mark.parametrize("expression", [
    "a +", "d*2", "a**b", "__import__('os')", "a.real", "a if b else c", "lambda: 1", "[a]", "a @ b", "tanh(a, b)",
    "tanh", "1j", "'text'", "True", "a == b", "exp(exp(exp(a)))", "log(0-a)", "a/(b-b)", "1e400", "a;b", "(a",
    "+".join("a" * 20), "a\0b"])
def test_what_is_no_such_expression_is_a_knob_error(expression: str) -> None:
    with pytest.raises(KnobError):
        frames(expression, a=9.0)


def test_a_long_expression_says_how_many_nodes_it_may_have() -> None:
    with pytest.raises(KnobError, match=str(MOST_NODES)):
        frames("+".join("a" * 20))


def test_gradients_are_explained_by_terms_that_come_to_them() -> None:
    assert backprop.explain is not None
    for frame in frames("tanh(a*b + a)/b", a=0.5, b=-2.0):
        for r, row in enumerate(table(frame).cells):
            told = backprop.explain(frame, "graph", (r, 2))
            assert told.value == (row[2] if row[2] != "" else "not yet")
            assert not told.terms or told.combined() == pytest.approx(told.value)
            assert backprop.explain(frame, "graph", (r, 1)).value == (row[1] if row[1] != "" else "not yet")
        for r, row in enumerate(table(frame, "passed on").cells):
            told = backprop.explain(frame, "passed on", (r, 3))
            assert told.value == row[3] and told.combined() == pytest.approx(row[3])


def test_a_replay_is_the_same() -> None:
    first, second = ([frame_json(frame) for frame in frames("sin(a)/b")] for _ in range(2))
    assert first == second
