"""A file of the learner's own as the value of a knob: read once, checked, made small, and kept by its content.

    image=cat.png                  what is typed
    image=cat.png@3fa94c81d2e0     what the run is called: the name, and a digest of what the demo sees of it

That is kept beside the learner's log, so the run can be played again when the file has changed or is gone.
What kinds of file there are, `own_pictures.py` and `own_texts.py` say. Needs no torch.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tui_dl.errors import UsageError

PINNED = re.compile(r"(.+)@([0-9a-f]{12})")


class OwnFileError(UsageError):
    """A file that no demo can take."""


def name_of(value: str) -> str:
    """The path of a file without the digest of its content."""
    found = PINNED.fullmatch(value)
    return found[1] if found else value


@dataclass(frozen=True)
class OwnKind:
    """A kind of file: what it is called, how large it may be, and how its content is read, and kept on disk."""

    noun: str
    folder: str
    suffix: str
    most_bytes: int
    read: Callable[[Path], bytes]  # what a demo sees of it. OwnFileError
    saved: Callable[[bytes], bytes] = bytes

    def glance(self, value: str) -> None:
        """OwnFileError if there can be no such file; reads nothing."""
        if not self._kept(value):
            self._file(name_of(value))

    def pinned(self, value: str) -> str:
        """The file called by its content; it is read for that, and what was read is kept. OwnFileError.

        A name that has its digest already is itself, if that content is kept or the file still has it.
        """
        if self._kept(value):
            return value
        content = self.read(self._file(name_of(value)))
        found = f"{name_of(value)}@{hashlib.sha256(content).hexdigest()[:12]}"
        if PINNED.fullmatch(value) and found != value:
            raise OwnFileError(f"{name_of(value)} is another {self.noun} now than in this run.",
                               "Without the @ and what follows it, it is taken as it is.")
        self._keep(found, content)
        return found

    def open(self, value: str) -> BinaryIO:
        """What is kept of a file that is called by its content. OwnFileError."""
        path = self._kept(value)
        if path is not None:
            return path.open("rb")
        return io.BytesIO(self.saved(self.read(self._file(name_of(self.pinned(value))))))

    def _file(self, name: str) -> Path:
        """The file of that name, looked at from outside. OwnFileError."""
        path = Path(name).expanduser()
        try:
            if not path.exists():
                raise OwnFileError(f"There is no file {name}.", f"Looked for in {Path.cwd()}.")
            if not path.is_file():
                raise OwnFileError(f"{name} is no file.", f"Name a {self.noun} in it.")
            if path.stat().st_size > self.most_bytes:
                raise OwnFileError(f"{name} is larger than {self.most_bytes // 2**20} MiB.", "Make it smaller first.")
            if not os.access(path, os.R_OK):
                raise OwnFileError(f"{name} may not be read.", "Change its permissions, or copy it.")
        except (OSError, ValueError) as error:  # a name too long, or with a zero in it
            raise OwnFileError(f"{name[:60]} is no name of a file.", f"Name a {self.noun}.") from error
        return path

    def _path(self, value: str) -> Path | None:
        """Where the content of a file called by it is kept, or would be."""
        from tui_dl.learner.store import data_folder

        found = PINNED.fullmatch(value)
        return data_folder() / self.folder / f"{found[2]}{self.suffix}" if found else None

    def _kept(self, value: str) -> Path | None:
        """The file that keeps this content, if it is kept."""
        path = self._path(value)
        return path if path is not None and path.is_file() else None

    def _keep(self, value: str, content: bytes) -> None:
        """Keep the content; where nothing can be written, the file itself has to stay."""
        target = self._path(value)
        assert target is not None
        with suppress(OSError):
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(self.saved(content))
            unfinished.replace(target)
