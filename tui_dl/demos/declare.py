"""How a demo is declared: the `@demo` decorator, its knobs, and what a knob accepts. Needs no torch.

    @demo(title="Stride and padding")
    def stride_padding(size: Annotated[int, Knob(3, 12)] = 7) -> Demo:
        ...
"""

from __future__ import annotations

import inspect
import math
import types
import unicodedata
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from tui_dl.demos.own import OwnFileError, OwnKind, name_of
from tui_dl.demos.own_pictures import PICTURE
from tui_dl.demos.own_texts import TEXT
from tui_dl.errors import UsageError
from tui_dl.frames import Explanation, Frame, Index

Value = int | float | bool | str | tuple[int, ...] | tuple[float, ...]
Kind = Literal["int", "float", "bool", "choice", "text", "ints", "floats"]
Explain = Callable[[Frame, str, Index], Explanation]
OWN = {kind.noun: kind for kind in (PICTURE, TEXT)}


class KnobError(UsageError):
    """A knob that does not exist, or a value it cannot take."""


@dataclass(frozen=True, slots=True)
class Knob:
    """What a knob accepts: a range (inclusive), whether it may change while the run goes on, a line of help.

    `length` is the greatest number of characters of a text, or of numbers in a list. `signs` are what a value of
    a choice knob does, and how its run can be told from the others: what a mystery run asks, showing `clues`, the
    views that do not tell at once (all, if none is named). With `own`, a choice knob also takes such a file.
    """

    low: float | None = None
    high: float | None = None
    live: bool = False
    help: str = ""
    length: int | None = None
    signs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    clues: tuple[str, ...] = ()
    own: Literal["", "picture", "text"] = ""


@dataclass(frozen=True, slots=True)
class KnobSpec:
    """One knob of one demo: its name, kind, default and range."""

    name: str
    kind: Kind
    default: Value
    knob: Knob
    choices: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        """Whether it may change while the run goes on."""
        return self.knob.live

    @property
    def own(self) -> OwnKind | None:
        """The kind of file it takes besides its choices, if it takes any."""
        return OWN.get(self.knob.own)

    def parse(self, text: str) -> Value:
        """The value written as `text`. KnobError if it is none, or out of range."""
        text = text.strip()
        try:
            return self.check(self._read(text))
        except (KeyError, ValueError, OverflowError):
            raise KnobError(f"{self.name}={text[:40]} is no {self._noun()}.", self.accepts()) from None

    def _read(self, text: str) -> Value:
        if self.kind == "bool":
            return {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}[text.lower()]
        if self.kind in ("choice", "text"):
            return text
        if self.kind == "int":
            return int(text)
        if self.kind == "float":
            return float(text)
        parts = [part for part in text.strip("()[]").replace(" ", "").split(",") if part]
        return tuple(int(p) for p in parts) if self.kind == "ints" else tuple(float(p) for p in parts)

    def _noun(self) -> str:
        return {"int": "whole number", "float": "number", "bool": "true or false", "choice": "choice of this knob",
                 "text": "text", "ints": "list of whole numbers", "floats": "list of numbers"}[self.kind]

    def check(self, value: Value) -> Value:
        """The value itself, if this knob takes it. KnobError otherwise."""
        if self.kind == "choice" and value not in self.choices:
            self._check_own(value)
        if self.kind in ("text", "ints", "floats"):
            size = len(value) if isinstance(value, str | tuple) else 0
            if size == 0 or (self.knob.length is not None and size > self.knob.length):
                raise KnobError(f"{self.name} is {size} long.", self.accepts())
        if isinstance(value, str) and any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in value):
            raise KnobError(f"{self.name} holds a line break or a control character.", self.accepts())
        if self.kind in ("int", "float", "ints", "floats"):
            for number in value if isinstance(value, tuple) else (value,):
                if not self._in_range(float(number)):
                    raise KnobError(f"{self.name}={self.format(value)} is out of range.", self.accepts())
        return value

    def _check_own(self, value: Value) -> None:
        """KnobError unless this knob takes a file of one's own, and there is one of that name."""
        if self.own is None or not value or not isinstance(value, str):
            raise KnobError(f"{self.name}={value} is no choice of this knob.", self.accepts())
        try:
            self.own.glance(value)
        except OwnFileError as error:
            raise KnobError(error.message, error.hint) from error

    def _in_range(self, number: float) -> bool:
        low = -math.inf if self.knob.low is None else self.knob.low
        high = math.inf if self.knob.high is None else self.knob.high
        return math.isfinite(number) and low <= number <= high

    def accepts(self) -> str:
        """One sentence: what this knob takes."""
        if self.kind == "choice":
            file = f", or a {self.own.noun} file" if self.own else ""
            return f"{self.name} is one of {', '.join(self.choices)}{file}."
        if self.kind == "bool":
            return f"{self.name} is true or false."
        size = f", at most {self.knob.length}" if self.knob.length is not None else ""
        if self.kind == "text":
            return f"{self.name} is a text{size} characters long." if size else f"{self.name} is a text."
        noun = {"int": "a whole number", "float": "a number", "ints": f"whole numbers with commas{size}",
                "floats": f"numbers with commas{size}"}[self.kind]
        if self.knob.low is None or self.knob.high is None:
            return f"{self.name} is {noun}."
        return f"{self.name} is {noun} from {self.knob.low:g} to {self.knob.high:g}."

    def format(self, value: Value) -> str:
        """The value as it is written in a run line."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return ",".join(self.format(number) for number in value)
        return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)

    def shown(self, value: Value) -> str:
        """The value as it is shown and typed: of a file only its name."""
        return name_of(str(value)) if self.own else self.format(value)

    def nudge(self, value: Value, direction: int) -> Value:
        """The neighbouring value for one key press up (1) or down (-1); the same value at the end of the range."""
        if self.kind == "bool":
            return not value
        if self.kind == "choice":
            place = self.choices.index(str(value)) if value in self.choices else min(-direction, 0)
            return self.choices[(place + direction) % len(self.choices)]
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        moved = self._nudged(value, direction)
        return moved if self._in_range(float(moved)) else value

    def _nudged(self, value: int | float, direction: int) -> int | float:
        if self.kind == "int":
            wide = self.knob.high is not None and self.knob.high - (self.knob.low or 0) > 200
            step = 10 ** max(0, int(math.log10(max(abs(value), 10))) - 1) * 5 if wide else 1
            return int(value) + direction * step
        low, high = self.knob.low, self.knob.high
        if low is not None and high is not None and low > 0 and high / low >= 100:
            return next_on_log_scale(float(value), direction)
        span = (high - low) if low is not None and high is not None else 10.0
        return round(value + direction * span / 20, 10)


def next_on_log_scale(value: float, direction: int) -> float:
    """The neighbour of a positive number on the scale 1, 2, 5, 10, 20, 50, …"""
    exponent = math.floor(math.log10(value))
    ladder = [float(f"{digit}e{power}") for power in range(exponent - 1, exponent + 3) for digit in (1, 2, 5)]
    if direction > 0:
        return next(rung for rung in ladder if rung > value * (1 + 1e-9))
    return [rung for rung in ladder if rung < value * (1 - 1e-9)][-1]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a demo is called and what may be turned; read from its signature."""

    name: str
    title: str
    summary: str
    doc: str
    knobs: Mapping[str, KnobSpec]
    module: str
    function: str

    @property
    def trains(self) -> bool:
        """Whether it trains something: a demo with `steps` does."""
        return "steps" in self.knobs

    def knob(self, name: str) -> KnobSpec:
        """The knob of that name. KnobError if there is none."""
        if name not in self.knobs:
            raise KnobError(f"{self.name} has no knob {name}.", f"It has {', '.join(self.knobs)}.")
        return self.knobs[name]

    def values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """All knobs: the given ones checked, the others at their defaults. KnobError."""
        checked = {name: self.knob(name).check(value) for name, value in given.items()}
        return {name: spec.default for name, spec in self.knobs.items()} | checked

    def parse(self, words: Mapping[str, str]) -> dict[str, Value]:
        """Knobs written as text, as values. KnobError."""
        return {name: self.knob(name).parse(text) for name, text in words.items()}


