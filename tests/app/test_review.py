"""Being asked again: review, a second try, check-in and checkpoint."""

from test_lesson import to_question

from tui_dl.app.screens import closed_book
from tui_dl.learner.entries import Answer, Known


async def answered_lesson(stage) -> None:
    """A guess and two answers, today."""
    async with stage(lesson="try/one") as s:
        await s.press("pagedown", "5", "enter", "pagedown", "pagedown")
        await s.sees("Which is right?")
        await s.press("1", "enter")
        await s.sees("Because it is the first.")
        await s.press("pagedown", "pagedown", "0", "tab", "enter")
        await s.until(lambda: len(s.services.log.rows(Answer.kind)) == 2, "two answers")


async def test_nothing_is_due_on_the_same_day(stage):
    await answered_lesson(stage)
    async with stage() as s:
        await s.sees("Continue: A first lesson")
        assert "due" not in s.screen()


async def test_what_was_met_is_asked_on_another_day_with_fresh_numbers(stage):
    await answered_lesson(stage)
    async with stage(days_later=3) as s:
        await s.sees("Review: 3 due")
        await s.press("tab", "enter")
        seen = set()
        for _ in range(3):
            await s.until(lambda: s.app.screen.query("QuizCard, PredictCard"), "a question")
            if "Which is right?" in s.screen():
                seen.add("choose")
                await s.press("2", "enter")
                await s.sees("Right.")
            elif "How wide is the output of" in s.screen():
                seen.add("drawn")
                drawn = s.app.screen.query_one("QuizCard").asked.drawn["W"]
                await s.press(*str(drawn - 2), "enter")
                await s.sees("Right.")
            else:
                seen.add("wide")
                await s.press("3", "enter")
                await s.sees("The run says 3")
            await s.press("pagedown")
        assert seen == {"choose", "drawn", "wide"}
        await s.sees("3 of 3 right.")
        reviewed = [row.entry for row in s.services.log.rows(Answer.kind) if row.entry.context == "review"]
        assert [entry.right for entry in reviewed] == [True, True, True]
        await s.press("escape")
        await s.sees("Continue: A first lesson")
    async with stage(days_later=3) as s:
        await s.sees("Continue: A first lesson")
        assert "due" not in s.screen()


async def test_a_grade_can_be_taken_back(stage):
    await answered_lesson(stage)
    async with stage(days_later=3) as s:
        await s.sees("3 due")
        await s.press("tab", "enter")
        await s.until(lambda: s.app.screen.query("QuizCard, PredictCard"), "a question")
        await s.press("0", "enter")
        await s.until(lambda: any(row.entry.context == "review" for row in s.services.log.rows(Answer.kind)), "a grade")
        await s.press("f7")
        await s.until(lambda: not any(r.entry.context == "review" for r in s.services.log.rows(Answer.kind)), "undo")


async def test_only_what_was_not_right_is_asked_once_more(stage):
    await answered_lesson(stage)
    async with stage(lesson="try/one") as s:
        for _ in range(9):
            await s.press("pagedown")
            if "The end of the lesson" in s.screen():
                break
        await s.sees("F9 asks")
        await s.press("f9")
        await s.until(lambda: len(getattr(s.app.screen, "queue", ())) == 2, "the two that were not right")
        await s.press("escape")


async def test_a_check_in_marks_a_chapter_known(stage):
    async with stage(size=(100, 40)) as s:
        await s.sees("Begin")
        await s.press("tab", "enter")
        await s.sees("Check-in")
        await s.press("end", "up", "enter")
        for _ in range(5):
            await s.until(lambda: s.app.screen.query("QuizCard"), "a question")
            card = s.app.screen.query_one("QuizCard")
            quiz, drawn = card.asked.quiz.id, card.asked.drawn
            keys = {"choose": "2", "several": "13", "word": "padding", "build": "5 2",
                    "drawn": str(drawn.get("W", 0) - 2)}[quiz]
            await s.press(*("space" if key == " " else key for key in keys), "enter")
            await s.until(lambda card=card: card.asked.done, f"a verdict on {quiz}")
            assert card.asked.right, quiz
            await s.press("pagedown")
        await s.sees("is marked known")
        assert [row.subject for row in s.services.log.rows(Known.kind)] == ["try/one"]


async def test_the_first_answer_counts(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 1)
        await s.press("1", "enter")
        await s.sees("Because it is the first.")
        await s.press("f9")
        await s.sees("I don't know")
        await s.press("2", "enter")
        await s.sees("Right.")
        assert [row.entry.context for row in s.services.log.rows(Answer.kind)] == ["lesson", "retry"]


async def test_a_checkpoint_is_asked_and_graded_and_leads_to_a_mystery_run(stage, monkeypatch):
    monkeypatch.setattr(closed_book, "has_mystery", lambda demo: True)
    async with stage(size=(100, 40)) as s:
        await s.sees("Begin")
        s.app.push_screen(closed_book.CheckpointScreen(s.services, s.services.course.chapters[0]))
        asked: list[str] = []
        for _ in range(5):  # the course has no more
            await s.until(lambda: s.app.screen.query("QuizCard"), "a question")
            card = s.app.screen.query_one("QuizCard")
            asked.append(s.screen().splitlines()[2].strip())
            await s.press(*(("0", "enter") if card.query("ChoiceList") else ("tab", "enter")))
            await s.until(lambda card=card: card.asked.done, "a verdict")
            await s.press("pagedown")
        await s.sees("0 of 5 right.")
        await s.sees("One thing is left: a mystery run.")
        await s.sees("⏎ mystery run")
        answers = [row.entry for row in s.services.log.rows(Answer.kind)]
        assert {entry.context for entry in answers} == {"checkpoint"} and all(entry.dont_know for entry in answers)
        listed = [line for line in s.screen().splitlines() if line.strip().startswith("✗")]
        assert len(listed) == len(asked) and all(words[:20] in line for words, line in zip(asked, listed, strict=True))


async def test_looking_back_from_an_open_question_is_noted(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 1)
        await s.press("pageup")
        await s.sees("Words before the questions")
        await s.press("pagedown", "2", "enter")
        await s.sees("Right.")
        await s.press("pagedown", "1", "3", "enter")
        await s.sees("Right.")
        entries = [row.entry for row in s.services.log.rows(Answer.kind)]
        assert [entry.looked_back for entry in entries] == [True, False]


async def test_a_design_that_cannot_be_built_is_not_graded(stage):
    async with stage(lesson="try/one") as s:
        await to_question(s, 5)
        await s.sees("Keep 20 wide")
        await s.press(*"99", "space", "0", "enter")
        await s.sees("That cannot be: A filter that reaches over 99 does not fit on 20.")
        assert not s.services.log.rows(Answer.kind) and not s.app.screen.query_one("QuizCard").keyless
        await s.press(*["backspace"] * 4, *"5", "space", *"2", "enter")
        await s.sees("It holds.")
        assert s.services.log.rows(Answer.kind)[0].entry.right
