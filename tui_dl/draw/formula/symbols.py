"""What a formula may hold: signs, the kind that decides their spacing, their ASCII; commands; alphabets."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["ord", "word", "op", "big", "bin", "rel", "open", "close", "punct", "bar", "slash", "frac"]


class Symbol(NamedTuple):
    """A sign, its kind in the sense of The TeXbook, chapter 17, and what an ASCII terminal shows for it."""

    text: str
    kind: Kind
    ascii: str


_TABLE: dict[Kind, str] = {  # name=character, or name=character=ascii where the name itself will not do
    "ord": """
        alpha=α beta=β gamma=γ delta=δ epsilon=ε varepsilon=ε=epsilon zeta=ζ eta=η theta=θ
        vartheta=ϑ=theta iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ pi=π rho=ρ varrho=ϱ=rho sigma=σ
        varsigma=ς=sigma tau=τ upsilon=υ phi=φ varphi=φ=phi chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ
        Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω ell=ℓ=l hbar=ħ imath=ı=i jmath=ȷ=j
        infty=∞=inf partial=∂=d nabla=∇=grad forall=∀ exists=∃ emptyset=∅=empty varnothing=∅=empty top=⊤=T
        bot=⊥ prime=′=' degree=°=deg angle=∠ neg=¬=not lnot=¬=not Re=ℜ Im=ℑ aleph=ℵ dots=…=... ldots=…=...
        cdots=⋯=... vdots=⋮=: ddots=⋱=... checkmark=✓=ok %=% #=# $=$ &=& _=_ square=□=[]
        dagger=†=+
    """,
    "op": """
        log=log ln=ln exp=exp sin=sin cos=cos tan=tan cot=cot sec=sec csc=csc sinh=sinh cosh=cosh
        tanh=tanh coth=coth arcsin=arcsin arccos=arccos arctan=arctan arg=arg det=det dim=dim ker=ker
        deg=deg gcd=gcd Pr=Pr lg=lg hom=hom min=min max=max sup=sup inf=inf lim=lim limsup=lim·sup=limsup
        liminf=lim·inf=liminf argmin=argmin argmax=argmax
    """,
    "big": """
        sum=∑ prod=∏ coprod=∐ int=∫ iint=∬ iiint=∭ oint=∮ bigcup=⋃=union bigcap=⋂=intersection
        bigoplus=⨁=(+) bigotimes=⨂=(x) bigodot=⨀=(*) bigvee=⋁=or bigwedge=⋀=and
    """,
    "bin": """
        times=×=x cdot=·=* div=÷=/ pm=±=+- mp=∓=-+ odot=⊙=(*) otimes=⊗=(x) oplus=⊕=(+) ominus=⊖=(-)
        ast=*=* circ=∘=o bullet=•=* star=⋆=* cap=∩=cap cup=∪=cup setminus=∖=\\ land=∧=and wedge=∧=and lor=∨=or
        vee=∨=or bmod=mod
    """,
    "rel": """
        le=≤=<= leq=≤=<= leqslant=≤=<= ge=≥=>= geq=≥=>= geqslant=≥=>= ll=≪=<< gg=≫=>> lt=< gt=> ne=≠=!=
        neq=≠=!= approx=≈=~= simeq=≃=~= cong=≅=~= equiv=≡=== sim=∼=~ propto=∝=prop in=∈=in notin=∉=notin
        ni=∋=ni subset=⊂=subset subseteq=⊆=subseteq supset=⊃=supset supseteq=⊇=supseteq mid=|=|
        parallel=‖=|| perp=⊥=perp to=→=--> rightarrow=→=--> longrightarrow=→=--> leftarrow=←=<--
        gets=←=<-- leftrightarrow=↔=<--> mapsto=↦=|-> Rightarrow=⇒===> implies=⇒===> Longrightarrow=⇒===>
        Leftarrow=⇐=<== iff=⇔=<=> Leftrightarrow=⇔=<=> uparrow=↑=^ downarrow=↓=v triangleq=≜=:=
        coloneqq=≔=:= colon=:=: vdash=⊢=|- models=⊨=|=
    """,
    "open": "lfloor=⌊=floor( lceil=⌈=ceil( langle=⟨=< lVert=‖=|| lvert=|=| {={ lbrace={ lbrack=[",
    "close": "rfloor=⌋=) rceil=⌉=) rangle=⟩=> rVert=‖=|| rvert=|=| }=} rbrace=} rbrack=]",
    "bar": "|=‖=|| Vert=‖=|| vert=|=|",
}

_KEYS: dict[Kind, str] = {
    "bin": "+-−*", "rel": "=<>:", "open": "([", "close": ")]!?", "punct": ",;", "bar": "|", "slash": "/",
}


def _read(kind: Kind, entry: str) -> tuple[str, Symbol]:
    name, text, *rest = entry.split("=", 2)
    text = text.replace("·", " ") if kind == "op" else text
    return name, Symbol(text, kind, rest[0] if rest else text if text.isascii() else name)


SYMBOLS: dict[str, Symbol] = dict(_read(kind, entry) for kind, row in _TABLE.items() for entry in row.split())

CHARACTERS: dict[str, Symbol] = (
    {s.text: s for s in reversed(SYMBOLS.values()) if not s.text.isascii()}
    | {key: Symbol(key, kind, key) for kind, keys in _KEYS.items() for key in keys}
    | dict.fromkeys("-−", Symbol("−", "bin", "-"))
)

LIMITS = frozenset({
    "min", "max", "sup", "inf", "lim", "limsup", "liminf", "argmin", "argmax", "det", "gcd", "Pr",
})

DELIMITERS = frozenset("()[]{}|‖⌊⌋⌈⌉⟨⟩")

SPACES = {",": 1, ":": 1, ";": 1, ">": 1, " ": 1, "!": 0, "quad": 2, "qquad": 4, "enspace": 1, "thinspace": 1}

IGNORED = frozenset({
    "limits", "nolimits", "displaystyle", "textstyle", "scriptstyle", "big", "Big", "bigg", "Bigg", "bigl",
    "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
})

ACCENTS = {  # name: its combining mark, then its sign on a row of its own
    "hat": ("\u0302", "^"), "widehat": ("\u0302", "^"), "tilde": ("\u0303", "~"),
    "widetilde": ("\u0303", "~"), "bar": ("\u0304", "_"), "overline": ("\u0304", "_"), 
    "dot": ("\u0307", "."), "ddot": ("\u0308", ".."),
    "check": ("\u030c", "v"), "vec": ("\u20d7", "→"), "overrightarrow": ("\u20d7", "→"),
}

FONTS = frozenset({
    "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "boldsymbol", "bm", "mathbb", "mathcal", "mathscr",
    "mathfrak", "pmb",
})

TEXTS = frozenset({
    "text", "textrm", "textbf", "textit", "texttt", "textsf", "mbox",
})

LETTERS = {  # only what most fonts have; the others stay plain letters
    "mathbb": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "mathcal": dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True)),
    "mathscr": dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True)),
}

SUBSCRIPTS = dict(zip("0123456789+−=()aehijklmnoprstuvx,", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ,", strict=True))

SUPERSCRIPTS = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤×′*,",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀˣ′*,",
        strict=True,
    )
)

VULGAR = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "1/8": "⅛"}

ARGUMENTS = {  # how many a command takes, in pylatexenc's notation
    "frac": "{{", "dfrac": "{{", "tfrac": "{{", "binom": "{{", "sqrt": "[{", "operatorname": "*{", "\\": "*[",
    "underbrace": "{", "overbrace": "{", "underset": "{{", "overset": "{{", "stackrel": "{{",
} | dict.fromkeys([*ACCENTS, *FONTS, *TEXTS], "{")

MATRICES = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "array": ("", ""),
}
ALIGNED = frozenset({
    "aligned", "align", "align*", "split", "gathered", "gather", "gather*",
})
