"""`tui-dl demo … --py`: a script without tui_dl prints the readings of the run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.run import Run, parse_run
from tui_dl.demos.sources import names_in, with_names
from tui_dl.demos.standalone import script
from tui_dl.errors import TuiDlError

ALONE = """
import contextlib, importlib.util, runpy, sys
from pathlib import Path
sys.path = [folder for folder in sys.path if folder and not (Path(folder) / "tui_dl").is_dir()]
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
assert importlib.util.find_spec("tui_dl") is None
for name in sys.argv[1:]:
    with open(name + ".out", "w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        runpy.run_path(name, run_name="__main__")
assert not any(module.partition(".")[0] in ("tui_dl", "textual", "rich") for module in sys.modules)
"""
NAMED = ["stride-padding size=5 stride=2 --seed 3", "gan-digits steps=12 @4:lr=0.01 @8:lr=0.0001 --seed 2",
         "cnn-digits lr=1 steps=12 @6:lr=0.01 lesion=dead_init", "lstm-gates task=brackets lesion=forget_0 steps=4"]


def lines() -> list[str]:
    """Every demo as it comes, those that train with few steps and also as a fork; and the named runs."""
    few: Mapping[str, str] = {name: f"{name} steps=3" if demo.trains else name for name, demo in catalogue().items()}
    forks = [f"{name} steps=5 --seed 1 @2:{spec.name}={float(spec.default) * 3:g}"
             for name, demo in catalogue().items() for spec in demo.knobs.values() if spec.live]
    return [*few.values(), *forks, *NAMED]


def test_every_demo_reruns_without_the_package(cli, tmp_path: Path):
    files = {}
    for number, line in enumerate(lines()):
        files[line] = tmp_path / f"run{number}.py"
        files[line].write_text(script(parse_run(line), files[line].name), "utf-8")
    done = subprocess.run([sys.executable, "-c", ALONE, *map(str, files.values())], capture_output=True, text=True,
                          cwd=tmp_path, timeout=240)
    assert (done.stderr, done.returncode) == ("", 0)
    for line, path in files.items():
        printed = Path(f"{path}.out").read_text("utf-8")
        assert printed == cli("demo", *parse_run(line).line().split(), "--plain").out.partition("\n\n")[0] + "\n", line


def test_the_command_writes_the_script(cli, tmp_path: Path):
    path = tmp_path / "mine.py"
    assert cli("demo", "stride-padding", "size=4", "--py", path) == (0, f"{path}\n", "")
    text = path.read_text("utf-8")
    assert text == script(parse_run("stride-padding size=4"), "mine.py")
    assert "python mine.py" in text and "import tui_dl" not in text and "from tui_dl" not in text


def test_what_only_explains_is_left_out_and_data_only_where_it_is_used():
    assert "explain" not in script(Run("stride-padding")) and "DATA" not in script(Run("stride-padding"))
    gan = script(Run("gan-digits"))
    assert "'digits.npz': (" in gan and "'judge.npz': (" in gan and "'pictures.npz'" not in gan
    assert "CC BY 4.0" in gan


@pytest.mark.parametrize("words", [
    ("image-filter", "image=my cat.png", "filter=blur"), ("markov-text", "text=my cat.txt")])
def test_a_file_of_ones_own_is_in_the_script(cli, tmp_path: Path, monkeypatch, words: tuple[str, ...]):
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (50, 60, 3), np.uint8)).save("my cat.png")
    Path("my cat.txt").write_text("고양이는 앉았다, the cat sat. " * 90, "utf-8")
    path = tmp_path / "run.py"
    assert cli("demo", *words, "--py", path).code == 0
    printed = cli("demo", *words, "--plain").out.partition("\n\n")[0] + "\n"
    Path(words[1].partition("=")[2]).unlink()
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path / "nowhere"))
    done = subprocess.run([sys.executable, "-c", ALONE, str(path)], capture_output=True, text=True, cwd=tmp_path,
                          timeout=100)
    assert (done.stderr, done.returncode) == ("", 0)
    assert Path(f"{path}.out").read_text("utf-8") == printed


def test_odd_texts_of_a_run_stay_text():
    line = 'self-attention \'sentence=a """ \\ {b} # c\''
    text = script(parse_run(line))
    compile(text, "script", "exec")
    assert 'sentence=\'a """ \\\\ {b} # c\'' in text


def test_names_of_a_statement():
    source = "def f(x: A, y=b) -> C:\n    z = x + d\n    def g(): return z + e\n    return [w for w in g(h)]\n"
    assert names_in(source) == {"f", "A", "b", "C", "d", "e", "h"}
    assert names_in("x = y + 1") == {"x", "y"}


def test_two_definitions_of_one_name_are_told_apart():
    source = "@cache\ndef net(x: net = net):\n    '''net'''\n    return x.net + net(net=net)  # net\n"
    assert with_names(source, {"net": "other_net"}) == (
        "@cache\ndef other_net(x: other_net = other_net):\n    '''net'''\n"
        "    return x.net + other_net(net=other_net)  # net\n")
    with pytest.raises(TuiDlError, match="net means two things"):
        with_names("def f(g):\n    net = g\n    return net\n", {"net": "other_net"})
