"""A ledger of a net: where its weights sit, and where its work is, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.frames import Bars, Explanation, Frame, Index, Reading, Table
from tui_dl.oracles.nets import NETS, build, resolve

COLUMNS = ("layer", "output", "parameters", "share", "MACs", "work share")
SHARES = ("of all parameters", "of all MACs")


@demo(title="Parameters and work of a net")
def parameter_ledger(
    net: Annotated[Literal[
        "lenet5", "lenet5_1998", "lenet5_modern",
        "alexnet", "alexnet_2gpu", "alexnet_ungrouped", "alexnet_torchvision",
        "vgg11", "vgg13", "vgg16", "vgg16_C_1x1", "vgg19",
        "googlenet", "googlenet_paper", "googlenet_paper_aux", "googlenet_bn", "googlenet_torchvision",
        "resnet18", "resnet34", "resnet34_optA", "resnet50", "resnet101", "resnet152",
        "resnet20_cifar", "resnet56_cifar", "resnet110_cifar",
        "densenet121", "densenet169", "densenet201", "densenet_40_12", "densenet_100_12", "densenet_bc_100_12",
        "transformer_base", "transformer_big", "vit_b16", "vit_b32", "vit_l16", "vit_h14",
        "yolov1", "rpn_head_vgg16", "dcgan_generator_k5",
    ], Knob(help="a net as its paper describes it")] = "vgg16",
) -> Demo:
    """Row by row, the parameters and multiplications of every layer or stage that has any.

    Parameters are weights and biases, norms included. MACs are the multiply-accumulates of convolutions,
    dense layers and attention for one input. `so_far` and `macs_so_far` add up the rows written; `total`,
    `macs` and the shares that dense layers have of them come with the last row.
    """
    entries = ledger(resolve(net))
    total, macs = sum(entry.params for entry in entries), sum(entry.macs for entry in entries)
    shares = torch.tensor([sum(entry.dense for entry in entries) / total,
                           sum(entry.dense_macs for entry in entries) / macs], dtype=torch.float64)

    for step in range(len(entries) + 1):
        written = entries[:step]
        done = step == len(entries)
        readings: dict[str, Reading] = {"so_far": sum(entry.params for entry in written),
                                        "macs_so_far": sum(entry.macs for entry in written)}
        if done:
            readings |= {"total": total, "dense_share": shares[0].item(),
                         "macs": macs, "dense_macs_share": shares[1].item()}
        yield Frame(step, len(entries), caption(net, entries, step), readings, (
            Table("ledger", COLUMNS, tuple(row(entry, total, macs) for entry in written), step - 1 if step else None),
            Bars("dense layers", SHARES, shares.numpy(), torch.full((2,), done).numpy(), low=0, high=1),
        ))


class Entry(NamedTuple):
    """A layer or stage: its output's shape without the batch, its counts, and what dense layers have of them."""

    name: str
    shape: tuple[int, ...]
    params: int
    macs: int
    dense: int
    dense_macs: int


@cache
def ledger(net: str) -> tuple[Entry, ...]:
    """An entry for every part of a net that has parameters; one a part, in order."""
    root = build(net)
    shapes, macs = run(net)
    own = [Entry(name, tuple(p.shape), p.numel(), 0, 0, 0) for name, p in root.named_parameters(recurse=False)]
    entries = []
    for name, part in parts(root):
        dense = [inner for inner, layer in part.named_modules(prefix=name) if isinstance(layer, nn.Linear)]
        entries.append(Entry(name, shapes.get(name, ()), count(part), macs.get(name, 0),
                             sum(count(root.get_submodule(inner)) for inner in dense),
                             sum(macs.get(inner, 0) for inner in dense)))
    return (*own, *(entry for entry in entries if entry.params))


