"""A text is written by counting: after these letters, which one came next, and how often?"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, NamedTuple

import torch
from torch import Tensor

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.texts import REST, Text, shown, text_of
from tui_dl.frames import Bars, Curve, Explanation, Frame, Index, Reading, Tokens, View

MOST = 10  # letters of the longest context
ADDED = 0.01  # to every count, with add_k
SHOWN, WRITTEN = 160, 1000  # letters that are written one by one; letters over which `copied` is measured
WINDOW = 20  # letters that have to stand together in the training text to be called copied
BARS, LONGEST_WORD = 6, 12


@demo(title="A text by counting")
def markov_text(
    order: Annotated[int, Knob(0, 10, help="letters that are remembered")] = 3,
    text: Annotated[Literal["course"], Knob(own="text", help="what is counted; course: these lessons")] = "course",
    smoothing: Annotated[Literal["add_k", "witten_bell"], Knob(
        help="what a letter gets that never came: a hundredth of a count, or what shorter contexts say")] = "add_k",
) -> Demo:
    """A Markov chain: the next letter depends on the last `order` letters, and on nothing before (Shannon 1948).

    It writes by the counts alone; where its last letters never came in the training text, it drops the first of
    them until they did. `contexts` is how many different ones of that length there are.

    Perplexity is exp of the mean of -ln p over all letters of a text: as if it chose among so many letters. Since
    p = 0 would make it infinite, counts are smoothed for it: (n + k) / (N + k V) with k = 0.01 (add_k, Lidstone
    1920), or (n + T p) / (N + T), where T different letters came after the context and p is what the context
    without its first letter says (witten_bell, Witten and Bell 1991; both in Chen and Goodman 1996).
    `perplexity` is that of the training text, `held_out_perplexity` that of a text which was not counted;
    `best` is the order from 0 to 10 at which the latter is lowest; `unseen` the share of the held-out letters
    whose context never came. `copied` is the share of all stretches of 20 letters in 1,000 written ones that
    stand word for word in the training text; under each word, the share of its letters in such a stretch. The text
    has `letters` different ones; beyond the 511 commonest all are written □, and `rare` is their share.
    """
    read = text_of(text)
    learnt = scores(text, smoothing)
    written, drawn_from = write(read, order)  # (WRITTEN,), (SHOWN, V)
    found = copied(read, written)  # (WRITTEN - WINDOW + 1,)
    about: dict[str, Reading] = {
        "contexts": int(learnt.contexts[order]), "perplexity": learnt.training[order].item(),
        "held_out_perplexity": learnt.held_out[order].item(), "best": int(learnt.held_out.argmin()),
        "unseen": learnt.unseen[order].item(), "copied": found.float().mean().item(), "letters": len(read.alphabet)}
    if read.alphabet[-1] == REST:
        about["rare"] = (read.training == len(read.alphabet) - 1).float().mean().item()

    for step in range(SHOWN + 1):
        now: dict[str, Reading] = {"step": step}
        if step:
            counts, letter = drawn_from[step - 1], written[step - 1]
            now |= {"seen": int(counts.sum()), "p": (counts[letter] / counts.sum()).item()}
        yield Frame(step, SHOWN, caption(read, written, order, now), now | about,
                    views(read, written, drawn_from, found, learnt, step))


def following(text: Tensor, context: Tensor, size: int) -> Tensor:
    """How often each of `size` letters came after the context (k,) in the text (N,)."""
    if not len(context):
        return torch.bincount(text, minlength=size)  # (V,)
    *first, last = context.tolist()
    after = (text[len(first):-1] == last).nonzero().flatten() + len(context)  # places that follow its last letter
    for back, letter in enumerate(reversed(first), 2):
        after = after[text[after - back] == letter]
    return torch.bincount(text[after], minlength=size)


def write(read: Text, order: int) -> tuple[Tensor, Tensor]:
    """WRITTEN letters, each drawn after the last `order`; and the counts from which the first were drawn."""
    written, drawn_from = torch.zeros(0, dtype=torch.int64), []
    for _ in range(WRITTEN):
        context = written[max(0, len(written) - order):]
        counts = following(read.training, context, len(read.alphabet))
        while not counts.any():  # the end of the training text, and nothing else, came after it
            context = context[1:]
            counts = following(read.training, context, len(read.alphabet))
        drawn_from.append(counts)
        written = torch.cat([written, torch.multinomial(counts.float(), 1)])
    return written, torch.stack(drawn_from[:SHOWN])


class Scores(NamedTuple):
    """What is measured at every order, each (MOST + 1,)."""

    training: Tensor  # perplexity of the text that was counted
    held_out: Tensor  # perplexity of the other
    contexts: Tensor
    unseen: Tensor


@cache
def scores(text: str, smoothing: str) -> Scores:
    """Perplexities and contexts at every order, from 0 to MOST."""
    read = text_of(text)
    size, n = len(read.alphabet), len(read.training)
    letters = torch.cat([read.training, read.held_out])  # (N + M,)
    place = torch.cat([torch.arange(n), torch.arange(len(read.held_out))])  # letters that stand before it
    context = torch.zeros_like(letters)  # at every letter, the number of its context
    p = torch.full(letters.shape, 1 / size, dtype=torch.float64)  # of every letter, after its context
    rows = []
    for order in range(MOST + 1):
        if order:
            before = torch.where(place >= order, letters.roll(order), size)  # `size`: the text had not begun
            context = torch.unique(context * (size + 1) + before, return_inverse=True)[1]
        pairs, pair = torch.unique(context * size + letters, return_inverse=True)
        times = torch.bincount(pair[:n], minlength=len(pairs))  # how often a context and a letter came together
        seen = torch.bincount(context[:n], minlength=int(context.max()) + 1)  # how often a context came
        kinds = torch.bincount(pairs[times > 0] // size, minlength=len(seen))  # how many letters came after it
        if smoothing == "add_k":
            p = (times[pair] + ADDED) / (seen[context] + ADDED * size)
        else:  # what never came asks the shorter context alone
            kinds = kinds.clamp_min(1)
            p = (times[pair] + kinds[context] * p) / (seen[context] + kinds[context])
        unseen = (seen[context[n:]] == 0).double().mean()
        contexts = context[:n][place[:n] >= order].unique().numel()
        rows.append(torch.stack([perplexity(p[:n]), perplexity(p[n:]), torch.tensor(float(contexts)), unseen]))
    return Scores(*torch.stack(rows, dim=1))


def perplexity(p: Tensor) -> Tensor:
    """The perplexity of letters that were given the chances p (n,)."""
    return p.double().log().mean().neg().exp()


def copied(read: Text, written: Tensor) -> Tensor:
    """Of every stretch of WINDOW letters in what is written: does it stand in the training text? (n - WINDOW + 1,)."""
    text, spelt = read.spell(read.training), read.spell(written)
    return torch.tensor([spelt[at:at + WINDOW] in text for at in range(len(spelt) - WINDOW + 1)])


def caption(read: Text, written: Tensor, order: int, now: dict[str, Reading]) -> str:
    """What the newest letter came after, and by which chance."""
    step = int(now["step"])
    if not step:
        return f"order {order}: nothing is written yet"
    context, letter = (read.spell(part).replace(" ", "_")
                       for part in (written[max(0, step - 1 - order):step - 1], written[step - 1:step]))
    often = "once" if now["seen"] == 1 else f"{now['seen']:,} times"
    return f'{f"after {context}, seen {often}, comes" if context else "first comes"} {letter}: {now["p"]:.2g}'


def views(read: Text, written: Tensor, drawn_from: Tensor, found: Tensor, learnt: Scores,
          step: int) -> tuple[View, ...]:
    """The words so far, what the newest letter was drawn from, and both perplexities at every order."""
    newest = max(step - 1, 0)
    return (words(read, written, found, step), likeliest(read, drawn_from[newest], int(written[newest]), step > 0),
            Curve("perplexity", torch.arange(MOST + 1).numpy(), {
                "training": learnt.training.numpy(), "held out": learnt.held_out.numpy()}, x_label="order", low=0))


def words(read: Text, written: Tensor, found: Tensor, step: int) -> Tokens:
    """Words of which `step` letters are written, a long one in pieces; and the share of each that is copied."""
    taken = torch.zeros(len(written))
    for start in found.nonzero().flatten().tolist():
        taken[start:start + WINDOW] = 1
    spelt, starts = read.spell(written[:SHOWN]), [0]
    for at in range(1, SHOWN):
        if spelt[at] == " " or at - starts[-1] == LONGEST_WORD:
            starts.append(at)
    begun, spans = sum(start < step for start in starts), list(zip(starts, [*starts[1:], SHOWN], strict=True))
    tokens = tuple(spelt[start:min(end, step) if start < step else end].strip() or "_" for start, end in spans)
    shares = torch.stack([taken[start:end].mean() for start, end in spans])
    return Tokens("text", tokens, shares.numpy(), marks=(begun - 1,) if step else (),
                  known=(torch.arange(len(spans)) < begun).numpy())


def likeliest(read: Text, counts: Tensor, drawn: int, known: bool) -> Bars:
    """The shares of the letters that came most often, and of the one that was drawn."""
    share = counts / counts.sum()
    top = counts.argsort(descending=True, stable=True)[:BARS].tolist()
    if drawn not in top:
        top[-1] = drawn
    labels = tuple(shown(read.alphabet[letter]) for letter in top)
    return Bars("next letter", labels, share[top].numpy(), torch.full((len(top),), known).numpy(),
                top.index(drawn) if known else None, low=0, high=1)


@markov_text.explains
def explain_markov_text(frame: Frame, view: str, index: Index) -> Explanation:
    """A bar is a count in a count; the others are statistics of whole texts."""
    drawn = frame.view(view)
    if isinstance(drawn, Bars):
        share, seen = float(drawn.values[index]), int(frame.readings["seen"])
        times = round(share * seen)
        return Explanation(f"The context stands in the training text {seen:,} times, {times:,} times before "
                           f"{drawn.labels[index[0]]}.", share, r"p(x \mid c) = \frac{n_{cx}}{N_c}",
                           ((times, 1 / seen),), torch="torch.bincount(text[after], minlength=V) / len(after)")
    if isinstance(drawn, Tokens):
        return Explanation(f"The share of this word's letters that lie in a stretch of {WINDOW} letters which stands "
                           "word for word in the training text.", float(drawn.values[index]))
    assert isinstance(drawn, Curve)
    line = tuple(drawn.lines)[index[0]]
    chance = {"add_k": r"p = \frac{n_{cx} + 0.01}{N_c + 0.01 V}",
              "witten_bell": r"p = \frac{n_{cx} + T_c \, p_{shorter}}{N_c + T_c}"}[frame.knobs["smoothing"]]
    text = "the training text" if line == "training" else "the held-out text, which was never counted"
    return Explanation(f"Perplexity at order {index[1]}: exp of the mean of -ln p over {text}.",
                       float(drawn.lines[line][index[1]]), r"\exp \left( - \frac{1}{M} \sum \ln p \right), " + chance,
                       torch="p.log().mean().neg().exp()")
