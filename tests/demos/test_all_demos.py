"""What every demo of the catalogue promises: the same run gives the same frames, forks share their past, no number
is without its source, a run line means one run, and the default frame fits beside a text."""

import hashlib
import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import assert_explained, assert_same, bits, cells, frames

from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.declare import KnobError, KnobSpec, Value
from tui_dl.demos.play import play
from tui_dl.demos.run import Change, Run, parse_run
from tui_dl.draw.frame import draw_frame
from tui_dl.draw.look import Look
from tui_dl.engine.tape import Tape
from tui_dl.errors import UsageError
from tui_dl.frames import Frame

DEMOS = sorted(catalogue())
LIVE = [name for name in DEMOS if any(spec.live for spec in catalogue()[name].knobs.values())]
ENDS = 16  # training steps of a run that ends
ENDLESS = 9  # frames looked at of a run that does not
VARIANTS = [
    "backprop expression='a*a + relu(b)*c'", "cnn-digits lesion=dead_init steps=12", "convolution-1d flip=true",
    "dense-block layers=3 silent=2 lesion=no_concat steps=12",
    "descent surface=valley optimizer=adam noise=1 steps=20", "descent surface=ripple optimizer=momentum lr=5 steps=18",
    "gan-digits lesion=bn_in_d steps=12", "gru-vs-lstm lesion=untied gap=5 steps=12",
    "heads task=dice masked=true heads=3 steps=12",
    "heads task=majority lesion=one_head_off steps=12", "image-filter image=digit target=edges",
    "lstm-gates task=brackets lesion=forget_0 steps=12", "lstm-gates task=count hidden=3 from_start=true steps=12",
    "lstm-text lesion=forget_0 temperature=0.3 steps=12", "markov-text order=8 smoothing=witten_bell",
    "overfit dropout=0.5 label_noise=0 steps=12", "parameter-ledger net=transformer_base", "pooling mode=avg shift=1",
    "rnn-unroll text=lllllllo updates=5 loop=false",
    "self-attention mask=true scale=false", "softmax-loss logits=0,50,-50 target=2",
    "stride-padding padding=2 stride=2 dilation=2",
]


def short(name: str, seed: int = 0, steps: int = ENDS) -> Run:
    """A quick run of a demo at its defaults."""
    return Run(name, {"steps": steps} if catalogue()[name].trains else {}, seed)


# ---------------------------------------------------------------------- the same again


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", DEMOS)
def test_a_run_gives_the_same_frames_whatever_was_played_before(name: str, seed: int) -> None:
    run, other = short(name, seed), DEMOS[DEMOS.index(name) - 1]
    first = list(play(run))
    for between in (short(other, 3), short(name, seed + 5)):
        list(play(between))
    assert_same(first, play(run))
    steps = [frame.step for frame in first]
    assert steps[0] == 0 and steps[-1] == first[-1].total and steps == sorted(set(steps))


@pytest.mark.parametrize("line", VARIANTS)
def test_other_knobs_repeat_themselves_too(line: str) -> None:
    assert_same(frames(line), frames(line))


@pytest.mark.parametrize("name", [name for name in DEMOS if catalogue()[name].trains])
def test_a_run_without_end_repeats_itself_and_says_so(name: str) -> None:
    line = short(name, steps=0).line()
    first = frames(line, ENDLESS)
    assert [frame.total for frame in first] == [0] * ENDLESS
    assert_same(first, frames(line, ENDLESS))


def test_frames_that_were_handed_out_do_not_change_as_the_run_goes_on() -> None:
    for name in DEMOS:
        kept, then = [], []
        for frame in play(short(name)):
            kept.append(frame)
            then.append(bits(frame))
        assert [bits(frame) for frame in kept] == then, name


def fingerprint(lines: list[str]) -> str:
    """A digest of all frames of these runs."""
    return hashlib.sha256(repr([bits(frame) for line in lines for frame in frames(line)]).encode()).hexdigest()


def test_another_process_gives_the_same_frames_from_the_run_lines() -> None:
    """In another order, so that nothing hangs on what was loaded before."""
    lines = [short(name, 1).line() for name in DEMOS]
    script = "import sys; from test_all_demos import fingerprint; [print(fingerprint([l])) for l in sys.argv[1:]]"
    there = subprocess.run([sys.executable, "-c", script, *reversed(lines)], cwd=Path(__file__).parent,
                           capture_output=True, text=True, check=True, timeout=200)
    assert there.stdout.split() == [fingerprint([line]) for line in reversed(lines)]


