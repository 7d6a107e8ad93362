"""The terminal: its size, its colours, its characters, and what lies between it and us."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec

from tui_dl.doctor.cursor import widths
from tui_dl.doctor.finding import Finding
from tui_dl.doctor.pixels import TEXTUAL_IMAGE, Way, way_of_pixels
from tui_dl.draw.look import wants_still

SMALLEST = (60, 18)  # below it the app shows nothing else than that
USUAL = (80, 24)
COLOURS = {"truecolor": 2**24, "256": 256, "standard": 16, "windows": 16}
BORDER, HALF_BLOCK, BRAILLE, HANGUL = "─", "▀", "⣿", "한"
SAMPLE = f"{BORDER * 4} {HALF_BLOCK}▄█ {BRAILLE}⡇⠒ ✓✗ αθ∂"


def terminal_findings(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Everything about the terminal; a pipe has no size and no cursor."""
    here = sys.stdout.isatty()
    yield size(shutil.get_terminal_size() if here else None)
    yield colours(environment)
    yield characters(sys.stdout.encoding or "", environment)
    yield ambiguous(widths((BORDER, HALF_BLOCK, BRAILLE, HANGUL)) if here else None, environment)
    yield pixels(way_of_pixels(), find_spec("textual_image") is not None, environment)
    yield remote(environment)
    yield motion(environment)
    yield from tmux(environment)
    yield clipboard(environment)


def size(cells: Sequence[int] | None) -> Finding:
    """Columns and rows; `cells` None where there is no terminal."""
    if cells is None:
        return Finding("size", "this is no terminal but a pipe or a file; the app itself needs a terminal")
    columns, rows = cells
    says, value = f"{columns} x {rows} cells", [columns, rows]
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        do = f"The app needs {SMALLEST[0]} x {SMALLEST[1]}: make the window larger, or its letters smaller."
        return Finding("size", says, "mend", do, value)
    if columns < USUAL[0] or rows < USUAL[1]:
        do = f"It works; lessons are laid out for {USUAL[0]} x {USUAL[1]} and more."
        return Finding("size", says, "advice", do, value)
    if columns < 100:
        says += "; from 100 columns on the demo stands beside the text"
    return Finding("size", says, value=value)


def colours(environment: Mapping[str, str]) -> Finding:
    """How many colours the app will draw with: Rich answers here as it does there."""
    if environment.get("NO_COLOR"):
        return Finding("colours", "none, as NO_COLOR asks; marks and numbers say it all", value=0)
    from rich.console import Console

    system = environment.get("TEXTUAL_COLOR_SYSTEM", "auto")
    if system == "auto":
        system = Console(force_terminal=True, _environ=environment).color_system or "none"
    count = COLOURS.get(system, 0)
    term = environment.get("TERM") or "not set"
    if count > 256:
        return Finding("colours", "16 million", value=count)
    if count == 256:
        return Finding("colours", f"256 (TERM is {term}); heatmaps have coarser shades", "ok", value=count)
    do = "If your terminal can do more, set TERM=xterm-256color, and COLORTERM=truecolor if it shows 16 million."
    return Finding("colours", f"{count or 'none'} (TERM is {term})", "advice", do, count)


def characters(encoding: str, environment: Mapping[str, str]) -> Finding:
    """Whether lines, blocks and dots can be written at all."""
    if environment.get("TUI_DL_ASCII", "0") not in ("", "0"):
        return Finding("characters", "ASCII only, as TUI_DL_ASCII asks", value="ascii")
    if "utf" in encoding.lower():
        says = f"UTF-8: {SAMPLE} (boxes or question marks? TUI_DL_ASCII=1 draws without them)"
        return Finding("characters", says, value="utf-8")
    do = "Set a UTF-8 locale, such as LANG=C.UTF-8. Until then the app draws with ASCII only."
    return Finding("characters", f"{encoding or 'unknown'}, not UTF-8", "advice", do, encoding)


def ambiguous(columns: Sequence[int] | None, environment: Mapping[str, str]) -> Finding:
    """Whether characters of ambiguous width (Unicode TR11) take one column; `columns` as `widths` gives them."""
    name = "widths"
    if not columns:
        says = "not asked: no terminal" if columns is None else "the terminal does not say where its cursor is"
        do = "" if columns is None else "If borders look torn, set TUI_DL_ASCII=1."
        return Finding(name, says, "ok" if columns is None else "advice", do)
    border, half, braille, hangul = columns
    value = {BORDER: border, HALF_BLOCK: half, BRAILLE: braille, HANGUL: hangul}
    if {border, half, braille} == {1}:
        says = f"lines, half blocks and braille take one column each, {HANGUL} takes {hangul}"
        return Finding(name, says, value=value)
    wide = " ".join(character for character, count in value.items() if character != HANGUL and count != 1)
    says = f"{wide} {'take' if ' ' in wide else 'takes'} more than one column"
    if environment.get("TUI_DL_ASCII", "0") not in ("", "0"):
        return Finding(name, f"{says}; TUI_DL_ASCII avoids them", value=value)
    do = "Turn off “ambiguous characters are wide” in your terminal's settings, or set TUI_DL_ASCII=1."
    return Finding(name, says, "mend", do, value)


