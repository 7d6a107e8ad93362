"""One thing that was looked at: what was found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "advice", "mend"]


@dataclass(frozen=True)
class Finding:
    """`level`: all is well; it could be better; it has to be mended. `value` is the finding as plain data."""

    name: str
    says: str
    level: Level = "ok"
    do: str = ""
    value: object = None

    def record(self) -> dict[str, object]:
        """As JSON names it."""
        return {"name": self.name, "level": self.level, "says": self.says, "do": self.do, "value": self.value}