LESIONS = {  # those of the demos that the course has so far; more are welcome
    "cnn-digits": "lr_x30 dead_init shuffled_labels", "residual-depth": "no_skip no_scale", "dense-block": "no_concat",
    "batch-norm": "forgot_eval", "lstm-gates": "forget_0 forget_1 input_0 input_1 output_0 output_1",
    "lstm-text": "forget_0 forget_1 input_0 output_0", "gru-vs-lstm": "untied no_reset",
    "heads": "no_positions no_scale one_head_off", "gan-digits": "d_too_strong constant_z saturating_loss bn_in_d",
}


@pytest.mark.parametrize("name", LESIONS)
def test_each_lesion_breaks_the_run(name: str) -> None:
    spec = catalogue()[name].knobs["lesion"]
    assert spec.default == "none" and {*LESIONS[name].split(), "none"} <= set(spec.choices)
    whole = bits(list(play(short(name)))[-1].readings)
    for lesion in LESIONS[name].split():
        run = short(name)
        assert bits(list(play(Run(name, {**run.knobs, "lesion": lesion})))[-1].readings) != whole, lesion


# ---------------------------------------------------------------------- forks


def forked(run: Run, change: Change) -> tuple[list[Frame], list[Frame], int]:
    """Parent, fork from its run line, and how many frames they have in common at least."""
    again = parse_run(run.with_change(change).line())
    assert again == run.with_change(change)
    most = None if run.knobs["steps"] else ENDLESS
    parent, fork = (list(itertools.islice(play(one), most)) for one in (run, again))
    return parent, fork, 1 + next(place for place, frame in enumerate(parent) if frame.step >= change.step)


def changes(name: str, seed: int, steps: int) -> list[Change]:
    """A change of every live knob at two random steps, to a value three times smaller or larger."""
    choose, last = random.Random(f"{name} {seed} {steps}"), (steps or ENDLESS) - 1
    live = [spec for spec in catalogue()[name].knobs.values() if spec.live]
    return [Change(choose.randrange(last), spec.name, float(spec.default) * choose.choice((1 / 3, 3)))
            for spec in live for _ in range(2)]


@pytest.mark.parametrize("steps", [ENDS, 0])  # without an end not every step has a frame
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", LIVE)
def test_a_fork_shares_its_past_and_then_goes_its_own_way(name: str, seed: int, steps: int) -> None:
    run = short(name, seed, steps)
    for change in changes(name, seed, steps):
        parent, fork, common = forked(run, change)
        assert_same(parent[:common], fork[:common])
        assert {frame.knobs[change.knob] for frame in fork[common:]} == {change.value}
        ways = [[(bits(frame.readings), bits(frame.views)) for frame in one[common:]] for one in (parent, fork)]
        assert ways[0] != ways[1]


@pytest.mark.parametrize("steps", [ENDS, 0])
@pytest.mark.parametrize("name", LIVE)
def test_a_knob_turned_while_it_runs_gives_the_frames_of_the_run_line(name: str, steps: int) -> None:
    run = short(name, 2, steps)
    for change in changes(name, 2, steps):
        _, fork, common = forked(run, change)
        playing = play(run)
        live = [next(playing)]
        while len(live) < len(fork):
            live.append(playing.send({change.knob: change.value} if len(live) == common else None))
        assert_same(live, fork)


@pytest.mark.parametrize("name", LIVE)
def test_changes_are_one_run_in_whatever_order_they_were_made(name: str) -> None:
    """Both are due at the same frame, if a frame is not yielded every step; the later step wins."""
    run = short(name, steps=0)
    early, late = Change(1, "lr", 0.3), Change(2, "lr", 0.001)
    backwards = run.with_change(late).with_change(early)
    assert backwards == run.with_change(early).with_change(late) == parse_run(backwards.line())


# ---------------------------------------------------------------------- run lines


def values(spec: KnobSpec) -> st.SearchStrategy[Value]:
    """What a knob takes; a text as it is read, without blanks around it."""
    low, high = spec.knob.low, spec.knob.high
    match spec.kind:
        case "int":
            return st.integers(int(low or 0), int(high or 0))
        case "float":
            return st.floats(low, high)
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(spec.choices)
        case "text":
            some = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1,
                           max_size=spec.knob.length)
            return some.map(str.strip).filter(bool) | st.just(spec.default)
    number = st.integers(int(low or 0), int(high or 0)) if spec.kind == "ints" else st.floats(low, high)
    return st.lists(number, min_size=1, max_size=spec.knob.length).map(tuple)


