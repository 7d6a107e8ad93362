"""The line of the source at which a frame stands: the source itself is the oracle."""

import re

import pytest
from told import frames

from tui_dl.demos.catalogue import catalogue, source_of
from tui_dl.demos.phases import here

STEPS = {name: f"{name} steps=3" if demo.trains else name for name, demo in catalogue().items()}


@pytest.mark.parametrize("name", STEPS)
def test_the_line_says_what_is_promised_of_it(name: str) -> None:
    lines = source_of(name).splitlines()
    assert lines[here(name, None).line - 1].startswith(f"def {catalogue()[name].function}(")
    for frame in frames(STEPS[name], 40):
        line, what = here(name, frame)
        view = re.fullmatch("(.*) is computed here", what)
        text = lines[line - 1].strip()
        if view:
            assert re.match(rf"[\w, ]*\b{view[1].replace(' ', '_')}\b[\w, ]* = ", text), text
        else:
            assert "yield" in text or text.startswith("def ")


def test_phases_of_attention_stand_on_their_own_lines() -> None:
    lines = source_of("self-attention").splitlines()
    told = {here("self-attention", frame).what: lines[here("self-attention", frame).line - 1]
            for frame in frames("self-attention")}
    assert "masked_fill" in told["scores is computed here"] and "softmax" in told["weights is computed here"]


def test_a_picture_is_computed_by_the_line_that_convolves() -> None:
    line = here("stride-padding", frames("stride-padding", 5)[-1]).line
    assert "conv2d" in source_of("stride-padding").splitlines()[line - 1]
