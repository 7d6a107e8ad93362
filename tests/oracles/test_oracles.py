"""Oracles in expressions: found by name, loaded late, and clear when they cannot answer."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tui_dl import oracles
from tui_dl.course.expressions import ExpressionError
from tui_dl.errors import TuiDlError, UsageError

# as in the issue that lists the public names
PUBLIC = {
    "conv_out", "deconv_out", "pool_out", "conv_params", "linear_params", "rnn_params", "attention_params", "params",
    "weights", "receptive_field", "yolo_size", "rpn_channels", "joint_params", "markov_params", "independent_params",
    "kl", "jsd", "entropy", "softmax",
}


def test_public_names_are_there() -> None:
    assert PUBLIC <= oracles.NAMES
    assert oracles.functions().keys() == oracles.NAMES


def test_importing_oracles_loads_no_torch_and_plain_expressions_need_none() -> None:
    child = ("import sys; from tui_dl import oracles; import tui_dl.course.questions\n"
             "assert oracles.evaluate('max(W, 2) ** 2', {'W': 3}) == 9\n"
             "assert 'conv_out' in oracles.NAMES\n"
             "assert 'torch' not in sys.modules and 'textual' not in sys.modules\n")
    done = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("source", "value"), [
    ("conv_out(224, F=7, S=2, P=3)", 112), ("conv_out(W, F=F, D=2) == 5", True), ("params('vgg16')", 138_357_544),
    ("receptive_field([(3, 1), (F, 1)])", 5), ("shape_after((1, W, W), 'conv 6 3; flatten')[0]", 294),
    ("round(entropy((0.5, 0.5)), 4)", 0.6931), ("softmax((0, 0))", (0.5, 0.5)), ("28 - 10 * (F - 1)", 8),
])
def test_values(source: str, value: object) -> None:
    assert oracles.evaluate(source, {"W": 9, "F": 3}) == value


@pytest.mark.parametrize(("source", "says"), [
    ("conv_out(7)", "It is conv_out(W, F, S=1, P=0, D=1)."), ("conv_out(7, G=3)", "It is conv_out("),
    ("conv_uot(7, 3)", "Did you mean conv_out?"), ("conv_out(2, 3)", "does not fit"),
    ("conv_out(9**9**9, 3)", "more than 3,900 digits"), ("params(('vgg16',))", "no net"),
    ("conv_out", "conv_out has no value"), ("conv_out(3, 1)(2)", "Only a function's name"),
    ("kl((0.5, 0.5))", "It is kl(p, q)."), ("macs('vgg16') ** 999", "more than 3,900 digits"),
])
def test_errors_are_one_clear_line(source: str, says: str) -> None:
    with pytest.raises(TuiDlError) as caught:
        oracles.evaluate(source, {})
    assert says in str(caught.value) and "\n" not in str(caught.value)
    assert isinstance(caught.value, ExpressionError | oracles.OracleError)


def test_an_oracle_error_is_the_authors() -> None:
    assert issubclass(oracles.OracleError, UsageError)
