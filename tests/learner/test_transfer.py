"""An export read in again is the same log; a bad file changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.learner.entries import Answer, Entry, Reset, Setting, Unknown, Visit
from tui_dl.learner.log import Log, LogError
from tui_dl.learner.progress import lesson_states, position
from tui_dl.learner.schedule import ReviewItem, agenda
from tui_dl.learner.transfer import export_log, import_log

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10**20, 10**20) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=5)
IDS = st.sampled_from(["cnn/x#q", "cnn/x#r", "rnn/y#q"])
ENTRIES = st.one_of(
    st.builds(Visit, st.sampled_from(["cnn/x", "rnn/y"]), st.sampled_from(["", "s"]), st.integers(0, 3)),
    st.builds(Answer, IDS, VALUES, st.booleans(), context=st.sampled_from(["lesson", "review"])),
    st.builds(Reset, st.just("cnn/x")),
    st.builds(Setting, st.text("abc", max_size=3), VALUES),
    st.builds(Unknown, st.just("from the future"), st.text("abc"), st.dictionaries(st.text(max_size=3), VALUES)),
)
HISTORY = st.lists(ENTRIES, max_size=6)
ITEMS = [ReviewItem("cnn/x#q", "cnn/x"), ReviewItem("rnn/y#q", "rnn/y")]


def record(log: Log, clock: Any, entries: list[Entry]) -> None:
    for entry in entries:
        log.record(entry)
        clock.forward(hours=9)


def derived(log: Log, now: Any) -> Any:
    """Everything that is made of the entries."""
    return export_log(log), position(log), lesson_states(log), agenda(log, ITEMS, now), log.settings()


@settings(max_examples=40, deadline=None)
@given(history=HISTORY)
def test_a_round_trip_is_lossless_and_idempotent(fresh_log: Any, history: list[Entry]) -> None:
    with fresh_log() as (log, clock), fresh_log() as (other, other_clock):
        record(log, clock, history)
        other_clock.now = clock.now
        text = export_log(log)
        assert import_log(other, text) == len(history)
        assert derived(other, clock.now) == derived(log, clock.now)
        assert [row.entry for row in other.rows()] == [row.entry for row in log.rows()]
        assert import_log(other, text) == import_log(log, text) == 0
        assert export_log(other) == text


@settings(max_examples=40, deadline=None)
@given(before=HISTORY, after=HISTORY)
def test_export_and_import_commute_with_further_answers(
    fresh_log: Any, before: list[Entry], after: list[Entry]
) -> None:
    """Import, then go on; or go on, then import; or move house in between: the same log in the end."""
    with fresh_log() as (log, clock), fresh_log() as (moved, moved_clock), fresh_log() as (late, late_clock):
        record(log, clock, before)
        text = export_log(log)
        record(log, clock, after)
        moved_clock.now = late_clock.now = clock.now
        import_log(moved, text)
        import_log(moved, export_log(log))
        further = json.loads(export_log(log))
        early = {entry["uuid"] for entry in json.loads(text)["entries"]}
        further["entries"] = [entry for entry in further["entries"] if entry["uuid"] not in early]
        import_log(late, json.dumps(further))
        import_log(late, text)
        import_log(log, text)
        assert derived(moved, clock.now) == derived(late, clock.now) == derived(log, clock.now)


@settings(max_examples=20, deadline=None)
@given(mine=HISTORY, theirs=HISTORY)
def test_two_logs_become_one_in_either_direction(fresh_log: Any, mine: list[Entry], theirs: list[Entry]) -> None:
    with fresh_log() as (left, left_clock), fresh_log() as (right, right_clock):
        record(left, left_clock, mine)
        record(right, right_clock, theirs)
        left_clock.now = right_clock.now = max(left_clock.now, right_clock.now)
        left_text, right_text = export_log(left), export_log(right)
        import_log(left, right_text)
        import_log(right, left_text)
        assert derived(left, left_clock.now) == derived(right, left_clock.now)


GOOD = {"uuid": "u", "at": "2026-03-01T10:00:00+00:00", "kind": "setting", "subject": "n", "data": {}}


def exported(*entries: Any, **other: Any) -> str:
    return json.dumps({"format": "tui-dl log", "version": 1, "entries": list(entries)} | other)


@pytest.mark.parametrize("text", [
    "", "no json", "[]", "{}", "null", "[" * 100_000, "9" * 5_000, '{"entries": []}',
    exported(format="something else"), exported(version=2), exported(version=None), exported(entries={}),
    exported(GOOD, None), exported(GOOD, []), exported(GOOD, {}), exported(GOOD, GOOD | {"data": []}),
    exported(GOOD, GOOD | {"at": "yesterday"}), exported(GOOD, GOOD | {"at": "2026-03-01T10:00:00"}),
    exported(GOOD, GOOD | {"at": 5}), exported(GOOD, GOOD | {"at": "0001-01-01T00:00:00+09:00"}),
    exported(GOOD, GOOD | {"uuid": ""}), exported(GOOD, GOOD | {"uuid": 7}), exported(GOOD, GOOD | {"kind": None}),
    exported(GOOD, GOOD | {"subject": "\ud800"}), exported(GOOD | {"data": {"x": float("nan")}}),
], ids=lambda text: text[:24] or "empty")
def test_a_bad_file_is_one_clear_line_and_changes_nothing(log: Log, text: str) -> None:
    log.record(Setting("mine", 1))
    before = export_log(log)
    with pytest.raises(LogError) as caught:
        import_log(log, text)
    assert caught.value.message and caught.value.hint and "\n" not in str(caught.value)
    assert export_log(log) == before


def test_an_entry_that_is_here_already_is_not_replaced(log: Log) -> None:
    assert import_log(log, exported(GOOD | {"data": {"value": 1}})) == 1
    assert import_log(log, exported(GOOD | {"data": {"value": 2}})) == 0
    assert log.settings() == {"n": 1}


def test_other_zones_become_utc(log: Log) -> None:
    import_log(log, exported(GOOD | {"at": "2026-03-01T10:00:00+09:00"}))
    assert log.rows()[0].at == "2026-03-01T01:00:00.000000+00:00"


def test_what_cannot_be_read_in_the_file_is_not_lost_by_an_export(log: Log) -> None:
    log.add([("u", "2026-03-01T10:00:00.000000+00:00", "setting", "n", "{broken")])
    assert "{broken" in export_log(log)