def pixels(way: Way | None, installed: bool, environment: Mapping[str, str]) -> Finding:
    """Whether pictures can be shown in real pixels, as `way_of_pixels` heard, with textual-image installed or not."""
    name, asked = "pixels", environment.get("TUI_DL_PIXELS", "0") not in ("", "0")
    if asked and not installed:
        do = f"`{sys.executable} -m pip install 'textual-image=={TEXTUAL_IMAGE}'`, or unset TUI_DL_PIXELS."
        return Finding(name, "TUI_DL_PIXELS asks for them, but textual-image is not installed", "mend", do, way)
    if not way:
        says = f"pictures are cells: {'no terminal was asked' if way is None else 'this terminal shows nothing finer'}"
        do = "Kitty from 0.28 on, Ghostty, and terminals with Sixel show real pixels." if asked else ""
        return Finding(name, says, "advice" if asked else "ok", do, way)
    says = {"kitty": "Kitty's protocol", "sixel": "Sixel"}[way]
    if asked:
        return Finding(name, f"{says}: F10 shows a picture in real pixels", value=way)
    says += ": TUI_DL_PIXELS=1 shows pictures in real pixels"
    return Finding(name, says if installed else f"{says}, with the extra `pixels`", value=way)


def remote(environment: Mapping[str, str]) -> Finding:
    """SSH: fewer pictures a second."""
    if environment.get("SSH_CONNECTION"):
        return Finding("ssh", "yes: demos are drawn 5 times a second instead of 10", value=True)
    return Finding("ssh", "no", value=False)


def motion(environment: Mapping[str, str]) -> Finding:
    """Whether demos move, as far as the environment decides it."""
    asked = wants_still(environment)
    if asked:
        return Finding("motion", "reduced, as TUI_DL_STILL or TEXTUAL_ANIMATIONS asks: a demo changes once a second at "
                       "most", value="reduced")
    says = "demos move; TUI_DL_STILL=1, or “motion” in the palette (Ctrl+P), makes them change once a second at most"
    return Finding("motion", says, value="full" if asked is False else None)


def tmux(environment: Mapping[str, str]) -> Iterator[Finding]:
    """What tmux passes on, or GNU screen."""
    if environment.get("STY"):
        says = "GNU screen: 16 million colours, the clipboard and some keys may not pass"
        yield Finding("screen", says, "advice", "tmux passes on all three.")
    if not environment.get("TMUX"):
        yield Finding("tmux", "no", value=False)
        return
    told = _tmux("display-message", "-p", "#{client_utf8} #{client_termfeatures}").split()
    slow = _tmux("show-options", "-sv", "escape-time")
    if told and told[0] == "0":
        yield Finding("tmux", "yes, without UTF-8", "mend", "Start it as `tmux -u`, or in a UTF-8 locale.", True)
    elif slow.isdecimal() and int(slow) > 100:
        do = "`set -s escape-time 25` in ~/.tmux.conf makes Escape quick."
        yield Finding("tmux", f"yes; it holds Escape back for {slow} ms", "advice", do, True)
    elif len(told) > 1 and "RGB" not in told[1].split(","):
        do = "If the terminal around it shows 16 million: `set -as terminal-features ',*:RGB'` in ~/.tmux.conf."
        yield Finding("tmux", "yes; it passes on 256 colours", "advice", do, True)
    else:
        yield Finding("tmux", "yes", value=True)


def clipboard(environment: Mapping[str, str]) -> Finding:
    """Copying asks the terminal itself (OSC 52), so that it works over SSH."""
    by_hand = "It does not take copies from a program; mark the line with the mouse instead."
    if environment.get("TERM_PROGRAM") == "Apple_Terminal":
        return Finding("clipboard", "Apple's Terminal", "advice", by_hand, False)
    if environment.get("TMUX") and _tmux("show-options", "-sv", "set-clipboard") == "off":
        return Finding("clipboard", "tmux keeps it to itself", "advice",
                       "`set -s set-clipboard on` in ~/.tmux.conf lets copies through.", False)
    return Finding("clipboard", "copies go to the terminal (OSC 52); most take them, and none says so", value=None)


def _tmux(*words: str) -> str:
    """What tmux answers; nothing if it does not."""
    try:
        done = subprocess.run(["tmux", *words], capture_output=True, text=True, timeout=2, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
