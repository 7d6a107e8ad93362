"""`tui-dl demo`: the forms a run can be printed in. The oracle for its numbers is F.conv2d."""

from __future__ import annotations

import inspect
import json
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.play import play
from tui_dl.demos.pooling import pooling
from tui_dl.demos.run import parse_run
from tui_dl.draw.number import number
from tui_dl.frames import Frame, Grid
from tui_dl.learner.entries import Answer
from tui_dl.learner.log import Log

FRAME = {"step": int, "total": int, "caption": str, "readings": dict, "views": list}


def test_the_list_names_every_demo_with_its_knobs(cli):
    done = cli("demo")
    assert (done.code, done.err) == (0, "")
    for demo in catalogue().values():
        assert f"{demo.name}: {demo.summary.replace('`', '')}" in done.out
        assert all(f"    {knob.name}={knob.format(knob.default)}" in done.out for knob in demo.knobs.values())


def test_the_list_as_json(cli):
    found = {demo["name"]: demo["knobs"] for demo in json.loads(cli("demo", "--json").out)}
    assert list(found) == list(catalogue())
    assert found["stride-padding"]["size"] == {
        "kind": "int", "default": "7", "live": False, "accepts": "size is a whole number from 3 to 12."}


def test_json_is_one_object_a_line_with_the_documented_keys(cli):
    done = cli("demo", "stride-padding", "size=5", "--json", "--seed", "3")
    assert (done.code, done.err) == (0, "")
    frames = [json.loads(line, parse_constant=pytest.fail) for line in done.out.splitlines()]
    assert [frame["step"] for frame in frames] == list(range(10))
    for frame in frames:
        assert {name: type(frame[name]) for name in FRAME} == FRAME
        assert all({"kind", "name", "values"} <= set(view) for view in frame["views"])
    first, last = ({view["name"]: view["values"] for view in frame["views"]} for frame in (frames[0], frames[-1]))
    assert first["output"] == [[None] * 3] * 3
    image, weight = torch.tensor(last["input"]), torch.tensor(last["filter"])
    assert last["output"] == F.conv2d(image[None, None], weight[None, None])[0, 0].tolist()


def test_a_changed_run_begins_as_the_unchanged_one(cli):
    plain = cli("demo", "overfit", "steps=12", "--json").out.splitlines()
    changed = cli("demo", "overfit", "steps=12", "@6:lr=0.5", "--json").out.splitlines()
    steps = [json.loads(line)["step"] for line in plain]
    common = sum(step <= 6 for step in steps)
    assert 0 < common < len(plain)
    assert changed[:common] == plain[:common] and changed[-1] != plain[-1]


def test_a_run_is_played_again_from_its_own_line(cli):
    run = parse_run("overfit steps=6 --seed 5 @3:lr=0.5 @2:lr=0.2")
    again = cli("demo", *run.line().split(), "--plain")
    assert (again.code, again.err) == (0, "") and again.out.splitlines()[1] == f"run: {run.line()}"
    assert again == cli("demo", "overfit", "--plain", "@2:lr=0.2", "--seed", "5", "steps=6", "@3:lr=0.5")


def test_plain_says_every_frame_and_spells_out_the_last(cli):
    done = cli("demo", "stride-padding", "size=3", "kernel=2", "--plain")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[1] == "run: stride-padding size=3 kernel=2"
    assert [line.split(":")[0] for line in lines[2:7]] == [f"step {n} of 4" for n in range(5)]
    assert "output: grid of 2 rows and 2 columns" in lines
    assert all(character.isprintable() for line in lines for character in line)


def test_without_a_terminal_the_plain_form_is_printed(cli):
    assert cli("demo", "stride-padding") == cli("demo", "stride-padding", "--plain")


