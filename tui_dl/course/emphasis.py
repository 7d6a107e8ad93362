"""Emphasis beside wide characters.

CommonMark leaves the asterisks of `**손실(loss)**은` standing, because a closing run after punctuation must
not touch a letter (commonmark-spec#650). Beside a wide character the spaces alone decide here.
"""

from __future__ import annotations

import unicodedata

from markdown_it.common.utils import isWhiteSpace
from markdown_it.rules_inline.state_inline import Delimiter, StateInline


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFH"


def _touches(state: StateInline, end: int) -> tuple[bool, bool]:
    """Whether asterisks from `state.pos` to `end` may open, may close, for the wide letters beside them."""
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    opens = _wide(before) and not isWhiteSpace(ord(after))
    closes = _wide(after) and not isWhiteSpace(ord(before))
    return opens, closes


def emphasis(state: StateInline, silent: bool) -> bool:
    """The inline rule of `markdown_it.rules_inline.emphasis`, with wide characters on either side."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    run = state.scanDelims(state.pos, marker == "*")
    end = state.pos + run.length
    opens, closes = _touches(state, end) if marker == "*" else (False, False)
    for _ in range(run.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(Delimiter(
            marker=ord(marker), length=run.length, token=len(state.tokens) - 1, end=-1,
            open=run.can_open or opens, close=run.can_close or closes,
        ))
    state.pos = end
    return True
