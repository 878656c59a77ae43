"""The table at the end of a run: each row with its figures, and whether its seeds were noticed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.threats.rows import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest

NOTE = "threat"


@dataclass
class Found:
    """What all runs of one row came to; `figures` are by engine."""

    figures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failed: bool = False
    noticed: int = 0
    seeds: int = 0
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        """Say whether the row holds."""
        return "MISSED" if self.failed else "holds"


def gathered(reports: Iterable[pytest.TestReport]) -> dict[int, Found]:
    """Gather the reports of all phases, also those that came from other processes."""
    rows: dict[int, Found] = defaultdict(Found)
    for report in reports:
        notes: dict[str, Any] = dict(report.user_properties)
        if NOTE in notes:
            _add(rows[notes[NOTE]["row"]], notes[NOTE], report)
    return rows


def _add(row: Found, note: dict[str, Any], report: pytest.TestReport) -> None:
    row.seconds += report.duration
    row.failed = row.failed or report.failed
    if report.when != "call":
        return
    if note["seed"] is None:
        row.figures[note["engine"]] += note["said"]
    else:
        row.seeds += 1
        row.noticed += report.passed


def lines(rows: dict[int, Found]) -> Iterator[str]:
    """Write the table, the rows in order."""
    for number, row in ROWS.items():
        found = rows.get(number)
        verdict = "—" if found is None else found.verdict
        yield f"{number:>2}  {verdict:<7} {row.threat}"
        yield f"             to reach: {row.figure}"
        if found is not None:
            yield from (f"             {measured}" for measured in _measured(found))


def _measured(found: Found) -> Iterator[str]:
    for engine, said in found.figures.items():
        yield f"{engine}: {'; '.join(said) or 'nothing measured'}"
    yield f"seeded faults noticed: {found.noticed} of {found.seeds}; {found.seconds:.0f} s"
