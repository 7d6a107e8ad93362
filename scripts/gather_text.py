"""Gather the English of the lessons into one file of plain text: python scripts/gather_text.py [FILE].

One chapter a line, the two held-out ones last. Only running text is taken, and of it only whole sentences of words
and a few numbers, each once: one with a formula, code or a blank to be filled in is left out, and so are choices,
reasons, answers, tables and titles. All letters are made small, and only six marks are kept: with 43 characters each
is met often enough to be counted. The file is a snapshot: lessons change, but a run line means the same run for ever.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.model import (
    AnswerQuiz,
    Block,
    Challenge,
    Chapter,
    ChoiceQuiz,
    CodeSpan,
    ConstructQuiz,
    Course,
    Emphasis,
    Inline,
    InlineMath,
    Link,
    ListBlock,
    Note,
    Paragraph,
    Predict,
    Quote,
    Strong,
)
from tui_dl.course.plain import plain

HELD_OUT = ("rnn", "transformer")
SPOILT = "\0"  # stands where a sentence holds what is no word
KEPT = re.compile(r"[^a-z0-9 .,:?'-]")
STRAIGHT = str.maketrans({"’": "'", "–": "-", "—": "-", "‑": "-", "!": ".", ";": ",", "\n": " "})


def main() -> None:
    """Read the lessons, write the file, say how much there is."""
    file = Path(__file__).resolve().parent.parent / "tui_dl" / "data" / "course.txt"
    parser = argparse.ArgumentParser(description="Write the plain text of the English lessons.")
    parser.add_argument("file", nargs="?", type=Path, default=file)
    path = parser.parse_args().file
    course = load_course(default_course_path())
    chapters = sorted(course.chapters, key=lambda chapter: chapter.id in HELD_OUT)
    texts = [" ".join(sentences(course, chapter)) for chapter in chapters]
    path.write_text("".join(f"{text}\n" for text in texts), "ascii")
    for chapter, text in zip(chapters, texts, strict=True):
        print(f"{chapter.id:12} {len(text):7,} letters{', held out' * (chapter.id in HELD_OUT)}")


def sentences(course: Course, chapter: Chapter) -> Iterator[str]:
    """The sentences of a chapter, in order, each once."""
    blocks = [chapter.introduction, *(step.blocks for head in chapter.lessons
                                      for step in open_lesson(course, head.id).steps)]
    paragraphs = (text for part in blocks for text in running_text(part))
    found = (cleaned(sentence) for text in paragraphs for sentence in re.split(r"(?<=[.?!:])\s+", text))
    yield from dict.fromkeys(sentence for sentence in found if sentence)


def running_text(blocks: Iterable[Block]) -> Iterator[str]:
    """Every paragraph, also in lists, notes and questions."""
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield "".join(map(words, inlines))
            case ListBlock(items):
                for item in items:
                    yield from running_text(item)
            case Quote(inner) | Note(blocks=inner):
                yield from running_text(inner)
            case Challenge(goal=inner):
                yield from running_text(inner)
            case ChoiceQuiz() | AnswerQuiz() | ConstructQuiz() | Predict():
                yield from running_text(block.question)


def words(part: Inline) -> str:
    """Inline markdown as words; formulas, code and {names} spoil their sentence."""
    match part:
        case InlineMath():
            return SPOILT
        case CodeSpan(text):
            return text if re.fullmatch("[a-z]+", text) else SPOILT
        case Strong(children) | Emphasis(children) | Link(children):
            return "".join(map(words, children))
    return re.sub(r"\{[^}]*\}", SPOILT, plain([part]))


def cleaned(sentence: str) -> str:
    """A sentence in lower-case letters, digits and six marks; nothing if there is more, or it is none."""
    text = unicodedata.normalize("NFKD", sentence.translate(STRAIGHT)).lower()
    if re.search(f"[{SPOILT}=<>*/_|$%^~]|arxiv|http", text) or not re.search(r"[a-z]{2}.*[.:?]", text):
        return ""
    words = " ".join(KEPT.sub("", text).split())
    return words if 10 * len(re.findall(r"\d", words)) <= len(words) else ""


if __name__ == "__main__":
    main()
