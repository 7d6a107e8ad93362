"""Texts: what ships and how it is gathered, what is read of a file of one's own, and every way it can be wrong."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import unicodedata
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from told import assert_same, frames

from tui_dl.course.load import load_course
from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.declare import KnobError
from tui_dl.demos.own import OwnFileError
from tui_dl.demos.own_texts import LEAST, TEXT, read, tidied
from tui_dl.demos.run import make_run, parse_run
from tui_dl.demos.texts import MOST_LETTERS, REST, in_numbers, text_of
from tui_dl.errors import UsageError

DEMOS = [name for name, demo in catalogue().items() if any(spec.own is TEXT for spec in demo.knobs.values())]
pytestmark = pytest.mark.usefixtures("folder")
ENGLISH = "The cat sat on the mat, and the dog lay by the door. " * 40
KOREAN = "고양이는 매트 위에 앉았고, 개는 문 옆에 누웠다. 신경망은 다음 글자를 맞힌다. " * 40
DATA = resources.files("tui_dl").joinpath("data")


def short(demo: str, file: str) -> str:
    """A run line with a file that is soon over."""
    return f"{demo} 'text={file}'" + (" steps=3" if catalogue()[demo].trains else "")


# ---------------------------------------------------------------------- the text that ships


def test_six_chapters_in_few_letters_two_of_them_held_out() -> None:
    chapters = DATA.joinpath("course.txt").read_text("ascii").splitlines()
    read = text_of("course")
    assert len(chapters) == 6 and set("".join(chapters)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 .,:?'-")
    assert "".join(read.alphabet) == "".join(sorted(set(" ".join(chapters[:4]))))
    assert read.spell(read.training) == " ".join(chapters[:4]) and read.spell(read.held_out) == " ".join(chapters[4:])
    assert len(read.training) > 80_000 and 0.05 < len(read.held_out) / len(read.training) < 0.3


def test_the_table_of_sources_has_the_file_that_ships() -> None:
    digest = hashlib.sha256(DATA.joinpath("course.txt").read_bytes()).hexdigest()
    assert digest in DATA.joinpath("README.md").read_text("utf-8")


def test_only_sentences_of_words_are_gathered(folder: Path) -> None:
    script = Path(__file__).parents[2] / "scripts" / "gather_text.py"
    spec = importlib.util.spec_from_file_location("gather_text", script)
    assert spec is not None and spec.loader is not None
    gather = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gather)
    Path("a").mkdir()
    Path("a/x.md").write_text("""---
id: a/x
title: Not a sentence.
minutes: 5
---

# Not a sentence.

A **net** learns; it’s “slow” – a café, `loss` falls. Here is $x^2$ in it. It has
{calc}`1_000 + 2 == 1_002` weights, each of them a number that is learnt!

| table |
|---|
| Not this one. |

- An item of a list. See `a.b()` there.

:::{quiz} q
What is asked here?

- [x] The right answer.
- [ ] A wrong answer.
  > A reason for it.
:::

## Not this title.

