"""What a person does in a lesson: read, guess, answer, turn a knob; and what the log then holds."""

import re
from random import Random

import pytest

from tui_dl.app.screens.home import HomeScreen
from tui_dl.app.screens.lesson import BESIDE, LessonScreen
from tui_dl.app.widgets.demo_pane import DemoPane
from tui_dl.app.widgets.prose import Prose
from tui_dl.app.widgets.text_column import TextColumn
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.learner.entries import Answer, ChallengeMet, Prediction, Visit
from tui_dl.learner.progress import position


async def test_home_leads_into_the_lesson_and_back(stage):
    async with stage() as s:
        await s.sees("Begin: A first lesson")
        await s.press("enter")
        await s.sees("Opening words")
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, HomeScreen), "home")
        await s.sees("Continue: A first lesson")


async def test_a_page_turns_from_any_focus_and_is_remembered(stage):
    async with stage(lesson="try/one") as s:
        await s.sees("Opening words")
        await s.press("pagedown", "enter")  # the guess has the focus now
        await s.press("pagedown")
        await s.sees("Words before the questions")
        assert position(s.services.log).step == s.app.screen.page.step.slug
    async with stage(lesson="try/one") as s:
        await s.sees("Words before the questions")
        assert s.services.log.rows(Visit.kind)


async def test_a_prediction_covers_its_answer_until_the_guess(stage):
    async with stage(lesson="try/one") as s:
        await s.press("pagedown", "f6")
        await s.sees("waits for your guess")
        assert "step 0 of" not in s.screen()
        assert "Text after the guess" not in s.screen()
        assert "[shrink]" not in s.screen()
        await s.press("f6", "5", "enter")
        await s.until(lambda: len(s.services.log.rows(Prediction.kind)) == 2, "guess and outcome in the log")
        card = s.app.screen.query_one("PredictCard").guessed
        assert (card.guess, card.right) == (5, False)
        first, entry = (row.entry for row in s.services.log.rows(Prediction.kind))
        assert (first.guess, first.outcome) == (5, None)  # kept before the run goes on
        assert (entry.guess, entry.outcome, entry.right) == (5, 3, False)
        words = str(card.revealed)
        assert "You said 5. The run says 3." in words
        assert "does not fit at the border" in words
        assert "three places" in words


async def test_the_key_line_says_what_a_key_does_now(stage):
    def keys() -> str:
        return s.screen().splitlines()[-1]

    async with stage(size=(120, 40), lesson="try/one") as s:
        await s.press("pagedown")
        await s.until(lambda: "0-9 guess" in keys() and "F5" not in keys(), "a guess before the run")
        await s.press("5", "enter")
        await s.sees("✗ Not that.")
        await s.until(lambda: "0-9" not in keys() and "F5 p" in keys(), "the run")
        playing = s.app.screen.pane.player.playing
        await s.until(lambda: f"F5 {'pause' if playing else 'play'}" in keys(), "what F5 does")
        await s.press("f5")
        await s.until(lambda: f"F5 {'play' if playing else 'pause'}" in keys(), "the other")
        assert "PgDn next page" in keys()
        await s.app.screen.show_page(len(s.app.screen.pages) - 1)
        await s.until(lambda: "PgDn home" in keys(), "the last page")
        await s.press("pagedown")
        await s.sees("deep learning, by running it")


async def test_on_a_small_screen_the_demo_takes_most_of_it_while_it_has_the_focus(stage):
    async with stage(size=(80, 24), lesson="try/one") as s:
        await s.press("pagedown", "f6")
        await s.sees("waits for your guess")
        pane, body = s.app.screen.query_one("#pane"), s.app.screen.query_one("#body")
        await s.until(lambda: pane.size.height > 0.8 * body.size.height, "a large demo")
        assert s.app.screen.text.size.height >= 1
        await s.press("f6", "5", "enter")
        await s.sees("The run says 3")
        assert pane.size.height < 0.7 * body.size.height


@pytest.mark.parametrize("width", [99, 100, 117, 140, 200])
async def test_lines_of_text_have_66_to_80_columns_alone_and_beside_a_demo(stage, width):
    async with stage(size=(width, 30), lesson="try/one") as s:
        text, pane = s.app.screen.text, s.app.screen.query_one("#pane")
        await s.until(lambda: 66 <= measure(text) <= 80, "the measure of the text alone")
        await s.press("pagedown")
        await s.sees("waits for your guess")
        if width < BESIDE:
            await s.until(lambda: pane.region.y == text.parent.region.bottom, "the demo below the text")
        else:
            await s.until(lambda: pane.region.x == text.region.right, "the demo beside the text")
        assert pane.region.right == width and 66 <= measure(text) <= 80


