"""Every demo on the tapes of a player: whatever was recorded is what one sees when going back, also of forks, and also
where the tape had to let frames go."""

import random
from functools import partial

import pytest
from test_all_demos import DEMOS, LIVE, short
from told import bits, frames

from tui_dl.app import player as module
from tui_dl.app.desk import Desk
from tui_dl.app.player import MOST_RUNS, Player
from tui_dl.demos.catalogue import catalogue
from tui_dl.demos.run import Change, Run, parse_run
from tui_dl.engine.scripted import ScriptedEngine
from tui_dl.engine.tape import Tape, size_of
from tui_dl.frames import Frame


class Played:
    """A player at the end of a run, and of every run the frames that its line gives."""

    def __init__(self, run: Run) -> None:
        self.recorded: dict[str, dict[int, Frame]] = {}
        engine = ScriptedEngine(self.frames_of, instant=True)
        self.desk = Desk(engine)
        self.desk.start(lambda: None)
        self.player = Player(self.desk)
        self.player.load(run)
        self.to_end()

    def frames_of(self, run: Run) -> list[Frame]:
        return frames(run.line())

    def to_end(self) -> None:
        self.player.to_end()
        self.desk.hand_out()
        self.player.tick(1)
        assert self.player.finished

    def steps(self) -> dict[int, Frame]:
        """The frames of the run on screen, played anew from its line."""
        track = self.player.track
        assert track is not None and track.tape.run == track.run == parse_run(track.run.line())
        line = track.run.line()
        if line not in self.recorded:
            self.recorded[line] = {frame.step: frame for frame in frames(line)}
        return self.recorded[line]

    def move(self, choose: random.Random) -> int | None:
        """Go somewhere on the tape; the step that was asked for, if one was."""
        player, last = self.player, max(self.steps())
        step = choose.randint(-1, last + 1)
        match choose.randrange(6):
            case 0:
                player.seek(step)
                return step
            case 1:
                player.go_to(step)
                return step
            case 2:
                player.step(choose.choice((-1, 1)))
            case 3:
                player.to_start()
                return 0
            case 4:
                self.to_end()
                return last
            case 5:
                player.show_run(choose.randrange(len(player.tracks)))
        return None


def scrub(played: Played, choose: random.Random, moves: int = 40) -> None:
    """Go about; each frame is the recorded one, bit for bit, and of those that are kept the one that was asked for."""
    for _ in range(moves):
        asked, track, frame = played.move(choose), played.player.track, played.player.frame
        assert track is not None and frame is not None
        kept = [one.step for one in track.tape.frames]
        assert bits(frame) == bits(played.steps()[frame.step])
        if asked is not None:
            assert frame.step == max((step for step in kept if step <= asked), default=0)
        assert kept[0] == 0 and kept[-1] == max(played.steps()) and frame.step in kept


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", DEMOS)
def test_scrubbing_shows_what_was_recorded(name: str, seed: int) -> None:
    choose, played = random.Random(f"{name} {seed}"), Played(short(name, seed))
    scrub(played, choose)
    parent = played.player.tracks[0].tape
    for _ in range(MOST_RUNS - 1 if name in LIVE else 0):
        step, spec = choose.randrange(max(played.steps())), catalogue()[name].knobs["lr"]
        played.player.show_run(0)
        assert played.player.fork(Change(step, "lr", float(spec.default) * choose.choice((1 / 3, 2, 3))))
        played.to_end()
        track = played.player.track
        assert track is not None
        shared = 1 + next(place for place, frame in enumerate(parent.frames) if frame.step >= step)
        assert [bits(one) for one in track.tape.frames[:shared]] == [bits(one) for one in parent.frames[:shared]]
        assert [bits(one) for one in track.tape.frames] == [bits(one) for one in played.steps().values()]
    scrub(played, choose)


@pytest.mark.parametrize("name", DEMOS)
def test_a_tape_that_is_full_still_shows_only_what_was_recorded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = short(name, 3)
    room = sum(map(size_of, frames(run.line()))) // 3
    monkeypatch.setattr(module, "Tape", partial(Tape, bound=room))
    choose, played = random.Random(name), Played(run)
    if len(played.steps()) > 4:
        assert played.player.tracks[0].tape.thinned
    if name in LIVE:
        played.player.seek(5)
        at = played.player.frame
        assert at is not None and played.player.fork(Change(at.step, "lr", 0.02))
        assert at.step in [frame.step for frame in played.player.tracks[0].tape.marked]
        played.to_end()
    scrub(played, choose)
