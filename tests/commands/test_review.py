"""`tui-dl review --plain`: asked line by line, recorded as in the app."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest

from tui_dl.commands import open as opening
from tui_dl.learner.entries import Answer, Session, Visit

REVIEWED = ["try/one#choose", "try/one#drawn", "try/one#wide"]
"""In the order in which they are asked: all are equally due, so by name."""


@pytest.fixture
def due(home, course, monkeypatch):
    """Three items of try/one, met two days ago and due today; drawn widths are 20, choices as the lesson has them."""
    home.record(Visit("try/one", "look"), *(Answer(item, None, False) for item in REVIEWED), days_ago=2)
    monkeypatch.setattr(random.Random, "choice", lambda self, candidates: 20)
    monkeypatch.setattr(random.Random, "sample", lambda self, population, k: list(population)[:k])
    return course


def answered(cli, due, *, choose: str, drawn: str, wide: str) -> str:
    """A review in which each item gets the lines typed for it; what was printed."""
    done = cli("review", "--plain", "--course", due, typed=choose + drawn + wide)
    assert (done.code, done.err) == (0, "")
    return done.out


def test_right_answers(cli, home, due):
    out = answered(cli, due, wide="3\n", choose="2\n", drawn="18\n")
    assert "3 questions are due." in out and "3 of 3 right." in out and "still due" not in out
    assert " 2  The second one here" in out and " 0  I don't know" in out
    assert "The run goes on: tui-dl demo stride-padding size=5 kernel=3" in out and "step 9: row 2, column 2" in out
    assert "The run says 3, as you did." in out and "It can stand in three places." in out
    found = {answer.item: answer for answer in home.reviewed()}
    assert sorted(found) == REVIEWED and all(answer.right and not answer.dont_know for answer in found.values())
    assert found["try/one#choose"].given == ["The second one here"]
    assert (found["try/one#drawn"].given, found["try/one#drawn"].drawn) == (18, {"W": 20})
    assert (found["try/one#wide"].given, found["try/one#wide"].form) == (3, "Predict")
    assert [row.subject for row in home.rows(Session.kind)] == ["start", "stop"]


def test_choices_are_shuffled_and_a_number_means_what_it_stands_before(cli, home, due, monkeypatch):
    monkeypatch.setattr(random.Random, "sample", lambda self, population, k: list(population)[k - 1 :: -1])
    out = answered(cli, due, wide="3\n", choose="1\n", drawn="18\n")
    assert " 1  The second one here" in out and " 2  The first one here" in out and "3 of 3 right." in out
    assert {answer.item: answer.given for answer in home.reviewed()}["try/one#choose"] == ["The second one here"]


def test_the_right_one_is_named_by_the_number_it_was_shown_with(cli, due, monkeypatch):
    monkeypatch.setattr(random.Random, "sample", lambda self, population, k: list(population)[k - 1 :: -1])
    out = answered(cli, due, wide="3\n", choose="2\n", drawn="18\n")
    assert "Because it is the first." in out and "Right is 1: The second one here" in out


def test_what_was_answered_is_not_due_again_today(cli, due):
    answered(cli, due, wide="3\n", choose="2\n", drawn="18\n")
    said = cli("review", "--plain", "--course", due).out
    named = re.search(r"Nothing is due today\. The next question comes back on (\w+), 0?(\d+ \w+)\.", said)
    days = [date.today() + timedelta(days=ahead) for ahead in range(1, 15)]
    assert named and named.groups() in [(f"{day:%A}", f"{day.day} {day:%B}") for day in days]


def test_a_bug_rule_gives_another_try_with_the_same_numbers(cli, home, due):
    out = answered(cli, due, wide="5!\n", choose="1\n", drawn="17\n18\n")
    assert "You forgot the start. Try again with the same numbers." in out and "0 of 3 right." in out
    assert "Because it is the first." in out and "Right is 2: The second one here" in out
    assert "You said 5. The run says 3. The filter does not fit at the border." in out
    drawn = [answer for answer in home.reviewed() if answer.item == "try/one#drawn"]
    assert [(a.given, a.right, a.rule, a.context) for a in drawn] == [
        (17, False, "W - 3", "review"), (18, True, "", "retry")]
    (wide,) = [answer for answer in home.reviewed() if answer.item == "try/one#wide"]
    assert wide.sure and not wide.right


def test_not_knowing(cli, home, due):
    out = answered(cli, due, wide="?\n", choose="0\n", drawn="?\n")
    assert "Torch says 18. 20 - 3 + 1 = 18" in out and "The run says 3." in out and "0 of 3 right." in out
    assert all(answer.dont_know and not answer.right for answer in home.reviewed()) and len(home.reviewed()) == 3


def test_what_is_no_answer_is_asked_again_and_not_graded(cli, home, due):
    out = answered(cli, due, wide="wide\n3\n", choose="7\n1 2\ntwo\n2\n", drawn="(3, 3)\nx\n18\n")
    assert "3 of 3 right." in out
    for words in ("Type a number from 1 to 2", "One choice is right here.", "One number is asked for"):
        assert words in out
    assert len(home.reviewed()) == 3


@pytest.mark.parametrize("end", ["", "\n", "   \n"])
def test_leaving_keeps_what_was_answered(cli, home, due, end):
    done = cli("review", "--plain", "--course", due, typed=f"2\n{end}")
    assert (done.code, done.err) == (0, "")
    assert "1 of 1 right." in done.out and "2 questions are still due." in done.out
    assert len(home.reviewed()) == 1


def test_leaving_at_once(cli, home, due):
    done = cli("review", "--plain", "--course", due)
    assert (done.code, done.err) == (0, "") and "3 questions are still due." in done.out
    assert home.reviewed() == []


def test_the_last_grade_can_be_taken_back(cli, home, due):
    out = answered(cli, due, choose="undo\n2\n", drawn="undo\n18\n", wide="")
    assert "There is no grade to take back." in out
    assert "The last grade, of try/one#choose, is taken back; it is due again." in out
    assert "1 of 1 right." in out and "2 questions are still due." in out
    assert [answer.item for answer in home.reviewed()] == ["try/one#drawn"]


def test_what_was_taken_back_is_asked_once_more_at_the_end(cli, home, due):
    out = answered(cli, due, choose="1\n", drawn="undo\n18\n", wide="3\n2\n")
    assert "Once more. A first lesson (try/one)" in out and "3 of 3 right." in out and "still due" not in out
    assert {answer.item: answer.right for answer in home.reviewed()} == dict.fromkeys(REVIEWED, True)


@pytest.mark.parametrize(("typed", "given", "right"), [
    ("2, 2\n", [2, 2], True), ("(2,1)!\n", [2, 1], False), ("2\n2x2\n", [2, 2], True), ("？\n", None, False)])
def test_a_cell_is_typed_as_row_and_column(cli, home, course, typed, given, right):
    lesson = course / "try" / "one.md"
    lesson.write_text(lesson.read_text("utf-8").replace("ask: out\n", "as: cell\nask: (row, col)\n")
                      .replace("wrong: [{when: size, say: The filter does not fit at the border.}]\n", ""), "utf-8")
    home.record(Visit("try/one", "look"), Answer("try/one#wide", None, False), days_ago=2)
    out = cli("review", "--plain", "--course", course, typed=typed).out
    assert "The run says (2, 2)" in out
    (answer,) = home.reviewed()
    assert (answer.given, answer.right, answer.sure, answer.dont_know) == (given, right, "!" in typed, given is None)


def test_an_interrupt_keeps_what_was_answered(cli, home, due, monkeypatch):
    def interrupted(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    assert cli("review", "--plain", "--course", due)[0] == 130
    assert [row.subject for row in home.rows(Session.kind)] == ["start", "stop"]


def test_nothing_but_text_is_printed(cli, due):
    out = answered(cli, due, wide="3\x1b[2J\n3\n", choose="2\n", drawn="18\n")
    assert all(character.isprintable() for line in out.splitlines() for character in line)
    assert not re.search("[\u2500-\u257f]", out)  # boxes


def test_with_a_terminal_the_app_opens_at_the_review(cli, monkeypatch):
    opened: list[object] = []
    monkeypatch.setattr(opening, "has_terminal", lambda: True)
    monkeypatch.setattr(opening, "run", lambda course, lesson, *, review: opened.append((course, lesson, review)) or 0)
    assert cli("review").code == 0 and opened == [(None, None, True)]


def test_without_a_terminal_it_is_plain(cli, due):
    assert "3 questions are due." in cli("review", "--course", due).out


BUILD = """
:::{quiz} build
---
names: [F, P]
holds: conv_out(20, F=F, P=P) == 20 and F > 1
review: true
---
Keep 20 wide with F above 1.
:::
"""


def test_a_design_that_cannot_be_built_is_asked_again_and_not_graded(cli, home, course):
    lesson = course / "try" / "one.md"
    lesson.write_text(lesson.read_text("utf-8").replace("review: true\n", "").replace(":review: true\n", "") + BUILD)
    home.record(Visit("try/one", "ask"), Answer("try/one#build", None, False), days_ago=2)
    out = cli("review", "--plain", "--course", course, typed="F=99 P=0\nF=5\n5 2\n").out
    assert "That cannot be: A filter that reaches over 99 does not fit on 20." in out
    assert "P is missing." in out and "It holds." in out and "1 of 1 right." in out
    (answer,) = home.reviewed()
    assert (answer.given, answer.right) == ({"F": 5, "P": 2}, True)