A net learns; it’s “slow” – a café, `loss` falls. 1, 2, 3, 4, 5 and 6.
""", "utf-8")
    course = load_course(Path())
    assert list(gather.sentences(course, course.chapters[0])) == [
        "a net learns, it's slow - a cafe, loss falls.", "it has 1,002 weights, each of them a number that is learnt.",
        "an item of a list.", "what is asked here?"]


# ---------------------------------------------------------------------- what is read


def test_small_letters_single_blanks_and_nothing_unseen() -> None:
    assert tidied("\ufeff A\tcafe\u0301\r\n\n  ist\u200b \x07GROSS\u2028 ") == "a café ist gross"
    assert tidied(unicodedata.normalize("NFD", "한국어")) == "한국어"


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidied(text)
    assert tidied(once) == once and "  " not in once and once == once.strip()
    assert not any(unicodedata.category(letter)[0] == "C" for letter in once)


@settings(max_examples=100, deadline=None)
@given(st.text("abc한국 ", min_size=1, max_size=60), st.text("abcd한국어□ ", max_size=20))
def test_letters_are_numbers_and_back(training: str, held_out: str) -> None:
    found = in_numbers(training, held_out)
    known = {*training}
    assert found.spell(found.training) == training
    assert found.spell(found.held_out) == "".join(letter if letter in known else REST for letter in held_out)
    assert list(found.alphabet) == sorted(known) + [REST] * bool(set(held_out) - known)


def test_the_commonest_letters_are_kept_if_there_are_too_many() -> None:
    many = [chr(0xAC00 + place) for place in range(700)]
    training = "".join(many) + "".join(many[:511]) + REST
    found = in_numbers(training, "가나" + many[-1])
    assert len(found.alphabet) == MOST_LETTERS and found.alphabet[-1] == REST
    assert set(found.alphabet[:-1]) == set(many[:511])
    assert found.spell(found.training) == "".join(many[:511]) + REST * 189 + "".join(many[:511]) + REST
    assert found.spell(found.held_out)[-1] == REST


@pytest.mark.parametrize("content", [ENGLISH, KOREAN, "日本語の文章。" * 200, "a" * 1000])
@pytest.mark.parametrize("demo", DEMOS)
def test_a_text_of_ones_own_in_any_language(folder: Path, demo: str, content: str) -> None:
    Path("own.txt").write_text(content, "utf-8")
    shown = frames(short(demo, "own.txt"))
    read = text_of(str(shown[0].knobs["text"]))
    whole = tidied(content)
    assert read.spell(read.training) == whole[:len(whole) - len(whole) // 10]
    assert set(read.spell(read.held_out)) <= set(whole) | {REST}
    assert shown[-1].step == shown[-1].total


# ---------------------------------------------------------------------- what a run is called, and that it is exact


@pytest.mark.parametrize("demo", DEMOS)
def test_a_run_is_played_again_from_its_line_whatever_became_of_the_file(folder: Path, demo: str) -> None:
    Path("my diary.txt").write_text(KOREAN, "utf-8")
    first = frames(short(demo, "my diary.txt"))
    line = parse_run(short(demo, "my diary.txt")).pinned().line()
    assert line.startswith(f"{demo} 'text=my diary.txt@") and parse_run(line).pinned() == parse_run(line)
    assert first[0].knobs["text"] == parse_run(line).knobs["text"]
    Path("my diary.txt").write_text(ENGLISH, "utf-8")
    assert_same(first, frames(line))
    Path("my diary.txt").unlink()
    assert_same(first, frames(line))


def test_it_is_the_content_that_is_called(folder: Path) -> None:
    Path("one.txt").write_text(ENGLISH)
    Path("two.md").write_bytes(b"\xef\xbb\xbf" + ENGLISH.upper().replace(" ", "\r\n").encode())
    Path("three.txt").write_text(KOREAN, "utf-8")
    digests = [TEXT.pinned(name).partition("@")[2] for name in ("one.txt", "two.md", "three.txt")]
    assert digests[0] == digests[1] != digests[2]


def test_a_text_that_is_not_kept_has_to_be_the_same_one(folder: Path, tmp_path: Path) -> None:
    Path("own.txt").write_text(ENGLISH)
    line = parse_run("markov-text text=own.txt").pinned().line()
    next((tmp_path / "home" / "texts").iterdir()).unlink()
    Path("own.txt").write_text(KOREAN, "utf-8")
    with pytest.raises(OwnFileError, match="another text now"):
        parse_run(line).pinned()


# ---------------------------------------------------------------------- what is wrong


def wrong(name: str) -> str:
    """What is said of a file, as one line."""
    with pytest.raises(UsageError) as caught:
        parse_run(["markov-text", f"text={name}"]).pinned()
    said = str(caught.value)
    assert len(said.splitlines()) == 1 and caught.value.exit_code == 2 and caught.value.hint
    return said


def test_every_wrong_file_is_one_clear_line(folder: Path) -> None:
    Image.fromarray(np.zeros((50, 50, 3), np.uint8)).save("cat.png")
    Path("empty.txt").touch()
    Path("blank.txt").write_text(" \n\t" * 900)
    Path("short.txt").write_text("a" * (LEAST - 1))
    Path("latin.txt").write_bytes(b"x" * 1999 + "é".encode("latin-1"))
    Path("utf16.txt").write_text(ENGLISH, "utf-16")
    Path("bells.txt").write_bytes(b"\x07\x01 a" * 900)
    Path("zero.txt").write_bytes(ENGLISH.encode() + b"\0")
    Path("escapes.txt").write_bytes(b"\x1b[2J" + ENGLISH.encode())
    os.mkfifo("pipe")
    assert "no file missing.txt" in wrong("missing.txt") and str(folder) in wrong("missing.txt")
    assert "cat.png is binary, no text." in wrong("cat.png")
    assert "bells.txt is binary" in wrong("bells.txt") and "utf16.txt is binary" in wrong("utf16.txt")
    assert "zero.txt is binary" in wrong("zero.txt")
    assert "empty.txt is empty" in wrong("empty.txt") and "blank.txt is empty" in wrong("blank.txt")
    assert "has 999 letters" in wrong("short.txt") and "1,000 at least" in wrong("short.txt")
    assert "latin.txt is no UTF-8: byte 2,000" in wrong("latin.txt")
    for name in (".", "pipe", "/dev/zero"):
        assert f"{name} is no file" in wrong(name)
    assert wrong("x" * 5000) and wrong("") and wrong("@0123456789ab")
    assert "\x1b" not in read(Path("escapes.txt"))
    with Path("heavy.txt").open("wb") as file:
        file.truncate(2**20 + 1)
    assert "larger than 1 MiB" in wrong("heavy.txt")


def test_a_file_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("locked.txt").write_text(ENGLISH)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "locked.txt may not be read" in wrong("locked.txt")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_damaged_texts_are_read_or_refused(folder: Path, junk: bytes, at: int) -> None:
    whole = ENGLISH.encode()
    Path("junk").write_bytes(whole[:at] + junk + whole[at + len(junk):])
    try:
        assert len(read(Path("junk"))) >= LEAST
    except OwnFileError as error:
        assert error.message and error.hint


def test_a_lesson_reads_no_file(folder: Path) -> None:
    Path("own.txt").write_text(ENGLISH)
    with pytest.raises(KnobError, match="no choice"):
        make_run("markov-text", {"text": "own.txt"})
