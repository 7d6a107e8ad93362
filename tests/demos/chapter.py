"""What all demos of a chapter promise: frames in order, the same each time, every number explained.

A chapter's test file says which run lines it plays: `class TestChapter(Promises): LINES = [...]`.
"""

from typing import ClassVar

import pytest
from told import assert_explained, assert_same, cells, frames

from tui_dl.demos.catalogue import catalogue


class Promises:
    """Tests of run lines that make a frame every step, at least one of each demo."""

    LINES: ClassVar[list[str]]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """A test that takes a `line` is run for each line."""
        if "line" in metafunc.fixturenames:
            metafunc.parametrize("line", self.LINES)

    def test_frames_count_from_zero_to_total_and_are_the_same_each_time(self, line: str) -> None:
        run = frames(line)
        assert [frame.step for frame in run] == list(range(run[0].total + 1))
        assert_same(run, frames(line))

    def test_every_number_is_explained_and_sums_come_out(self, line: str) -> None:
        frame = frames(line)[-1]
        for view in frame.views:
            asked = cells(view)
            for index in asked[:: max(1, len(asked) // 40)]:
                assert_explained(frame, line.split()[0], view, index)

    def test_no_reading_has_the_name_of_a_knob(self, line: str) -> None:
        knobs = catalogue()[line.split()[0]].knobs
        for frame in frames(line):
            assert not set(frame.readings) & set(knobs)
