"""The forms of a check: lines, annotations as GitHub's runner reads them, JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from tui_dl.check.lesson import Share
from tui_dl.check.report import Told, array, github, text, told
from tui_dl.check.session import Result
from tui_dl.course.model import Problem

PATH = Path("lessons/cnn/x.md")
RESULT = Result(PATH, (Problem(PATH, 3, 7, "It is 4, not 5.", "Write 4."), Problem(PATH, 1, 1, "Short.", warning=True)),
                shares=(Share(9, "drawn: W - F speaks in 20% of 87 draws."),))
COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")  # actions/runner, ActionCommand: properties end at the next ::


def test_lines_are_those_of_a_problem() -> None:
    problem, warning, share = (text(one) for one in told(RESULT))
    assert problem == str(RESULT.problems[0]) == "lessons/cnn/x.md:3:7: It is 4, not 5. Write 4."
    assert warning == "lessons/cnn/x.md:1:1: warning: Short."
    assert share == "lessons/cnn/x.md:9:1: share: drawn: W - F speaks in 20% of 87 draws."


def test_annotations() -> None:
    problem, warning, share = (github(one) for one in told(RESULT))
    assert problem == "::error file=lessons/cnn/x.md,line=3,col=7::It is 4, not 5. Write 4."
    assert warning == "::warning file=lessons/cnn/x.md,line=1,col=1::Short."
    assert share == "::notice file=lessons/cnn/x.md,line=9,col=1::drawn: W - F speaks in 20%25 of 87 draws."


@given(st.text(), st.text())
def test_an_annotation_is_one_command_whatever_it_says(path: str, what: str) -> None:
    line = github(Told(path, 3, 7, "error", what))
    assert len(line.split("\n")) == 1 and "\r" not in line
    found = COMMAND.fullmatch(line)
    assert found is not None and found[1] == "error"
    file, *rest = found[2].split(",")
    assert rest == ["line=3", "col=7"] and unquote(file.removeprefix("file="), errors="surrogatepass") == unquote(
        path.replace("%", "%25"), errors="surrogatepass")


def test_json_is_one_array() -> None:
    told_again = json.loads(array(told(RESULT, lambda path: path.name)))
    assert told_again[0] == {"path": "x.md", "line": 3, "column": 7, "level": "error", "what": "It is 4, not 5.",
                             "mend": "Write 4."}
    assert [one["level"] for one in told_again] == ["error", "warning", "notice"]
    assert json.loads(array([])) == []
