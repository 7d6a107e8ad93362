"""The screens that are lists: what is said of the entry under the cursor, where, and how soon."""

from time import perf_counter

import pytest
from textual.widgets import OptionList

from tui_dl.app.details import columns, demo_lines, fitting, lesson_lines
from tui_dl.app.screens.chapter import ChapterScreen
from tui_dl.app.screens.help import EVERYWHERE, HERE, KEY, in_order
from tui_dl.app.screens.lab import LabMenu
from tui_dl.app.shown_in import shown_in
from tui_dl.app.widgets.browser import BESIDE, Browser, DetailsPane
from tui_dl.course.explained import explained
from tui_dl.course.load import default_course_path, load_course, open_lesson
from tui_dl.course.model import MathBlock, Paragraph
from tui_dl.course.parse import parse_lesson
from tui_dl.demos.catalogue import catalogue
from tui_dl.draw.look import Look
from tui_dl.draw.prose import line_width

COURSE = load_course(default_course_path())
SIZES = [(60, 18), (80, 24), (100, 30), (140, 45), (200, 60)]


def words(lines):
    return ["".join(segment.text for segment in line).rstrip() for line in lines]


async def open_list(s, screen):
    s.app.push_screen(screen)
    await s.until(lambda: s.app.screen is screen and screen.query(Browser) and isinstance(s.app.focused, OptionList),
                  "the list")
    return screen.query_one(Browser)


def inside(widget):
    return widget.region.height > 0 and widget.screen.region.contains_region(widget.region)


# ---------------------------------------------------------------------- which lesson shows which demo


def test_the_index_says_what_parsing_says():
    parsed = {}
    for head in COURSE.heads():
        for demo in open_lesson(COURSE, head.id).demos():
            parsed.setdefault(demo, []).append(head.id)
    assert {demo: [head.id for head in heads] for demo, heads in shown_in(COURSE).items()} == parsed


# ---------------------------------------------------------------------- the lines


def test_parts_are_set_apart_where_there_is_room_and_left_out_where_there_is_none():
    one, two, three = [[]], [[], []], [[]]
    assert len(fitting([[one, two, three]], 6)) == 6
    assert len(fitting([[one, two, three]], 5)) == 4  # without the blanks
    assert len(fitting([[one, two, three]], 2)) == 2  # the second part does not fit, the third does
    assert fitting([[one, two], [one]], 1) == [[]]


def test_columns_run_from_top_to_bottom():
    from rich.segment import Segment

    entries = [[Segment(letter)] for letter in "abcde"]
    assert words(columns(entries, 5)) == ["a   d", "b   e", "c"]
    assert words(columns(entries, 4)) == list("abcde")


@pytest.mark.parametrize("name", sorted(catalogue()))
@pytest.mark.parametrize("size", [(56, 6), (76, 6), (40, 38), (80, 50)], ids=str)
def test_a_demo_says_what_it_is_in_any_room(name, size):
    demo = catalogue()[name]
    lines = demo_lines(demo, ["A lesson"], *size, Look())
    text = " ".join(" ".join(words(lines)).split())
    assert len(lines) <= size[1] and max(map(line_width, lines)) <= size[0]
    assert "`" not in text and demo.summary.replace("`", "").split()[-1] in text
    assert all(knob in text for knob in demo.knobs)


@pytest.mark.parametrize("head", COURSE.heads(), ids=lambda head: head.id)
@pytest.mark.parametrize("size", [(56, 4), (96, 6), (44, 30), (80, 50)], ids=str)
def test_a_lesson_says_what_it_is_in_any_room(head, size):
    lesson = open_lesson(COURSE, head.id)
    steps = [("new", step.title) for step in lesson.steps]
    lines = lesson_lines(lesson, "far", steps, ["A demo"], [("done", "Another lesson")], *size, Look())
    assert 0 < len(lines) <= size[1] and max(map(line_width, lines)) <= size[0]
    if size == (80, 50):
        assert {step.title for step in lesson.steps} <= {line[2:] for line in words(lines)}


# ---------------------------------------------------------------------- on screen


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_details_are_beside_the_list_or_below_it_or_not_there(stage, size):
    async with stage(size=size) as s:
        browser = await open_list(s, LabMenu(s.services))
        pane = browser.query_one(DetailsPane)
        assert inside(browser.list) and inside(pane) and browser.list.size.height >= 6
        assert (pane.region.y == browser.list.region.y) == (size[0] >= BESIDE)
        await s.until(lambda: "knobs" in s.screen() or size[0] >= BESIDE, "the knobs")
        browser = await open_list(s, ChapterScreen(s.services, s.services.course.chapters[0]))
        assert not browser.query_one(DetailsPane).display or inside(browser.query_one(DetailsPane))
        if size[0] >= BESIDE:
            await s.sees("Opening words of the lesson.")
            await s.press("down")
            await s.sees("For whoever")


