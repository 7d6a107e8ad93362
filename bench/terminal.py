"""A program in a pty of its own, its bytes with the time they came, and the processes of its session. POSIX only."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic

APP = (sys.executable, "-m", "tui_dl")
KEYS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "up": "\x1b[A",
        "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
        "home": "\x1b[H", "end": "\x1b[F", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
        "f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "ctrl+q": "\x11",
        "ctrl+p": "\x10", "backspace": "\x7f"}


class PtyProcess:
    """A program in a terminal of its own; keys go in, bytes come out. Times are `monotonic` seconds."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str],
                 size: tuple[int, int] = (80, 24)) -> None:
        self.columns, self.rows = size
        self.received = bytearray()
        self.exit_code: int | None = None
        self.begun = monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))
            # an environment of our own: readline sets COLUMNS and LINES behind Python's back
            inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
            own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8",
                   "TEXTUAL_ANIMATIONS": "none", "TUI_DL_STILL": "0"}
            os.execve(command[0], list(command), {**inherited, **own, **environment})

    def heard(self, data: bytes) -> None:
        """What came just now."""
        self.received += data

    def screen(self) -> str:
        """What there is to say of the screen when something is amiss."""
        return self.received[-2000:].decode(errors="replace")

    def pump(self, seconds: float = 0.05) -> bool:
        """Take what the program has written; False once it has closed its terminal."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.heard(data)
        return bool(data)

    def until(self, condition: Callable[[], bool], what: str, seconds: float = 60.0) -> float:
        """Wait for a condition, with a bound; the time it came true. AssertionError."""
        deadline = monotonic() + seconds
        while not condition():
            alive = self.pump()
            assert alive or condition(), f"the app ended while waiting for {what}\n{self.screen()}"
            assert monotonic() < deadline, f"timed out waiting for {what}\n{self.screen()}"
        return monotonic()

    def writes(self, mark: str, since: int = 0, seconds: float = 60.0) -> float:
        """Wait until these bytes were written, after the first `since`; the time they came. AssertionError."""
        wanted = mark.encode()
        return self.until(lambda: self.received.find(wanted, since) >= 0, repr(mark), seconds)

    def rest(self, seconds: float) -> None:
        """Take what comes for so long."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0 and self.pump(left):
            pass

    def send(self, key: str) -> float:
        """Press a key by name, or type text; the time before it went off."""
        now = monotonic()
        os.write(self.fd, KEYS.get(key, key).encode())
        return now

    def press(self, *keys: str) -> None:
        """Press keys one after the other, looking at the screen between them."""
        for key in keys:
            self.send(key)
            self.pump(0.1)

    def finish(self, seconds: float = 20.0) -> int:
        """Wait for the end; the exit code (negative: the signal). AssertionError."""
        deadline = monotonic() + seconds
        while self.exit_code is None:
            assert monotonic() < deadline, f"the app does not end\n{self.screen()}"
            self.pump(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        while self.pump(0.05) and select.select([self.fd], [], [], 0)[0]:
            pass
        return self.exit_code

    def quit(self) -> int:
        """Leave with Ctrl+Q."""
        self.press("ctrl+q")
        return self.finish()

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.pid, signal.SIGKILL)
        self.finish()

    def close(self) -> None:
        """Leave nothing behind: the program and every process of its session."""
        for pid in running(session=self.pid):
            os.kill(pid, signal.SIGKILL)
        if self.exit_code is None:
            os.waitpid(self.pid, 0)
            self.exit_code = -signal.SIGKILL
        os.close(self.fd)


def running(session: int) -> list[int]:
    """The processes of a session that still run; zombies do not."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,sess=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, sess, stat in rows if sess == str(session) and not stat.startswith("Z")]


def cpu_seconds(pid: int) -> float:
    """Seconds of processor a process has used, from /proc. OSError where there is none."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()  # from the third field on
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
