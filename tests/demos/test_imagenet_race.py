"""imagenet-race: totals of facts.md, depth as the longest way through the net, and nothing shown that is not known."""

import math

import pytest
import torch
import torch.fx
from torch import nn

from tui_dl.check.panes import WIDTH
from tui_dl.demos.imagenet_race import ENTRIES, Entry
from tui_dl.demos.play import play
from tui_dl.demos.run import parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.frames import Bars, Frame, Table
from tui_dl.oracles.nets import build

PARAMS = {"AlexNet": 60_965_224, "VGG": 143_667_240, "GoogLeNet": 6_998_552, "ResNet": 60_192_808}  # facts.md, E1
PRINTED = {"AlexNet": "60 million", "VGG": "144 million", "GoogLeNet": "6.8 million"}  # facts.md, 3-2 and E1
ERRORS = {  # top-5, per cent, on the test set; arXiv 1409.0575 table 5, 1409.4842 table 2, abstracts of the others
    "NEC": 28.2, "XRCE": 25.8, "AlexNet": 16.4, "Clarifai": 11.7, "VGG": 7.32, "GoogLeNet": 6.67, "ResNet": 3.57,
    "SENet": 2.251,
}
BUILT = [entry for entry in ENTRIES if entry.built]


def frames(metric: str = "error") -> list[Frame]:
    return list(play(parse_run(f"imagenet-race metric={metric}")))


def by_net(metric: str = "error") -> dict[object, Frame]:
    return {frame.readings["net"]: frame for frame in frames(metric)}


def test_errors_are_those_published_and_years_go_forward() -> None:
    run = frames()
    assert {f.readings["net"]: f.readings["error"] for f in run} == {
        net: pytest.approx(error / 100) for net, error in ERRORS.items()}
    years = [int(frame.readings["year"]) for frame in run]
    assert years == sorted(years) and years[0] == 2010 and years[-1] == 2017
    errors = [float(frame.readings["error"]) for frame in run]
    assert errors == sorted(errors, reverse=True)


def test_parameters_are_those_of_the_fact_sheet() -> None:
    assert {net: f.readings["params"] for net, f in by_net().items() if "params" in f.readings} == PARAMS


@pytest.mark.parametrize("net", PRINTED)
def test_what_the_paper_prints_is_shown_with_the_difference(net: str) -> None:
    shown, printed = by_net()[net].readings, float(PRINTED[net].split()[0]) * 1e6
    assert shown["printed"] == pytest.approx(printed)
    assert shown["difference"] == pytest.approx(PARAMS[net] - printed)


@pytest.mark.parametrize("entry", BUILT, ids=lambda entry: entry.net)
def test_depth_is_the_longest_way_through_the_layers_with_weights(entry: Entry) -> None:
    """The graph of the net itself, layer after layer: each is as deep as the deepest it reads, and one more."""
    assert entry.built
    graph = torch.fx.symbolic_trace(build(entry.built))
    modules, deep = dict(graph.named_modules()), {}
    for node in graph.graph.nodes:
        weighs = node.op == "call_module" and isinstance(modules[node.target], nn.Conv2d | nn.Linear)
        deep[node] = max((deep[one] for one in node.all_input_nodes), default=0) + weighs
    assert max(deep.values()) == entry.depth


@pytest.mark.parametrize("metric", ["error", "params", "depth"])
def test_bars_show_what_is_known_so_far_and_nothing_else(metric: str) -> None:
    run = frames(metric)
    for step, frame in enumerate(run):
        bars = frame.view(metric)
        assert isinstance(bars, Bars) and bars.known is not None and bars.mark == step
        expected = {place: run[place].readings[metric] for place in range(step + 1) if metric in run[place].readings}
        assert {int(place): float(bars.values[place]) for place in bars.known.nonzero()[0]} == expected
        assert not bars.values[~bars.known & (bars.values > 0)].size or step < len(run) - 1
        assert [label.split()[1] for label in bars.labels] == list(ERRORS)


def test_the_table_has_a_row_a_step_with_the_readings_of_that_step() -> None:
    run = frames()
    for step, frame in enumerate(run):
        table = frame.view("race")
        assert isinstance(table, Table) and len(table.cells) == step + 1 and table.mark == step
        for past, row in zip(run, table.cells, strict=False):
            shown = dict(zip(table.header, row, strict=True))
            assert {name: value for name, value in shown.items() if value != ""} == dict(past.readings)


def test_every_caption_names_its_source_and_fits_a_line() -> None:
    for frame, entry in zip(frames(), ENTRIES, strict=True):
        assert entry.source in frame.caption and len(frame.caption) <= WIDTH


def test_fewer_errors_did_not_come_from_more_weights() -> None:
    """What the lesson says: less than half AlexNet's errors, nearly three times its depth, a ninth of its weights."""
    alexnet, googlenet = (by_net()[net].readings for net in ("AlexNet", "GoogLeNet"))
    assert float(googlenet["error"]) < float(alexnet["error"]) / 2
    assert math.isclose(float(googlenet["depth"]) / float(alexnet["depth"]), 2.75)
    assert float(googlenet["params"]) < float(alexnet["params"]) / 8


@pytest.mark.parametrize("metric", ["error", "params", "depth"])
def test_all_bars_fit_beside_a_text_with_their_names_in_full(metric: str) -> None:
    last = frames(metric)[-1]
    drawn = ["".join(part.text for part in line) for line in draw_frame(last, 78, 9, Look())]
    assert len(drawn) <= 9 and all(len(line) == 78 for line in drawn)
    assert all(any(net in line for line in drawn) for net in ERRORS)
    assert not set(last.readings) & set(last.knobs)
