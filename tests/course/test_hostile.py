"""Hostile expressions and answers are refused at once. Run in a process of its own, so that a hang fails the test."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

EXPRESSIONS = [
    "9**9**9", "'a' * 10**10", "10**10 * 'a'", "[[0]*9999]*9999*9", "(0,) * 10**9", "[0]*9999 + [0]*9999",
    "sum([[1]*9999]*9999)", "sum([sum([sum([1]*999)]*999)]*999)", "10**100000", "10**3000 * 10**3000 * 10**3000",
    "((10**3000)**3000)**3000", "2**2**2**2**2**2", "(2**12000)**2", "9**9**9 // 9**9**8", "-9**9**9", "0 - 7**7**7",
    "(" * 1000 + "1" + ")" * 1000, "(" * 60 + "1" + ")" * 60, "[" * 900, "{" * 900, "-" * 1900 + "1", "~" * 900 + "1",
    "not " * 450 + "1", "1" + "+1" * 900, "1 if 1 else " * 150 + "1", "lambda:" * 200 + "1", "1" + "**1" * 600,
    "1" * 5000, "1+" * 2000 + "1", "x" * 3000,
    "__import__('os').system('true')", "().__class__.__bases__[0].__subclasses__()", "x.__class__", "(1).real",
    "'a'.join(('b', 'c'))", "open('/etc/passwd')", "eval('1')", "exec('1')", "getattr(x, 'real')", "globals()",
    "lambda: 1", "(lambda: 1)()", "f'{9**9}'", "f'{x:>1000000000}'", "(y := 9)", "y = 9", "import os", "del x",
    "[i for i in (1, 2)]", "{i for i in (1, 2)}", "(i for i in (1, 2))", "{1: 2}", "{1, 2}", "(*x, 1)", "max(*x)",
    "max(**x)", "await x", "yield x", "1 << 10**9", "1 >> -10**9", "1 | 2", "~1", "1 @ 2",
    "round(1, 10**9)", "round(1, -10**9)", "round(10**3000, -10**15)", "'%1000000000d' % 1", "'%s' % x",
    "'{:>1000000000}'.format(1)", "1e308 * 10", "1e999", "-1e999", "1e308 ** 2", "exp(10**10)", "exp(1e10)",
    "1 / 0", "1 % 0", "0 ** -1", "0.0 ** -1", "log(0)", "log(-1)", "log(10, 1)", "floor(1e308 * 1e308)",
    "1j", "b'a'", "...", "x[0:10**9]", "(1, 2)[10**18]", "(1, 2)['a']", "x[0]", "print(1)", "factorial(10**6)",
    "range(10**9)", "list(range(10**9))", "min()", "sum('abc')", "abs('a')", "sqrt('a')", "_", "_x", "x y", "x;x",
    "x\0", "\0", "# 1", "'unclosed", "\\", "1\\\n+1" + "\\\n" * 900, "((((((((((" * 90, "",
]
ANSWERS = [
    "9**9**9", "9^9^9", "9⁹⁹⁹⁹⁹⁹⁹⁹⁹", "2^-9^9^9", "(" * 100 + "1" + ")" * 100, "[" * 150, "1," * 90,
    "9" * 5000, "x" * 10**6,
    "1x" * 90, "3x" * 60 + "3", "\0", "4\x1b[2J", "4\x07", "1e999", "1e308*10", "1/0", "50%%", "%", "7 % 2",
    "__import__('os')", "().__class__", "'a'*10**10", "[0]*10**9", "lambda: 1", "1<2", "333x" * 45 + "!", "nine", "",
    "   ", ",", "()", "(,)", "1..2", "1,,2", "--", "½½", "\ud800", "−" * 190 + "1", ",".join(["1"] * 60),
]
CHILD = """
import json, sys, time
from tui_dl.course.answers import AnswerError, parse_answer
from tui_dl.course.expressions import ExpressionError, evaluate
expressions, answers = json.load(sys.stdin)
heard = []
for source in expressions:
    try:
        heard.append(("value", repr(evaluate(source, {"x": 3}))[:80]))
    except ExpressionError as error:
        heard.append(("refused", str(error)))
for text in answers:
    try:
        heard.append(("value", repr(parse_answer(text))[:80]))
    except AnswerError as error:
        heard.append(("refused", str(error)))
json.dump(heard, sys.stdout)
"""


@pytest.fixture(scope="module")
def heard() -> list[tuple[str, str]]:
    """What was said to each of them, within seconds and 1 GB."""
    child = ("import resource; resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9))\n" + CHILD
             if sys.platform == "linux" else CHILD)
    done = subprocess.run([sys.executable, "-c", child], input=json.dumps([EXPRESSIONS, ANSWERS]),
                          capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    said = [(kind, text) for kind, text in json.loads(done.stdout)]
    assert len(said) == len(EXPRESSIONS) + len(ANSWERS)
    return said


@pytest.mark.parametrize("place", range(len(EXPRESSIONS) + len(ANSWERS)),
                         ids=[repr(text[:30]) for text in EXPRESSIONS + ANSWERS])
def test_refused_with_one_clear_line(heard: list[tuple[str, str]], place: int) -> None:
    kind, said = heard[place]
    assert kind == "refused", said
    assert len(said) > 10 and len(said) < 400
    assert said.isprintable() and "Traceback" not in said