def measure(text: TextColumn) -> int:
    """The columns of its prose."""
    return text.query(Prose).first().content_size.width


async def test_what_follows_a_prediction_unfolds_when_it_is_skipped(stage):
    async with stage(size=(100, 40), lesson="try/one") as s:
        await s.press("pagedown")
        await s.sees("How wide")
        assert "Text after the guess" not in s.screen()
        await s.press("f9")
        await s.sees("Text after the guess")
        assert s.services.log.rows(Prediction.kind)[0].entry.skipped


async def to_question(s, number: int) -> None:
    """Past the prediction, to the nth question."""
    await s.press("pagedown", "f9", "pagedown", "pagedown")
    await s.sees("Which is right?")
    for _ in range(number - 1):
        await s.press("pagedown")


async def test_a_wrong_choice_gets_its_reason_and_is_on_disk_first(stage, monkeypatch):
    async with stage(lesson="try/one") as s:
        await to_question(s, 1)
        seen = []
        record = s.services.log.record
        monkeypatch.setattr(s.services.log, "record", lambda entry: (seen.append(s.screen()), record(entry))[1])
        await s.press("1", "enter")
        await s.sees("Because it is the first.")
        assert "Because it is the first." not in seen[0]
        entry = s.services.log.rows(Answer.kind)[0].entry
        assert (entry.given, entry.right, entry.dont_know) == (["The first one here"], False, False)


async def test_choices_are_shuffled_and_a_digit_means_what_it_stands_before(stage):
    async with stage(lesson="try/one", rng=Random(1)) as s:
        await to_question(s, 1)
        shown = set()
        for time in range(1, 9):
            await s.sees("Which is right?")
            digit = re.search(r"(\d) +The second one here", s.screen())[1]
            shown.add(digit)
            await s.press(digit, "enter")
            await s.sees("Right.")
            given = [row.entry.given for row in s.services.log.rows(Answer.kind)]
            assert given == [["The second one here"]] * time
            await s.press("f9")
        assert shown == {"1", "2"}


async def test_several_right_choices_must_all_be_marked(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 2)
        await s.sees("Which two?")
        await s.press("1", "3", "enter")
        await s.sees("Right.")
        assert s.services.log.rows(Answer.kind)[0].entry.right


async def test_i_dont_know_is_an_answer(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 1)
        await s.press("0", "enter")
        await s.sees("The right one is marked")
        assert s.services.log.rows(Answer.kind)[0].entry.dont_know


@pytest.mark.parametrize("back", [False, True])
async def test_a_key_that_comes_when_the_page_was_turned_still_grades(stage, monkeypatch, back):
    async with stage(lesson="try/one") as s:
        await to_question(s, 3)
        await s.sees("How wide is the output")
        asked, page = [], s.app.screen.number
        monkeypatch.setattr(s.services.desk, "ask", lambda questions, then: asked.append(then))
        await s.press("9", "9", "enter")
        await s.sees("Torch computes the key")
        await s.press("pagedown")
        await s.until(lambda: s.app.screen.number == page + 1, "the next page")
        if back:
            await s.press("pageup")
            await s.sees("How wide is the output")
        asked[0]((18,), "")
        assert [(row.entry.given, row.entry.right) for row in s.services.log.rows(Answer.kind)] == [(99, False)]
        await s.press("enter" if back else "pageup")
        await s.sees("You said 99. Torch says 18.")
        assert len(asked) == 1 and s.app._exception is None


async def test_a_bug_rule_names_the_mistake_and_lets_one_try_again(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 3)
        await s.sees("under a filter of 3?")
        drawn = s.app.screen.query_one("QuizCard").asked.drawn["W"]
        await s.press(*str(drawn - 3), "enter")
        await s.sees("You forgot the start.")
        await s.press(*["backspace"] * 4, *str(drawn - 2), "enter")
        await s.sees(f"{drawn} - 3 + 1 = {drawn - 2}")
        answers = [row.entry for row in s.services.log.rows(Answer.kind)]
        assert [(a.right, a.context) for a in answers] == [(False, "lesson"), (True, "retry")]
        assert answers[0].rule == "W - 3"
        assert answers[0].drawn == {"W": drawn}


async def test_what_is_no_answer_is_not_graded(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 3)
        await s.press("a", "b", "enter")
        await s.sees("Understood are")
        assert not s.services.log.rows(Answer.kind)


async def test_a_text_and_a_design_are_graded(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 4)
        await s.press(*"PADDING", "enter")
        await s.sees("Right.")
        await s.press("pagedown")
        await s.sees("Keep 20 wide")
        await s.press(*"F=5", "space", *"P=2", "enter")
        await s.sees("It holds.")


