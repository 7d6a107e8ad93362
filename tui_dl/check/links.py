"""Links of a lesson lead somewhere: to another lesson, or out into the world."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

from tui_dl.check.manuscript import Manuscript, every_block, leaves, pieces
from tui_dl.course.files import INDEX
from tui_dl.course.model import Link, Problem
from tui_dl.course.reading import near

SCHEMES = ("http", "https", "mailto", "doi", "arxiv")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def link_problems(script: Manuscript, lessons: Collection[Path] | None) -> Iterator[Problem]:
    """Links that lead nowhere. `lessons` are the files of the course, resolved; None: whatever file there is."""
    for href in dict.fromkeys(_hrefs(script)):
        found = _SCHEME.match(href)
        if found and found[1].lower() not in SCHEMES:
            yield _problem(script, href, f"A link to {href} cannot be followed.", "Link to a lesson or an https page.")
        elif not found:
            yield from _inside(script, href, lessons)


def _hrefs(script: Manuscript) -> Iterator[str]:
    for step in script.lesson.steps:
        for block in every_block(step.blocks):
            for piece in pieces(block):
                yield from (leaf.href for leaf in leaves(piece.inlines) if isinstance(leaf, Link))


def _inside(script: Manuscript, href: str, lessons: Collection[Path] | None) -> Iterator[Problem]:
    file, _, slug = unquote(href).partition("#")
    slugs = [step.slug for step in script.lesson.steps if step.slug]
    if not file:
        if slug not in slugs:
            yield _problem(script, href, f"This lesson has no step {slug}.", near(slug, slugs))
        return
    target = (script.path.parent / file).resolve()
    known = target.is_file() if lessons is None else target in lessons or (target.name == INDEX and target.is_file())
    if not known:
        names = {path.name: path for path in lessons or ()}
        yield _problem(script, href, f"There is no lesson {file}.",
                       near(target.name, names) or "Write the path from this file, for example pooling.md.")


def _problem(script: Manuscript, href: str, what: str, mend: str) -> Problem:
    line = script.search(re.compile(re.escape(f"]({href}")), 1, len(script.lines))
    return script.problem(line or 1, what, mend, at=href)
