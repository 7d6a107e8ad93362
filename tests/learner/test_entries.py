"""Entries survive the way to JSON and back; what does not fit is kept as it is."""

from __future__ import annotations

import json
from dataclasses import fields

import numpy as np
import pytest

from tui_dl.learner.entries import (
    KINDS,
    Answer,
    ChallengeMet,
    Entry,
    Known,
    Prediction,
    Reset,
    Session,
    Setting,
    Tried,
    Undo,
    Unknown,
    Visit,
    item_id,
    lesson_of,
    put_together,
    taken_apart,
    to_json,
)

ENTRIES: list[Entry] = [
    Visit("cnn/x", "stride", 2),
    Answer("cnn/x#q", ["a", "b"], False, "choice", {"W": 5}, "W - F", True, True, True, 3.5, "review"),
    Prediction("cnn/x#p", 9, 7, False, True, False, 4.0, "lesson"),
    ChallengeMet("cnn/x#c", "stride-padding kernel=5"),
    Known("cnn/x"),
    Undo("some-uuid"),
    Reset("cnn/x"),
    Setting("theme", {"dark": True}),
    Tried("cnn/x", "gan-digits --seed 7", "the loss rose"),
    Session("start"),
    Unknown("gesture", "left hand", {"fingers": 3}),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kind)
def test_an_entry_comes_back_from_json_as_it_was(entry: Entry) -> None:
    kind, subject, data = taken_apart(entry)
    assert put_together(kind, subject, json.loads(to_json(data))) == entry


def test_every_kind_is_among_them() -> None:
    assert {entry.kind for entry in ENTRIES} >= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_missing_fields_take_their_defaults_and_new_ones_do_no_harm(kind: str) -> None:
    entry = put_together(kind, "a/b#c", {"invented_later": 1})
    assert entry.kind == kind
    assert getattr(entry, fields(KINDS[kind])[0].name) == "a/b#c"


def test_a_value_of_another_type_makes_the_entry_unknown() -> None:
    assert put_together("answer", "a/b#c", {"right": "yes"}) == Unknown("answer", "a/b#c", {"right": "yes"})


def test_json_is_strict_whatever_is_given() -> None:
    data = {"given": (3, float("nan"), float("-inf"), np.float32(0.5), np.arange(2), {1}), "text": "\ud800\x1b"}
    read = json.loads(to_json(data), parse_constant=pytest.fail)
    assert read == {"given": [3, "nan", "-inf", 0.5, [0, 1], [1]], "text": "\ud800\x1b"}


def test_item_ids_name_their_lesson() -> None:
    assert item_id("cnn/x", "q") == "cnn/x#q"
    assert lesson_of("cnn/x#q") == lesson_of("cnn/x") == "cnn/x"
