"""Frames in words, and as SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
from drawing import History, looks, texts, views
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_dl.demos.play import play
from tui_dl.demos.run import make_run
from tui_dl.draw.look import Look
from tui_dl.draw.plain import frame_text, readings_text, view_text
from tui_dl.draw.svg import frame_svg
from tui_dl.frames import Bars, Boxes, Curve, Frame, Gallery, Grid, Table, Tokens, View

BOXES = set("│─╭╮╰╯┤└█▓▒░▀▄")


@settings(max_examples=120, deadline=None)
@given(st.lists(views, max_size=3), texts, looks)
def test_plain_text_is_only_text(shown: list[View], caption: str, look: Look) -> None:
    frame = Frame(1, 2, caption, {"loss": float("nan"), "word": caption}, shown)
    text = frame_text(frame, look, tape=History([1, 2]))
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "\x1b" not in text
    assert text.isascii() or not look.ascii


def test_the_model_demo_reads_line_by_line() -> None:
    frame = list(play(make_run("stride-padding")))[4]
    lines = frame_text(frame).split("\n")
    assert lines[0] == f"step 4 of 25: {frame.caption}"
    assert f"value {frame.readings['value']:g}" in lines
    values = frame.view("output").values
    start = lines.index("output: grid of 5 rows and 5 columns")
    assert lines[start + 1] == "row 0: " + " ".join(f"{v:g}" for v in values[0, :4]) + " unknown"
    assert "looking at: row 0 column 3" in lines
    assert not BOXES & set("\n".join(lines))


def test_hidden_views_are_not_read_out() -> None:
    frame = list(play(make_run("stride-padding")))[4]
    lines = frame_text(frame, hidden=("output",)).split("\n")
    assert "output: hidden" in lines
    assert not any("looking at" in line for line in lines)


def test_every_kind_says_its_numbers() -> None:
    assert view_text(Bars("b", ("x", "y"), np.array([0.25, np.inf]), mark=0)) == \
        ["b: 2 bars", "x: 0.25 (marked)", "y: inf"]
    assert view_text(Tokens("t", ("a", "b"), np.array([0.5, 0.125]), (1,))) == \
        ["t: 2 tokens", "a: 0.5", "b: 0.125 (marked)"]
    assert view_text(Table("t", ("net", "params"), (("vgg", 138_357_544),), mark=0)) == \
        ["t: table of 1 row", "net vgg, params 138,357,544 (marked)"]
    assert view_text(Gallery("g", np.ones((1, 8, 8)), ("three",))) == \
        ["g: 1 picture of 8 by 8 pixels", "picture 0, three: mean 1, brightest 1"]
    assert view_text(Curve("c", follow=("loss",)), History([2, 1])) == \
        ["c: curve over step", "loss, 2 points: 2 at 0, 1 at 1"]
    assert view_text(Grid("g", np.array([[1.5]]), rows=("cat",), cols=("dog",), pad=1))[0] == \
        "g: grid of 1 row and 1 column, around it 1 ring of zeros"
    assert view_text(Boxes("b", np.zeros((20, 20)), ()))[0] == "b: picture of 20 by 20 pixels, mean 0, brightest 0"


def test_readings_fit_in_a_line() -> None:
    assert readings_text(Frame(0, 0, "", {"out": 5, "p": 1 / 3, "ok": True})) == "out 5, p 0.3333, ok true"


@settings(max_examples=20, deadline=None)
@given(st.lists(views, max_size=2), texts, looks)
def test_svg_is_whole_and_needs_no_network(shown: list[View], caption: str, look: Look) -> None:
    svg = frame_svg(Frame(1, 2, caption, {"loss": 0.5}, shown), caption or "title", look, tape=History([1, 2]))
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    rest = svg.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
    assert "http" not in rest and "@font-face" not in rest and "url(http" not in svg