async def test_answers_come_back_in_the_next_session(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 1)
        await s.press("2", "enter")
        await s.sees("Right.")
    async with stage(lesson="try/one") as s:
        await s.sees("first answer was right")
        assert "✓" in s.screen()
        await s.press("f9")
        await s.sees("I don't know")
        assert not s.app.screen.query_one("QuizCard").asked.done


async def test_a_challenge_ticks_itself_off(stage):
    async with stage(size=(120, 40), lesson="try/one") as s:
        await to_question(s, 6)
        await s.sees("Keep the size.")
        assert not s.services.log.rows(ChallengeMet.kind)
        s.app.screen.query_one("#knobs").focus()
        await s.press("right", "right", "right", "up")  # padding 0 -> 1
        await s.sees("met with")
        assert s.services.log.rows(ChallengeMet.kind)[0].entry.run_line == "stride-padding size=5 padding=1"


async def test_a_failed_run_says_so_and_runs_again(stage):
    engine = ScriptedEngine({}, instant=True)
    async with stage(size=(120, 40), lesson="try/one", engine=engine) as s:
        await s.press("pagedown")
        await s.sees("There is no script for stride-padding.")
        await s.press("f9", "f5")
        assert [call[0] for call in engine.calls].count("play") >= 2
        await s.press("pagedown")
        await s.sees("Words before")


async def test_an_impossible_knob_is_refused_in_words(stage):
    async with stage(size=(120, 40), lesson="try/one") as s:
        await to_question(s, 6)
        pane = s.app.screen.query_one(DemoPane)
        pane.query_one("#knobs").focus()
        await s.press("enter", *["backspace"] * 3, "9", "9", "enter")
        await s.until(lambda: any("out of range" in str(n.message) for n in s.app._notifications), "a notice")
        await s.press("escape")
        assert isinstance(s.app.screen, LessonScreen)


def three_bands(course_path):
    """The prediction of try/one with choices instead of a number."""
    lesson = course_path / "try" / "one.md"
    bands = """as: choice
choices:
  - {when: out < 3, text: Narrower than three}
  - {when: out == 3, text: Three}
  - {when: out > 3, text: Wider than three}
"""
    before, rest = lesson.read_text("utf-8").split("hide: [output]\n", 1)
    lesson.write_text(before + bands + "hide: [output]\n" + rest.replace("wrong:\n  - when: size\n    say: The filter "
                      "does not fit at the border.\n", "", 1), "utf-8")


async def test_a_digit_typed_in_the_text_begins_the_answer_and_its_cursor_shows(stage, course_path):
    three_bands(course_path)
    async with stage(lesson="try/one") as s:
        await s.press("pagedown")
        await s.sees("Wider than three")
        await s.press("enter")
        await s.until(lambda: any("❯" in line and "Narrower than three" in line for line in s.screen().splitlines()),
                      "the cursor at the first choice")
        await s.press("pageup", "pagedown", "3", "enter")
        await s.until(lambda: s.services.log.rows(Prediction.kind), "the guess in the log")
        assert s.services.log.rows(Prediction.kind)[0].entry.guess == "Wider than three"


async def test_the_choices_of_a_prediction_are_shuffled_and_keep_their_order_on_the_page(stage, course_path):
    three_bands(course_path)
    shown = set()
    for seed in range(8):
        async with stage(lesson="try/one", rng=Random(seed)) as s:
            if not shown:
                await s.press("pagedown")  # later it opens where one was
            await s.sees("Wider than three")
            digit = re.search(r"(\d) +Three", s.screen())[1]
            shown.add(digit)
            await s.press("pageup", "pagedown")
            await s.sees(f"{digit} Three")
            if len(shown) == 3:
                await s.press(digit, "enter")
                await s.sees("The run says, as you did: Three")
                assert s.services.log.rows(Prediction.kind)[0].entry.guess == "Three"
                return
    raise AssertionError(f"Three stood only at {shown}")


async def test_a_number_typed_in_the_text_keeps_all_its_digits(stage):
    async with stage(lesson="try/one") as s:
        await s.press("pagedown")
        await s.sees("waits for your guess")
        guess = s.app.screen.query_one("#guess")
        for digit, typed in zip("224", ("2", "22", "224"), strict=True):
            await s.press(digit)
            await s.until(lambda typed=typed: guess.value == typed and guess.has_focus, f"{typed} in the guess")
        await s.press("f9", *["pagedown"] * 4)
        await s.sees("How wide is the output of")
        answer = s.app.screen.query_one("#answer")
        for digit, typed in zip("224", ("2", "22", "224"), strict=True):
            await s.press(digit)
            await s.until(lambda typed=typed: answer.value == typed and answer.has_focus, f"{typed} in the answer")
