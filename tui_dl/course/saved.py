"""Which lessons were saved since one last looked: their times and sizes are compared."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tui_dl.course.files import walk

Stamp = tuple[int, int, int]  # time of change in ns, size, inode: an editor may write a new file in place of the old


class Saved:
    """Looks at markdown files, or those below folders. A file that is gone for a moment is not forgotten."""

    def __init__(self, places: Iterable[Path]) -> None:
        self._places = [place.resolve() for place in places]
        self._known: dict[Path, Stamp] = {}
        self.files()

    def files(self) -> list[Path]:
        """Those that are new, or other than when this was last asked, in the order of their names."""
        stamps = dict(self._stamps())
        changed = sorted(file for file, stamp in stamps.items() if self._known.get(file) != stamp)
        self._known |= stamps
        return changed

    def _stamps(self) -> Iterable[tuple[Path, Stamp]]:
        for place in self._places:
            found = walk(place) if place.is_dir() else None
            for file in [place] if found is None else [*found.lessons, *found.indexes.values()]:
                with suppress(OSError):
                    stat = file.stat()
                    yield file, (stat.st_mtime_ns, stat.st_size, stat.st_ino)
