"""Where a lesson explains one of its terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui_dl.course.model import Block, CodeBlock, Inline, Lesson, MathBlock, Paragraph, Predict, Strong
from tui_dl.course.pages import Page, pages
from tui_dl.course.plain import plain


@dataclass(frozen=True, slots=True)
class Place:
    """A page and a paragraph of it, with the formula or code it leads to.

    Not `told` where a prediction of its step stands above it: it may hold what is to be guessed.
    """

    page: Page
    paragraph: Paragraph
    shows: tuple[Block, ...]
    told: bool


def explained(lesson: Lesson, term: str) -> Place | None:
    """Where the term is first set in bold; else where it is first said; None where it never is."""
    word = term.casefold()
    places = list(_places(lesson))
    bold = (place for place in places if word in _bold(place.paragraph.inlines))
    said = (place for place in places if word in plain(place.paragraph.inlines).casefold())
    return next(bold, None) or next(said, None)


def _places(lesson: Lesson) -> Iterator[Place]:
    step, told = 0, True
    for page in pages(lesson):
        if page.step_number != step:
            step, told = page.step_number, True
        for block, following in zip(page.blocks, (*page.blocks[1:], None), strict=True):
            told = told and not isinstance(block, Predict)
            if isinstance(block, Paragraph):
                leads = plain(block.inlines).endswith(":") and isinstance(following, MathBlock | CodeBlock)
                yield Place(page, block, (block, following) if leads and following else (block,), told)


def _bold(inlines: tuple[Inline, ...]) -> str:
    return "\n".join(plain(part.children) for part in inlines if isinstance(part, Strong)).casefold()
