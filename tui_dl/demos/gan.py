"""A GAN on handwritten digits: one net forges, another tells the forgeries from the real ones.

Five ways to break it (`lesion`):
    d_too_strong      D learns thirty times as fast as G, in place of three times
    constant_z        G gets one and the same latent point for every picture
    saturating_loss   G minimises log(1 - D) in place of -log D
    bn_in_d           D normalises its batches, in which real and forged pictures are mixed
    d_stops           D learns nothing more from step 200 on; G goes on
"""

from __future__ import annotations

import itertools
import math
from typing import Annotated, Literal, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tui_dl.demos.declare import Demo, Knob, demo
from tui_dl.demos.digits import for_generators, held_out
from tui_dl.demos.judge import SAMPLES, Verdict, read, verdict
from tui_dl.frames import Bars, Curve, Explanation, Frame, Gallery, Index, Reading, View

WIDTH = 128  # hidden units of both nets
PIXELS = 64
SHOWN = 16  # samples on screen
LAST_LESSON = 200  # the step from which a D that stops learns no more


@demo(title="A GAN learns to write digits")
def gan_digits(
    latent: Annotated[int, Knob(1, 64, help="random numbers behind one picture")] = 16,
    k: Annotated[int, Knob(1, 10, help="steps of the discriminator for each of the generator")] = 1,
    batch: Annotated[int, Knob(2, 256, help="real pictures, and forged ones, in a step")] = 64,
    lesion: Annotated[Literal["none", "d_too_strong", "constant_z", "saturating_loss", "bn_in_d", "d_stops"],
                      Knob(help="one way to break it", signs={
                          "none": ("Nothing is broken.", "Quality climbs, ten digits are drawn; neither loss settles."),
                          "d_too_strong": ("D learns thirty times as fast as G.",
                                           "Both losses swing far and wide, and quality stays well under a half."),
                          "constant_z": ("G gets one and the same latent point each time.",
                                         "All pictures are one picture, so `modes` stays at 1 and D's loss goes to 0."),
                          "bn_in_d": ("D normalises batches in which real and forged are mixed.",
                                      "D's loss is 0 almost at once, G's falls calmly, and quality stays near 0."),
                          "d_stops": ("D learns nothing more from step 200 on.",
                                      "Quality climbs; then D's loss shoots up, G's goes to 0, quality too."),
                      })] = "none",
    steps: Annotated[int, Knob(0, 5000, help="steps of the generator; 0 goes on until stopped")] = 600,
    lr: Annotated[float, Knob(1e-5, 1, live=True, help="learning rate of the generator")] = 2e-3,
) -> Demo:
    """Two players (Goodfellow et al. 2014, arXiv 1406.2661): G forges digits, D tells them from real ones.

    D learns three times as fast as G; both slow down to nothing over the second half. With steps=0 they do
    not, and the total is 0. Samples come from the same latent points in every frame. The judge reads 500 of
    them, every tenth frame and at the end: `modes`, `quality` and the bars. So often, too, D says how real it
    takes pictures to be, on average: its 1,000 digits (`d_real`), 397 real ones it never saw (`d_unseen`),
    the samples (`d_forged`). Losses are of the step just done.
    """
    gan = Gan(latent, batch, lesion)
    loss_d, loss_g = gan.loss_d(), gan.loss_g()
    every = math.ceil((steps or 600) / 150)  # steps between two frames
    for step in itertools.count():
        ends = step == steps > 0
        if ends or step % every == 0:
            readings: dict[str, Reading] = {"step": step, "loss_d": loss_d.item(), "loss_g": loss_g.item()}
            if ends or step % (10 * every) == 0:
                samples = gan.samples(SAMPLES)
                judged = verdict(samples)
                readings |= {"modes": judged.modes, "quality": judged.quality, "d_real": gan.believes(gan.real),
                             "d_unseen": gan.believes(gan.unseen), "d_forged": gan.believes(as_seen(samples))}
            live = yield Frame(step, steps, caption(readings), readings, views(gan.samples(SHOWN), judged))
        if ends:
            return
        lr_g = live.lr * min(1, 2 - 2 * step / steps) if steps else live.lr
        for _ in range(k):
            loss_d = gan.loss_d()
            if lesion != "d_stops" or step < LAST_LESSON:
                update(gan.d_optimizer, loss_d, gan.faster * lr_g)
        loss_g = gan.loss_g()
        update(gan.g_optimizer, loss_g, lr_g)


