"""Formulas in cells: nothing lost, nothing crooked, nothing raised."""

# ruff: noqa: E501   a formula stays on one line, as in a lesson

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_dl.draw.formula import inline, render, speak

FORMULAS = r"""
\text{out} = \left\lfloor \frac{W - F + 2P}{S} \right\rfloor + 1
\text{out} = W - F + 1
3 \times 3
P = (F-1)/2
\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^{n} e^{z_j}}
\mathrm{Attention}(Q,K,V) = \mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V
f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)
\tilde{c}_t = \tanh(W_c x_t + U_c h_{t-1} + b_c)
c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t
\min_G \max_D \; \mathbb{E}_{x \sim p_{\text{data}}}[\log D(x)] + \mathbb{E}_{z \sim p_z}[\log(1 - D(G(z)))]
D^*(x) = \frac{p_{data}(x)}{p_{data}(x) + p_G(x)}
\hat{y} = \begin{bmatrix} a & b \\ c & d \end{bmatrix} x
D_{KL}(q \| p) = \int q(x) \log \frac{q(x)}{p(x)} dx
\lfloor (W - F + 2P)/S \rfloor + 1
\mathcal{L} = \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z))
p(x) = \prod_{i=1}^{n} p(x_i \mid x_{<i})
\bar{x} = \frac{1}{n}\sum_i x_i
\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}
\underbrace{a+b}_{n}
\nabla_\theta \mathcal{J}
h_t = \overrightarrow{h}_t
\frac{\partial L}{\partial W}
x \in \mathbb{R}^{n \times d}
\boldsymbol{W}
\operatorname{softmax}(x)
\lVert x \rVert_2
2^{2^{n}}
x^{\prime}_t
a \ne b, a \le b, a \approx b \to c
(f * g)(t) = \int_{-\infty}^{\infty} f(\tau)\, g(t - \tau)\, d\tau
(f * g)[n] = \sum_{k} f[k]\, g[n-k]
h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b)
\frac{\partial h_T}{\partial h_t} = \prod_{k=t+1}^{T} \frac{\partial h_k}{\partial h_{k-1}}
PE_{(pos, 2i)} = \sin\left(\frac{pos}{10000^{2i/d}}\right)
\mathrm{JSD}(p \,\|\, q) = \tfrac{1}{2} D_{KL}(p \,\|\, m) + \tfrac{1}{2} D_{KL}(q \,\|\, m), \quad m = \tfrac{1}{2}(p + q)
\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|}
S \times S \times (5B + C)
y = \mathcal{F}(x, \{W_i\}) + x
\| x - F(G(x)) \|_1
""".strip().splitlines()

BROKEN = [
    r"\unknown{x}", r"\frac{1}{", r"\frac{1}", "x^", "x__y", "x^2^3", "}", "{", r"\left( x", r"x \right)", r"\left x y",
    r"\begin{cases} x", r"\begin{nonsense} x \end{nonsense}", "a & b", r"\\", "$x$", r"\hat\hat x", "\\",
    r"\begin{bmatrix} a \\ [x] \end{bmatrix}", "a\x1b[31mb", "a\x00b", "\u202ea", "\ud800", r"\sqrt", "_",
]  # fmt: skip


def rows(latex: str, ascii: bool = False) -> tuple[str, ...]:
    found = render(latex, ascii=ascii)
    assert found is not None
    return found


def line(latex: str, ascii: bool = False) -> str:
    found = inline(latex, ascii=ascii)
    assert found is not None
    return found


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("latex", FORMULAS)
def test_rows_are_equally_wide_and_fit_a_terminal(latex: str, ascii: bool) -> None:
    widths = {cell_len(row) for row in rows(latex, ascii)}
    assert len(widths) == 1
    assert max(widths) <= 76


@pytest.mark.parametrize("latex", FORMULAS)
def test_ascii_is_ascii(latex: str) -> None:
    assert "".join(rows(latex, ascii=True)).isascii()
    assert line(latex, ascii=True).isascii()


def letters(text: str) -> list[str]:
    """The letters and figures in a text, small ones counted as large, marks and operators not at all."""
    text = unicodedata.normalize("NFKD", text.replace("ˣ", ""))
    return sorted(c for c in text if c.isascii() and c.isalnum())


def letters_of_source(latex: str) -> list[str]:
    """The same from LaTeX, by removing what is no letter on paper. The x of a raised × is not counted above."""
    shown = latex.replace(r"\top", "T")
    shown = re.sub(r"\\(log|sin|tanh|min|max)(?![a-zA-Z])", r"\1", shown)
    return letters(re.sub(r"\\(begin|end)\{\w+\}|\\[a-zA-Z]+", " ", shown))


