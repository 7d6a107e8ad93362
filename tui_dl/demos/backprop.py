"""The chain rule, node by node: values forward, gradients backward."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import torch
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.frames import Explanation, Frame, Index, Reading, Table

MOST_NODES = 16


@demo(title="Backpropagation")
def backprop(
    expression: Annotated[str, Knob(length=60, help="of a, b, c and numbers: + - * / **, tanh, relu, exp, log …")]
    = "(a*b + c - 1)**2",
    a: Annotated[float, Knob(-10, 10, help="the value of a")] = 2.0,
    b: Annotated[float, Knob(-10, 10, help="the value of b")] = 3.0,
    c: Annotated[float, Knob(-10, 10, help="the value of c")] = -4.0,
) -> Demo:
    """Values go forward through an expression, then every node passes its gradient back to what it was made of.

    The gradient of a node says by how much the result changes when the node changes by a little, per little.
    A node passes on its gradient times its local slope; a node used twice adds up what it is handed.
    """
    nodes = graph(expression, {"a": a, "b": b, "c": c})
    made = [i for i, node in enumerate(nodes) if node.inputs]  # the nodes that are computed, in order
    total = 2 * len(made) + 1
    for step in range(total + 1):
        slopes = gradients(nodes, made, step - len(made) - 1)
        at = place(step, made, len(nodes))
        passing = passed(nodes, at, slopes) if step > len(made) + 1 else ()
        rows = tuple((node.text, "" if i in made[step:] else node.value, slopes.get(i, ""))
                     for i, node in enumerate(nodes))
        shown = {"step": step} | readings(nodes, at, slopes, last=step == total)
        yield Frame(step, total, caption(nodes, at, step, len(made), passing), shown, (
            Table("graph", ("node", "value", "gradient"), rows, at),
            Table("passed on", ("to", "gradient", "local slope", "product"), passing),
        ))


@dataclass(frozen=True)
class Node:
    """A leaf (no inputs), or one operation on earlier nodes, with its slope for each of them."""

    text: str
    value: float
    inputs: tuple[int, ...] = ()
    slopes: tuple[float, ...] = ()


# an operation: its value, and its slope for every input, from the inputs and the output
Rule = tuple[Callable[..., Tensor], Callable[..., tuple[Tensor | float, ...]]]
BINARY: dict[type[ast.operator], Rule] = {
    ast.Add: (torch.add, lambda x, y, out: (1.0, 1.0)),
    ast.Sub: (torch.sub, lambda x, y, out: (1.0, -1.0)),
    ast.Mult: (torch.mul, lambda x, y, out: (y, x)),
    ast.Div: (torch.div, lambda x, y, out: (1 / y, -out / y)),
}
FUNCTIONS: dict[str, Rule] = {
    "exp": (torch.exp, lambda x, out: (out,)),
    "log": (torch.log, lambda x, out: (1 / x,)),
    "tanh": (torch.tanh, lambda x, out: (1 - out**2,)),
    "sigmoid": (torch.sigmoid, lambda x, out: (out * (1 - out),)),
    "relu": (torch.relu, lambda x, out: (x > 0,)),
    "sin": (torch.sin, lambda x, out: (x.cos(),)),
    "cos": (torch.cos, lambda x, out: (-x.sin(),)),
}


def graph(expression: str, variables: dict[str, float]) -> list[Node]:
    """The nodes of an expression, every node after its inputs; the last is the result. KnobError."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise KnobError(f"expression={expression} is not understood.", "Write for example a*b + a.") from None
    nodes: list[Node] = []
    _add(tree, variables, nodes)
    return nodes


def _add(tree: ast.expr, variables: dict[str, float], nodes: list[Node]) -> int:
    """Append the nodes of a part of the expression; the index of its own."""
    text = ast.unparse(tree)
    match tree:
        case ast.Name(id=name) if name in variables:
            known = [i for i, node in enumerate(nodes) if node.text == name]
            return known[0] if known else _append(nodes, Node(name, variables[name]))
        case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return _append(nodes, Node(text, _number(tree)))
        case ast.UnaryOp(op=ast.USub(), operand=x):
            return _operation(text, (torch.neg, lambda x, out: (-1.0,)), [_add(x, variables, nodes)], nodes)
        case ast.BinOp(left=x, op=ast.Pow(), right=exponent):
            return _operation(text, _power(_number(exponent)), [_add(x, variables, nodes)], nodes)
        case ast.BinOp(left=x, op=op, right=y) if type(op) in BINARY:
            inputs = [_add(x, variables, nodes), _add(y, variables, nodes)]
            return _operation(text, BINARY[type(op)], inputs, nodes)
        case ast.Call(func=ast.Name(id=name), args=[x], keywords=[]) if name in FUNCTIONS:
            return _operation(text, FUNCTIONS[name], [_add(x, variables, nodes)], nodes)
    raise KnobError(f"{text} cannot stand in an expression.",
                    f"It may hold {', '.join(variables)}, numbers, + - * / **, and {', '.join(FUNCTIONS)}.")


def _number(tree: ast.expr) -> float:
    """The number that is written there, with its sign. KnobError."""
    match tree:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and abs(value) < 1e6:
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
            return -_number(operand)
    raise KnobError(f"{ast.unparse(tree)[:40]} should be a number below a million.", "For example a**2, not a**b.")


def _power(n: float) -> Rule:
    """x to a fixed power, and its slope n x^(n-1)."""
    return (lambda x: x**n), (lambda x, out: (n * x ** (n - 1) if n else 0.0,))


