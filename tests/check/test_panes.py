"""Live blocks and their first frame."""

from __future__ import annotations

import numpy as np
import pytest
from linting import Lint, Scripted, only

from tui_dl.frames import Frame, Grid

DEMO = ":::{{demo}} {}\n:size: {}\n:kernel: {}\n{}\n:::\n"
PREDICT = """:::{{predict}} p
---
demo: stride-padding
knobs: {{size: 7}}
ask: out
hide: [{}]
---
How wide?
:::
"""


@pytest.mark.parametrize(
    ("broken", "mended", "line", "words"),
    [
        (("stride-pading", 7, 3, ""), ("stride-padding", 7, 3, ""), 1, "Did you mean stride-padding?"),
        (("stride-padding", 99, 3, ""), ("stride-padding", 9, 3, ""), 2, "out of range"),
        (("stride-padding", "wide", 3, ""), ("stride-padding", 9, 3, ""), 2, "no whole number"),
        (("stride-padding", 7, 3, ":strides: 2"), ("stride-padding", 7, 3, ":stride: 2"), 4, "no knob strides"),
        (("stride-padding", 3, 5, ""), ("stride-padding", 5, 3, ""), 1, "fails: The filter does not fit"),
        (("stride-padding", 7, 3, ":show: [stride, pad]"), ("stride-padding", 7, 3, ":show: [stride, padding]"), 4,
         "pad is no knob"),
        (("stride-padding", 7, 3, ":views: [outputs]"), ("stride-padding", 7, 3, ":views: [output]"), 4,
         "Did you mean output?"),
        (("stride-padding", 7, 3, f":look: {'long ' * 20}"), ("stride-padding", 7, 3, ":look: the corner"), 4,
         "99 cells long"),
    ],
)
def test_demos(lint: Lint, broken: tuple[object, ...], mended: tuple[object, ...], line: int, words: str) -> None:
    problem = only(lint(DEMO.format(*broken)))
    assert problem.line == line and words in str(problem)
    assert lint(DEMO.format(*mended)) == []


def test_hidden_views_exist(lint: Lint) -> None:
    problem = only(lint(PREDICT.format("ouput")))
    assert problem.line == 6 and "Did you mean output?" in problem.mend
    assert "Readings are covered as it is." in only(lint(PREDICT.format("out_height"))).mend
    assert lint(PREDICT.format("output")) == []


def frame(**changed: object) -> Frame:
    views = tuple(Grid(f"view {n}", np.zeros((8, 30))) for n in range(9))
    return Frame(0, 1, **{"caption": "", "readings": {"out": 1}, "views": views} | changed)  # type: ignore[arg-type]  # fields by name


def test_a_frame_that_does_not_fit(lint: Lint) -> None:
    asker = Scripted({"stride-padding": [frame()]})
    chosen = DEMO.format("stride-padding", 7, 3, ":views: [VIEWS]")
    assert "does not fit" in only(lint(DEMO.format("stride-padding", 7, 3, ""), asker, warnings=True)).what
    problem = only(lint(chosen.replace("VIEWS", ", ".join(f"view {n}" for n in range(9))), asker))
    assert problem.line == 4 and "more: view" in problem.what
    assert lint(chosen.replace("VIEWS", "view 0, view 1"), asker) == []


def test_a_knob_and_a_reading_of_one_name(lint: Lint) -> None:
    clash = Scripted({"stride-padding": [frame(views=(), readings={"size": 3})]})
    fine = Scripted({"stride-padding": [frame(views=(), readings={"width": 3})]})
    demo = DEMO.format("stride-padding", 7, 3, "")
    assert "both a knob and a reading named size" in only(lint(demo, clash)).what
    assert lint(demo, fine) == []


def test_a_clash_in_the_last_frame_is_seen_where_the_run_is_played(lint: Lint) -> None:
    frames = [Frame(0, 1, "", {"out": 1}), Frame(1, 1, "", {"out": 2, "size": 3})]
    text = PREDICT.format("").replace("hide: []\n", "")
    assert "named size" in only(lint(text, Scripted({"stride-padding": frames}))).what


def test_one_frame_is_enough_for_a_demo(lint: Lint) -> None:
    taken: list[int] = []

    def endless(run: object) -> list[Frame]:
        class Counting(list[Frame]):
            def __iter__(self):  # type: ignore[no-untyped-def]  # a list that notes what is taken of it
                for found in super().__iter__():
                    taken.append(found.step)
                    yield found
        return Counting(Frame(step, 99, "", {}) for step in range(100))

    assert lint(DEMO.format("stride-padding", 7, 3, ""), Scripted({"stride-padding": endless})) == []
    assert taken == [0]
