"""What `check` finds about one part, and the table in which it is shown. It looks at nothing itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A part and how it is; `fix` says what to do about it, and None that nothing is wrong."""

    part: str
    state: str
    fix: str | None = None


def table(findings: list[Finding]) -> str:
    """Lay the findings out, a line each, with the fix below what is wrong."""
    width = max(len(finding.part) for finding in findings)
    return "\n".join(_line(finding, width) for finding in findings)


def _line(finding: Finding, width: int) -> str:
    mark = "ok   " if finding.fix is None else "WRONG"
    fix = "" if finding.fix is None else f"\n       {'':{width}}  -> {finding.fix}"
    return f"{mark}  {finding.part:{width}}  {finding.state}{fix}"
