"""The app for authors: what is saved is shown on the page where it was; a broken save keeps the last good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_dl.app import watching
from tui_dl.learner.entries import Visit

OPENING = "Opening words of the lesson."


@pytest.fixture
def watched(stage, monkeypatch: pytest.MonkeyPatch):
    """The stage, with the app that watches."""
    monkeypatch.setitem(stage.__wrapped__.__globals__, "TuiDlApp", watching.WatchingApp)
    monkeypatch.setattr(watching, "EVERY", 0.02)
    return stage


@pytest.fixture
def lesson(course_path: Path) -> Path:
    return course_path / "try" / "one.md"


def complaints(s) -> list[str]:
    """The problems on screen. A test runs without toasts, so they are read where the app keeps them."""
    return [str(said.message) for said in s.app._notifications if "good one stays" in said.title]


def save(path: Path, old: str, new: str) -> None:
    """As editors do: another file in place of the one before."""
    text = path.read_text("utf-8")
    assert old in text
    path.with_suffix(".tmp").write_text(text.replace(old, new), "utf-8")
    path.with_suffix(".tmp").rename(path)


async def test_what_is_saved_is_on_screen(watched, lesson: Path) -> None:
    async with watched(lesson="try/one") as s:
        await s.sees(OPENING)
        save(lesson, OPENING, "Better words.")
        await s.sees("Better words.")
        assert OPENING not in s.screen()
        await s.press("escape")
        await s.sees("Continue")
        await s.press("enter")
        await s.sees("Better words.")


async def test_the_page_is_kept_and_follows_its_heading(watched, lesson: Path) -> None:
    async with watched(lesson="try/one") as s:
        await s.press("pagedown")
        await s.sees("Some text to read.")
        save(lesson, "## Look", "## One more\n\nA step before it.\n\n## Look")
        await s.until(lambda: len(s.app.screen.lesson.steps) == 5, "the step to be there")
        await s.sees("Some text to read.")
        assert s.app.screen.page.step.slug == "look"
        save(lesson, "Some text to read.", "Other text.")
        await s.sees("Other text.")
        assert {row.entry.step for row in s.services.log.rows(Visit.kind)} == {"", "look"}


async def test_a_page_that_is_gone_leaves_the_reader_nearby(watched, lesson: Path) -> None:
    async with watched(lesson="try/one") as s:
        while s.app.screen.page.step.slug != "turn":
            await s.press("pagedown")
        text = lesson.read_text("utf-8")
        lesson.write_text(text[:text.index("## Turn")], "utf-8")
        await s.until(lambda: s.app.screen.page.step.slug == "ask", "the last page that is left")


@pytest.mark.parametrize(("old", "new", "said"), [
    ("minutes: 3", "minutes: soon", "one.md:4:"),
    ("- [x] The second one here", "- [ ] The second one here", "one.md:"),
    (":size: 5\n", ":sise: 5\n", "has no knob sise"),
    ("id: try/one", "id: try/other", "Its id is try/other now"),
])
async def test_a_broken_save_says_where_and_keeps_the_last_good_one(watched, lesson: Path, old: str, new: str,
                                                                    said: str) -> None:
    async with watched(lesson="try/one") as s:
        await s.sees(OPENING)
        good = s.app.screen.lesson
        save(lesson, old, new)
        await s.until(lambda: complaints(s), "a complaint")
        assert said in complaints(s)[0] and s.app.screen.lesson is good and OPENING in s.screen()
        save(lesson, new, old)
        await s.until(lambda: s.app.screen.lesson is not good, "the mended one")
        assert complaints(s) == []


async def test_a_complaint_stays_while_another_lesson_is_saved(watched, lesson: Path) -> None:
    other = lesson.with_name("two.md")
    other.write_text(lesson.read_text("utf-8").replace("id: try/one", "id: try/two"), "utf-8")
    async with watched(lesson="try/one") as s:
        await s.sees(OPENING)
        save(lesson, ":size: 5\n", ":sise: 5\n")
        await s.until(lambda: complaints(s), "a complaint")
        save(other, "minutes: 3", "minutes: soon")
        await s.until(lambda: len(complaints(s)) == 2, "a complaint about the other")
        save(other, "minutes: soon", "minutes: 4")
        await s.until(lambda: len(complaints(s)) == 1, "the other to be right")
        assert "has no knob sise" in complaints(s)[0] and "begin anew" in complaints(s)[0]
        save(lesson, ":sise: 5\n", ":size: 5\n")
        await s.until(lambda: not complaints(s), "nothing to complain about")


async def test_an_answer_stays_given(watched, lesson: Path) -> None:
    async with watched(lesson="try/one") as s:
        await s.press("pagedown")
        await s.sees("How wide")
        await s.press("3", "enter")
        await s.sees("The run says 3")
        save(lesson, "It can stand in three places.", "Three places.")
        await s.sees("Three places.")
        await s.sees("Text after the guess.")


async def test_a_file_that_is_gone_changes_nothing(watched, lesson: Path) -> None:
    async with watched(lesson="try/one") as s:
        await s.sees(OPENING)
        text = lesson.read_text("utf-8")
        lesson.unlink()
        looked: list[list[Path]] = []
        look = s.app.saved.files
        s.app.saved.files = lambda: looked.append(look()) or looked[-1]
        await s.until(lambda: len(looked) > 2, "some looks at the folder")
        assert not any(looked) and OPENING in s.screen()
        lesson.write_text(text.replace(OPENING, "Back again."), "utf-8")
        await s.sees("Back again.")


async def test_without_watch_nothing_is_read_again(stage, lesson: Path) -> None:
    async with stage(lesson="try/one") as s:
        await s.sees(OPENING)
        assert not hasattr(s.app, "saved")
