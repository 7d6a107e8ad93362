"""However the app leaves, at whatever moment, no process of its is left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from recorder import wait_for

from tui_dl.engine.child import MARK

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

LEAVER = Path(__file__).parent / "leaver.py"
MOMENTS = ["loading", "idle", "endless", "hang", "grip"]


def of_session(leader: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it ended meanwhile
            continue
        if int(session) == leader and state != "Z":
            found.append(int(path.parent.name))
    return found


def leave(how: str, when: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(LEAVER), how, when], start_new_session=True, text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("when", MOMENTS)
def test_close_leaves_no_process_and_nothing_is_delivered_afterwards(when: str) -> None:
    app = leave("close", when)
    assert app.stdout is not None and app.stdout.readline() == "closed\n"
    others = [pid for pid in of_session(app.pid) if pid != app.pid]
    assert app.communicate("\n", timeout=60) == ("", "") and app.returncode == 0
    assert others == []


@pytest.mark.parametrize("when", MOMENTS)
def test_when_the_app_is_killed_its_processes_end(when: str) -> None:
    app = leave("kill", when)
    assert app.communicate(timeout=60) == ("", "") and app.returncode == -9
    wait_for(lambda: of_session(app.pid) == [], f"the end of {of_session(app.pid)}")


def test_an_app_that_ends_without_a_word_leaves_nothing() -> None:
    app = leave("forget", "endless")
    assert app.communicate(timeout=60) == ("", "") and app.returncode == 0
    wait_for(lambda: of_session(app.pid) == [], "the end of its processes")


PREPARED = """
from pathlib import Path
from tui_dl.engine import nursery

nursery.prepare()
for pid in (nursery.forkserver._forkserver._forkserver_pid, nursery.resource_tracker._resource_tracker._pid, "self"):
    print(*(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigBlk")))
nursery.sweep()
"""


def test_ctrl_c_is_blocked_in_the_app_s_processes_from_their_first_moment_and_not_in_the_app() -> None:
    done = subprocess.run([sys.executable, "-c", PREPARED], capture_output=True, text=True, timeout=60, check=True)
    blocked = [bool(int(line.split()[1], 16) & 1 << signal.SIGINT - 1) for line in done.stdout.splitlines()]
    assert blocked == [True, True, False]


def test_a_server_whose_app_was_killed_before_it_could_look_stays_out_of_the_terminal(tmp_path: Path) -> None:
    app = subprocess.Popen([sys.executable, "-c", "pass"])
    app.wait()
    log = tmp_path / "worker.log"
    program = "import tui_dl.engine.preload, sys; print('said too late', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True,
                          env={**os.environ, MARK: f"{app.pid}:{log}"})
    assert (done.stdout, done.stderr) == ("", "") and log.read_text() == "said too late\n"
