"""Markdown: CommonMark and tables as markdown-it renders them, math, roles, and emphasis in Korean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

import pytest
from markdown_it import MarkdownIt

from tui_dl.course.inlines import inline, split_calc
from tui_dl.course.model import (
    Block,
    Calc,
    CodeBlock,
    CodeSpan,
    Divider,
    Emphasis,
    Heading,
    Inline,
    InlineMath,
    Lesson,
    LineBreak,
    Link,
    ListBlock,
    MathBlock,
    Paragraph,
    Quote,
    Strong,
    TableBlock,
    Text,
)
from tui_dl.course.plain import plain

Parse = Callable[[str], Lesson]

# Examples of the CommonMark 0.31 specification, by section.
COMMONMARK = [
    "*foo bar*", "a * foo bar*", "a*\"foo\"*", "foo*bar*", "_foo bar_", "foo_bar_", "foo-_(bar)_",
    "**foo bar**", "** foo bar**", "a**\"foo\"**", "foo**bar**", "__foo bar__", "foo__bar__baz",
    "*foo **bar** baz*", "***foo***", "**foo*bar**", "*foo**bar*", "foo *\\**", "*foo [bar](/url)*",
    "`foo`", "`` foo ` bar ``", "`foo\\`bar`", "*foo`*`", "`foo   bar \nbaz`",
    "\\*not emphasized*", "&nbsp; &amp; &copy; &lt;", "foo\\\nbar", "foo  \n     bar", "foo\nbaz",
    "[link](/uri)", "[link](<foo%20bar>)", "[foo]\n\n[foo]: /url", "<http://foo.bar.baz>",
    "- one\n- two", "- a\n\n  b\n- c", "2. one\n3. two", "- a\n  - b\n    - c", "1. a\n   > b",
    "> foo\n> bar", "> - a\n>   b", "***", "    code\n    more", "```python\nx = 1\n\ny\n```", "~~~\na\n~~~",
    "### foo", "#### foo ####", "aaa\n\nbbb", "  aaa\n bbb",
]

TABLES = [
    "| foo | bar |\n| --- | --- |\n| baz | bim |",
    "| abc | defghi |\n:-: | -----------:\nbar | baz",
    "| f\\|oo |\n| ------ |\n| b `\\|` az |",
    "| a | b |\n| - | - |\n| only |",
]


def html(part: Block | Inline, tight: bool = False) -> str:
    """A block or inline in the HTML of CommonMark, without the newlines."""
    match part:
        case Text(text):
            return escape(text)
        case CodeSpan(text):
            return f"<code>{escape(text)}</code>"
        case Strong(children):
            return f"<strong>{run(children)}</strong>"
        case Emphasis(children):
            return f"<em>{run(children)}</em>"
        case Link(children, href):
            return f'<a href="{href}">{run(children)}</a>'
        case LineBreak():
            return "<br />"
        case Paragraph(inlines):
            return run(inlines) if tight else f"<p>{run(inlines)}</p>"
        case Heading(level, inlines):
            return f"<h{level}>{run(inlines)}</h{level}>"
        case CodeBlock(code, language):
            name = f' class="language-{language}"' if language else ""
            return f"<pre><code{name}>{escape(code)} </code></pre>"
        case Quote(blocks):
            return f"<blockquote>{run(blocks)}</blockquote>"
        case ListBlock(items, start):
            tag, number = ("ul", "") if start is None else ("ol", f' start="{start}"' if start != 1 else "")
            loose = any(sum(isinstance(block, Paragraph) for block in item) > 1 for item in items)
            inner = "".join(f"<li>{''.join(html(block, not loose) for block in item)}</li>" for item in items)
            return f"<{tag}{number}>{inner}</{tag}>"
        case Divider():
            return "<hr />"
        case TableBlock(header, rows, align):
            body = "".join(table_row(row, align, "td") for row in rows)
            return f"<table><thead>{table_row(header, align, 'th')}</thead><tbody>{body}</tbody></table>"
    raise AssertionError(part)


def run(parts: Iterable[Block | Inline]) -> str:
    """Several one after another."""
    return "".join(html(part) for part in parts)


def table_row(cells: Iterable[Iterable[Inline]], align: Iterable[str], tag: str) -> str:
    """A row of a table."""
    styled = ((run(cell), f' style="text-align:{side}"' if side != "left" else "")
              for cell, side in zip(cells, align, strict=True))
    return f"<tr>{''.join(f'<{tag}{style}>{cell}</{tag}>' for cell, style in styled)}</tr>"


def squeezed(text: str) -> str:
    """HTML without the white space between its tags; a line end within text is a space."""
    joined = " ".join(text.split()).replace("<br /> ", "<br />")
    for tag in ("p", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td",
                "hr /"):
        joined = joined.replace(f"<{tag}> ", f"<{tag}>").replace(f" <{tag}>", f"<{tag}>")
        joined = joined.replace(f"</{tag}> ", f"</{tag}>").replace(f" </{tag}>", f"</{tag}>")
    return joined


@pytest.mark.parametrize("text", COMMONMARK + TABLES)
def test_what_we_keep_reads_as_in_commonmark(parse: Parse, text: str) -> None:
    expected = MarkdownIt("commonmark").enable("table").render(text)
    blocks = parse(text).steps[0].blocks
    assert squeezed(run(blocks)) == squeezed(expected)


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("**손실(loss)**은 작다", "손실(loss)"),
        ("문서를 **마크다운(Markdown)**을", "마크다운(Markdown)"),
        ("**경사**를", "경사"),
        ("**\"모델\"**이다", '"모델"'),
        ("그는**강조**한다", "강조"),
        ("**`코드`**는", "코드"),
        ("**$x$**은", "x"),
        ("これは**強調（きょうちょう）**です", "強調（きょうちょう）"),
        ("a **b** c", "b"),
        ("a**b**c", "b"),
    ],
)
def test_bold_beside_wide_characters(text: str, strong: str) -> None:
    found = [part for part in inline(text) if isinstance(part, Strong)]
    assert [plain(part.children) for part in found] == [strong]
    assert "*" not in plain(inline(text))


@pytest.mark.parametrize("text", ["2*3*4", "손실 ** 은", "5 * 가 * 7", "가* 나*"])
def test_asterisks_that_are_none_of_emphasis_stay_as_in_commonmark(text: str) -> None:
    expected = MarkdownIt("commonmark").renderInline(text)
    assert run(inline(text)) == expected


def test_italic_beside_wide_characters() -> None:
    assert inline("*손실(loss)*은") == (Emphasis((Text("손실(loss)"),)), Text("은"))


def test_math_on_a_line_and_on_its_own(parse: Parse) -> None:
    lesson = parse("Take $a_1$ and\n$b\\$$ for \\$5.\n\n$$\n\\frac{a}{b}\n$$\n")
    paragraph, block = lesson.steps[0].blocks
    assert isinstance(paragraph, Paragraph)
    assert [part for part in paragraph.inlines if isinstance(part, InlineMath)] == [
        InlineMath("a_1", 8), InlineMath("b\\$", 9)]
    assert block == MathBlock("\\frac{a}{b}", 11)
    assert lesson.problems == ()


def test_math_that_opens_a_paragraph_which_ends_in_a_digit(parse: Parse) -> None:
    lesson = parse("$F$ is at most 8")
    assert lesson.steps[0].blocks == (Paragraph((InlineMath("F", 8), Text(" is at most 8"))),)
    assert lesson.problems == ()


@pytest.mark.parametrize(
    ("text", "expression", "literal"),
    [
        ("conv_out(7, F=3) == 5", "conv_out(7, F=3)", "5"),
        ("a == b == True", "a == b", "True"),
        ("f('==') == 3", "f('==')", "3"),
        ("f(a == b) == 2.50", "f(a == b)", "2.50"),
        ("shape('x') == (3, 224, 224)", "shape('x')", "(3, 224, 224)"),
        ("1 + 1", "1 + 1", ""),
    ],
)
def test_a_checked_number_splits_at_its_last_equals_sign(text: str, expression: str, literal: str) -> None:
    assert split_calc(text) == (expression, literal)


def test_a_checked_number_keeps_its_literal_and_shows_it_with_commas() -> None:
    (calc,) = inline('{calc}`params("vgg16") == 138_357_544`')
    assert calc == Calc('params("vgg16")', "138_357_544", 1)
    assert plain((calc,)) == "138,357,544"


def test_lines_are_those_of_the_file(parse: Parse) -> None:
    lesson = parse("a `code\nover` lines\n$x +\ny$ and {calc}`1 +\n1 == 2` then $z$\n")
    (paragraph,) = lesson.steps[0].blocks
    assert isinstance(paragraph, Paragraph)
    found = [part.line for part in paragraph.inlines if isinstance(part, InlineMath | Calc)]
    assert found == [10, 11, 12]