@st.composite
def runs(draw: st.DrawFn, name: str) -> Run:
    """Any run of a demo: some knobs, a seed, changes on the way."""
    specs = catalogue()[name].knobs
    knobs = draw(st.fixed_dictionaries({}, optional={spec.name: values(spec) for spec in specs.values()}))
    run = Run(name, knobs, draw(st.integers(0, 2**32 - 1)))
    for spec in (spec for spec in specs.values() if spec.live):
        for step in draw(st.lists(st.integers(0, 5000), max_size=3)):
            run = run.with_change(Change(step, spec.name, draw(values(spec))))
    return run


@pytest.mark.parametrize("name", DEMOS)
def test_a_run_line_is_one_line_that_gives_the_run_back(name: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(runs(name))
    def check(run: Run) -> None:
        line = run.line()
        assert len(line.splitlines()) == 1
        assert parse_run(line) == run

    check()


@pytest.mark.parametrize("name", DEMOS)
def test_knobs_in_their_ranges_play_or_are_refused_before_the_first_frame(name: str) -> None:
    """Training demos are asked for few steps: how many there are is no question of what is possible."""
    @settings(max_examples=12, deadline=None)
    @given(runs(name))
    def check(run: Run) -> None:
        if catalogue()[name].trains:
            run = Run(name, {**run.knobs, "steps": 2}, run.seed)
        playing = play(run)
        try:
            first = next(playing)
        except KnobError as error:
            assert error.message and error.hint
        else:
            rest = list(itertools.islice(playing, 300))
            assert first.step == 0 and all(isinstance(frame, Frame) for frame in rest)

    check()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(DEMOS), st.data())
def test_whatever_is_typed_is_a_value_or_a_knob_error(name: str, data: st.DataObject) -> None:
    spec = data.draw(st.sampled_from(list(catalogue()[name].knobs.values())))
    typed = data.draw(st.text() | st.from_regex(r"-?[0-9]{1,400}(e[0-9]{1,4})?") | st.sampled_from(["nan", "-inf"]))
    try:
        value = spec.parse(typed)
    except KnobError as error:
        assert error.message and error.hint
    else:
        assert spec.check(value) == value == spec.parse(spec.format(value))


@settings(max_examples=300, deadline=None)
@given(st.text() | st.builds("{} {}".format, st.sampled_from(DEMOS), st.text()))
@pytest.mark.parametrize("words", ["", "{} --seed {}", "{} @{}:lr=1", "{} steps={}"])
def test_a_line_is_a_run_or_wrong_usage(words: str, line: str) -> None:
    if words:
        line = words.format("cnn-digits", "9" * 5000)
    try:
        assert isinstance(parse_run(line), Run)
    except UsageError as error:
        assert error.message


@pytest.mark.parametrize("text", ["a\nb", "a\x1b[2Jb", "a\u2028b"])
def test_a_text_of_several_lines_or_with_escapes_is_refused(text: str) -> None:
    with pytest.raises(KnobError, match="line break"):
        catalogue()["self-attention"].values({"sentence": text})


# ---------------------------------------------------------------------- where a number comes from


@pytest.mark.parametrize("line", [short(name).line() for name in DEMOS] + VARIANTS)
def test_every_number_is_explained_and_sums_come_out(line: str) -> None:
    run, choose = frames(line), random.Random(line)
    for frame in (run[0], run[len(run) // 2], run[-1]):
        for view in frame.views:
            known = cells(view)
            for index in choose.sample(known, min(len(known), 12)):
                assert_explained(frame, parse_run(line).demo, view, index)


# ---------------------------------------------------------------------- on screen


@pytest.mark.parametrize("look", [Look(), Look(colour=False, ascii=True)])
@pytest.mark.parametrize("name", DEMOS)
def test_the_default_frame_fits_beside_a_text(name: str, look: Look) -> None:
    tape = Tape(short(name))
    for frame in play(tape.run):
        tape.append(frame)
    drawn = ["".join(part.text for part in line) for line in draw_frame(frame, 78, 9, look, tape=tape)]
    assert 1 < len(drawn) <= 9 and all(len(line) == 78 for line in drawn)
    assert frame.views[0].name in drawn[0]
