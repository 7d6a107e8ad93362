"""Real engines, and the server that has loaded torch, which lives as long as the tests."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))  # so that a worker finds `faulty`

from recorder import Recorder

from tui_dl.engine import nursery
from tui_dl.engine.process import ProcessEngine


@pytest.fixture(scope="session", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUI_DL_HOME", str(tmp_path_factory.mktemp("home")))
        user = object()
        nursery.enrol(user)
        yield
        nursery.dismiss(user)


@pytest.fixture
def engines() -> Iterator[Callable[..., tuple[ProcessEngine, Recorder]]]:
    """Starts engines that also know the demos of `faulty`, and closes them."""
    started: list[ProcessEngine] = []

    def start(**options: Any) -> tuple[ProcessEngine, Recorder]:
        engine, recorder = ProcessEngine(demos=["faulty"], **options), Recorder()
        engine.start(recorder)
        started.append(engine)
        return engine, recorder

    yield start
    for engine in started:
        engine.close()


@pytest.fixture
def engine_and_events(engines: Callable[..., Any]) -> tuple[ProcessEngine, Recorder]:
    return engines()