@pytest.mark.parametrize("words", [
    ["stride-padding", "stride=2"], ["self-attention"], ["image-filter"], ["gan-digits", "steps=3"],
    ["parameter-ledger", "net=lenet5"], ["lstm-gates", "steps=2"],
], ids=lambda words: words[0])
def test_svg_is_a_picture_of_the_last_frame(cli, tmp_path: Path, words):
    path = tmp_path / "frame.svg"
    done = cli("demo", *words, "--svg", path)
    assert done == (0, f"{path}\n", "")
    root = ET.parse(path).getroot()
    text = "".join("".join(root.itertext()).split())  # every word is placed by itself
    last = json.loads(cli("demo", *words, "--json").out.splitlines()[-1])
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert f"tui-dldemo{''.join(words)}" in text and f"step{last['step']}of{last['total']}" in text
    assert all(view["name"].replace(" ", "") in text for view in last["views"])
    assert not re.search(r"url\(['\"]?http|href=|@import|@font-face|src=", path.read_text("utf-8"))  # nothing to fetch


@pytest.mark.parametrize("form", ["--svg", "--py"])
def test_a_file_that_cannot_be_written(cli, tmp_path: Path, form):
    for target in (tmp_path / "nowhere" / "x", tmp_path):
        done = cli("demo", "stride-padding", "size=3", form, target)
        assert (done.code, done.out) == (1, "")
        assert f"{target} cannot be written" in done.err and done.err.count("\n") == 1


def test_a_demo_that_fails_says_so_in_a_line(cli, monkeypatch):
    def failing(run):
        yield from ()
        raise ZeroDivisionError("math is hard")

    monkeypatch.setattr("tui_dl.demos.play.play", failing)
    done = cli("demo", "stride-padding", "--json")
    assert (done.code, done.out) == (1, "")
    assert "ZeroDivisionError: math is hard" in done.err and done.err.count("\n") == 1


def test_numbers_that_are_not_finite_are_text_in_json(cli, monkeypatch):
    values = np.array([[math.nan, math.inf], [-math.inf, 1.5]])
    known = np.array([[True, True], [True, False]])
    frame = Frame(0, 0, "odd", {"loss": math.nan, "up": math.inf}, (Grid("g", values, known),))
    monkeypatch.setattr("tui_dl.demos.play.play", lambda run: iter([frame]))
    found = json.loads(cli("demo", "stride-padding", "--json").out, parse_constant=pytest.fail)
    assert found["readings"] == {"loss": "nan", "up": "inf"}
    assert found["views"][0]["values"] == [["nan", "inf"], ["-inf", None]]


# ---------------------------------------------------------------------- in words


def test_a_number_is_explained_in_words(cli):
    last = json.loads(cli("demo", "stride-padding", "--at", "3", "--json").out.splitlines()[-1])
    assert last["step"] == 3
    image, weight = (torch.tensor(view["values"]) for view in last["views"][:2])
    value = F.conv2d(image[None, None], weight[None, None])[0, 0, 0, 2].item()
    done = cli("demo", "stride-padding", "--plain", "--at", "3", "--explain", "output [0,2]")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert f"output[0, 2] is {value:g}" in lines and any(line.endswith(f" = {value:g}") for line in lines)
    torch_line = next(line for line in lines if line.startswith("torch: ")).removeprefix("torch: ")
    assert eval(torch_line, {"F": F, "x": image[None, None], "w": weight[None, None]}).item() == value
    cells = [f"[{row}, {col}]" for row in range(3) for col in range(2, 5)]
    assert f"made from input: {', '.join(cells)}" in lines


@pytest.mark.parametrize("cell, said", [
    ("output", "names no cell"), ("output[a]", "names no cell"), ("nothing[0]", "no view nothing"),
    ("output[0, 9]", "no cell [0, 9]"), ("output[4, 4]", "not computed yet")])
def test_a_cell_there_is_not_is_one_clear_line(cli, cell, said):
    done = cli("demo", "stride-padding", "--at", "1", "--explain", cell)
    assert done.code in (1, 2) and done.out == "" and said in done.err and done.err.count("\n") == 1


