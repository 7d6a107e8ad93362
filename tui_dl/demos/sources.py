"""The source of some definitions of this package with everything they name, and nothing else. Imports none of it."""

from __future__ import annotations

import ast
import importlib.util
import symtable
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from tui_dl.errors import TuiDlError

PACKAGE = "tui_dl"


class Module:
    """One file: what its top level defines and imports, and which of its statements are kept."""

    def __init__(self, name: str) -> None:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise TuiDlError(f"There is no source of {name}.")
        self.name = name
        self.text = Path(spec.origin).read_text("utf-8")
        self.lines = self.text.splitlines()
        self.tree = ast.parse(self.text)
        self.definitions: dict[str, list[ast.stmt]] = defaultdict(list)
        self.imports: dict[str, tuple[str, str, str]] = {}  # name here -> module, name there or "", name here
        self.kept: set[ast.stmt] = set()
        for node in self.tree.body:
            self._index(node)

    def _index(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                here = alias.asname or alias.name.partition(".")[0]
                self.imports[here] = (alias.name, "", alias.asname or "")
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                self.imports[alias.asname or alias.name] = (node.module or "", alias.name, alias.asname or alias.name)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.definitions[node.name].append(node)
        else:  # an assignment, also to an item of what was assigned before
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            names = {name.id for target in targets if target for name in ast.walk(target) if isinstance(name, ast.Name)}
            for name in names:
                self.definitions[name].append(node)

    @cached_property
    def summary(self) -> str:
        """The first line of its docstring."""
        return (ast.get_docstring(self.tree) or "").partition("\n")[0]

    def source(self, node: ast.stmt) -> str:
        """A statement as it is written, with the comments right above it, without `@demo(…)`."""
        decorators = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        lines = self.lines[start - 1:node.end_lineno]
        for decorator in decorators:
            if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "demo":
                first, last = decorator.lineno - start, (decorator.end_lineno or decorator.lineno) - start
                del lines[first:last + 1]
        while start > 1 and self.lines[start - 2].startswith("# ") and not self.lines[start - 2].startswith("# ---"):
            start -= 1
            lines.insert(0, self.lines[start - 1])
        return "\n".join(lines)

    def text_kept(self, renamed: Mapping[str, str]) -> str:
        """The kept statements in their order, spaced as Python is, under new names where there are any."""
        text, before = "", None
        for node in (node for node in self.tree.body if node in self.kept):
            wide = any(isinstance(one, ast.FunctionDef | ast.ClassDef) for one in (before, node))
            text += ("\n\n\n" if wide else "\n") * (before is not None) + with_names(self.source(node), renamed)
            before = node
        return text


class Parts:
    """Definitions taken from several modules into one namespace. Where two have one name, the later gets another.

    `reserved` names belong to whoever asks; `given` definitions (module, name) are theirs too, and are not taken.
    """

    def __init__(self, reserved: Iterable[str] = (), given: Iterable[tuple[str, str]] = ()) -> None:
        self.modules: dict[str, Module] = {}
        self.imports: set[tuple[str, str, str]] = set()
        self._owner: dict[str, tuple[str, str]] = {name: ("", name) for name in reserved}  # -> module, name there
        self._given = set(given)

    def take(self, module: str, name: str) -> None:
        """Take a definition, and whatever it names. TuiDlError if the source cannot be taken apart."""
        source = self._module(module)
        for node in source.definitions.get(name, ()):
            self.named(module, name)
            if node not in source.kept:
                source.kept.add(node)
                for used in sorted(names_in(source.source(node))):
                    self._take_used(source, used)

    def _take_used(self, source: Module, name: str) -> None:
        origin, there = self._resolved(source, name)
        if (origin, there) in self._given:
            self.named(origin, there)
        elif origin.startswith(f"{PACKAGE}."):
            self.take(origin, there)
        elif origin:
            if self._owner.setdefault(name, (origin, there)) != (origin, there):
                raise TuiDlError(f"{name} means two things in {source.name} and what it needs.")
            self.imports.add((origin, there, source.imports[name][2]))

    def _resolved(self, source: Module, name: str) -> tuple[str, str]:
        """The module where a name of this module is from, and its name there; nothing for a builtin."""
        if name in source.definitions:
            return source.name, name
        if name not in source.imports:
            return "", name
        origin, there, _ = source.imports[name]
        if not origin.startswith(PACKAGE):
            return origin, there
        target = self._module(origin)
        if there not in target.definitions | target.imports:
            raise TuiDlError(f"{source.name} imports {origin} in a form that no script can take over.")
        return self._resolved(target, there)

    def _module(self, name: str) -> Module:
        if name not in self.modules:
            self.modules[name] = Module(name)
        return self.modules[name]

    def named(self, module: str, name: str) -> str:
        """The name that a definition has in the script."""
        if self._owner.setdefault(name, (module, name)) == (module, name):
            return name
        other = f"{module.rpartition('.')[2]}_{name}"
        self._owner.setdefault(other, (module, name))
        return other

    def sources(self) -> Iterator[tuple[Module, str]]:
        """The modules of which something is kept, each after those it imports, with what is kept of it."""
        for name in self._in_order():
            module = self.modules[name]
            if module.kept:
                resolved = {here: self._resolved(module, here) for here in [*module.definitions, *module.imports]}
                names = {here: self.named(*whence) for here, whence in resolved.items()
                         if whence[0] in self.modules and whence in self._owner.values()}
                yield module, module.text_kept({old: new for old, new in names.items() if old != new})

    def _in_order(self) -> list[str]:
        done, order = set[str](), list[str]()

        def visit(name: str) -> None:
            if name in self.modules and name not in done:
                done.add(name)
                for origin, *_ in self.modules[name].imports.values():
                    visit(origin)
                order.append(name)

        for name in [*self.modules]:
            visit(name)
        return order

    def import_lines(self) -> str:
        """The imports from outside the package."""
        together: dict[str, set[str]] = defaultdict(set)
        lines = {f"import {origin}" + (f" as {here}" if here else "") for origin, there, here in self.imports
                 if not there}
        for origin, there, here in self.imports:
            if there:
                together[origin].add(there if there == here else f"{there} as {here}")
        lines |= {f"from {origin} import {', '.join(sorted(names))}" for origin, names in together.items()}
        return "\n".join(sorted(lines, key=lambda line: (line.startswith("from"), line)))


def names_in(source: str) -> set[str]:
    """The names of its module that a statement uses; what is local to a function is not among them."""
    def used(table: symtable.SymbolTable) -> Iterator[str]:
        top = table.get_type() == "module"
        yield from (symbol.get_name() for symbol in table.get_symbols() if top or symbol.is_global())
        for inner in table.get_children():
            yield from used(inner)

    return set(used(symtable.symtable(source, "source", "exec")))


def with_names(source: str, renamed: Mapping[str, str]) -> str:
    """The statement with names of its module replaced. TuiDlError if one of them is local to a function, too."""
    tree = ast.parse(source)
    places = [(node.lineno, node.col_offset, node.id) for node in ast.walk(tree) if isinstance(node, ast.Name)]
    places += [(node.lineno, node.col_offset + len(word), node.name) for node in tree.body
               for kind, word in ((ast.FunctionDef, "def "), (ast.ClassDef, "class ")) if isinstance(node, kind)]
    lines = source.split("\n")
    for row, col, name in sorted(places, reverse=True):
        if name in renamed:
            if name in _local(symtable.symtable(source, "source", "exec")):
                raise TuiDlError(f"{name} means two things in one definition.")
            line = lines[row - 1].encode()
            lines[row - 1] = (line[:col] + renamed[name].encode() + line[col + len(name.encode()):]).decode()
    return "\n".join(lines)


def _local(table: symtable.SymbolTable) -> set[str]:
    names = set() if table.get_type() == "module" else {s.get_name() for s in table.get_symbols() if s.is_local()}
    return names.union(*map(_local, table.get_children()))
