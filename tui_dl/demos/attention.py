"""Self-attention, one query at a time: scores, division by the root, softmax, weighted sum."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import torch
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, KnobError, demo
from tui_dl.frames import Array, Explanation, Frame, Grid, Index, Mark, Reading, Tokens, View

D_MODEL = 64  # numbers in the vector of a word, before it is projected


@demo(title="Self-attention")
def self_attention(
    tokens: Annotated[int, Knob(2, 12, help="words in the sequence")] = 6,
    d_k: Annotated[int, Knob(1, 256, help="numbers in a query and in a key")] = 4,
    d_v: Annotated[int, Knob(1, 16, help="numbers in a value")] = 4,
    scale: Annotated[bool, Knob(help="divide the scores by the root of d_k")] = True,
    mask: Annotated[bool, Knob(help="hide from a word what comes after it")] = False,
    sentence: Annotated[str, Knob(length=120, help="its first words label the rows; repeated if too short")]
    = "the cat sat on a mat because it was tired and cold",
) -> Demo:
    """Every word asks all words, and takes a weighted mean of their values (Vaswani et al. 2017, 1706.03762).

    Nothing is trained: word vectors and projections are drawn at random, so that queries, keys and values
    have variance 1. The same word has the same vector. `largest` and `entropy` are means over the rows
    computed so far; `scores` are what the softmax reads.
    """
    words = row_words(sentence, tokens)
    x = word_vectors(words)  # (T, d_model)
    query, key, value = (x @ torch.randn(D_MODEL, d) / D_MODEL**0.5 for d in (d_k, d_k, d_v))  # (T, d)
    computed = attend(query, key, value, scale, mask)

    phases = phases_of(scale, mask)
    total = tokens * len(phases)
    for step in range(total + 1):
        row, phase = place(step, phases)
        yield Frame(step, total, caption(computed, words, row, phase), readings(computed, row, phase),
                    views_at(computed, words, row, phase))


class Attention(NamedTuple):
    """Everything that is computed on the way. T tokens."""

    query: Tensor  # (T, d_k)
    key: Tensor  # (T, d_k)
    value: Tensor  # (T, d_v)
    products: Tensor  # (T, T), row i: the query of word i with every key
    scaled: Tensor  # (T, T)
    scores: Tensor  # (T, T), what the softmax reads
    weights: Tensor  # (T, T), every row sums to 1
    output: Tensor  # (T, d_v)


def attend(query: Tensor, key: Tensor, value: Tensor, scale: bool, mask: bool) -> Attention:
    """softmax(Q K^T / sqrt(d_k)) V, with and without the root, with and without a causal mask."""
    products = query @ key.T
    scaled = products / query.shape[1] ** 0.5 if scale else products
    later = torch.ones_like(products, dtype=torch.bool).triu(1)
    scores = scaled.masked_fill(later, -math.inf) if mask else scaled
    weights = scores.softmax(dim=-1)
    return Attention(query, key, value, products, scaled, scores, weights, weights @ value)


def row_words(sentence: str, count: int) -> tuple[str, ...]:
    """The first `count` words, from the beginning again where the sentence is too short. KnobError."""
    words = sentence.split()
    if not words:
        raise KnobError("The sentence has no words.", "Write some, for example sentence='the cat sat'.")
    return tuple(words[i % len(words)] for i in range(count))


def word_vectors(words: tuple[str, ...]) -> Tensor:
    """A random vector of variance 1 for every word, the same for the same word: (T, d_model)."""
    vocabulary = list(dict.fromkeys(words))
    return torch.randn(len(vocabulary), D_MODEL)[[vocabulary.index(word) for word in words]]


def phases_of(scale: bool, mask: bool) -> list[str]:
    """What is done to every row, one frame each."""
    return ["product"] + ["scale"] * scale + ["mask"] * mask + ["softmax", "sum"]


def place(step: int, phases: list[str]) -> tuple[int, str]:
    """The row at work in this frame and the phase it has just gone through; "" before the first."""
    if step == 0:
        return 0, ""
    row, phase = divmod(step - 1, len(phases))
    return row, phases[phase]


def readings(a: Attention, row: int, phase: str) -> dict[str, Reading]:
    """The largest weight and the entropy in nats of a row, as means over the rows that have weights."""
    weights = a.weights[: row + (phase in ("softmax", "sum"))]
    if len(weights) == 0:
        return {}
    return {"largest": weights.max(dim=-1).values.mean().item(),
            "entropy": torch.special.entr(weights).sum(dim=-1).mean().item()}  # - sum of p log p


def caption(a: Attention, words: tuple[str, ...], row: int, phase: str) -> str:
    """What has just happened to this row."""
    word, d_k, most = words[row], a.query.shape[1], int(a.weights[row].argmax())
    return {
        "": "every word has a query, a key and a value",
        "product": f"{word}: its query meets every key, {d_k} products added up each time",
        "scale": f"{word}: its scores are divided by the root of {d_k}, {d_k**0.5:.3g}",
        "mask": f"{word}: the words after it are hidden",
        "softmax": f"{word}: the softmax gives most, {a.weights[row, most]:.2f}, to {words[most]}",
        "sum": f"{word}: the values, each times its weight, are added up",
    }[phase]


def views_at(a: Attention, words: tuple[str, ...], row: int, phase: str) -> tuple[View, ...]:
    """All matrices, known as far as they are computed; the row at work is marked."""
    weighted, summed = phase in ("softmax", "sum"), phase == "sum"
    scores = a.scores.clone()  # (T, T)
    if phase in ("product", "scale"):  # this row is not finished yet
        scores[row] = a.products[row] if phase == "product" else a.scaled[row]
    written = "output" if summed else "weights" if weighted else "scores" if phase else ""
    source = {"product": "query", "softmax": "scores", "sum": "weights"}.get(phase, "")

    def grid(name: str, matrix: Tensor, rows: int, cols: tuple[str, ...] = ()) -> Grid:
        role = {written: "focus", source: "source"}.get(name)
        marks = [Mark(row, col, "source" if role == "source" else "focus") for col in range(matrix.shape[1])]
        return Grid(name, matrix.numpy(), first_rows(rows, matrix), words, cols, tuple(marks) if role else (),
                    "sequential" if name == "weights" else "diverging")

    return (
        Tokens("words", words, a.weights[row].numpy() if weighted else None, (row,) if phase else ()),
        grid("query", a.query, len(words)),
        grid("key", a.key, len(words)),
        grid("value", a.value, len(words)),
        grid("scores", scores, row + bool(phase), words),
        grid("weights", a.weights, row + weighted, words),
        grid("output", a.output, row + summed),
    )


def first_rows(count: int, matrix: Tensor) -> Array:
    """True in the first `count` rows."""
    known = torch.zeros(matrix.shape, dtype=torch.bool)
    known[:count] = True
    return known.numpy()


@self_attention.explains
def explain_self_attention(frame: Frame, view: str, index: Index) -> Explanation:
    """A score is a sum of products, a weight a softmax, an output a weighted sum of values."""
    if view == "words":
        row, _ = place(frame.step, phases_of(frame.knobs["scale"], frame.knobs["mask"]))
        view, index = "weights", (row, index[0])
    grid, (i, j) = frame.view(view), index[:2]
    assert isinstance(grid, Grid)
    if grid.known is not None and not grid.known[i, j]:
        return Explanation(f"{view}[{i}, {j}] is not computed yet.", "not yet")
    if view in ("query", "key", "value"):
        return Explanation(f"Number {j} of the {view} of '{grid.rows[i]}': the {D_MODEL} numbers of its vector x, "
                           "each times a random weight, added up.",
                           float(grid.values[i, j]), torch=f"x[{i}] @ W_{view}[:, {j}]")
    explain = {"scores": explain_score, "weights": explain_weight, "output": explain_output}
    return explain[view](frame, grid.rows, i, j)


def explain_score(frame: Frame, words: tuple[str, ...], i: int, j: int) -> Explanation:
    """Query i times key j, added up, over the root; or hidden."""
    query, key, score = frame.array("query")[i], frame.array("key")[j], float(frame.array("scores")[i, j])
    d_k = len(query)
    row, phase = place(frame.step, phases_of(frame.knobs["scale"], frame.knobs["mask"]))
    if score == -math.inf:
        return Explanation(f"'{words[j]}' comes after '{words[i]}', which must not see it: its weight is 0.",
                           score, r"s_{ij} = -\infty \text{ for } j > i", torch="s.masked_fill(later, -inf)")
    scaled = frame.knobs["scale"] and not (i == row and phase == "product")
    root = (1 / math.sqrt(d_k),) if scaled else ()
    return Explanation(
        f"scores[{i}, {j}]: the query of '{words[i]}' times the key of '{words[j]}', added up"
        + (f" and divided by the root of {d_k}." if scaled else "."),
        score,
        r"s_{ij} = \frac{1}{\sqrt{d_k}} \sum_c q_{ic} k_{jc}" if scaled else r"s_{ij} = \sum_c q_{ic} k_{jc}",
        tuple((float(q), float(k), *root) for q, k in zip(query, key, strict=True)),
        torch=f"query[{i}] @ key[{j}]" + (f" / {d_k}**0.5" if scaled else ""),
        depends={"query": tuple((i, c) for c in range(d_k)), "key": tuple((j, c) for c in range(d_k))},
    )


def explain_weight(frame: Frame, words: tuple[str, ...], i: int, j: int) -> Explanation:
    """The softmax of a row of scores."""
    powers = [math.exp(score) for score in frame.array("scores")[i]]
    return Explanation(
        f"weights[{i}, {j}]: e to the score of '{words[j]}', as a share of the row's sum {sum(powers):.4g}.",
        float(frame.array("weights")[i, j]),
        r"\alpha_{ij} = \frac{e^{s_{ij}}}{\sum_k e^{s_{ik}}}",
        ((powers[j], 1 / sum(powers)),),
        torch=f"scores[{i}].softmax(dim=-1)[{j}]",
        depends={"scores": tuple((i, k) for k in range(len(powers)))},
    )


def explain_output(frame: Frame, words: tuple[str, ...], i: int, j: int) -> Explanation:
    """The values, each times its weight, added up."""
    weights, value = frame.array("weights")[i], frame.array("value")[:, j]
    return Explanation(
        f"output[{i}, {j}]: number {j} of every value, times the weight '{words[i]}' gives it, added up.",
        float(frame.array("output")[i, j]),
        r"y_{ic} = \sum_j \alpha_{ij} v_{jc}",
        tuple((float(w), float(v)) for w, v in zip(weights, value, strict=True)),
        torch=f"weights[{i}] @ value[:, {j}]",
        depends={"weights": tuple((i, k) for k in range(len(value))),
                 "value": tuple((k, j) for k in range(len(value)))},
    )
