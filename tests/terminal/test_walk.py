"""What a person does: launch, read, predict, answer, quit, come back. In a real terminal, with torch."""

import os
import subprocess
import time

LESSON = "cnn/stride-padding"


def children(pid: int) -> set[int]:
    """All processes below a process."""
    out = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in out.splitlines()]
    found, frontier = set(), {pid}
    while frontier:
        frontier = {child for child, parent in pairs if parent in frontier} - found
        found |= frontier
    return found


def running(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    out = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(out) and not out.startswith("Z")


def test_launch_learn_quit_and_find_it_all_there(terminal):
    t = terminal(LESSON)
    t.sees("you can tell the size of any convolution")
    t.press("pagedown")
    t.sees("Nine cells must fit")
    t.press("5")
    t.sees("▌5")
    t.press("enter")
    t.sees("The run says 5")
    t.press("pagedown", "pagedown")
    t.sees("torch stops")
    t.choose("The filters were learnt")
    t.sees("nine run on any image they fit")
    t.press("pagedown")
    t.sees("Padding keeps the size")
    assert t.quit() == 0

    again = terminal()
    again.sees("Continue: Stride and padding")
    again.press("enter")
    again.sees("Padding keeps the size")
    again.press("pageup")
    again.sees("your first answer was not right")
    assert again.quit() == 0


def test_a_newcomer_guesses_within_the_first_minute(terminal):
    t = terminal()
    t.sees("Begin: a guess")
    t.press("enter")
    t.sees("page 1 of 4")
    t.sees("Three to six")
    t.press("enter")
    t.sees("❯")
    t.choose("None, one or two.")
    t.until(lambda: "as you did" in " ".join(t.screen().split()), "the outcome")
    t.sees("step 200 of 200")
    t.press("pagedown")
    t.sees("Turn a knob")
    t.press("escape")
    t.sees("Continue: the tour")
    t.press("enter")
    t.sees("page 2 of 4")
    t.press("pagedown", "pagedown")
    t.sees("Ask any number")
    t.press("pagedown")
    t.sees("Begin: From scores to a loss")
    assert t.quit() == 0


def test_the_tour_ticks_itself_off(terminal):
    t = terminal(size=(120, 40))
    t.sees("Begin: a guess")
    t.press("enter")
    t.sees("Three to six")
    t.press("pagedown")
    t.sees("Ruin it")
    t.sees("step 0 of 200")
    t.press("f6", "shift+tab", "shift+tab")
    t.sees("↑↓ turn")
    t.press("enter")
    t.sees("esc drop it")
    t.press(*["backspace"] * 4, "1", "enter")
    t.sees("lr=1")
    t.press("f5")
    t.sees("met with")
    assert t.quit() == 0


def test_a_demo_plays_and_its_frames_change(terminal):
    t = terminal(LESSON, size=(120, 40))
    t.sees("you can tell the size")
    t.press("pagedown")
    t.sees("waits for your guess")
    t.press("f9")
    t.sees("step 25 of 25")
    t.sees("row 4, column 4")
    t.press("f6", "home")
    t.sees("step 0 of 25")
    t.press("right", "right")
    t.sees("step 2 of 25")
    assert t.quit() == 0


def test_killed_while_learning_nothing_is_lost(terminal):
    t = terminal(LESSON)
    t.sees("you can tell the size")
    t.press("pagedown", "pagedown", "pagedown")
    t.sees("torch stops")
    t.choose("Each layer takes two pixels")
    t.sees("Right.")
    below = children(t.pid)
    t.kill()
    deadline = time.monotonic() + 20
    while any(running(pid) for pid in below):
        assert time.monotonic() < deadline, "a killed app left processes behind"
        time.sleep(0.05)
    again = terminal()
    again.sees("Continue: Stride and padding")
    again.press("enter")
    again.sees("your first answer was right")
    assert again.quit() == 0


def test_quitting_at_once_while_torch_loads_leaves_nothing_behind(terminal):
    t = terminal()
    t.sees("tui-dl")
    below = children(t.pid)
    assert below, "torch was to load in a process of its own"
    assert t.quit() == 0
    deadline = time.monotonic() + 20
    while any(running(pid) for pid in below):
        assert time.monotonic() < deadline, "quitting left processes behind"
        time.sleep(0.05)
    assert b"\x1b[?1049l" in t.received, "the terminal's own screen comes back"
    assert b"\x1b[?25h" in t.received, "the cursor comes back"


def test_two_windows_at_once(terminal):
    one, other = terminal(LESSON), terminal(LESSON)
    for t in (one, other):
        t.sees("you can tell the size")
    for t in (one, other):
        t.press("pagedown", "pagedown", "pagedown")
        t.sees("torch stops")
    one.choose("Each layer takes two pixels")
    one.sees("Right.")
    other.press("0", "enter")
    other.sees("The right one is marked")
    assert (one.quit(), other.quit()) == (0, 0)


def test_without_colour_and_in_ascii_it_still_reads(terminal):
    t = terminal(LESSON, size=(100, 30), NO_COLOR="1", TUI_DL_ASCII="1")
    t.sees("you can tell the size")
    t.press("pagedown")
    t.sees("waits for your guess")
    t.press("f9")
    t.sees("step 25 of 25")
    drawn = [line for line in t.screen().splitlines() if "row 4" in line or "out 5" in line or "input" in line]
    assert drawn
    assert t.quit() == 0


def test_too_small_a_terminal_is_told_so(terminal):
    t = terminal(size=(50, 12))
    t.sees("60 x 18")
    assert t.quit() == 0


def test_no_terminal_is_one_clear_line(tmp_path):
    environment = {**os.environ, "TUI_DL_HOME": str(tmp_path)}
    done = subprocess.run([os.sys.executable, "-m", "tui_dl"], capture_output=True, text=True, env=environment,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "needs a terminal" in done.stderr


def test_a_damaged_home_is_one_clear_line(terminal, tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    t = terminal()
    assert t.finish() == 1
    assert b"Traceback" not in t.received
