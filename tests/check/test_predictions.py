"""Predictions."""

from __future__ import annotations

import pytest
from linting import HEAD_LINES, Lint, Scripted, only

from tui_dl.check.predictions import gives_away
from tui_dl.demos.run import Run
from tui_dl.errors import TuiDlError
from tui_dl.frames import Frame

BODY = """{before}

:::{{predict}} p
---
demo: stride-padding
knobs: {{size: 8, kernel: 3}}
{options}
---
{question}
:::

The output is 6 wide.
"""


def body(options: str, before: str = "An image 8 wide, a filter 3.", question: str = "How wide?") -> str:
    return BODY.format(options=options, before=before, question=question)


CHOICES = "choices: [{{when: out > {}, text: more}}, {{when: out <= {}, text: less}}]"


@pytest.mark.parametrize(
    ("broken", "mended", "line", "words"),
    [
        ("ask: width", "ask: out", 7, "width has no value here"),
        ("ask: conv_out(size, kernel)", "ask: size - kernel + 1", 7, "no function conv_out"),
        ("ask: out > 3", "ask: out > 3\nas: yes-no", 7, "not a number"),
        ("ask: out\nas: yes-no", "ask: out == 6\nas: yes-no", 7, "not true or false"),
        ("ask: out\nas: cell", "ask: (row, out)\nas: cell", 7, "not a row and a column"),
        ("ask: (row, out, out)\nas: cell", "ask: (row, out)\nas: cell", 7, "not a row and a column"),
        ("ask: value*0 + 1e308*10", "ask: value*2", 7, "too large"),
        (CHOICES.format(7, 4), CHOICES.format(5, 5), 7, "true: none"),
        (CHOICES.format(4, 7), CHOICES.format(4, 4), 7, "true: `out > 4` and `out <= 7`"),
        ("ask: out\nat: 40", "ask: out\nat: 30", 8, "ends at step 36"),
        ("ask: out\nstop: 37", "ask: out\nstop: 35", 8, "ends at step 36"),
        ("ask: out\nwrong: [{when: size - kernel + 1, say: No.}]", "ask: out\nwrong: [{when: size - kernel, say: No.}]",
         8, "equals the key, 6"),
        ("ask: out\nwrong: [{when: 5, say: a}, {when: size - kernel, say: b}]", "ask: out\nwrong: [{when: 5, say: a}]",
         8, "or a rule before it"),
        ("ask: out\nwrong: [{when: wide, say: a}]", "ask: out\nwrong: [{when: 4, say: a}]", 8, "wide has no value"),
        ("ask: out > 1\nas: yes-no\nwrong: [{when: 5, say: a}]", "ask: out > 1\nas: yes-no", 9, "goes with numbers"),
    ],
)
def test_predictions(lint: Lint, broken: str, mended: str, line: int, words: str) -> None:
    problem = only(lint(body(broken)))
    assert problem.line == line and words in str(problem)
    assert lint(body(mended)) == []


@pytest.mark.parametrize(
    "before",
    ["So 6 places.", "So **6** places.", "It is {calc}`8 - 3 + 1 == 6`.", "$$\n8 - 3 + 1 = 6\n$$", "- one\n- 6",
     "### 6 places", "| a |\n|---|\n| 6 |", ":::{note}\nIt is 6.\n:::", "It is $6$."],
)
def test_the_key_stands_nowhere_before(lint: Lint, before: str) -> None:
    problem = only(lint(body("ask: out", before)))
    assert "6 is the key of p" in problem.what and problem.line <= before.count("\n") + 1
    assert lint(body("ask: out", before.replace("6", "7").replace("8 - 3 + 1", "8 - 3 + 2"))) == []


def test_nor_in_the_question_or_the_look_line(lint: Lint) -> None:
    assert "6 is the key" in only(lint(body("ask: out", question="Is it 6?"))).what
    assert "6 is the key" in only(lint(body("ask: out\nlook: all 6 places"))).what


@pytest.mark.parametrize("before", ["An earlier step says 6.\n\n## Next", "It is 6.5, x6, 16, 6,000 or v1.6 wide.",
                                    "The image is 8 wide; 0 and 1 stand anywhere."])
def test_what_gives_nothing_away(lint: Lint, before: str) -> None:
    assert lint(body("ask: out", before)) == []


def test_a_key_that_is_also_a_knob_may_be_named(lint: Lint) -> None:
    """The filter is 3, and so is the number of outputs of an image 8 wide at stride 2: the text must name the 3."""
    assert lint(body("ask: out - 3")) == []


@pytest.mark.parametrize(
    ("written", "key", "expected"),
    [("6", 6, True), ("6.0", 6, True), ("60", 6, False), ("1,024", 1024, True), ("0.87", 0.8734, True),
     ("0.9", 0.8734, False), ("0.88", 0.8734, False), ("12.5", -12.5, True)],
)
def test_gives_away(written: str, key: float, expected: bool) -> None:
    assert gives_away(written, key) is expected


