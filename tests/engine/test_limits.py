"""An expression may compute for a second; a machine that has other things to do does not count against it."""

from __future__ import annotations

import signal
import sys
import time

import pytest

from tui_dl.engine.answers import LIMIT, time_limit
from tui_dl.errors import TuiDlError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no timer signal there")


def test_what_computes_without_end_is_stopped() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(TuiDlError, match="9 \\+ 9 took too long"), time_limit("9 + 9"):
        while True:
            sum(range(1_000))
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_waiting_for_the_processor_is_not_computing() -> None:
    with time_limit("9 + 9"):
        time.sleep(LIMIT * 1.2)


def test_nothing_rings_afterwards() -> None:
    with time_limit("9 + 9"):
        pass
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