def _operation(text: str, rule: Rule, inputs: list[int], nodes: list[Node]) -> int:
    compute, slopes = rule
    values = [torch.tensor(nodes[i].value, dtype=torch.float64) for i in inputs]
    out = compute(*values)
    if not out.isfinite():
        raise KnobError(f"{text} comes to {out.item()}, which is no number to go on with.", "Choose other values.")
    return _append(nodes, Node(text, out.item(), tuple(inputs), tuple(map(float, slopes(*values, out)))))


def _append(nodes: list[Node], node: Node) -> int:
    if len(nodes) == MOST_NODES:
        raise KnobError(f"That expression has more than {MOST_NODES} nodes.", "Write a shorter one.")
    nodes.append(node)
    return len(nodes) - 1


def gradients(nodes: list[Node], made: list[int], done: int) -> dict[int, float]:
    """Gradients of the nodes reached, when the last `done` operations have passed theirs on; none below 0."""
    if done < 0:
        return {}
    found = {len(nodes) - 1: 1.0}  # the result changes by 1 when it changes by 1
    for i in list(reversed(made))[:done]:
        for source, slope in zip(nodes[i].inputs, nodes[i].slopes, strict=True):
            found[source] = found.get(source, 0.0) + found[i] * slope
    return found


def place(step: int, made: list[int], size: int) -> int:
    """The node at work in this step: forward through the operations, then backward."""
    if step <= len(made):
        return made[step - 1] if step else 0
    return size - 1 if step == len(made) + 1 else made[2 * len(made) + 1 - step]


def passed(nodes: list[Node], at: int, slopes: dict[int, float]) -> tuple[tuple[Reading, ...], ...]:
    """What a node hands to each of its inputs: gradient, local slope, product."""
    node = nodes[at]
    return tuple((nodes[i].text, slopes[at], slope, slopes[at] * slope + 0.0)  # no -0 on screen
                 for i, slope in zip(node.inputs, node.slopes, strict=True))


def readings(nodes: list[Node], at: int, slopes: dict[int, float], last: bool) -> dict[str, Reading]:
    """The node at work; in the last frame also the gradients of a, b and c."""
    shown: dict[str, Reading] = {"node": nodes[at].text, "value": nodes[at].value}
    if at in slopes:
        shown["gradient"] = slopes[at]
    leaves = [i for i in sorted(slopes) if nodes[i].text in ("a", "b", "c")]
    return shown | ({f"grad_{nodes[i].text}": slopes[i] for i in leaves} if last else {})


def caption(nodes: list[Node], at: int, step: int, made: int, passing: tuple[tuple[Reading, ...], ...]) -> str:
    """What has just happened."""
    node = nodes[at]
    if step == 0:
        return "the values of the leaves are given"
    if step <= made:
        return f"forward: {node.text} = {node.value:.4g}"
    if step == made + 1:
        return f"backward: the gradient of {node.text} itself is 1"
    return f"backward from {node.text}: " + ", ".join(f"{row[0]} gets {row[3]:.4g}" for row in passing)


@backprop.explains
def explain_backprop(frame: Frame, view: str, index: Index) -> Explanation:
    """A gradient is a sum, over the nodes that use it, of their gradient times their local slope."""
    table, (row, col) = frame.view(view), index[:2]
    assert isinstance(table, Table)
    value, name = table.cells[row][col], table.cells[row][0]
    assert not isinstance(value, bool)
    if view == "passed on":
        _, gradient, slope, _ = (float(x) if not isinstance(x, str) else 0.0 for x in table.cells[row])
        said = ("The node that is handed a gradient.", "The gradient of the node that hands it on.",
                f"By how much it changes when {name} does, per little.", "Gradient times local slope.")
        return Explanation(said[col], value, terms=((gradient, slope),) if col == 3 else (),
                           torch="gradient * local_slope" if col == 3 else "")
    nodes = graph(frame.knobs["expression"], {name: frame.knobs[name] for name in "abc"})
    if col == 0 or value == "":
        return Explanation("A node of the expression." if col == 0 else "Not computed yet.", value or "not yet")
    if col == 1:
        made_of = tuple((i, 1) for i in nodes[row].inputs)
        return Explanation(f"{name}, computed from the nodes before it." if made_of else f"{name} is given.", value,
                           torch=str(name), depends={"graph": made_of} if made_of else {})
    return explain_gradient(nodes, row, frame)


def explain_gradient(nodes: list[Node], row: int, frame: Frame) -> Explanation:
    """What a node has been handed so far."""
    made = [i for i, node in enumerate(nodes) if node.inputs]
    done = frame.step - len(made) - 1
    slopes = gradients(nodes, made, done)
    if row == len(nodes) - 1:
        return Explanation("The result changes by 1 when it changes by 1.", slopes[row], r"\frac{dL}{dL} = 1")
    users = [(i, slope) for i in list(reversed(made))[:done]
             for source, slope in zip(nodes[i].inputs, nodes[i].slopes, strict=True) if source == row]
    text = nodes[row].text
    return Explanation(
        f"From every node that uses {text}: its gradient times its local slope, added up.",
        slopes[row], r"\frac{dL}{dx} = \sum_u \frac{dL}{du} \frac{\partial u}{\partial x}",
        tuple((slopes[i], slope) for i, slope in users), torch=f"torch.autograd.grad(L, {text})",
        depends={"graph": tuple((i, 2) for i, _ in users)},
    )
