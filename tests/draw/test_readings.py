"""What is said below a demo."""

from __future__ import annotations

import pytest
from drawing import LOOKS

from tui_dl.draw.look import Look
from tui_dl.draw.prose import wrap
from tui_dl.draw.readings import Words, words_text
from tui_dl.draw.roles import role


@pytest.mark.parametrize("look", LOOKS)
def test_code_in_the_words_of_an_author_is_shown_as_code(look: Look) -> None:
    line, = wrap(words_text(Words("look: `params` is known. *Which* knob moves it?", "note"), look), 60)
    assert "".join(segment.text for segment in line) == "look: params is known. Which knob moves it?"
    if look.colour:
        styles = {segment.text: segment.style for segment in line}
        assert styles["look: "] == role("note", look)
        assert styles["params"] is not None and styles["params"].color == role("code", look).color


def test_no_words_are_no_text() -> None:
    assert not words_text(Words("", "note"), Look())