def test_a_run_and_its_fork_are_told_side_by_side(cli):
    lines = cli("demo", "overfit", "steps=4", "@2:lr=0.5", "--beside", "steps=4").out.splitlines()
    assert lines[1:3] == ["run 1: overfit steps=4 @2:lr=0.5", "run 2: overfit steps=4"]
    losses = [[frame["readings"]["loss"] for frame in map(json.loads, cli("demo", *words, "--json").out.splitlines())]
              for words in (["overfit", "steps=4", "@2:lr=0.5"], ["overfit", "steps=4"])]
    for step, (mine, theirs) in enumerate(zip(*losses, strict=True)):
        told = next(line for line in lines if line.startswith(f"step {step}: "))
        apart = re.search(r"loss \S+ and [^ ;]+( \([+-]\S+\))?", told)
        assert apart is not None and (apart[1] is None) == (mine == theirs) == (step <= 2)
    assert sum(line.startswith("run 1, step 4") for line in lines) == 1


def test_four_runs_are_told_by_their_steps_with_their_curves(cli):
    """`--beside` may come three times; frames are matched by step, and no curve has lost its points."""
    words = ["overfit", "steps=120", "--beside", "steps=120 lr=0.5", "--beside", "steps=8", "--beside",
             "steps=120 @60:lr=0.5"]
    out = cli("demo", *words).out
    assert out.splitlines()[1:5] == ["run 1: overfit steps=120", "run 2: overfit steps=120 lr=0.5",
                                     "run 3: overfit steps=8", "run 4: overfit steps=120 @60:lr=0.5"]
    steps, runs = out.partition("\n\n")[0], [
        {frame.step: frame.readings["loss"] for frame in play(parse_run(f"overfit {knobs}"))}
        for knobs in ("steps=120", "steps=120 lr=0.5", "steps=8", "steps=120 @60:lr=0.5")]
    for step in set().union(*runs):
        told = [line for line in steps.splitlines() if re.match(rf"(run \d, )?step {step}\b", line)]
        there = [number(run[step], ascii=True) for run in runs if step in run]
        assert len(told) == (1 if len(there) == 4 else len(there))
        if len(there) == 4:
            assert all(f" and {value}" in told[0] for value in there[1:]) and f"loss {there[0]} and" in told[0]
    assert "no points yet" not in out and "loss, 9 points" in out


@pytest.mark.parametrize("words, said", [
    (["gan-digits", "steps=0", "--beside", "lr=0.1"], "without an end"),
    (["overfit", *["--beside", "lr=0.1"] * 4], "5 runs are too many"),
    (["overfit", "--beside", "lr='"], "not understood"), (["pooling", "--mystery"], "no mystery"),
    (["cnn-digits", "lr=0.1", "--mystery"], "no knobs"), (["pooling", "--json", "--code"], "in words"),
    (["pooling", "--at", "x"], "no step"), (["pooling", "--code", "--mystery"], "not allowed")])
def test_what_cannot_be_told_is_one_clear_line(cli, words, said):
    done = cli("demo", *words)
    assert (done.code, done.out) == (2, "") and said in done.err and done.err.count("\n") == 1


def test_the_code_is_the_file_that_runs(cli):
    lines = cli("demo", "pooling", "--code").out.splitlines()
    source = Path(inspect.getfile(pooling.function)).read_text("utf-8").splitlines()
    assert lines[0] == "tui_dl/demos/pooling.py" and [line[5:] for line in lines[1:]] == source


def test_the_code_of_a_step_names_the_line_at_work(cli):
    lines = cli("demo", "stride-padding", "--code", "--at", "3").out.splitlines()
    marked, = (line for line in lines if line[4:5] == ">")
    assert lines[1] == f"step 3, line {int(marked[:4])}: output is computed here" and "output = " in marked


def test_a_mystery_run_is_asked_graded_and_kept(cli, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("TUI_DL_HOME", str(tmp_path))
    frame = Frame(0, 0, "broken: shuffled_labels", {"loss": 2.3}, ())
    monkeypatch.setattr("tui_dl.demos.play.play", lambda run: iter([frame]))
    answers = iter(["7", "1"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    done = cli("demo", "cnn-digits", "--mystery")
    before, _, after = done.out.partition("It was this: ")
    assert done.code == 0 and "lesion" not in before and "broken:" not in before and "step 0" in before
    with Log.open(tmp_path) as log:
        entry = log.rows(Answer.kind)[0].entry
    assert entry.item == "mystery/cnn-digits#lesion" and entry.given == ["none"]
    assert entry.right == ("lesion=none" in after) == ("Right." in before)
