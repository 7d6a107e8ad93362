"""The inception block: four branches on the same maps, and a narrow 1x1 before each expensive filter. A ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

import torch
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.frames import Bars, Explanation, Frame, Index, Reading, Table, View
from tui_dl.oracles.nets.googlenet import INCEPTIONS

COLUMNS = ("branch", "filter", "in", "out", "weights", "without")
K = 1024  # Table 1 of arXiv:1409.4842 counts in K; its 3a and 3b fit its own filter numbers with 1,024
PRINTED = {"3a": 159, "3b": 380, "4a": 364, "4b": 437, "4c": 463, "4d": 580, "4e": 840, "5a": 1072, "5b": 1388}


@demo(title="An inception block")
def inception_block(
    preset: Annotated[Literal["custom", "3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"],
                      Knob(help="a block of GoogLeNet, or custom: the other knobs, which start as 3a")] = "custom",
    in_channels: Annotated[int, Knob(1, 2048, help="maps that every branch reads")] = 192,
    one: Annotated[int, Knob(1, 1024, help="maps that the 1x1 writes")] = 64,
    three_in: Annotated[int, Knob(0, 1024, help="maps that a 1x1 makes for the 3x3; 0: no 1x1 there")] = 96,
    three: Annotated[int, Knob(1, 1024, help="maps that the 3x3 writes")] = 128,
    five_in: Annotated[int, Knob(0, 1024, help="maps that a 1x1 makes for the 5x5; 0: no 1x1 there")] = 16,
    five: Annotated[int, Knob(1, 1024, help="maps that the 5x5 writes")] = 32,
    pool: Annotated[int, Knob(0, 1024, help="maps that a 1x1 after the pooling writes; 0: no 1x1 there")] = 32,
) -> Demo:
    """A block of GoogLeNet, convolution by convolution, and the same block without its three narrow 1x1.

    `params` and `params_without` are the weights of the two, without biases, `ratio` the second over the first;
    `with_biases` counts a bias for every filter of the block as well. `channels` and `channels_without` are the maps
    after the concatenation. If the paper prints a figure for such a block, `printed` is that, in weights, and
    `difference` how many more we count (Szegedy et al. 2014, arXiv:1409.4842, Table 1).
    """
    widths = choose(preset, Widths(in_channels, one, three_in, three, five_in, five, pool))
    block, plain = Inception(widths), Inception(widths._replace(three_in=0, five_in=0, pool=0))
    rows = tuple(ledger(block, plain))
    total = Row("all", "", widths.maps, channels(block, widths.maps),
                sum(row.weights for row in rows), sum(row.without for row in rows))
    last = len(rows) + 1

    for step in range(last + 1):
        readings: dict[str, Reading] = {"so_far": sum(row.weights for row in rows[:step])}
        if step == last:
            readings = {"channels": total.out, "channels_without": channels(plain, widths.maps),
                        "params": total.weights, "params_without": total.without,
                        "ratio": total.without / total.weights,
                        "with_biases": sum(p.numel() for p in block.parameters()), **paper(widths, total.weights)}
        yield Frame(step, last, caption(widths, (*rows, total), step), readings, views(block, (*rows, total), step))


class Widths(NamedTuple):
    """Maps that come in, then maps that each convolution writes; `three_in`, `five_in` or `pool` 0: no 1x1 there."""

    maps: int
    one: int
    three_in: int
    three: int
    five_in: int
    five: int
    pool: int


class Inception(nn.Module):
    """Four branches on the same maps. On the meta device, where a tensor has a shape and no numbers."""

    def __init__(self, w: Widths) -> None:
        super().__init__()
        self.branches = nn.ModuleDict({
            "1x1": nn.Sequential(*convolution(w.maps, w.one, 1)),
            "3x3": nn.Sequential(*convolution(w.maps, w.three_in, 1), *convolution(w.three_in or w.maps, w.three, 3)),
            "5x5": nn.Sequential(*convolution(w.maps, w.five_in, 1), *convolution(w.five_in or w.maps, w.five, 5)),
            "pool": nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), *convolution(w.maps, w.pool, 1)),
        })

    def forward(self, x: Tensor) -> Tensor:
        """(B, maps, H, W) -> (B, one + three + five + pool, H, W): laid one after the other, not added."""
        return torch.cat([branch(x) for branch in self.branches.values()], dim=1)


def convolution(maps: int, out: int, kernel: int) -> list[nn.Module]:
    """A convolution that keeps the size, and its ReLU; nothing if it is to write no maps."""
    return [nn.Conv2d(maps, out, kernel, padding=kernel // 2, device="meta"), nn.ReLU()] if out else []


def channels(module: nn.Module, maps: int) -> int:
    """How many maps come out, asked of torch."""
    return int(module(torch.empty(1, maps, 28, 28, device="meta")).shape[1])


class Row(NamedTuple):
    """A convolution of the block: what it reads and writes, its weights, and what stands there without the 1x1."""

    branch: str
    filter: str
    maps: int
    out: int
    weights: int
    without: int


def ledger(block: Inception, plain: Inception) -> Iterator[Row]:
    """Every convolution of the block, in order; beside the wide ones their weights in the plain block."""
    for name, branch in block.branches.items():
        layers, alone = convolutions(branch), convolutions(plain.branches[name])
        for layer in layers:
            size = layer.kernel_size[0]
            same = [other.weight.numel() for other in alone if other.kernel_size == layer.kernel_size]
            yield Row(name, f"{size}x{size}", layer.in_channels, layer.out_channels, layer.weight.numel(), sum(same))


def convolutions(branch: nn.Module) -> list[nn.Conv2d]:
    """The convolutions of a branch."""
    return [layer for layer in branch.modules() if isinstance(layer, nn.Conv2d)]


def choose(preset: str, widths: Widths) -> Widths:
    """The widths of a block of GoogLeNet, or those of the knobs. KnobError if knobs were set that would not count."""
    if preset == "custom":
        return widths
    if widths not in (INCEPTIONS["3a"], INCEPTIONS[preset]):
        raise KnobError(f"The block {preset} has widths of its own.",
                        "Set preset=custom to choose them, or leave the other knobs as they were.")
    return Widths(*INCEPTIONS[preset])


def paper(widths: Widths, weights: int) -> dict[str, Reading]:
    """What Table 1 prints for a block of these widths, in weights, and how many more are counted."""
    name = known(widths)
    return {"printed": PRINTED[name] * K, "difference": weights - PRINTED[name] * K} if name else {}


def known(widths: Widths) -> str:
    """The name of the block of GoogLeNet that has these widths; "" if none has."""
    return next((name for name, its in INCEPTIONS.items() if its == widths), "")


def caption(widths: Widths, rows: tuple[Row, ...], step: int) -> str:
    """What the last row says; at the end the total, and what the paper prints. At most 78 characters."""
    name = known(widths)
    if step == 0:
        return f"{f'block {name}: ' if name else ''}{widths.maps} maps go into four branches"
    row = rows[step - 1]
    if step < len(rows):
        told = f"{row.branch} branch: " if row.branch != row.filter else ""
        return f"{told}{row.filter} x {row.maps} x {row.out} = {row.weights:,} weights"
    if not name:
        return f"{row.out} maps, {row.weights:,} weights; without the 1x1s {row.without:,}"
    more = row.weights / K - PRINTED[name]
    return (f"{row.weights:,} weights are {row.weights / K:.1f}K; the paper prints {PRINTED[name]}K, "
            f"{abs(more):.1f}K {'less' if more > 0 else 'more'}")


def views(block: Inception, rows: tuple[Row, ...], step: int) -> tuple[View, ...]:
    """The ledger so far, and the maps of each branch as they lie in the output."""
    names = tuple(block.branches)
    maps = [channels(branch, rows[-1].maps) for branch in block.branches.values()]
    written = [step > max((i for i, row in enumerate(rows) if row.branch == name), default=len(rows) - 1)
               for name in names]  # after its last convolution; a pooling without one comes with the total
    return (
        Table("ledger", COLUMNS, rows[:step], step - 1 if step else None),
        Bars("maps", names, torch.tensor(maps).numpy(), torch.tensor(written).numpy(), low=0),
    )


@inception_block.explains
def explain_inception_block(frame: Frame, view: str, index: Index) -> Explanation:
    """A count is a product; the last row adds up; a branch puts its maps after those of the branch before it."""
    table = frame.view("ledger")
    assert isinstance(table, Table)
    rows = [Row(*cells) for cells in table.cells]  # type: ignore[arg-type]  # as they were written
    if view == "maps":
        return explain_maps(frame, rows, index[0])
    row, column = rows[index[0]], COLUMNS[index[1]]
    value = row[index[1]]
    if column not in ("weights", "without"):
        said = {"branch": "The branch in which this convolution stands.", "filter": "Width and height of its filters.",
                "in": "Maps that it reads.", "out": "Maps that it writes, one for each filter."}
        if row.branch == "all":
            said |= {"out": "The maps of all branches, joined by torch.cat(..., dim=1)."}
        return Explanation(said[column], value)
    if row.branch == "all":
        above = tuple((i, index[1]) for i in range(index[0]))
        return Explanation("All rows above, added up.", value, terms=tuple((float(rows[i][j]),) for i, j in above),
                           torch="sum(w.numel() for w in block.parameters() if w.dim() > 1)", depends={"ledger": above})
    if not value:
        return Explanation("A block without narrow 1x1s has no such convolution.", value)
    # without the 1x1 before it, a convolution reads all maps that come into the block
    maps, size = rows[0].maps if column == "without" else row.maps, int(row.filter[0])
    return Explanation(f"{row.out} filters, {size} wide and high, on {maps} maps.", value,
                       r"F \cdot F \cdot C_{in} \cdot C_{out}", (tuple(map(float, (size, size, maps, row.out))),),
                       torch=f"nn.Conv2d({maps}, {row.out}, {size}, bias=False).weight.numel()")


def explain_maps(frame: Frame, rows: list[Row], branch: int) -> Explanation:
    """The maps of a branch: as many as its last convolution has filters; a pooling keeps their number."""
    bars = frame.view("maps")
    assert isinstance(bars, Bars)
    value, start = int(bars.values[branch]), int(bars.values[:branch].sum())
    last = [i for i, row in enumerate(rows) if row.branch == bars.labels[branch]][-1:]
    told = "One map for each filter of its last convolution" if last else "A pooling writes as many maps as it reads"
    return Explanation(f"{told}; in the output they are maps {start} to {start + value - 1}.", value,
                       torch=f"y[:, {start}:{start + value}].shape[1]",
                       depends={"ledger": ((last[0], COLUMNS.index("out")),)} if last else {})
