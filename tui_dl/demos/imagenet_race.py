"""The ImageNet challenge, year by year: what came out ahead, how deep it was and how much it had learnt."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import torch

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.ledger import count
from tui_dl.frames import Bars, Explanation, Frame, Index, Reading, Table, View
from tui_dl.oracles.nets import build


class Entry(NamedTuple):
    """An entry of the classification task: its top-5 error on the test set, trained on the challenge's pictures alone.

    `error`, `depth` and `printed`, the parameters, are what the source prints; `depth` counts layers with weights
    on the longest way through. `nets` voted, averaging their answers. `built` is the largest of them on the meta
    device; None where it is no net, or not built here.
    """

    year: int
    net: str
    error: float
    source: str
    nets: int | None = None
    depth: int | None = None
    built: str | None = None
    printed: int | None = None

    @property
    def params(self) -> int | None:
        """Weights and biases, counted."""
        return None if self.built is None else count(build(self.built))


ENTRIES = (
    Entry(2010, "NEC", 0.282, "arXiv:1409.0575"),  # features designed by hand, and a linear classifier
    Entry(2011, "XRCE", 0.258, "arXiv:1409.0575"),
    Entry(2012, "AlexNet", 0.164, "Krizhevsky et al. 2012", 5, 8, "alexnet_2gpu", 60_000_000),
    Entry(2013, "Clarifai", 0.117, "arXiv:1409.4842, Table 2"),
    Entry(2014, "VGG", 0.0732, "arXiv:1409.1556 and 1409.4842, Table 2", 7, 19, "vgg19", 144_000_000),
    Entry(2014, "GoogLeNet", 0.0667, "arXiv:1409.4842", 7, 22, "googlenet_paper", 6_800_000),  # the sum of Table 1
    Entry(2015, "ResNet", 0.0357, "arXiv:1512.03385", 6, 152, "resnet152"),
    Entry(2017, "SENet", 0.02251, "arXiv:1709.01507"),
)
LABELS = tuple(f"{entry.year % 100} {entry.net}" for entry in ENTRIES)
COLUMNS = ("year", "net", "error", "nets", "depth", "params", "printed", "difference")


@demo(title="The ImageNet race")
def imagenet_race(
    metric: Annotated[Literal["error", "params", "depth"], Knob(help="what the bars show")] = "error",
) -> Demo:
    """The winners of ILSVRC's classification task, 2010 to 2017, and the second of 2014; 2016 has no paper.

    `error` is the top-5 error, `depth` the layers with weights, both as the paper prints them; `params` are counted
    on the net itself, on the meta device. `printed` is the paper's own number of parameters, `difference` what
    ours has more. An entry is several `nets` whose answers are averaged; params and depth are those of its largest.
    """
    for step, entry in enumerate(ENTRIES):
        yield Frame(step, len(ENTRIES) - 1, caption(entry), readings(entry), views(metric, step))


def readings(entry: Entry) -> dict[str, Reading]:
    """What is known of an entry; the rest is left out."""
    known: dict[str, Reading | None] = {
        "year": entry.year, "net": entry.net, "error": entry.error, "params": entry.params, "depth": entry.depth,
        "nets": entry.nets, "printed": entry.printed, "difference": difference(entry)}
    return {name: value for name, value in known.items() if value is not None}


def difference(entry: Entry) -> int | None:
    """How many parameters the net has more than its paper prints."""
    return None if entry.params is None or entry.printed is None else entry.params - entry.printed


def caption(entry: Entry) -> str:
    """An entry in a line, with its source."""
    return f"{entry.year}, {entry.net}: {entry.error:.2%} top-5 error ({entry.source})"


def views(metric: str, step: int) -> tuple[View, ...]:
    """A bar for every entry so far of which the metric is known, and all that is known, as a table."""
    values = [readings(entry).get(metric) for entry in ENTRIES]
    known = [value is not None and place <= step for place, value in enumerate(values)]
    heights = torch.tensor([float(value or 0) for value in values], dtype=torch.float64)
    return (Bars(metric, LABELS, heights.numpy(), torch.tensor(known).numpy(), mark=step, low=0),
            Table("race", COLUMNS, tuple(row(entry) for entry in ENTRIES[:step + 1]), step))


def row(entry: Entry) -> tuple[Reading, ...]:
    """An entry as a row; empty where nothing is known."""
    return tuple(readings(entry).get(name, "") for name in COLUMNS)


SAID = {
    "year": "The year of the challenge.",
    "net": "The name of the net, or of the team where the net has none.",
    "error": "The share of test photographs whose label is not among the five guesses, as published.",
    "nets": "How many nets the entry is made of; their answers are averaged.",
    "depth": "Layers with weights on the longest way through the largest net of the entry, as its paper counts them.",
    "params": "All weights and biases of the largest net of the entry, counted on the meta device.",
    "printed": "The number of parameters that the paper prints, or that its table adds up to.",
    "difference": "Parameters counted, less those the paper prints.",
}


@imagenet_race.explains
def explain_imagenet_race(frame: Frame, view: str, index: Index) -> Explanation:
    """Printed by a paper, or counted."""
    entry = ENTRIES[index[0]]
    name = view if view in SAID else COLUMNS[index[1]]
    value = readings(entry).get(name, "")
    if value == "":
        return Explanation(f"Not known of {entry.net}: it is not built here, or no paper prints this number.", "")
    torch_line = "sum(p.numel() for p in net.parameters())" if name == "params" else ""
    if name == "difference":
        assert entry.params is not None and entry.printed is not None
        return Explanation(SAID[name], float(value), terms=((float(entry.params),), (-1.0, float(entry.printed))),
                           torch="sum(p.numel() for p in net.parameters()) - printed")
    return Explanation(f"{SAID[name]} Source: {entry.source}.", value if isinstance(value, str) else float(value),
                       torch=torch_line)