@pytest.mark.parametrize("latex", FORMULAS)
def test_no_letter_of_the_source_is_lost(latex: str) -> None:
    assert letters("".join(rows(latex))) == letters_of_source(latex)
    assert letters(line(latex)) == letters_of_source(latex)


@pytest.mark.parametrize("latex", [f for f in FORMULAS if " = " in f and not f.startswith(r"\frac")])
def test_both_sides_of_an_equation_share_the_baseline(latex: str) -> None:
    left, _, right = latex.partition(" = ")
    shown = f"{rows(left)[-1]} = "  # the left sides chosen are one row, or an accent over it
    [baseline] = [row for row in rows(latex) if row.startswith(shown)]
    beyond = baseline.removeprefix(shown)
    assert beyond.strip() in [row.strip() for row in rows(right)]
    if right.startswith(r"\frac") and right.endswith("}"):
        assert beyond.startswith("───")


WORDS = st.text(alphabet="abcdxyzW", min_size=1, max_size=12)


@given(WORDS, WORDS)
def test_a_bar_lies_between_a_centred_numerator_and_denominator(top: str, bottom: str) -> None:
    above, bar, below = rows(rf"\frac{{{top}}}{{{bottom}}}")
    assert (above.strip(), below.strip()) == (top, bottom)
    assert set(bar) == {"─"}
    for row in (above, below):
        before, after = len(row) - len(row.lstrip()), len(row) - len(row.rstrip())
        assert before >= 1 and after >= 1 and abs(before - after) <= 1


@given(st.integers(min_value=2, max_value=6))
def test_brackets_are_as_tall_as_their_content(height: int) -> None:
    lines = r" \\ ".join("x" * height)
    content = rows(rf"\begin{{matrix}} {lines} \end{{matrix}}")
    bracketed = rows(rf"\left( \begin{{matrix}} {lines} \end{{matrix}} \right)")
    assert len(bracketed) == len(content)
    assert "".join(row[0] for row in bracketed) == "⎛" + "⎜" * (len(content) - 2) + "⎝"
    assert "".join(row[-1] for row in bracketed) == "⎞" + "⎟" * (len(content) - 2) + "⎠"


def test_limits_stand_centred_above_and_below() -> None:
    above, operator, below = rows(r"\sum_{j=1}^{n}")
    assert (above.strip(), operator.strip(), below.strip()) == ("n", "∑", "j=1")
    assert above.index("n") == operator.index("∑") == 1


@pytest.mark.parametrize("latex", BROKEN)
def test_what_cannot_be_drawn_is_left_to_the_caller(latex: str) -> None:
    assert render(latex) is None
    assert inline(latex) is None


def test_speak_says_the_inline_form_or_the_source_and_never_a_control_character() -> None:
    assert speak(r"\frac{\partial L}{\partial W}") == "∂L / ∂W"
    assert [speak(r"\unknown{x}"), speak(r"\frac{1}{")] == [r"\unknown{x}", r"\frac{1}{"]
    assert speak("\x1b[31m\\nonsense\nx\x07") == r"[31m\nonsense x"


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\text{out} = \lfloor (W - F + 2P)/S \rfloor + 1", "out = ⌊(W − F + 2P)/S⌋ + 1"),
        (r"P = (F-1)/2", "P = (F − 1)/2"),
        (r"3 \times 3", "3 × 3"),
        (r"x \in \mathbb{R}^{n \times d}", "x ∈ ℝⁿˣᵈ"),
        (r"f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)", "fₜ = σ(W_f [hₜ₋₁, xₜ] + b_f)"),
        (r"\frac{e^{z_i}}{\sum_j e^{z_j}}", "e^(zᵢ) / ∑ⱼ e^(zⱼ)"),
        (r"p_{data}", "p_(data)"),
        (r"W_fx", "W_f x"),
        (r"\frac{a+b}{c}", "(a + b) / c"),
        (r"\frac{a}{b+c}", "a / (b + c)"),
        (r"\frac{(a+b)}{|b+c|}", "(a + b) / |b + c|"),
        (r"\frac{a}{\frac{b}{c}}", "a / (b / c)"),
        (r"e^{-x/2\sigma}", "e^(−x/2σ)"),
        (r"\tfrac{1}{2\sigma^2}", "1/(2σ²)"),
        (r"\log \frac{q}{p}", "log (q / p)"),
        (r"\frac{1}{n}\sum_i x_i", "(1 / n) ∑ᵢ xᵢ"),
        (r"a - \frac{b}{c} + d", "a − b / c + d"),
        (r"\sqrt{d_k} + \sqrt{a+b}", "√dₖ + √(a + b)"),
        (r"-x = -1", "−x = −1"),
        (r"f'(x) + f''(x)", "f′(x) + f′′(x)"),
        (r"q(z|x) + |a - b|", "q(z|x) + |a − b|"),
        (r"D(q \| p) - \| x \|_1", "D(q ‖ p) − ‖x‖₁"),
        (r"2\alpha x \ln n", "2αx ln n"),
        (r"\text{손실} = 1", "손실 = 1"),
        (r"a % a comment" + "\n" + r"+ b", "a + b"),
    ],
)
def test_inline(latex: str, expected: str) -> None:
    assert line(latex) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\sum_{i} \alpha_i x_{t-1}", "sum_i alpha_i x_(t-1)"),
        (r"\sqrt{d_k} \to \infty", "sqrt(d_k) --> inf"),
        (r"\lfloor \hat{y} \rfloor \le \frac{\partial L}{\partial W}", "floor(hat(y)) <= dL / dW"),
        (r"x_{i \in S}", "x_(i in S)"),
    ],
)
def test_inline_ascii(latex: str, expected: str) -> None:
    assert line(latex, ascii=True) == expected