async def test_headings_are_passed_over_and_the_first_is_seen_from_the_first_entry(stage):
    async with stage() as s:
        browser = await open_list(s, LabMenu(s.services))
        shown, chosen = browser.list, []
        for _ in range(len(catalogue()) + 1):
            chosen.append(shown.highlighted_option.id)
            await s.press("down")
        assert set(chosen) == set(catalogue()) and chosen[0] == chosen[-1] == "stride-padding"
        assert shown.scroll_offset.y == 0 or shown.highlighted != 1
        await s.press("home")
        assert shown.scroll_offset.y == 0


async def test_a_key_that_is_held_down_is_answered_at_once(stage):
    async with stage(size=(140, 45)) as s:
        s.services.course = COURSE
        for screen in (ChapterScreen(s.services, COURSE.chapters[1]), LabMenu(s.services)):
            browser = await open_list(s, screen)
            took = []
            for _ in range(20):
                began = perf_counter()
                browser.list.action_cursor_down()
                browser._say()  # a lesson is parsed, if the cursor rests
                took.append(perf_counter() - began)
                await s.pilot.pause()
            assert sorted(took)[-2] < 0.05


# ---------------------------------------------------------------------- the glossary


def test_nearly_every_term_is_found_in_its_lesson():
    terms = [(head.id, term) for head in COURSE.heads() for term in open_lesson(COURSE, head.id).terms]
    found = [(id, term) for id, term in terms if explained(open_lesson(COURSE, id), term) is not None]
    assert len(found) > 0.9 * len(terms) > 50


def test_a_term_is_explained_where_it_is_bold_with_what_follows_a_colon(tmp_path):
    text = ("---\nid: a/b\ntitle: B\n---\n\nA stride.\n\n## Two\n\nThe **stride** is:\n\n$$x$$\n\n"
            ":::{predict} p\n---\ndemo: stride-padding\nask: out\n---\nHow wide?\n:::\n\nThe **answer**.\n")
    lesson = parse_lesson(text, tmp_path / "b.md")
    place = explained(lesson, "Stride")
    assert place.page.key == ("two", 0) and [type(block) for block in place.shows] == [Paragraph, MathBlock]
    assert place.told and not explained(lesson, "answer").told
    assert explained(lesson, "a stride").page.key == ("", 0) and explained(lesson, "nowhere") is None


async def test_a_term_opens_the_page_it_is_explained_on(stage):
    async with stage() as s:
        s.services.course = COURSE
        await s.press("f2")
        await s.until(lambda: bool(s.app.screen.query(Browser)), "the glossary")
        await s.press(*"max pool")
        await s.sees("Pooling: Keep the largest")
        assert "cnn/pooling" not in s.screen()
        await s.press("enter", "enter")
        await s.until(lambda: hasattr(s.app.screen, "page"), "the lesson")
        assert s.app.screen.page.step.title == "Keep the largest"


async def test_a_part_that_no_term_has(stage):
    async with stage() as s:
        await s.press("f2", *"qqq")
        await s.sees("No term with this in it.")
        await s.press("enter", "enter", "down")
        await s.press("backspace", "backspace", "backspace")


# ---------------------------------------------------------------------- help and palette


@pytest.mark.parametrize("screen", HERE)
def test_the_keys_of_the_screen_behind_come_first_and_fit_the_smallest_usual_window(screen):
    sections = in_order(screen)
    assert sections[:len(HERE[screen])] == list(HERE[screen]) and sections[len(HERE[screen])] == EVERYWHERE
    assert len(sections) == len(set(sections)) == 7
    lines = sum(2 + len(rows) for _, rows in HERE[screen]) - 1
    assert lines <= 20 and all(KEY + len(what) <= 74 for _, rows in sections for _, what in rows)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_palette_is_a_box_in_the_middle_and_its_list_ends_inside(stage, size):
    async with stage(size=size) as s:
        await s.press("ctrl+p")
        await s.sees("lesson of")
        box, listed = s.app.screen.query_one("#--container").region, s.app.screen.query_one("CommandList").region
        assert box.width <= 92 and abs(2 * box.x + box.width - size[0]) <= 1 and box.bottom <= size[1]
        assert listed.bottom == box.bottom - 1 and listed.y == box.y + 2