def parts(root: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """The children of a net; of a list of layers, which is never run as a whole, its items."""
    for name, child in root.named_children():
        if isinstance(child, nn.ModuleList):
            yield from ((f"{name}.{i}", item) for i, item in child.named_children())
        else:
            yield name, child


def count(module: nn.Module) -> int:
    """Parameters of a module."""
    return sum(parameter.numel() for parameter in module.parameters())


def run(net: str) -> tuple[Mapping[str, tuple[int, ...]], Mapping[str, int]]:
    """Run a net once, on shapes alone: the last output's shape and the MACs of every module, by its name."""
    root = build(net)
    shapes: dict[str, tuple[int, ...]] = {}

    def note(name: str, output: Tensor) -> None:
        shapes[name] = tuple(output.shape[1:])

    hooks = [module.register_forward_hook(lambda _, __, output, name=name: note(name, output))
             for name, module in root.named_modules() if name]
    try:
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            root(*NETS[net].inputs())
    finally:
        for hook in hooks:
            hook.remove()
    flops = {name.partition(".")[2]: sum(kinds.values()) for name, kinds in counter.get_flop_counts().items()}
    return shapes, {name: value // 2 for name, value in flops.items()}  # it counts a product and a sum as two


def row(entry: Entry, total: int, macs: int) -> tuple[Reading, ...]:
    """An entry as a row of the table; shares are of the whole net."""
    shape = "x".join(map(str, entry.shape))
    return entry.name, shape, entry.params, percent(entry.params / total), entry.macs, percent(entry.macs / macs)


def percent(share: float) -> str:
    """A share as text."""
    return f"{share:.1%}"


def caption(net: str, entries: tuple[Entry, ...], step: int) -> str:
    """What the last row says; at the end the total, and what the paper prints. At most 78 characters."""
    if step == 0:
        return f"{len(entries)} layers or stages have parameters"
    if step < len(entries):
        entry = entries[step - 1]
        return f"{entry.name}: {entry.params:,} parameters, {entry.macs:,} MACs"
    paper = NETS[resolve(net)].paper
    total = f"{sum(entry.params for entry in entries):,} parameters"
    return f"{total}; the paper: {paper}" if paper else f"{total} in all"


@parameter_ledger.explains
def explain_parameter_ledger(frame: Frame, view: str, index: Index) -> Explanation:
    """A count is a sum over the tensors of a layer: height times width times channels."""
    net = resolve(frame.knobs["net"])
    entries = ledger(net)
    if view == "dense layers":
        counted = ("parameters", "multiply-accumulates")[index[0]]
        return Explanation(f"The share of all {counted} that dense layers have.", float(frame.array(view)[index[0]]))
    table = frame.view(view)
    assert isinstance(table, Table)
    entry, column, value = entries[index[0]], COLUMNS[index[1]], table.cells[index[0]][index[1]]
    whole = {"share": sum(e.params for e in entries), "work share": sum(e.macs for e in entries)}
    if column == "parameters":
        return explain_parameters(net, entry)
    if column == "MACs":
        return explain_macs(net, entry)
    if column in whole:
        part = entry.params if column == "share" else entry.macs
        return Explanation(f"{part:,} of the {whole[column]:,} of the whole net.", str(value),
                           depends={"ledger": ((index[0], index[1] - 1),)})
    said = {"layer": "A layer, or a stage of several layers.", "output": "The shape of its output, without the batch."}
    return Explanation(said[column], str(value))


def explain_parameters(net: str, entry: Entry) -> Explanation:
    """One product for every tensor of weights or biases: its shape."""
    own = dict(build(net).named_parameters())
    tensors = [p for name, p in own.items() if name == entry.name or name.startswith(f"{entry.name}.")]
    return Explanation(
        f"The numbers in the {len(tensors)} tensor{'s' * (len(tensors) > 1)} of {entry.name}: "
        "for each the product of its shape.", entry.params,
        terms=tuple(tuple(map(float, tensor.shape)) for tensor in tensors),
        torch=f'net.get_parameter("{entry.name}").numel()' if entry.name in own else
        f'sum(p.numel() for p in net.get_submodule("{entry.name}").parameters())',
    )


def explain_macs(net: str, entry: Entry) -> Explanation:
    """A convolution or dense layer reads as many numbers for each output as a filter has weights."""
    layer = dict(parts(build(net))).get(entry.name)
    if not isinstance(layer, nn.Conv2d | nn.Linear):
        return Explanation(f"Multiply-accumulates of the convolutions, dense layers and attention in {entry.name}, "
                           "for one input.", entry.macs, torch="torch.utils.flop_counter.FlopCounterMode, halved")
    return Explanation(
        f"{entry.name} multiplies once for every weight of a filter, at every number of its output.", entry.macs,
        terms=((*map(float, entry.shape), *map(float, layer.weight.shape[1:])),),
        torch="y[0].numel() * w[0].numel()",
    )
