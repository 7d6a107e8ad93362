"""Text as data: nothing that a terminal would obey survives."""

from __future__ import annotations

import re

_SEQUENCE = r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P^_X][^\x07\x1b\n]*(?:\x07|\x1b\\)?"
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
CONTROLS = re.compile(f"{_SEQUENCE}|{_CONTROL}")
"""Escape sequences, control characters, line separators, bidirectional overrides, lone surrogates."""


def clean(text: str) -> str:
    """Several lines of text without controls; line ends become \\n, a tab goes to the next fourth column."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return CONTROLS.sub("", text)


def clean_line(text: str) -> str:
    """One line of text without controls; line ends and tabs become spaces."""
    return CONTROLS.sub("", re.sub(r"[\t\r\n]", " ", text))
