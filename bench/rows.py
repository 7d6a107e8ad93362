"""What a benchmark says: a value, the floor measured beside it in the same run, and what was promised."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

__all__ = ["Row", "median", "percentile"]


@dataclass(frozen=True)
class Row:
    """One line of the report. `floor` is the same thing at its cheapest, in the unit of the value.

    `budget` is what the value may be at most, or at least; with `per_floor`, what value / floor may be.
    """

    bench: str
    what: str
    value: float
    unit: str
    floor: float | None = None
    budget: float | None = None
    per_floor: bool = False
    bound: Literal["most", "least"] = "most"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value / floor, where there is a floor."""
        return self.value / self.floor if self.floor else None

    @property
    def ok(self) -> bool | None:
        """Whether the promise is kept; None where there is none."""
        measured = self.ratio if self.per_floor else self.value
        if self.budget is None or measured is None:
            return None
        return measured <= self.budget if self.bound == "most" else measured >= self.budget

    def record(self) -> dict[str, Any]:
        """The row for `--json`; a number that is not finite, for what never came, is null."""
        record = {**asdict(self), "ratio": self.ratio, "ok": self.ok}
        return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in record.items()}

    def text(self) -> str:
        """The row as a line."""
        floor = f"{self.floor:,.4g}" if self.floor is not None else ""
        ratio = f"{self.ratio:.2f}x" if self.ratio is not None else ""
        verdict = {True: "ok", False: "NOT MET", None: ""}[self.ok]
        measured = f"{self.what:<62} {self.value:>9,.4g} {self.unit:<8} {floor:>8} {ratio:>7}"
        line = f"{measured} {self._promise():>9}  {verdict}"
        return f"{line}\n    {self.note}" if self.note else line.rstrip()

    def _promise(self) -> str:
        if self.budget is None:
            return ""
        return f"{'<=' if self.bound == 'most' else '>='} {self.budget:g}{'x' if self.per_floor else ''}"


HEADER = f"{'what':<62} {'value':>9} {'unit':<8} {'floor':>8} {'ratio':>7} {'promise':>9}"


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` of all values do not exceed (nearest rank)."""
    ordered: Sequence[float] = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]
