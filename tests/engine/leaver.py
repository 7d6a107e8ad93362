"""An app that leaves, in the way its argument says; run as a program."""

import os
import signal
import sys
import threading
from collections.abc import Callable

from tui_dl.demos.run import Run
from tui_dl.engine.events import Event, Framed, Ready
from tui_dl.engine.process import ProcessEngine, prepare


def main(how: str, when: str) -> None:
    prepare()
    events: list[Event] = []
    news = threading.Condition()

    def deliver(event: Event) -> None:
        with news:
            events.append(event)
            news.notify_all()

    def seen(kind: type) -> Callable[[], bool]:
        return lambda: any(isinstance(event, kind) for event in events)

    engine = ProcessEngine(demos=["faulty"])
    engine.start(deliver)
    with news:
        if when != "loading":
            assert news.wait_for(seen(Ready), 60)
        if when in ("endless", "hang", "grip"):
            engine.play(Run("endless") if when == "endless" else Run("bad", {"how": when}))
            assert news.wait_for(seen(Framed), 60)
    if how == "close":
        engine.close()
        count = len(events)
        engine.play(Run("endless"))
        print("closed", flush=True)
        sys.stdin.readline()  # stay, until the test has looked for other processes
        assert len(events) == count
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