def seeded(values: list[float]) -> Scripted:
    """A run whose reading depends on its seed."""
    def frames(run: Run) -> list[Frame]:
        return [Frame(0, 1, "", {"score": 0.0}), Frame(1, 1, "", {"score": values[run.seed]}, knobs=run.all_knobs())]

    return Scripted({"stride-padding": frames})


@pytest.mark.parametrize(
    ("options", "unsteady", "steady"),
    [
        ("ask: score > 0.5\nas: yes-no", [0.6, 0.7, 0.4], [0.6, 0.7, 0.8]),
        ("ask: score\nwithin: 0.1", [0.6, 0.7, 0.4], [0.6, 0.65, 0.55]),
        ("ask: score", [0.6, 0.6, 0.61], [0.6, 0.6, 0.6]),
        ("choices: [{when: score > 0.5, text: high}, {when: score <= 0.5, text: low}]", [0.6, 0.7, 0.4],
         [0.6, 0.7, 0.8]),
        ("ask: (1, floor(score))\nas: cell", [0.6, 0.7, 1.4], [0.6, 0.7, 0.8]),
    ],
)
def test_full_asks_three_seeds(lint: Lint, options: str, unsteady: list[float], steady: list[float]) -> None:
    problem = only(lint(body(options), seeded(unsteady), full=True))
    assert problem.line == 3 and "with seed 2 it is" in problem.what
    assert lint(body(options), seeded(steady), full=True) == []
    asker = seeded(unsteady)
    assert lint(body(options), asker) == [] and sum(asker.played.values()) == 1


def test_full_counts_from_the_seed_of_the_run(lint: Lint) -> None:
    asker = seeded([0.1, 0.1, 0.6, 0.7, 0.8])
    assert lint(body("ask: score > 0.5\nas: yes-no\nseed: 2"), asker, full=True) == []
    assert sum(asker.played.values()) == 3


def test_a_run_that_fails_half_way(lint: Lint) -> None:
    class Failing(Scripted):
        def frames(self, run):  # type: ignore[no-untyped-def]  # as Scripted.frames
            yield Frame(0, 9, "", {"out": 1})
            raise TuiDlError("The worker ran out of memory.", "Use fewer.")

    problem = only(lint(body("ask: out"), Failing()))
    assert problem.line == 3 and "ran out of memory" in problem.what


def test_a_run_without_an_end_needs_a_step(lint: Lint) -> None:
    asker = Scripted({"stride-padding": [Frame(step, 0, "", {"out": step}) for step in range(10_000)]})
    assert "until it is stopped" in only(lint(body("ask: out"), asker)).what
    assert lint(body("ask: out\nat: 20"), asker) == []


def test_a_run_that_takes_too_long(lint: Lint) -> None:
    now = [0.0]

    def slow(run: Run):  # type: ignore[no-untyped-def]  # a generator of frames
        for step in range(1000):
            now[0] += 1
            yield Frame(step, 1000, "", {"out": step})

    asker = Scripted({"stride-padding": slow})  # type: ignore[dict-item]  # any iterable of frames will do
    assert "takes too long" in only(lint(body("ask: out"), asker, clock=lambda: now[0])).what
    assert now[0] < 200


DEMO = """:::{demo} stride-padding
:size: 8
:kernel: %s
:::
"""
SECOND = """
## Next

:::{predict} again
---
demo: stride-padding
knobs: {kernel: %s, size: 8, stride: 1}
ask: row
---
Which row is the last?
:::
"""


@pytest.mark.parametrize(("above", "line"), [(DEMO % 3, 7), (DEMO % 3 + "\n## Next\n", 9)])
def test_a_run_that_was_on_screen_is_not_asked_of(lint: Lint, above: str, line: int) -> None:
    problem = only(lint(body("ask: out", above)))
    assert problem.line == line and f"was on screen before, on line {HEAD_LINES + 1}:" in problem.what
    assert lint(body("ask: out", above.replace("3", "5"))) == []


def test_nor_one_that_was_asked_of_before(lint: Lint) -> None:
    first = body("ask: out")
    problem = only(lint(first + SECOND % 3))
    assert problem.line == first.count("\n") + 4 and f"was on screen before, on line {HEAD_LINES + 3}:" in problem.what
    assert lint(first + SECOND % 5) == []


def test_a_page_has_one_prediction(lint: Lint) -> None:
    two = body("ask: out") + (SECOND % 5).replace("## Next\n", "")
    problem = only(lint(two))
    assert problem.line == two[:two.index("{predict} again")].count("\n") + 1 and "second prediction" in problem.what
