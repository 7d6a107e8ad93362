"""Every demo that ships, read from the source of `demos/` without importing torch.

A demo's signature is its whole declaration. Here only the decorated signatures are compiled, with
empty bodies, so that names, titles and knobs are known in milliseconds.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, cast

from tui_dl.demos.declare import Declaration, DemoFunction, Knob, demo
from tui_dl.errors import UsageError

PACKAGE = "tui_dl.demos"


@cache
def catalogue() -> Mapping[str, Declaration]:
    """All demos by name, in alphabetical order."""
    found: dict[str, Declaration] = {}
    for path in resources.files(PACKAGE).iterdir():
        if path.name.endswith(".py"):
            source = path.read_text("utf-8")
            if "\n@demo(" in source:
                found |= {d.name: d for d in declarations(source, f"{PACKAGE}.{path.name[:-3]}")}
    return dict(sorted(found.items()))


def include(module: str) -> None:
    """Add the demos of a module outside the package, for this process. ImportError if there is none."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ImportError(f"no module {module}")
    found = declarations(Path(spec.origin).read_text("utf-8"), module)
    cast(dict[str, Declaration], catalogue()).update((d.name, d) for d in found)


def declarations(source: str, module: str) -> list[Declaration]:
    """The demos declared in a source text; nothing else of it runs."""
    names = {"demo": demo, "Knob": Knob, "Annotated": Annotated, "Literal": Literal, "Demo": None,
             "__name__": module}
    stubs: list[ast.stmt] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and _is_demo(node):
            doc = ast.get_docstring(node) or ""
            node.body = [ast.Expr(ast.Constant(doc)), ast.Expr(ast.Yield())]
            node.returns = None
            node.decorator_list = [d for d in node.decorator_list if _calls_demo(d)]
            stubs.append(node)
    tree = ast.fix_missing_locations(ast.Module(stubs, type_ignores=[]))
    exec(compile(tree, module, "exec", dont_inherit=True), names)
    return [value.declaration for value in names.values() if isinstance(value, DemoFunction)]


def _calls_demo(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "demo"


def _is_demo(node: ast.FunctionDef) -> bool:
    return any(_calls_demo(decorator) for decorator in node.decorator_list)


def declaration(name: str) -> Declaration:
    """The declaration of a demo. UsageError if there is none of that name."""
    if name not in catalogue():
        near = difflib.get_close_matches(name, catalogue(), n=1)
        hint = f"Did you mean {near[0]}?" if near else "`tui-dl demo` lists them."
        raise UsageError(f"There is no demo {name}.", hint)
    return catalogue()[name]


def load(name: str) -> DemoFunction:
    """The demo itself; imports its module, and with it torch. UsageError."""
    found = declaration(name)
    return cast(DemoFunction, getattr(importlib.import_module(found.module), found.function))


def source_of(name: str) -> str:
    """The source file of a demo, read without importing it. UsageError."""
    spec = importlib.util.find_spec(declaration(name).module)
    assert spec is not None and spec.loader is not None
    return cast(str, spec.loader.get_source(spec.name))  # type: ignore[attr-defined]  # SourceLoader's method