class Gan:
    """The two players, and what each is after. Pictures are (n, 64), from -1 to 1."""

    def __init__(self, latent: int, batch: int, lesion: str) -> None:
        self.batch, self.lesion = batch, lesion
        self.real = as_seen(for_generators().images)  # (1000, 64)
        self.unseen = as_seen(held_out().images)  # (397, 64): real too, but never trained on
        self.points = torch.randn(SAMPLES, latent)  # what samples are made from, in every frame
        if lesion == "constant_z":
            self.points = self.points[:1].expand(SAMPLES, latent)
        self.generator = nn.Sequential(
            nn.Linear(latent, WIDTH), nn.BatchNorm1d(WIDTH), nn.ReLU(),
            nn.Linear(WIDTH, WIDTH), nn.BatchNorm1d(WIDTH), nn.ReLU(),
            nn.Linear(WIDTH, PIXELS), nn.Tanh())
        self.discriminator = nn.Sequential(
            nn.Linear(PIXELS, WIDTH), nn.LeakyReLU(0.2), nn.Linear(WIDTH, WIDTH),
            nn.BatchNorm1d(WIDTH) if lesion == "bn_in_d" else nn.Identity(), nn.LeakyReLU(0.2),
            nn.Linear(WIDTH, 1))  # the logit of D: above 0, it takes the picture for real
        self.faster = 30 if lesion == "d_too_strong" else 3
        self.g_optimizer = torch.optim.Adam(self.generator.parameters(), betas=(0.0, 0.99), fused=True)
        self.d_optimizer = torch.optim.Adam(self.discriminator.parameters(), betas=(0.0, 0.99), fused=True)

    def forge(self) -> Tensor:
        """A batch of forgeries, (B, 64)."""
        z = torch.randn(self.batch, self.points.shape[1])
        if self.lesion == "constant_z":
            z = self.points[:1].expand_as(z)
        return cast(Tensor, self.generator(z))

    def loss_d(self) -> Tensor:
        """-log D(real) - log(1 - D(forged)), means over a batch; 2 ln 2 = 1.386 if D cannot tell."""
        real = self.real[torch.randint(len(self.real), (self.batch,))]
        logits = self.discriminator(torch.cat([real, self.forge().detach()]))[:, 0]  # (2B,)
        return F.softplus(-logits[:self.batch]).mean() + F.softplus(logits[self.batch:]).mean()

    def loss_g(self) -> Tensor:
        """-log D(forged), the mean over a batch: G wants its forgeries taken for real."""
        logits = self.discriminator(self.forge())[:, 0]  # (B,)
        if self.lesion == "saturating_loss":
            return -F.softplus(logits).mean()  # log(1 - D(forged)): flat where D is sure of a forgery
        return F.softplus(-logits).mean()

    @torch.no_grad()
    def believes(self, pictures: Tensor) -> float:
        """D's mean probability that pictures (n, 64) are real, by the running statistics of D if it keeps any."""
        logits = self.discriminator.eval()(pictures)
        self.discriminator.train()
        return float(logits.sigmoid().mean())

    @torch.no_grad()
    def samples(self, n: int) -> Tensor:
        """Pictures from the first n latent points, (n, 8, 8) from 0 to 1, by the running statistics of G."""
        pictures = self.generator.eval()(self.points[:n])
        self.generator.train()
        return cast(Tensor, (pictures.view(n, 8, 8) + 1) / 2)


def as_seen(images: Tensor) -> Tensor:
    """Images from 0 to 1 in any shape (n, ...), as both nets have them: (n, 64), from -1 to 1."""
    return images.flatten(1) * 2 - 1


def update(optimizer: torch.optim.Optimizer, loss: Tensor, lr: float) -> None:
    """One step of an optimizer down the slope of its loss."""
    optimizer.param_groups[0]["lr"] = lr
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def caption(readings: dict[str, Reading]) -> str:
    """What this frame shows, in a line."""
    text = f"step {readings['step']}: D's loss {readings['loss_d']:.2f}, G's {readings['loss_g']:.2f}"
    if "modes" not in readings:
        return text
    digits = "1 digit" if readings["modes"] == 1 else f"{readings['modes']} digits"
    return f"{text}; {digits}, quality {readings['quality']:.2f}"


def views(shown: Tensor, judged: Verdict) -> tuple[View, ...]:
    """Some samples with what the judge reads in them, the losses, and how often it reads each digit."""
    labels = tuple(str(digit) if digit >= 0 else "?" for digit in read(shown).tolist())
    return (
        Gallery("samples", shown.numpy(), labels),
        Curve("losses", follow=("loss_d", "loss_g"), low=0),
        Bars("digits", tuple("0123456789"), judged.shares.numpy(), low=0),
    )


LOSSES = {
    "loss_d": (r"-\log D(x) - \log(1 - D(G(z)))", "what D pays for taking real digits as forged, and forged as real",
               "F.softplus(-D(real)).mean() + F.softplus(D(forged)).mean()"),
    "loss_g": (r"-\log D(G(z))", "what G pays for forgeries that D does not take for real",
               "F.softplus(-D(forged)).mean()"),
}


@gan_digits.explains
def explain_gan_digits(frame: Frame, view: str, index: Index) -> Explanation:
    """A pixel is the output of a network, a bar a share of samples, a loss a mean over a batch."""
    if view == "samples":
        n, row, col = index[:3]
        return Explanation(
            f"Pixel ({row}, {col}) of sample {n}: the generator makes all 64 from the {frame.knobs['latent']} numbers "
            f"of latent point {n}; its last layer ends in tanh, moved from -1..1 to 0..1.",
            float(frame.array(view)[n, row, col]), r"x = (G(z) + 1) / 2",
            torch=f"(generator.eval()(points[{n}:{n + 1}]).view(8, 8)[{row}, {col}] + 1) / 2",
        )
    if view == "digits":
        digit = index[0]
        return Explanation(
            f"The share of {SAMPLES} samples that the judge reads as {digit}, when it last looked.",
            float(frame.array(view)[digit]), torch=f"(judge(samples).argmax(1) == {digit}).float().mean()",
        )
    name = ("loss_d", "loss_g")[index[0]]
    formula, what, line = LOSSES[name]
    return Explanation(f"{name}: {what}; the mean over a batch.", frame.readings[name], formula, torch=line)