class Live(types.SimpleNamespace):
    """The live knobs as they are now: `live.lr`."""


Demo = Generator[Frame, Live, None]


class DemoFunction:
    """A demo as its file defines it: callable with knobs, and able to explain its numbers."""

    def __init__(self, function: Callable[..., Demo], title: str) -> None:
        self.function = function
        self.declaration = declare(function, title)
        self.explain: Explain | None = None
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__

    def explains(self, function: Explain) -> Explain:
        """Decorator: this function says where a number of this demo's frames comes from."""
        self.explain = function
        return function

    def __call__(self, **given: Value) -> Generator[Frame, Mapping[str, Value] | None, None]:
        """The frames of a run with these knobs. What is sent in, {knob: value}, changes live knobs.

        Without anything sent (a bare for loop) the run goes on unchanged. KnobError.
        """
        return self._play(self.declaration.values(given))

    def _play(self, knobs: dict[str, Value]) -> Generator[Frame, Mapping[str, Value] | None, None]:
        live = Live(**{name: knobs[name] for name, spec in self.declaration.knobs.items() if spec.live})
        frames = self.function(**knobs)
        try:
            frame = next(frames)
            while True:
                change = yield replace(frame, knobs=dict(knobs))
                for name, value in (change or {}).items():
                    spec = self.declaration.knob(name)
                    if not spec.live:
                        raise KnobError(f"{name} cannot change while the run goes on.", "Start again with it.")
                    knobs[name] = spec.check(value)
                    setattr(live, name, value)
                frame = frames.send(live)
        except StopIteration:
            return


def demo(*, title: str) -> Callable[[Callable[..., Demo]], DemoFunction]:
    """Decorator that makes a generator function a demo; its signature is the whole declaration."""
    return lambda function: DemoFunction(function, title)


def declare(function: Callable[..., Demo], title: str) -> Declaration:
    """The declaration that a function's signature and docstring hold."""
    hints = get_type_hints(function, include_extras=True)
    doc = inspect.cleandoc(function.__doc__ or "")
    knobs = {name: _knob_spec(name, hints[name], parameter.default)
             for name, parameter in inspect.signature(function).parameters.items()}
    return Declaration(
        name=function.__name__.replace("_", "-"),
        title=title, summary=doc.partition("\n")[0],
        doc=doc,
        knobs=knobs,
        module=function.__module__,
        function=function.__name__,
    )


def _knob_spec(name: str, hint: Any, default: Any) -> KnobSpec:
    knob = Knob()
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        knob = next((extra for extra in extras if isinstance(extra, Knob)), knob)
    if get_origin(hint) is Literal:
        return KnobSpec(name, "choice", default, knob, get_args(hint))
    if get_origin(hint) is tuple:
        return KnobSpec(name, "ints" if get_args(hint)[0] is int else "floats", default, knob)
    kinds: dict[Any, Kind] = {int: "int", float: "float", bool: "bool", str: "text"}
    return KnobSpec(name, kinds[hint], default, knob)