PICTURES = {
    r"\text{out} = \left\lfloor \frac{W - F + 2P}{S} \right\rfloor + 1": """
      ⎢ W − F + 2P ⎥
out = ⎢────────────⎥ + 1
      ⎣     S      ⎦
""",
    r"\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^{n} e^{z_j}}": """
                  zᵢ
                 e
softmax(z)ᵢ = ─────────
                n   zⱼ
                ∑  e
               j=1
""",
    r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V": """
       ⎛ QKᵀ ⎞
softmax⎜─────⎟ V
       ⎝ √dₖ ⎠
""",
    r"\min_G \max_D \; \mathbb{E}_{x \sim p_{\text{data}}}[\log D(x)]": """
min max E        [log D(x)]
 G   D   x∼p_data
""",
    r"D_{KL}(q \| p) = \int q(x) \log \frac{q(x)}{p(x)} dx": """
                          q(x)
D_KL(q ‖ p) = ∫ q(x) log ────── dx
                          p(x)
""",
    r"\hat{y} = \begin{bmatrix} a & b \\ c & d \end{bmatrix} x": """
    ⎡a  b⎤
ŷ = ⎢    ⎥ x
    ⎣c  d⎦
""",
    r"\frac{\partial h_T}{\partial h_t} = \prod_{k=t+1}^{T} \frac{\partial h_k}{\partial h_{k-1}}": """
 ∂h_T      T     ∂hₖ
────── =   ∏   ───────
 ∂hₜ     k=t+1  ∂hₖ₋₁
""",
    r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}": """
⎧x  x > 0
⎨
⎩0  otherwise
""",
    r"f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)": """
fₜ = σ(W_f [hₜ₋₁, xₜ] + b_f)
""",
}


@pytest.mark.parametrize(("latex", "picture"), PICTURES.items())
def test_pictures(latex: str, picture: str) -> None:
    assert [row.rstrip() for row in rows(latex)] == picture.strip("\n").splitlines()


PIECES = r"""
\frac \sqrt \left( \right) \left. \left\{ \right| \begin{cases} \end{cases} \begin{bmatrix} \end{bmatrix}
\begin{aligned} & \\ { } [ ] _ ^ ' a 1 + - = | \| \sum \int \min \hat \vec \text{ \mathrm{ \alpha \underbrace{ 
\limits \unknown $ % ~ # \operatorname* \tfrac12 x_i \, \middle ( ) , / < 한 \mathbb{R} {x} _{i<j}
"""
FRAGMENTS = st.lists(st.sampled_from([*PIECES.split(), " ", "\n", "\u0301", "\x1b"]), max_size=25).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), FRAGMENTS), st.booleans())
@example("{" * 5000, False)
@example("{" * 300 + "x" + "}" * 300, False)
@example(r"\sqrt{" * 300 + "x" + "}" * 300, False)
@example(r"\left(" * 300 + "x" + r"\right)" * 300, False)
@example(r"\sqrt" * 900, False)
@example("f" + "'" * 1500, True)
@example("x^{" * 900, False)
def test_nothing_raises_and_whatever_is_drawn_is_even(latex: str, ascii: bool) -> None:
    drawn, one_row = render(latex, ascii=ascii), inline(latex, ascii=ascii)
    assert (drawn is None) == (one_row is None)
    if drawn is not None and one_row is not None:
        assert len({cell_len(row) for row in drawn}) == 1
        assert all(row.isprintable() for row in (*drawn, one_row))
    assert speak(latex).isprintable()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(FORMULAS), min_size=1, max_size=3), st.booleans())
def test_formulas_within_formulas(parts: list[str], ascii: bool) -> None:
    latex = parts[0]
    for part in parts[1:]:
        latex = rf"\frac{{{latex}}}{{\sqrt{{{part}}}}} + \left[ {latex} \right]_{{k}}"
    drawn = rows(latex, ascii)
    assert len({cell_len(row) for row in drawn}) == 1
    assert line(latex, ascii).isprintable()
